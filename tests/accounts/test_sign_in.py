"""Signing in and out."""

import json
import logging
import time

import argon2
import pytest
import time_machine

from app.accounts.models import SignIn, token_hash
from tests.conftest import Browser
from tests.people import PASSWORD


def cookie(answer, name="member"):
    return next((c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{name}=")), "")


def test_it_takes_the_name_or_the_address(visitor, ben, with_password, enter, who_is):
    with_password(ben)
    for name in ("ben", " BEN ", "Ben@Example.org"):
        browser = Browser(visitor.app)
        answer = enter(browser, name)
        assert (answer.status_code, answer.location) == (303, "/")
        assert who_is(browser)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%2f/evil", "javascript:alert(1)"],
)
def test_c7_it_leads_only_inside(visitor, ben, with_password, enter, target):
    with_password(ben)
    assert enter(visitor, "Ben", also={"next": target}).location == "/"


def test_it_leads_back_to_where_one_came_from(visitor, ben, with_password, enter):
    with_password(ben)
    assert enter(visitor, "Ben", also={"next": "/ideas?sort=new"}).location == "/ideas?sort=new"


def test_b1_the_cookie_is_safe_and_the_database_holds_only_a_hash(visitor, ben, with_password, enter, db):
    with_password(ben)
    said = cookie(enter(visitor, "Ben"))
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Path=/" in said
    token = said.split(";")[0].partition("=")[2]
    assert len(token) >= 43
    stored = db.session.scalar(db.select(SignIn.token_hash))
    assert stored == token_hash(token)
    assert token not in stored


def test_b1_with_https_the_cookie_is_bound_to_the_host(make_app, ben, with_password, enter):
    with_password(ben)
    app = make_app(HTTPS=True, SIGN_IN_COOKIE="__Host-member")
    said = cookie(enter(Browser(app), "Ben"), "__Host-member")
    assert "Secure" in said
    assert "Domain" not in said


def test_b2_each_sign_in_has_a_new_token_and_the_old_one_is_dead(visitor, ben, with_password, enter, who_is):
    with_password(ben)
    first = cookie(enter(visitor, "Ben")).split(";")[0].partition("=")[2]
    second = cookie(enter(visitor, "Ben")).split(";")[0].partition("=")[2]
    assert first != second
    thief = Browser(visitor.app)
    thief.client.set_cookie("member", first, domain="localhost")
    assert not who_is(thief)


def test_a4_every_refusal_is_the_same(visitor, people, with_password, enter, db):
    with_password(people.ben)
    with_password(people.gus)
    people.gus.block(by=people.ada)
    db.session.commit()
    answers = []
    for name, password in (
        ("Ben", "wrong password"),
        ("Nobodee", PASSWORD),
        ("Gus", PASSWORD),
        ("Dora", PASSWORD),
    ):
        browser = Browser(visitor.app)
        browser.get("/sign-in")
        answer = enter(browser, name, password)
        headers = {k for k, v in answer.headers if k != "Set-Cookie"}
        answers.append((answer.status_code, strip(answer.text, name), frozenset(headers)))
    assert len(set(answers)) == 1


def strip(page, name):
    import re

    return re.sub(r'name="csrf_token"[^>]*>', "", page).replace(f'value="{name}"', "")


def test_a4_an_unknown_name_costs_as_much_work(visitor, ben, with_password, enter, monkeypatch):
    """Counted, not timed: the same hash function runs once with the same settings, whoever is named."""
    with_password(ben)
    work = []
    verify = argon2.PasswordHasher.verify

    def watched(hasher, hashed, password):
        work.append(argon2.extract_parameters(hashed))
        return verify(hasher, hashed, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    for name in ("Ben", "Nobodee"):
        enter(visitor, name, "wrong password")
    assert len(work) == 2
    assert work[0] == work[1]


def test_a3_a_stranger_is_slowed_down_but_the_member_is_not(make_app, ben, with_password, enter, who_is):
    with_password(ben)
    app = make_app(RATELIMIT_ENABLED=True)
    member, stranger = Browser(app), Browser(app)
    here, there = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.9"}
    assert enter(member, "Ben", environ_base=here).status_code == 303
    with time_machine.travel(time.time() + 200, tick=True):
        codes = [
            enter(stranger, "Ben", "wrong password", environ_base=here).status_code for _turn in range(11)
        ]
        assert codes == [422] * 10 + [429]
        assert enter(stranger, "Ben", environ_base=here).status_code == 429
        # The same address, the right password, a device that Ben has signed in on before.
        member.client.delete_cookie("member", domain="localhost")
        assert enter(member, "Ben", environ_base=here).status_code == 303
        # A new device at another address is not kept out by the stranger either.
        assert enter(Browser(app), "Ben", environ_base=there).status_code == 303


def test_a3_a_known_device_has_its_own_limit(make_app, ben, with_password, enter):
    with_password(ben)
    browser = Browser(make_app(RATELIMIT_ENABLED=True))
    enter(browser, "Ben")
    browser.client.delete_cookie("member", domain="localhost")
    codes = [enter(browser, "Ben", "wrong password").status_code for _turn in range(11)]
    assert codes[-1] == 429


def test_a3_twenty_an_hour_for_one_account_and_address(make_app, people, with_password, enter):
    with_password(people.ben)
    with_password(people.gus)
    app = make_app(RATELIMIT_ENABLED=True)
    started = time.time()
    codes = []
    for turn in range(21):
        with time_machine.travel(started + turn * 60, tick=True):
            codes.append(enter(Browser(app), "Ben", "wrong password").status_code)
    assert codes == [422] * 20 + [429]
    with time_machine.travel(started + 22 * 60, tick=True):
        assert enter(Browser(app), "ben@example.org").status_code == 429
        assert enter(Browser(app), "Gus").status_code == 303


def test_b3_a_new_password_forgets_known_devices(app, ben, with_password, enter):
    from app.accounts.devices import device_key

    with_password(ben)
    browser = Browser(app)
    answer = enter(browser, "Ben")
    value = cookie(answer, "device").split(";")[0].partition("=")[2]
    with app.test_request_context(
        "/sign-in", method="POST", data={"name": "Ben"}, headers={"Cookie": f"device={value}"}
    ):
        assert device_key()
    with_password(ben, "another long password")
    with app.test_request_context(
        "/sign-in", method="POST", data={"name": "Ben"}, headers={"Cookie": f"device={value}"}
    ):
        assert device_key() is None


def test_i3_the_log_holds_no_secret(visitor, ben, with_password, enter, caplog):
    with_password(ben)
    with caplog.at_level(logging.INFO):
        enter(visitor, "Ben", "my secret password", environ_base={"REMOTE_ADDR": "198.51.100.77"})
        enter(visitor, "i typed my password here", "x")
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == "earshot.sign_in"]
    assert [line["event"] for line in lines] == ["sign_in_failed"] * 2
    assert lines[0]["member"] == ben.id
    assert lines[0]["network"] == "198.51.100.0/24"
    said = caplog.text
    assert "secret" not in said
    assert "i typed" not in said
    assert "198.51.100.77" not in said


def test_it_rehashes_a_weaker_hash(visitor, ben, enter, again, db):
    from argon2 import PasswordHasher

    from app.accounts.passwords import needs_rehash

    ben.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.session.commit()
    enter(visitor, "Ben")
    ben = again(ben)
    assert not needs_rehash(ben.password_hash)


def test_too_many_at_once_get_503(visitor, ben, enter, monkeypatch):
    from app.accounts import passwords

    monkeypatch.setattr(passwords, "waiting", 1000)
    passwords.stand_in_hash.cache_clear()
    answer = enter(visitor, "Ben")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_words_written_after_the_session_ended_are_carried_and_sent_by_hand(
    visitor, ben, with_password, enter, make_topic, db
):
    from app.posts.models import Post

    with_password(ben)
    topic = make_topic("discussions", ben)
    asked = visitor.post(f"/topics/{topic.id}/posts", {"body": "What I wrote", "password": "secret"})
    assert asked.status_code == 401
    assert 'name="carried-body" value="What I wrote"' in asked.text
    assert "secret" not in asked.text
    also = {
        "resume": f"/topics/{topic.id}/posts",
        "carried-body": "What I wrote",
        "carried-password": "secret",
    }
    again = enter(visitor, "Ben", "wrong password", also=also)
    assert 'name="carried-body" value="What I wrote"' in again.text
    page = enter(visitor, "Ben", also=also)
    assert page.status_code == 200
    assert f'action="/topics/{topic.id}/posts"' in page.text
    assert 'name="body" value="What I wrote"' in page.text
    assert "secret" not in page.text
    assert db.session.scalar(db.select(db.func.count(Post.id))) == 1
    import re

    token = re.search(r'action="/topics.*?name="csrf_token" value="([^"]+)"', page.text, re.DOTALL)[1]
    sent = visitor.post(
        f"/topics/{topic.id}/posts", {"body": "What I wrote", "csrf_token": token}, token=False
    )
    assert sent.status_code == 303
    assert db.session.scalar(db.select(db.func.count(Post.id))) == 2


def test_c7_carried_words_go_nowhere_else(visitor, ben, with_password, enter):
    with_password(ben)
    answer = enter(visitor, "Ben", also={"resume": "https://evil.example/", "carried-body": "x"})
    assert answer.status_code == 303
    assert "evil" not in answer.text


def test_b5_signing_out_forgets_everything(sign_in, ben, who_is, db):
    browser = sign_in(ben)
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert not who_is(browser)
    assert db.session.scalar(db.select(db.func.count(SignIn.id))) == 0


def test_b4_idle_and_old_sessions_end(sign_in, ben, dora, who_is):
    member, moderator = sign_in(ben), sign_in(dora)
    with time_machine.travel(time.time() + 13 * 3600, tick=True):
        assert who_is(member)
        assert not who_is(moderator)
    with time_machine.travel(time.time() + 31 * 24 * 3600, tick=True):
        assert not who_is(member)


def test_pages_with_a_form_token_are_kept_nowhere(make_app, site):
    app = make_app(PAGE_MEMORY_BYTES=1_000_000)
    for path in ("/sign-in", "/sign-up", "/forgotten"):
        first, second = Browser(app).get(path), Browser(app).get(path)
        assert "no-store" in first.headers["Cache-Control"]
        assert "visit=" in second.headers["Set-Cookie"]


def test_it_costs_few_queries(visitor, ben, with_password, enter, count_queries):
    with_password(ben)
    visitor.form_token()
    with count_queries() as queries:
        enter(visitor, "Ben")
    assert len(queries) <= 10
