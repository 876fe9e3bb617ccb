"""Replying to a topic."""

import pytest

from app.posts.models import Post
from tests.factories import make_reply as reply_by


def test_it_shows_the_reply_on_the_topic(sign_in, ben, gus, make_topic):
    topic = make_topic("discussions", gus)
    answer = sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "I agree **wholly**."})
    assert answer.status_code == 303
    page = sign_in(gus).get(topic.url)
    assert "I agree <strong>wholly</strong>." in page.text


@pytest.mark.parametrize("kind", ["discussions", "ideas", "questions"])
def test_it_answers_htmx_with_the_post_and_a_fresh_form(sign_in, ben, make_topic, kind):
    topic = make_topic(kind, ben)
    answer = sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "And another."}, htmx="reply")
    assert answer.status_code == 200
    assert "And another." in answer.text
    assert "<html" not in answer.text


def test_it_acts_once_however_often_it_is_sent(sign_in, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    browser = sign_in(ben)
    first = browser.post(f"/topics/{topic.id}/posts", {"body": "Only once.", "form_key": "k1"})
    again = browser.post(f"/topics/{topic.id}/posts", {"body": "Only once.", "form_key": "k1"})
    assert first.location == again.location
    assert db.session.query(Post).filter_by(topic_id=topic.id, is_opening=False).count() == 1


def test_it_keeps_an_edited_text_sent_from_the_same_page(sign_in, ben, make_topic, db):
    topic = make_topic("discussions", ben)
    browser = sign_in(ben)
    browser.post(f"/topics/{topic.id}/posts", {"body": "One.", "form_key": "k1"})
    browser.post(f"/topics/{topic.id}/posts", {"body": "Another one.", "form_key": "k1"})
    assert db.session.query(Post).filter_by(topic_id=topic.id, is_opening=False).count() == 2


def test_it_keeps_what_was_typed_when_it_is_refused(sign_in, ben, make_topic):
    topic = make_topic("discussions", ben)
    answer = sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "\u200b"})
    assert answer.status_code == 422
    assert "Please write something." in answer.text


def test_it_asks_a_visitor_to_sign_in_and_carries_the_words(visitor, ben, make_topic):
    topic = make_topic("discussions", ben)
    answer = visitor.post(f"/topics/{topic.id}/posts", {"body": "Do not lose this."})
    assert answer.status_code == 401
    assert "Do not lose this." in answer.text


def test_it_refuses_a_closed_topic(sign_in, ben, gus, make_topic, db):
    topic = make_topic("discussions", gus)
    topic.close(by=gus)
    db.session.commit()
    assert sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "Late."}).status_code == 403


def test_it_holds_the_post_of_a_new_member(sign_in, cleo, ben, gus, make_topic):
    topic = make_topic("discussions", gus)
    mine = sign_in(cleo)
    mine.post(f"/topics/{topic.id}/posts", {"body": "My very first words."})
    assert "My very first words." in mine.get(topic.url).text
    assert "My very first words." not in sign_in(ben).get(topic.url).text


def test_it_counts_replies_and_moves_the_topic_up(sign_in, ben, gus, make_topic, db):
    older, newer = make_topic("discussions", gus, "Older one"), make_topic("discussions", gus, "Newer one")
    sign_in(ben).post(f"/topics/{older.id}/posts", {"body": "Up with it."})
    page = sign_in(ben).get("/discussions").text
    assert page.index("Older one") < page.index("Newer one")
    assert newer.reply_count == 0


def test_it_keeps_to_the_query_budget(sign_in, ben, make_topic, count_queries):
    topic = make_topic("discussions", ben)
    browser = sign_in(ben)
    with count_queries() as queries:
        browser.post(f"/topics/{topic.id}/posts", {"body": "Counted.", "form_key": "k"})
    assert len(queries) <= 10, queries


def test_it_hangs_comments_under_a_reply(sign_in, ben, gus, make_topic):
    topic = make_topic("questions", gus)
    answer = reply_by(topic, ben, "Try the other door.")
    sign_in(gus).post(f"/posts/{answer.id}/comments", {"body": "Which one?"})
    page = sign_in(gus).get(topic.url).text
    assert page.index("Try the other door.") < page.index("Which one?")
