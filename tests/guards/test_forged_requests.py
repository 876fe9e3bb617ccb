"""No write without a form of ours (security C1, C2), and no way out of the site through the door (C7)."""

import pytest

from app.topics.models import Topic
from tests.access_matrix import MATRIX
from tests.conftest import Browser
from tests.people import PASSWORD
from tests.world import address_of, build_world, rules_of

# Visitors' pages are the same for all and hold no token; the second lock (C2) guards the first two.
# The link in a letter is a signed word of its own, and mail programs send no token (RFC 8058).
# A search sets no cookie, so that its page may be kept for all; what is noted is a word and a day.
NEEDS_NO_TOKEN = {"POST /search/missed", "POST /language", "POST /theme", "POST /mail/stop/<token>", "POST /questions/<int:topic_id>/call"}
# Whoever has the address of a poster or of a letter may answer; these pages set no cookie either.
NEEDS_NO_TOKEN |= {"POST /pulse/<token>", "POST /pulse/thanks/<name>", "POST /pulse/fixed/<name>"}
WORDS = "Words that took me ten minutes on the bus"

HERE, ELSEWHERE = "http://localhost", "https://evil.example"
# Sec-Fetch-Site, Origin, whether the write is let in.
COMES_FROM = (
    (None, None, True),
    ("same-origin", None, True),
    ("same-origin", HERE, True),
    ("none", None, True),
    ("same-site", None, False),
    ("cross-site", None, False),
    ("cross-site", HERE, False),
    ("", None, False),
    ("nonsense", None, False),
    (None, HERE, True),
    (None, ELSEWHERE, False),
    (None, "http://localhost:81", False),
    (None, "http://localhost.evil.example", False),
    (None, "http://evil.example/localhost", False),
    (None, "null", False),
    (None, "", False),
)

EVIL = (
    *("//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example", "\\\\evil.example", "\\/evil.example"),
    *("/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "/\x0b/evil.example"),
    *("https://evil.example", "http:evil.example", "https:/evil.example", "HTTPS://evil.example", "ftp://evil.example"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b"),
    *("/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "/%5Cevil.example", "%2f%2fevil.example"),
    *("/%252fevil.example", "/%09/evil.example", "/%0a/evil.example", "/%0d%0aLocation:%20//evil.example", "/\x00/evil.example"),
    *("/\u2028/evil.example", "/\u200b/evil.example", "/\u202e/evil.example", "//evil.example@localhost", "//localhost@evil.example"),
    *("/／evil.example", "／／evil.example", "/⁄evil.example\\x", "//[::1]", "//0x7f.1", "/./\\evil.example", "/javascript:alert(1)"),
    *("evil.example", "@evil.example", ".evil.example", ":80", "?//evil.example", "#//evil.example", "/" + "a" * 3000),
)


def test_c1_every_write_without_a_token_is_refused(app, people):
    browser, world = Browser(app, people.ada), build_world(people)
    paths = {line[0]: address_of(app, line, world)[1] for line in MATRIX}
    let_in = [
        name
        for name, _rule in rules_of(app, "POST", "PUT", "PATCH", "DELETE")
        if browser.post(paths[name], {"body": WORDS}, token=False).status_code != 400
    ]
    assert set(let_in) <= NEEDS_NO_TOKEN, let_in


@pytest.mark.parametrize("token", ["", "x", "IjEi.AAAAAA.x", "\x00", "ä" * 50])
def test_c1_a_false_token_is_none(sign_in, ben, make_topic, token):
    path = f"/topics/{make_topic('ideas', ben).id}/posts"
    answer = sign_in(ben).post(path, {"body": WORDS, "csrf_token": token}, token=False)
    assert answer.status_code == 400


def test_c1_the_token_of_another_visit_is_none(sign_in, ben, gus, make_topic):
    path = f"/topics/{make_topic('ideas', ben).id}/posts"
    stolen = sign_in(gus).form_token()
    ours = sign_in(ben)
    ours.form_token()
    assert ours.post(path, {"body": WORDS, "csrf_token": stolen}, token=False).status_code == 400


def test_c1_nothing_typed_is_lost_and_nothing_happens(sign_in, ben, make_topic, db):
    topic = make_topic("ideas", ben)
    browser = sign_in(ben)
    answer = browser.post(f"/topics/{topic.id}/posts", {"body": WORDS, "password": PASSWORD}, token=False)
    assert answer.status_code == 400
    assert WORDS in answer.text
    assert PASSWORD not in answer.text
    assert f'action="/topics/{topic.id}/posts"' in answer.text
    assert db.session.get(Topic, topic.id).reply_count == 0


@pytest.mark.parametrize(("site_says", "origin", "let_in"), COMES_FROM)
def test_c2_a_write_from_elsewhere_is_refused(visitor, site_says, origin, let_in):
    given = {"Sec-Fetch-Site": site_says, "Origin": origin}
    headers = {name: value for name, value in given.items() if value is not None}
    for path, data in (("/language", {"language": "de"}), ("/sign-in", {"name": "x", "password": "y"})):
        answer = visitor.post(path, data, headers=headers)
        assert (answer.status_code != 403) == let_in, path
        if not let_in:
            assert "Set-Cookie" not in answer.headers


def test_c2_reading_from_elsewhere_is_allowed(visitor):
    assert visitor.get("/", headers={"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE}).status_code == 200


def test_c2_a_token_does_not_open_the_second_lock(sign_in, ben, make_topic, db):
    topic = make_topic("ideas", ben)
    answer = sign_in(ben).post(
        f"/topics/{topic.id}/posts", {"body": WORDS}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert db.session.get(Topic, topic.id).reply_count == 0


def test_c7_no_address_leads_out_of_the_site(app, ben, monkeypatch):
    """Through the real form, with a password that always fits: hashing forty times would be slow."""
    from app.accounts import door

    monkeypatch.setattr(door, "verify_password", lambda *given: True)
    monkeypatch.setattr(door, "needs_rehash", lambda *given: False)
    ben.password_hash = "x"
    assert len(EVIL) > 40
    for target in EVIL:
        answer = Browser(app).post("/sign-in", {"name": "ben", "password": PASSWORD, "next": target})
        assert (answer.status_code, answer.location) == (303, "/"), repr(target)


def test_c7_the_pages_of_the_door_carry_no_such_address(visitor):
    for path in ("/sign-in", "/sign-up"):
        for target in EVIL:
            answer = visitor.get(path, query_string={"next": target})
            assert answer.status_code == 200
            assert 'href="//evil' not in answer.text and 'action="//evil' not in answer.text


def test_c7_who_is_signed_in_already_is_not_led_out_either(sign_in, ben):
    browser = sign_in(ben)
    for target in EVIL:
        assert browser.get("/sign-in", query_string={"next": target}).location == "/", repr(target)


@pytest.mark.parametrize("path", ["/language", "/theme"])
def test_c7_choosing_leads_back_only_inside(visitor, path):
    name = path[1:]
    data = {name: "de" if name == "language" else "dark"}
    for referrer in ("https://evil.example/", "http://localhost//evil.example", "http://localhost/\\evil.example", "x"):
        assert visitor.post(path, data, headers={"Referer": referrer}).location == "/", referrer
    assert visitor.post(path, data, headers={"Referer": "http://localhost/ideas?sort=new"}).location == "/ideas?sort=new"
