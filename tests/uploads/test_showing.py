"""Who sees a picture: whoever sees its post (security G4, D2, D4)."""

import re

import pytest

from app.boards.models import GROUP, MEMBERS
from app.groups.models import Group
from app.posts.models import Post
from app.topics.models import HELD, HIDDEN, REMOVED, RETURNED
from tests import factories

CAST = ("ada", "emil", "dora", "finn", "ben", "gus", "cleo")
MODERATORS = {"ada", "emil", "dora"}


@pytest.fixture
def shown(app, db):
    """shown(post): the address of a picture of this post's author that stands in it."""

    def show(post):
        upload = factories.make_upload(post.author)
        upload.post, upload.loose_since = post, None
        db.session.commit()
        return upload.url

    return show


@pytest.fixture
def viewers(sign_in, visitor, people):
    """viewers(address): the names of those who get the picture, in both sizes alike."""
    browsers = {"visitor": visitor} | {name: sign_in(getattr(people, name)) for name in CAST}

    def see(address):
        found = {name for name, browser in browsers.items() if browser.get(address).status_code == 200}
        small = address.replace(".webp", "-480.webp")
        assert found == {name for name, browser in browsers.items() if browser.get(small).status_code == 200}
        return found

    return see


def test_g4_a_public_picture_has_the_headers_of_a_picture(visitor, ben, make_topic, shown):
    answer = visitor.get(shown(make_topic("discussions", ben).opening))
    assert answer.data == b"a picture"
    assert answer.content_type == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "public, max-age=604800, s-maxage=60"
    assert "Set-Cookie" not in answer.headers


def test_g4_a_browser_that_has_it_is_told_so(visitor, ben, make_topic, shown):
    address = shown(make_topic("discussions", ben).opening)
    tag = visitor.get(address).headers["ETag"]
    assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_g4_names_cannot_be_guessed(app, ben):
    names = {factories.make_upload(ben).name for _ in range(20)}
    assert len(names) == 20
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fsecret-key", "../secret-key", "%2e%2e/secret-key", "a.webp", f"{'0' * 32}", f"{'0' * 32}.png",
        f"{'0' * 32}-481.webp", f"{'0' * 32}-.webp", f"{'0' * 31}/.webp", f"{'A' * 32}.webp", f"{'0' * 32}.webp.webp",
    ],
)  # fmt: skip
def test_g4_there_is_nothing_else_in_this_folder(sign_in, ada, name):
    assert sign_in(ada).get(f"/uploads/{name}").status_code in (404, 405)


def test_g4_everybody_sees_a_public_picture(viewers, ben, make_topic, shown):
    assert viewers(shown(make_topic("discussions", ben).opening)) == {"visitor", *CAST}


@pytest.mark.parametrize("state", [HELD, RETURNED, HIDDEN, REMOVED])
def test_g4_d4_what_waits_is_seen_by_its_author_and_moderators(viewers, ben, gus, make_topic, make_reply, shown, db, state):
    post = make_reply(make_topic("discussions", gus), ben)
    address = shown(post)
    post._set_state(state)
    db.session.commit()
    assert viewers(address) == MODERATORS | {"ben"}


def test_g4_d4_what_is_deleted_is_seen_by_nobody(viewers, sign_in, ben, gus, make_topic, make_reply, shown, db):
    post = make_reply(make_topic("discussions", gus), ben)
    address = shown(post)
    post.delete(by=ben)
    db.session.commit()
    assert viewers(address) == set()
    sign_in(ben).post(f"/posts/{post.id}/restoration")
    assert viewers(address) == {"visitor", *CAST}


def test_g4_d4_with_a_topic_go_the_pictures_of_its_replies(viewers, ben, gus, make_topic, make_reply, shown, db):
    topic = make_topic("discussions", gus)
    address = shown(make_reply(topic, ben))
    topic.opening._set_state(HELD)
    db.session.commit()
    assert viewers(address) == MODERATORS | {"gus"}


def test_g4_a_members_board_shows_its_pictures_to_members(viewers, sign_in, ben, shown):
    board = factories.make_board("discussions", "Inside", audience=MEMBERS)
    address = shown(factories.make_topic(board, ben).opening)
    assert viewers(address) == set(CAST)
    assert sign_in(ben).get(address).headers["Cache-Control"] == "private, no-store"


def test_g4_d2_a_groups_board_shows_its_pictures_to_the_group(viewers, ben, gus, ada, shown, db):
    group = Group(name="Inner circle")
    db.session.add(group)
    db.session.flush()
    group.include(ben, by=ada)
    board = factories.make_board("discussions", "Inner", audience=GROUP, group=group)
    assert viewers(shown(factories.make_topic(board, ben).opening)) == {"ben", "ada", "emil"}


def test_g4_d2_a_loose_picture_is_its_senders_alone(viewers, sign_in, ben, db):
    upload = factories.make_upload(ben)
    db.session.commit()
    assert viewers(upload.url) == {"ben"}
    assert sign_in(ben).get(upload.url).headers["Cache-Control"] == "private, no-store"


def test_g4_a_loose_picture_of_nobody_is_nobodys(viewers, ben, db):
    upload = factories.make_upload(ben)
    upload.member_id = None
    db.session.commit()
    assert viewers(upload.url) == set()


def test_g4_d2_a_quoted_picture_stays_with_its_first_post(viewers, sign_in, ben, gus, make_topic, make_reply, shown, db):
    """Showing another's picture once more does not make it public for longer."""
    first = make_reply(make_topic("discussions", gus), ben)
    address = shown(first)
    sign_in(gus).post(f"/topics/{make_topic('ideas', gus).id}/posts", {"body": f"Look: ![x]({address})"})
    db.session.execute(db.update(Post).where(Post.id == first.id).values(state=HIDDEN))
    db.session.commit()
    assert viewers(address) == MODERATORS | {"ben"}


def test_it_costs_one_question_beside_the_session(sign_in, visitor, ben, make_topic, shown, count_queries):
    address = shown(make_topic("discussions", ben).opening)
    browser = sign_in(ben)
    for viewer, most in ((browser, 2), (visitor, 1)):
        with count_queries() as queries:
            viewer.get(address)
        assert len(queries) <= most, queries
