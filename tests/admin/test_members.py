"""Members behind the counter."""

import re

import pytest

from app.accounts.models import Member, owner_count
from app.audit.models import AuditEntry


def test_it_finds_by_name_and_role(sign_in, emil, people):
    browser = sign_in(emil)
    page = browser.get("/admin/members?q=EN").text
    assert "/admin/members/ben" in page
    assert "/admin/members/gus" not in page
    page = browser.get("/admin/members?role=new").text
    assert "/admin/members/cleo" in page
    assert "/admin/members/ben" not in page


def test_it_goes_page_by_page_at_the_same_cost(sign_in, emil, db, count_queries):
    from app.accounts.models import sign_up

    for n in range(60):
        sign_up(f"Person {n} x")
    db.session.commit()
    browser = sign_in(emil)
    with count_queries() as queries:
        first = browser.get("/admin/members")
    assert len(queries) <= 7
    older = re.search(r"/admin/members\?before=\d+", first.text)[0]
    assert "/admin/members/ben" in browser.get(older).text


def test_a_role_is_given_and_noted(sign_in, emil, ben, again, acts, db):
    old = sign_in(ben)
    assert sign_in(emil).post("/admin/members/ben/role", {"role": "moderator"}).status_code == 303
    assert again(ben).role == "moderator"
    assert old.get("/account").status_code == 303
    entry = db.session.scalar(db.select(AuditEntry).where(AuditEntry.act == "member.role_changed"))
    assert (entry.actor_id, entry.member_id, entry.before, entry.after) == (
        emil.id,
        ben.id,
        "member",
        "moderator",
    )


def test_d6_the_team_makes_nobody_team_and_touches_nobody_of_its_height(sign_in, emil, ada, ben, again):
    browser = sign_in(emil)
    assert browser.post("/admin/members/ben/role", {"role": "team"}).status_code == 403
    assert browser.post("/admin/members/ada/role", {"role": "member"}).status_code == 403
    assert browser.post("/admin/members/ada/block", {"reason": "I want to be owner"}).status_code == 403
    assert browser.post("/admin/members/ada/link").status_code == 403
    assert browser.post("/admin/members/emil/role", {"role": "owner"}).status_code == 403
    assert (again(ada).role, again(ben).role, again(emil).role) == ("owner", "member", "team")


def test_d6_the_last_owner_stays(sign_in, ada, db):
    browser = sign_in(ada)
    assert browser.post("/admin/members/ada/role", {"role": "member"}).status_code == 403
    assert browser.post("/admin/members/ada/block", {"reason": "by mistake"}).status_code == 403
    assert owner_count() == 1


def test_d6_owners_can_hand_over(sign_in, ada, emil, again):
    sign_in(ada).post("/admin/members/emil/role", {"role": "owner"})
    assert again(emil).role == "owner"
    assert sign_in(emil).post("/admin/members/ada/role", {"role": "member", "because": "She hands it on."}).status_code == 303
    assert again(ada).role == "member"


def test_b3_blocking_signs_out_and_tells_why(sign_in, emil, ben, again, db):
    from app.notifications.models import Mail

    old = sign_in(ben)
    browser = sign_in(emil)
    assert browser.post("/admin/members/ben/block", {"reason": ""}).status_code == 422
    assert browser.post("/admin/members/ben/block", {"reason": "Advertising, three times"}).status_code == 303
    assert again(ben).blocked_at
    assert old.get("/account").status_code == 303
    letter = db.session.scalar(db.select(Mail))
    assert "Advertising, three times" in letter.text and "/sanctions/" in letter.text
    assert browser.post("/admin/members/ben/unblock").status_code == 303
    assert again(ben).blocked_at is None


def test_l7_taking_a_role_needs_a_reason_that_is_told_and_may_be_objected_to(sign_in, ada, emil, dora, finn, again, run_readers):
    team = sign_in(emil)
    for address in ("/admin/members/finn/role", "/admin/members/dora/role"):
        assert team.post(address, {"role": "member"}).status_code == 422
        assert team.post(address, {"role": "member", "because": "A long silence."}).status_code == 303
    assert (again(finn).role, again(dora).role) == ("member", "member")
    run_readers()
    mine = sign_in(dora)
    assert "You have fewer rights here from now on" in mine.get("/inbox").text
    page = mine.get("/account/decisions").text
    assert "A long silence." in page
    statement = page.partition('href="/sanctions/')[2].partition('"')[0]
    assert mine.post(f"/sanctions/{statement}/objection", {"words": "I was ill."}).status_code == 303
    # Nobody judges their own decision.
    assert team.post("/moderation/objections/1", {"upheld": "yes", "answer": "Right."}).status_code == 403
    assert sign_in(ada).post("/moderation/objections/1", {"upheld": "yes", "answer": "Right."}).status_code == 303
    assert again(dora).role == "moderator"


def test_d6_a_moderator_gives_no_role_back(sign_in, ada, emil, dora, again):
    sign_in(ada).post("/admin/members/emil/role", {"role": "member", "because": "He moves away."})
    browser = sign_in(dora)
    assert browser.post("/moderation/sanctions/1/lifting").status_code == 403
    assert "/lifting" not in browser.get("/moderation/members/emil").text
    assert again(emil).role == "member"
    assert sign_in(ada).post("/moderation/sanctions/1/lifting").status_code == 303
    assert again(emil).role == "team"


def test_a_link_lets_somebody_in_without_mail(sign_in, emil, ben, visitor):
    page = sign_in(emil).post("/admin/members/ben/link")
    assert page.headers["Cache-Control"] == "private, no-store"
    path = re.search(r'value="http://localhost(/invitation/[^"]+)"', page.text)[1]
    assert visitor.post(path, {"new_password": "rain on the tin roof", "agreed": "y"}).status_code == 303
    assert visitor.get("/account").status_code == 200


def test_who_has_a_password_gets_a_link_for_half_an_hour(sign_in, emil, owner_with_password, ada, ben, db):
    db.session.get(Member, ben.id).password_hash = "$argon2id$something"
    db.session.commit()
    assert re.search(r'value="http://localhost/reset/', sign_in(ada).post("/admin/members/ben/link").text)


def test_the_team_invites(sign_in, emil, visitor, db):
    browser = sign_in(emil)
    page = browser.post("/admin/members/new", {"name": "Hanna Höch", "email": "hanna@example.org"})
    path = re.search(r'value="http://localhost(/invitation/[^"]+)"', page.text)[1]
    visitor.post(path, {"new_password": "rain on the tin roof", "agreed": "y"})
    hanna = db.session.scalar(db.select(Member).where(Member.name == "Hanna Höch"))
    assert (hanna.role, hanna.email) == ("member", "hanna@example.org")
    assert browser.post("/admin/members/new", {"name": "Hanna Höch"}).status_code == 422
    assert (
        browser.post("/admin/members/new", {"name": "Another One", "email": "ben@example.org"}).status_code
        == 422
    )


@pytest.mark.parametrize("name", ["ben", "cleo", "finn", "dora"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/members",
        "/members/gus",
        "/boards",
        "/boards/new",
        "/groups",
        "/pages",
        "/mail",
        "/system",
        "/settings",
    ],
)
def test_d1_only_the_team_comes_behind_the_counter(sign_in, people, path, name):
    assert sign_in(getattr(people, name)).get(f"/admin{path}").status_code == 403


def test_a_visitor_is_asked_to_sign_in(visitor):
    assert visitor.get("/admin/members").location.startswith("/sign-in")
    assert visitor.post("/admin/members/ben/role", {"role": "owner"}).status_code in (401, 404)


@pytest.mark.parametrize(
    "path",
    [
        "settings",
        "settings/statuses",
        "pages/rules",
        "pages/rules/preview",
        "mail",
        "mail/test",
        "system/reindex",
    ],
)
def test_d1_the_whole_site_is_the_owners(sign_in, emil, path):
    assert sign_in(emil).post(f"/admin/{path}", {"text": "x", "name": "x"}).status_code == 403
