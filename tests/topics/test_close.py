"""Closing a topic for replies, and opening it again."""

import pytest

from app.events.models import Event
from app.topics.models import Topic


@pytest.fixture
def topic(make_topic, ben):
    return make_topic("discussions", ben)


@pytest.fixture
def close(topic):
    def act(browser, wanted=True, **more):
        return browser.post(f"/topics/{topic.id}/closure", {"on": "1", "rule": "repeated"} if wanted else {}, **more)

    return act


def closed_at(db, topic):
    return db.session.scalar(db.select(Topic.closed_at).where(Topic.id == topic.id))


def names_of(db):
    wanted = ("topic.closed", "topic.reopened")
    return list(db.session.scalars(db.select(Event.name).where(Event.name.in_(wanted)).order_by(Event.id)))


def test_it_closes_and_opens_again(sign_in, ben, gus, topic, close, db):
    browser, other = sign_in(ben), sign_in(gus)
    assert (close(browser).status_code, close(browser).location) == (303, topic.url)
    page = other.get(topic.url).text
    assert "This topic is closed for replies." in page and 'name="body"' not in page
    assert other.post(f"/topics/{topic.id}/posts", {"body": "Late."}).status_code == 403
    assert "Closed" in other.get("/discussions").text
    assert "Open again" in browser.get(topic.url).text
    for _turn in range(2):
        assert close(browser, wanted=False).status_code == 303
    assert other.post(f"/topics/{topic.id}/posts", {"body": "In time."}).status_code == 303
    assert names_of(db) == ["topic.closed", "topic.reopened"]


def test_who_moderates_may_still_write_there(sign_in, dora, ben, topic, close):
    close(sign_in(ben))
    browser = sign_in(dora)
    assert 'name="body"' in browser.get(topic.url).text
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "The last word."}).status_code == 303


def test_it_is_for_the_author_and_for_who_moderates(people, sign_in, visitor, topic, close, db):
    for name in ("gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        assert close(browser).status_code == 403
        assert f"/topics/{topic.id}/closure" not in browser.get(topic.url).text
    assert close(visitor).status_code == 401
    assert closed_at(db, topic) is None
    for name in ("dora", "emil", "ada"):
        assert close(sign_in(getattr(people, name))).status_code == 303
    assert names_of(db) == ["topic.closed"]


def test_it_answers_htmx_with_a_redirect(sign_in, ben, topic, close):
    assert close(sign_in(ben), htmx="main").headers["HX-Redirect"] == topic.url
