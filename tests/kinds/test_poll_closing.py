"""A poll ends by the clock or by the team, and its results are published after that."""

from datetime import timedelta

import pytest

from app.database import now
from app.events.models import Event
from app.events.schedule import run_due_acts
from app.kinds.polls.models import Poll
from app.kinds.polls.timed import TIMED, close_due_polls


def closed_at(db, topic):
    return db.session.scalar(db.select(Poll.closed_at).where(Poll.topic_id == topic.id))


def published_at(db, topic):
    return db.session.scalar(db.select(Poll.published_at).where(Poll.topic_id == topic.id))


def events(db, name):
    return list(db.session.scalars(db.select(Event).where(Event.name == name)))


@pytest.fixture
def due(make_poll, emil):
    return make_poll(emil, closes_at=now() - timedelta(hours=3))


def test_it_closes_what_is_due_and_nothing_else(make_poll, emil, due, db):
    still_open = make_poll(emil)
    close_due_polls()
    db.session.commit()
    assert closed_at(db, due) == due.poll.closes_at and closed_at(db, still_open) is None
    assert [(e.topic_id, e.actor_id) for e in events(db, "poll.closed")] == [(due.id, None)]


def test_it_catches_up_once_after_a_stop(app, due, db):
    app.timed_acts = TIMED
    db.session.remove()
    run_due_acts(app)
    run_due_acts(app)
    close_due_polls()
    db.session.commit()
    assert closed_at(db, due) and len(events(db, "poll.closed")) == 1


def test_it_is_closed_early_by_the_team(make_poll, sign_in, emil, ben, db):
    topic = make_poll(emil)
    browser = sign_in(emil)
    assert "Close poll now" in browser.get(topic.url).text
    for _ in range(2):
        assert browser.post(f"/polls/{topic.id}/closure").location == f"{topic.url}#poll"
    assert closed_at(db, topic) and [e.actor_id for e in events(db, "poll.closed")] == [emil.id]
    page = browser.get(topic.url).text
    assert "Close poll now" not in page and "Closed on" in page
    assert "Vote" not in [b.strip() for b in sign_in(ben).get(topic.url).text.split(">")]


def test_it_publishes_results_once_the_poll_is_over(make_poll, sign_in, emil, visitor, db):
    topic = make_poll(emil, results_shown="when_published")
    browser = sign_in(emil)
    assert browser.post(f"/polls/{topic.id}/publication").status_code == 403
    assert published_at(db, topic) is None and "Publish results" not in browser.get(topic.url).text
    browser.post(f"/polls/{topic.id}/closure")
    assert "Publish results" in browser.get(topic.url).text and "took part" not in visitor.get(topic.url).text
    for _ in range(2):
        assert browser.post(f"/polls/{topic.id}/publication").status_code == 303
    assert len(events(db, "poll.published")) == 1 and "took part" in visitor.get(topic.url).text


def test_it_publishes_only_what_waits_for_it(sign_in, emil, due, db):
    assert sign_in(emil).post(f"/polls/{due.id}/publication").status_code == 403


@pytest.mark.parametrize("act", ["closure", "publication"])
@pytest.mark.parametrize("who", ["ben", "finn", "dora", "cleo", None])
def test_it_is_for_the_team_alone(people, sign_in, visitor, make_poll, emil, db, act, who):
    topic = make_poll(emil, results_shown="when_published", closes_at=now() - timedelta(hours=1))
    browser = sign_in(getattr(people, who)) if who else visitor
    answer = browser.post(f"/polls/{topic.id}/{act}")
    assert answer.status_code == 403 or (who is None and answer.status_code != 500)
    assert closed_at(db, topic) is None and published_at(db, topic) is None


@pytest.mark.parametrize("act", ["closure", "publication", "ballot"])
def test_it_knows_only_polls(make_topic, sign_in, emil, act):
    assert sign_in(emil).post(f"/polls/{make_topic('ideas', emil).id}/{act}").status_code == 404
