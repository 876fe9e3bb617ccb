"""A member's own account."""

import pytest

from app.accounts.models import Member, SignIn
from app.audit.models import AuditEntry
from tests.conftest import Browser
from tests.people import PASSWORD

NEW = "rain on the tin roof"


@pytest.fixture
def at_home(ben, with_password, sign_in):
    return sign_in(with_password(ben))


def acts(db):
    return list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


PROFILE = {"name": "Ben", "about": "Comes on Fridays.", "language": "de", "theme": "dark"}


def test_it_changes_the_profile(at_home, ben, again):
    assert at_home.post("/account", PROFILE).status_code == 303
    ben = again(ben)
    assert (ben.about, ben.language, ben.theme) == ("Comes on Fridays.", "de", "dark")
    assert '<html lang="de"' in at_home.get("/account").text


def test_it_renames_and_notes_it(at_home, ben, again, db):
    assert at_home.post("/account", PROFILE | {"name": "Benno"}).status_code == 303
    ben = again(ben)
    assert (ben.name, ben.url) == ("Benno", "/members/benno")
    assert "member.renamed" in acts(db)


def test_e8_it_takes_nobodys_name(at_home, gus):
    assert at_home.post("/account", PROFILE | {"name": "GUS"}).status_code == 422


def test_d3_it_sets_nothing_else(at_home, ben, again):
    at_home.post("/account", PROFILE | {"role": "owner", "post_count": "99", "email": "x@example.org"})
    ben = again(ben)
    assert (ben.role, ben.post_count, ben.email) == ("member", 0, "ben@example.org")


def test_a10_a_new_password_needs_the_old_one(at_home, ben, again):
    before = ben.password_hash
    assert (
        at_home.post("/account/password", {"password": "wrong one", "new_password": NEW}).status_code == 422
    )
    ben = again(ben)
    assert ben.password_hash == before


def test_b3_a_new_password_signs_out_all_others(at_home, ben, sign_in, who_is, db):
    other = sign_in(ben)
    old_token = at_home.client.get_cookie("member", domain="localhost").value
    answer = at_home.post("/account/password", {"password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 303
    assert who_is(at_home)
    assert not who_is(other)
    thief = Browser(at_home.app)
    thief.client.set_cookie("member", old_token, domain="localhost")
    assert not who_is(thief)
    assert "member.password_changed" in acts(db)


def test_a10_another_address_needs_the_password_and_a_letter(
    at_home, ben, outbox, link_in, mail_works, again
):
    wrong = at_home.post("/account/email", {"email": "new@example.org", "password": "wrong one"})
    assert wrong.status_code == 422
    assert outbox() == []
    assert (
        at_home.post("/account/email", {"email": "new@example.org", "password": PASSWORD}).status_code == 303
    )
    ben = again(ben)
    assert (ben.email, ben.wanted_email) == ("ben@example.org", "new@example.org")
    assert at_home.post(link_in(outbox()[0])).status_code == 303
    ben = again(ben)
    assert ben.email == "new@example.org"
    assert outbox()[-1].to == "ben@example.org"


def test_a5_a_known_address_looks_like_an_unknown_one(at_home, ben, gus, outbox, mail_works, db):
    known = at_home.post("/account/email", {"email": "gus@example.org", "password": PASSWORD})
    page = at_home.get("/account").text
    unknown = at_home.post("/account/email", {"email": "new@example.org", "password": PASSWORD})
    other_page = at_home.get("/account").text
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert "gus@example.org" in page
    assert page.count("Waiting to be confirmed") == other_page.count("Waiting to be confirmed") == 1
    assert "Somebody" in outbox()[0].subject


def test_it_lists_the_devices_and_ends_one(at_home, ben, sign_in, who_is, db):
    phone = sign_in(ben)
    page = at_home.get("/account").text
    assert page.count("Last seen") == 2
    newest = db.session.scalar(db.select(SignIn.id).order_by(SignIn.id.desc()))
    assert at_home.post(f"/account/sessions/{newest}/end").status_code == 303
    assert not who_is(phone)
    assert who_is(at_home)


def test_b3_it_ends_all_others(at_home, ben, sign_in, who_is):
    phone = sign_in(ben)
    assert at_home.post("/account/sessions/end-others").status_code == 303
    assert (who_is(phone), who_is(at_home)) == (False, True)


def test_d2_nobody_ends_anothers_session(at_home, gus, sign_in, who_is, db):
    other = sign_in(gus)
    id = db.session.scalar(db.select(SignIn.id).where(SignIn.member_id == gus.id))
    assert at_home.post(f"/account/sessions/{id}/end").status_code == 404
    assert who_is(other)


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/data", "/account/data.json", "/account/leaving"]
)
def test_a_visitor_is_asked_to_sign_in(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize(("name", "value"), [("language", "de"), ("theme", "dark")])
def test_l2_visitors_choose_with_one_cookie(visitor, name, value):
    answer = visitor.post(f"/{name}", {name: value}, token=False)
    assert answer.status_code == 303
    assert [c.partition("=")[0] for c in answer.headers.getlist("Set-Cookie")] == [name]
    assert visitor.post(f"/{name}", {name: "<script>"}, token=False).status_code == 400


def test_members_choose_for_good(at_home, ben, again):
    at_home.post("/theme", {"theme": "dark"})
    ben = again(ben)
    assert ben.theme == "dark"


def test_b3_a_role_change_or_block_ends_every_session(ben, ada, sign_in, who_is, db):
    browser = sign_in(ben)
    db.session.get(Member, ben.id).change_role("helper", by=ada)
    db.session.commit()
    assert not who_is(browser)
