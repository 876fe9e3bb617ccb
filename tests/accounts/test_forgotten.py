"""Forgotten passwords and one-time links."""

import time

import pytest
import time_machine

from app.accounts.models import INVITATION, RESET, OneTimeLink, make_link, sign_up
from tests.conftest import Browser

NEW = "rain on the tin roof"


@pytest.fixture
def reset_link(ben, db):
    token = make_link(ben, RESET)
    db.session.commit()
    return f"/reset/{token}"


def test_a5_the_answer_is_the_same_for_everybody(visitor, ben, outbox, mail_works):
    answers = [
        visitor.post("/forgotten", {"name": name})
        for name in ("ben@example.org", "nobody@example.org", "Ben")
    ]
    assert len({(a.status_code, a.text) for a in answers}) == 1
    assert [m.to for m in outbox()] == ["ben@example.org"] * 2


def test_without_mail_the_team_helps(visitor, ben, outbox):
    assert "Ask the team" in visitor.get("/forgotten").text
    assert "Ask the team" in visitor.post("/forgotten", {"name": "Ben"}).text
    assert outbox() == []


def test_the_letter_leads_to_a_new_password(visitor, ben, sign_in, outbox, link_in, mail_works, who_is, db):
    elsewhere = sign_in(ben)
    visitor.post("/forgotten", {"name": "Ben"})
    path = link_in(outbox()[0])
    assert visitor.get(path).status_code == 200
    answer = visitor.post(path, {"new_password": NEW})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Your new password is set." in visitor.get("/account").text
    assert not who_is(elsewhere)


def test_c6_a_foreign_host_gets_no_link(visitor, ben, outbox, mail_works):
    visitor.client.post("/forgotten", data={"name": "Ben"}, base_url="http://evil.example")
    assert outbox() == []


def test_a6_it_works_once(visitor, reset_link):
    assert visitor.post(reset_link, {"new_password": NEW}).status_code == 303
    assert Browser(visitor.app).post(reset_link, {"new_password": NEW}).status_code == 404
    assert Browser(visitor.app).get(reset_link).status_code == 404


def test_a6_it_ends_after_half_an_hour(visitor, reset_link):
    with time_machine.travel(time.time() + 29 * 60, tick=True):
        assert visitor.get(reset_link).status_code == 200
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        assert visitor.get(reset_link).status_code == 404
        assert visitor.post(reset_link, {"new_password": NEW}).status_code == 404


def test_a6_a_newer_link_or_another_address_ends_it(visitor, reset_link, ben, db):
    make_link(ben, RESET)
    db.session.commit()
    assert visitor.get(reset_link).status_code == 404
    token = make_link(ben, RESET)
    ben.set_email("other@example.org")
    db.session.commit()
    assert visitor.get(f"/reset/{token}").status_code == 404


def test_a6_only_a_hash_is_stored_and_the_page_tells_nobody(visitor, reset_link, db):
    token = reset_link.rpartition("/")[2]
    assert len(token) >= 43
    assert db.session.scalar(db.select(OneTimeLink.token_hash)) != token
    page = visitor.get(reset_link)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]


def test_a6_a_link_serves_its_purpose_only(visitor, ben, db):
    token = make_link(ben, INVITATION)
    db.session.commit()
    assert visitor.get(f"/reset/{token}").status_code == 404


def test_a6_nobody_who_is_kept_out_gets_in_by_a_link(visitor, reset_link, ben, ada, db):
    ben.block(by=ada)
    db.session.commit()
    assert visitor.post(reset_link, {"new_password": NEW}).status_code == 404


def test_a1_a_bad_password_does_not_use_the_link_up(visitor, reset_link):
    assert visitor.post(reset_link, {"new_password": "short"}).status_code == 422
    assert visitor.post(reset_link, {"new_password": NEW}).status_code == 303


def test_a7_five_letters_in_half_an_hour(make_app, ben, outbox):
    browser = Browser(make_app(RATELIMIT_ENABLED=True, SMTP_URL="smtp://127.0.0.1:1"))
    codes = [browser.post("/forgotten", {"name": "ben@example.org"}).status_code for _turn in range(6)]
    assert codes == [200] * 5 + [429]
    assert len(outbox()) == 5
    codes = [browser.post("/forgotten", {"name": f"nobody{n}"}).status_code for n in range(20)]
    assert codes == [200] * 20 or codes.count(429) <= 1
    assert browser.post("/forgotten", {"name": "somebody else"}).status_code == 429


def test_an_invitation_claims_the_name_and_makes_a_member(visitor, site, who_is, again, db):
    member = sign_up("Imported Ida", origin="decidim:user:7")
    token = make_link(member, INVITATION)
    db.session.commit()
    path = f"/invitation/{token}"
    assert "Imported Ida" in visitor.get(path).text
    assert visitor.post(path, {"new_password": NEW}).status_code == 422
    assert visitor.post(path, {"new_password": NEW, "agreed": "y"}).status_code == 303
    member = again(member)
    assert member.role == "member"
    assert not member.is_imported
    assert who_is(visitor)
