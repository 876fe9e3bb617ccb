"""What a text said before it was changed."""

import pytest

from app.posts.models import Post


@pytest.fixture
def reply(make_topic, make_reply, ben, gus, dora, db):
    reply = make_reply(make_topic("discussions", gus, "Where to sit"), ben, "By the **window**.")
    reply.edit("By the door.", by=ben, version=1)
    reply.edit("By the other door.", by=dora, version=2)
    db.session.commit()
    return reply


def test_it_shows_every_version_newest_first_and_who_changed_it(sign_in, ben, reply):
    page = sign_in(ben).get(f"/posts/{reply.id}/history").text
    places = [page.index(text) for text in ("By the other door.", "By the door.", "By the **window**.")]
    assert places == sorted(places)
    assert "until Dora changed it" in page and "until Ben changed it" in page


def test_it_is_for_the_author_and_for_who_moderates(people, sign_in, visitor, reply):
    codes = {name: sign_in(getattr(people, name)).get(f"/posts/{reply.id}/history").status_code for name in vars(people)}
    assert {name for name, code in codes.items() if code == 200} == {"ben", "dora", "emil", "ada"}
    assert set(codes.values()) == {200, 403}
    assert "/sign-in" in visitor.get(f"/posts/{reply.id}/history").location


def test_it_is_offered_to_who_may_see_it(sign_in, ben, gus, reply):
    path = f"/posts/{reply.id}/history"
    assert path in sign_in(ben).get(reply.url).text and path in sign_in(ben).get(f"/posts/{reply.id}/acts").text
    assert path not in sign_in(gus).get(reply.url).text and path not in sign_in(gus).get(f"/posts/{reply.id}/acts").text


def test_it_escapes_old_words(sign_in, ben, reply, db):
    db.session.get(Post, reply.id, populate_existing=True).edit("<img src=x onerror=alert(1)>", by=ben, version=3)
    db.session.get(Post, reply.id).edit("Nothing.", by=ben, version=4)
    db.session.commit()
    assert "<img src=x" not in sign_in(ben).get(f"/posts/{reply.id}/history").text


def test_it_shows_earlier_titles_of_an_opening(sign_in, ben, make_topic, db):
    topic = make_topic("discussions", ben, "Old title", "Old words.")
    topic.opening.edit("New words.", by=ben, version=1, title="New title")
    db.session.commit()
    page = sign_in(ben).get(f"/posts/{topic.opening.id}/history").text
    assert "Old title" in page and "Old words." in page and "New words." in page


def test_it_goes_with_the_text(sign_in, ben, dora, reply):
    sign_in(ben).post(f"/posts/{reply.id}/deletion")
    assert sign_in(ben).get(f"/posts/{reply.id}/history").status_code == 404
    assert sign_in(dora).get(f"/posts/{reply.id}/history").status_code == 404
