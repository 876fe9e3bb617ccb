"""What every answer says to the browser (security C4-C6, C8, B1), and that visitors get no cookie (L2)."""

import contextvars

import pytest

from app.notifications.models import Mail
from app.uploads.routes import POLICY
from app.web.headers import CONTENT_POLICY
from tests.access_matrix import MATRIX, ROLES
from tests.conftest import Browser
from tests.rounds import share
from tests.world import address_of, browser_of, build_world, world_of

ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFERRER = "strict-origin-when-cross-origin"
TELLING = ("Server", "X-Powered-By", "Via")
# Pages with a form hold a token, and a token needs the cookie of its visit.
FORMS = ("/polls/by-mail/", "/sanctions/", "/sign-in", "/sign-up", "/forgotten", "/reset/", "/invitation/", "/account/email/", "/setup")


def lacks(answer):
    """The safety headers that an answer does not have as it should, as lines."""
    wanted = ALWAYS | ({"Content-Security-Policy": POLICY} if answer.mimetype == "image/webp" else {})
    lines = [f"{name}: {answer.headers.get(name)}" for name, value in wanted.items() if answer.headers.get(name) != value]
    if answer.headers.get("Referrer-Policy") not in (REFERRER, "no-referrer"):
        lines.append("Referrer-Policy")
    if "Cache-Control" not in answer.headers:
        lines.append("Cache-Control")
    lines += [name for name in TELLING if name in answer.headers]
    return lines


@pytest.mark.parametrize("role", ["visitor", "ben", "ada"])
def test_c4_c5_every_answer_has_the_headers(app, people, role):
    browser, world = browser_of(app, role, people), build_world(people)
    for line in share(MATRIX, of=3, start=("visitor", "ben", "ada").index(role)):
        method, path = address_of(app, line, world)
        if path == "/admin/system/reindex":
            continue
        answer = (browser.get if method == "GET" else browser.post)(path)
        assert not lacks(answer), f"{method} {path}"


def test_c4_c5_so_has_whatever_goes_wrong(app, visitor, sign_in, ben, monkeypatch):
    from app.home import routes

    sent = [
        visitor.get("/nowhere"),
        visitor.get("/assets/nothing.css"),
        visitor.post("/sign-in", token=False),
        visitor.post("/theme", {"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"}),
        visitor.post("/boards"),
        visitor.post("/sign-in", {"name": "x" * 2_000_000}),
        *(visitor._send(send, "/", None) for send in (visitor.client.put, visitor.client.options, visitor.client.head)),
        sign_in(ben).get("/admin"),
    ]
    monkeypatch.setattr(routes, "page_of_topics", lambda **given: 1 / 0)
    sent.append(visitor.get("/"))
    monkeypatch.setattr("app.web.errors.error_page", lambda code: 1 / 0)
    sent.append(visitor.get("/"))
    assert [answer.status_code for answer in sent] == [404, 404, 400, 403, 405, 413, 405, 200, 200, 403, 500, 500]
    for answer in sent:
        assert not lacks(answer), answer


def test_c5_a_bug_shows_its_number_and_nothing_of_itself(visitor, monkeypatch, caplog):
    from app.home import routes

    monkeypatch.setattr(routes, "page_of_topics", lambda **given: 1 / 0)
    page = visitor.get("/").text
    assert "ZeroDivisionError" not in page and "Traceback" not in page and "routes.py" not in page
    assert caplog.records[-1].message.split("[")[1].strip("]") in page


def test_c5_transport_security_only_where_there_is_https(app, make_app, site):
    assert "Strict-Transport-Security" not in Browser(app).get("/").headers
    kept = Browser(make_app(HTTPS=True)).get("/").headers["Strict-Transport-Security"]
    assert int(kept.partition("max-age=")[2].split(";")[0]) >= 31_536_000


def test_c6_only_our_own_host_is_answered(make_app, site):
    browser = Browser(make_app(TRUSTED_HOSTS=["talk.example.org", "localhost"]))
    for host in ("evil.example", "talk.example.org.evil.example", "evil.example:80", "x@talk.example.org", ""):
        answer = browser.client.get("/", base_url="http://localhost", headers={"Host": host})
        assert answer.status_code == 400, host
        assert host == "" or host not in answer.text
        assert not lacks(answer)
    assert browser.client.get("/", headers={"Host": "talk.example.org"}).status_code == 200


def ask_for_reset(app, host):
    """Ask for a new password as somebody who sends a Host header of their own."""
    browser = Browser(app)
    token, secret = contextvars.Context().run(browser._make_token)
    with browser.client.session_transaction(base_url=f"http://{host}") as kept:
        kept.update(secret)
    given = {"name": "ben@example.org", "csrf_token": token}
    assert browser.post("/forgotten", given, token=False, base_url=f"http://{host}").status_code == 200


def test_c6_letters_lead_to_the_configured_address(make_app, ben, db):
    ask_for_reset(make_app(BASE_URL="https://talk.example.org", SMTP_URL="smtp://127.0.0.1:1"), "evil.example")
    [letter] = db.session.scalars(db.select(Mail))
    assert "https://talk.example.org/reset/" in letter.text
    assert "evil.example" not in letter.text + letter.html


def test_c6_without_a_configured_address_no_letter_follows_a_strange_host(app, ben, db):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    ask_for_reset(app, "evil.example")
    assert not db.session.scalars(db.select(Mail)).all()
    ask_for_reset(app, "localhost")
    assert "http://localhost/reset/" in db.session.scalars(db.select(Mail)).one().text


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_c6_only_so_many_proxies_are_believed(make_app, site, proxies, seen):
    from flask import request

    app = make_app(TRUSTED_PROXIES=proxies)
    found = []
    app.before_request(lambda: found.append(request.remote_addr))
    Browser(app).get("/", headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.9"})
    assert found == [seen]


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_c6_without_proxies_nothing_forwarded_counts(visitor, header):
    plain, forged = visitor.get("/ideas"), visitor.get("/ideas", headers={header: "evil.example"})
    assert forged.text == plain.text
    assert "evil.example" not in str(visitor.get("/sitemap.xml", headers={header: "evil.example"}).text)


@pytest.mark.parametrize("role", ROLES)
def test_c8_what_is_for_one_reader_is_stored_nowhere(app, people, role):
    browser, world = browser_of(app, role, people), world_of(role, people)
    for line in share(MATRIX, of=3, start=ROLES.index(role)):
        method, path = address_of(app, line, world)
        if method != "GET" or path.startswith(("/assets/", "/uploads/")):
            continue
        answer = browser.get(path)
        if answer.mimetype == "text/html" and (role not in ("visitor", "blocked") or "csrf_token" in answer.text):
            assert "no-store" in answer.headers["Cache-Control"], path
        assert "public" not in answer.headers["Cache-Control"], path


@pytest.mark.parametrize("role", ["visitor", "ben"])
def test_c8_a_fragment_says_what_it_depends_on(app, people, role):
    browser, world = browser_of(app, role, people), build_world(people)
    for n, line in enumerate(MATRIX, start=len(role)):
        method, path = address_of(app, line, world)
        if method != "GET":
            continue
        for htmx in share((None, "main"), of=2, start=n):
            answer = browser.get(path, htmx=htmx)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                assert {"HX-Request", "HX-Request-Type"} <= {name.strip() for name in answer.headers["Vary"].split(",")}, path


def test_l2_a_visitor_gets_no_cookie_but_where_a_form_is(app, people):
    world = build_world(people)
    for line in MATRIX:
        method, path = address_of(app, line, world)
        if method != "GET":
            continue
        browser = Browser(app)
        names = [cookie.split("=")[0] for cookie in browser.get(path).headers.getlist("Set-Cookie")]
        assert names in ([], ["visit"] if path.startswith(FORMS) or path.endswith("/report") else []), path


@pytest.mark.parametrize("https", [False, True])
def test_b1_every_cookie_is_bound_to_host_and_out_of_reach(make_app, ben, monkeypatch, https):
    from app.accounts import door

    monkeypatch.setattr(door, "verify_password", lambda *given: True)
    monkeypatch.setattr(door, "needs_rehash", lambda *given: False)
    names = {"SESSION_COOKIE_NAME": "__Host-visit", "SIGN_IN_COOKIE": "__Host-member", "SESSION_COOKIE_SECURE": True}
    app = make_app(HTTPS=True, **names) if https else make_app()
    ben.password_hash = "x"
    browser = Browser(app)
    base = {"base_url": "https://localhost"} if https else {}
    page = browser.get("/sign-in", **base)
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    entered = browser.post(
        "/sign-in", {"name": "Ben", "password": "x", "csrf_token": token}, token=False, headers={"Referer": "https://localhost/"}, **base
    )
    assert entered.status_code == 303
    chosen = browser.post("/theme", {"theme": "dark"}, token=False, **base)
    cookies = [cookie for answer in (page, entered) for cookie in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 3
    for cookie in cookies + chosen.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
        assert ("Secure" in cookie) == https, cookie
    for cookie in cookies:
        assert cookie.startswith("__Host-") == https, cookie
