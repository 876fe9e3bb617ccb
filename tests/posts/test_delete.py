"""Taking a text away, and bringing it back."""

import pytest

from app.events.models import Event
from app.posts.models import Post
from app.topics.models import Topic


@pytest.fixture
def topic(make_topic, gus):
    return make_topic("discussions", gus, "Where to sit")


@pytest.fixture
def reply(make_reply, topic, ben):
    return make_reply(topic, ben, "By the window.")


def counts(db, topic):
    return tuple(db.session.execute(db.select(Topic.reply_count, Topic.comment_count).where(Topic.id == topic.id)).one())


def state_of(db, post):
    return db.session.scalar(db.select(Post.state).where(Post.id == post.id))


def remove(db, post, by):
    db.session.get(Post, post.id, populate_existing=True).remove(by=by)
    db.session.commit()


def names_of(db):
    return list(db.session.scalars(db.select(Event.name).where(Event.name.in_(("post.deleted", "post.restored")))))


def test_the_author_takes_it_away_and_brings_it_back(sign_in, ben, gus, topic, reply, db):
    browser, other = sign_in(ben), sign_in(gus)
    answer = browser.post(f"/posts/{reply.id}/deletion")
    assert (answer.status_code, answer.location) == (303, topic.url)
    assert counts(db, topic) == (0, 0)
    page = browser.get(topic.url).text
    assert "By the window." not in page and "Deleted. You can bring it back from your profile." in page
    assert "By the window." not in other.get(topic.url).text
    assert other.get(f"/posts/{reply.id}").status_code == 404
    answer = browser.post(f"/posts/{reply.id}/restoration")
    assert (answer.status_code, answer.location) == (303, reply.url)
    assert counts(db, topic) == (1, 0)
    assert "By the window." in other.get(topic.url).text
    assert names_of(db) == ["post.deleted", "post.restored"]


def test_it_answers_htmx_with_a_line_and_a_way_back(sign_in, ben, reply):
    answer = sign_in(ben).post(f"/posts/{reply.id}/deletion", htmx=f"post-{reply.id}")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert f'id="post-{reply.id}"' in answer.text and f'action="/posts/{reply.id}/restoration"' in answer.text
    assert "By the window." not in answer.text


def test_it_acts_once_however_often_it_is_sent(sign_in, ben, topic, reply, db):
    browser = sign_in(ben)
    answers = [browser.post(f"/posts/{reply.id}/deletion") for _turn in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, topic.url)] * 2
    assert counts(db, topic) == (0, 0)
    answers = [browser.post(f"/posts/{reply.id}/restoration") for _turn in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, reply.url)] * 2
    assert counts(db, topic) == (1, 0)
    assert names_of(db) == ["post.deleted", "post.restored"]


def test_nobody_else_may(people, sign_in, visitor, reply, db):
    for name in ("gus", "finn", "cleo"):
        assert sign_in(getattr(people, name)).post(f"/posts/{reply.id}/deletion").status_code == 403
    assert visitor.post(f"/posts/{reply.id}/deletion").status_code == 401
    assert state_of(db, reply) == "published"
    sign_in(people.ben).post(f"/posts/{reply.id}/deletion")
    for name in ("gus", "finn", "cleo"):
        assert sign_in(getattr(people, name)).post(f"/posts/{reply.id}/restoration").status_code == 404
    assert visitor.post(f"/posts/{reply.id}/restoration").status_code == 404
    assert state_of(db, reply) == "deleted"


def test_l7_a_moderator_removes_it_with_a_reason_and_takes_that_back(sign_in, ben, dora, topic, reply, db, run_readers):
    browser, address = sign_in(dora), f"/posts/{reply.id}/removal"
    assert browser.post(f"/posts/{reply.id}/deletion").status_code == 403
    assert address in browser.get(f"/posts/{reply.id}/acts").text and "By the window." in browser.get(address).text
    assert browser.post(address, {}).status_code == 422 and state_of(db, reply) == "published"
    for _turn in range(2):
        assert browser.post(address, {"rule": "advertising"}).status_code == 303
    assert state_of(db, reply) == "removed"
    run_readers()
    assert "was removed" in sign_in(ben).get("/inbox").text
    assert "Please do not advertise here." in sign_in(ben).get(f"/posts/{reply.id}/statement").text
    assert "Take it back" in browser.get(f"/posts/{reply.id}/statement").text
    browser.post("/moderation/decisions/1/undo")
    run_readers()
    assert state_of(db, reply) == "published" and counts(db, topic) == (1, 0)
    # Nothing waits in the queue: what is public needs nobody's look.
    assert "Nothing waits" in browser.get("/moderation").text


def test_l7_nobody_removes_what_is_above_them_or_their_own(sign_in, people, topic, make_reply, db):
    above, own = make_reply(topic, people.emil, "The team says."), make_reply(topic, people.dora, "I say.")
    for post in (above, own):
        assert sign_in(people.dora).post(f"/posts/{post.id}/removal", {"rule": "unfriendly"}).status_code == 403


def test_what_was_removed_the_author_reads_but_does_not_bring_back(sign_in, people, topic, reply, db):
    remove(db, reply, people.dora)
    mine = sign_in(people.ben)
    page = mine.get(topic.url).text
    assert "By the window." in page and "Removed by a moderator." in page
    assert mine.post(f"/posts/{reply.id}/restoration").status_code in (403, 404)
    assert mine.post(f"/posts/{reply.id}/deletion").status_code == 403
    assert state_of(db, reply) == "removed"
    assert "By the window." not in sign_in(people.gus).get(topic.url).text
    assert "By the window." in sign_in(people.emil).get(topic.url).text
    assert sign_in(people.dora).post(f"/posts/{reply.id}/restoration").status_code == 404


def test_what_is_hidden_its_author_does_not_bring_out(sign_in, ben, reply, db):
    db.session.get(Post, reply.id, populate_existing=True).hide()
    db.session.commit()
    assert sign_in(ben).post(f"/posts/{reply.id}/restoration").status_code in (403, 404)
    assert state_of(db, reply) == "hidden"


def test_what_waited_waits_again_when_it_comes_back(sign_in, cleo, topic, make_reply, db):
    held, browser = make_reply(topic, cleo, "My first words."), sign_in(cleo)
    browser.post(f"/posts/{held.id}/deletion")
    browser.post(f"/posts/{held.id}/restoration")
    assert state_of(db, held) == "held" and counts(db, topic) == (0, 0)


def test_comments_below_stay_readable(sign_in, ben, finn, gus, make_topic, make_reply, db):
    topic = make_topic("questions", gus, "Where to sit")
    answer = make_reply(topic, ben, "By the window.")
    make_reply(topic, finn, "It is cold there.", parent=answer)
    assert counts(db, topic) == (2, 1)
    sign_in(ben).post(f"/posts/{answer.id}/deletion")
    assert counts(db, topic) == (1, 1)
    page = sign_in(gus).get(topic.url).text
    assert "It is cold there." in page and "This text was taken away." in page
    assert "By the window." not in page
    sign_in(ben).post(f"/posts/{answer.id}/restoration")
    assert counts(db, topic) == (2, 1)
    page = sign_in(gus).get(topic.url).text
    assert page.index("By the window.") < page.index("It is cold there.")


def test_a_comment_is_counted_where_it_hangs(sign_in, ben, finn, gus, make_topic, make_reply, db):
    topic = make_topic("questions", gus)
    answer = make_reply(topic, ben, "By the window.")
    comment = make_reply(topic, finn, "It is cold there.", parent=answer)
    browser = sign_in(finn)
    for act, counted in (("deletion", 0), ("restoration", 1)):
        browser.post(f"/posts/{comment.id}/{act}")
        assert counts(db, topic) == (1 + counted, counted)
        assert db.session.scalar(db.select(Post.comment_count).where(Post.id == answer.id)) == counted


def test_an_opening_takes_its_topic_along(sign_in, gus, ben, emil, topic, db):
    browser = sign_in(gus)
    answer = browser.post(f"/posts/{topic.opening.id}/deletion")
    assert (answer.status_code, answer.location) == (303, "/discussions")
    for reader in (browser, sign_in(ben), sign_in(emil)):
        assert reader.get(topic.url).status_code == 404
        assert "Where to sit" not in reader.get("/discussions").text
    assert "Where to sit" in browser.get(gus.url).text
    assert "Where to sit" not in sign_in(ben).get(gus.url).text
    assert browser.post(f"/posts/{topic.opening.id}/restoration").location == topic.url
    assert "Where to sit" in sign_in(ben).get("/discussions").text


def test_an_opening_that_others_answered_stays_unless_a_moderator_takes_it(sign_in, ben, gus, dora, topic, reply, db):
    mine = sign_in(gus)
    assert f"/posts/{topic.opening.id}/deletion" not in mine.get(f"/posts/{topic.opening.id}/acts").text
    assert mine.post(f"/posts/{topic.opening.id}/deletion").status_code == 403
    assert sign_in(dora).post(f"/posts/{topic.opening.id}/removal", {"rule": "untrue"}).status_code == 303
    assert sign_in(ben).get(topic.url).status_code == 404 and mine.get(topic.url).status_code == 200
    sign_in(dora).post("/moderation/decisions/1/undo")
    assert counts(db, topic) == (1, 0) and "By the window." in mine.get(topic.url).text


def test_it_keeps_to_the_query_budget(sign_in, ben, reply, count_queries):
    browser = sign_in(ben)
    browser.form_token()
    for act in ("deletion", "restoration"):
        with count_queries() as queries:
            browser.post(f"/posts/{reply.id}/{act}")
        assert len(queries) <= 10, queries
