"""Leaving."""

import pytest

from app.accounts.models import Member, SignIn
from app.posts.models import Post
from tests.people import PASSWORD


@pytest.fixture
def leave(sign_in, with_password):
    def go(member, **typed):
        browser = sign_in(with_password(member))
        return browser, browser.post("/account/leaving", {"posts": "keep", "password": PASSWORD} | typed)

    return go


def test_it_keeps_the_posts_without_the_name(leave, ben, gus, make_topic, make_reply, visitor, who_is, db):
    topic = make_topic("discussions", gus)
    make_reply(topic, ben, "I like it.")
    browser, answer = leave(ben)
    assert answer.status_code == 200
    assert "Clear-Site-Data" in answer.headers
    assert not who_is(browser)
    page = visitor.get(topic.url).text
    assert "I like it." in page
    assert "Former member" in page
    assert ">Ben<" not in page
    assert visitor.get("/members/ben").status_code == 404


def test_l4_nothing_of_the_person_stays(leave, ben, db):
    leave(ben)
    gone = db.session.get(Member, ben.id, populate_existing=True)
    said = " ".join(str(value) for value in vars(gone).values())
    assert "ben@example.org" not in said
    assert "Ben" not in said
    assert db.session.scalar(db.select(db.func.count(SignIn.id))) == 0


def test_it_removes_the_posts(leave, ben, gus, make_topic, make_reply, visitor, db):
    own = make_topic("discussions", ben, "Only mine", "Nobody answered this.")
    shared = make_topic("discussions", ben, "Shared with others", "My opening words.")
    make_reply(shared, gus, "My own reply stays.")
    other = make_topic("discussions", gus)
    make_reply(other, ben, "Words of Ben.")
    leave(ben, posts="remove")
    assert visitor.get(own.url).status_code == 404
    page = visitor.get(shared.url).text
    assert "My own reply stays." in page
    assert "My opening words." not in page
    assert "Words of Ben." not in visitor.get(other.url).text
    assert not [
        p for p in db.session.scalars(db.select(Post).where(Post.author_id == ben.id)) if "Ben" in p.body
    ]


def test_a10_it_needs_the_password(leave, ben, db):
    _browser, answer = leave(ben, password="wrong one")
    assert answer.status_code == 422
    assert db.session.get(Member, ben.id, populate_existing=True).left_at is None


def test_d6_the_last_owner_stays(leave, ada, emil, db):
    browser, answer = leave(ada)
    assert answer.status_code == 403
    assert "only owner" in browser.get("/account/leaving").text
    db.session.get(Member, emil.id).change_role("owner", by=None)
    db.session.commit()
    browser, answer = leave(ada)
    assert answer.status_code == 200


def test_the_name_is_free_again(leave, ben, db):
    from app.accounts.models import name_taken

    leave(ben)
    assert not name_taken("Ben")
