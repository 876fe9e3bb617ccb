"""Me too: one tap under a question says that one has it as well, and from then on one hears of answers."""

import pytest

from app.follows.models import TopicFollow, follow_topic
from app.topics.models import Topic


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?")


def tap(browser, question, on=True):
    return browser.post(f"/posts/{question.opening.id}/vote", {"on": "1"} if on else {}, htmx=f"vote-{question.opening.id}")


def test_it_counts_and_follows(sign_in, visitor, gus, question, db):
    browser = sign_in(gus)
    assert "Me too" in browser.get(question.url).text and "Me too" in visitor.get(question.url).text
    assert "Me too" in tap(browser, question).text
    assert db.session.scalar(db.select(Topic.vote_count).where(Topic.id == question.id)) == 1
    assert db.session.get(TopicFollow, (question.id, gus.id)).muted is False
    tap(browser, question, on=False)
    assert db.session.scalar(db.select(Topic.vote_count).where(Topic.id == question.id)) == 0


def test_it_leaves_alone_who_wants_to_hear_no_more(sign_in, gus, question, db):
    follow_topic(question, gus, wanted=True)
    db.session.flush()
    follow_topic(question, gus, wanted=False)
    db.session.commit()
    tap(sign_in(gus), question)
    assert db.session.get(TopicFollow, (question.id, gus.id)).muted is True


def test_it_is_not_the_askers(sign_in, ben, question):
    assert tap(sign_in(ben), question).status_code == 403


def test_it_needs_few_queries(sign_in, gus, question, count_queries):
    browser = sign_in(gus)
    browser.form_token()
    with count_queries() as queries:
        tap(browser, question)
    assert len(queries) <= 10
