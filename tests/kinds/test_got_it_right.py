"""Fourteen days after "done" those who asked are asked once whether it is right; too many no's open it again."""

from datetime import timedelta

import pytest

from app.database import now
from app.follows.models import TopicFollow
from app.kinds.announcements.checking import is_too_wrong
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import Announcement
from app.kinds.ideas.models import DONE, Idea, IdeaMove
from app.kinds.ideas.prepared import PreparedAnswer, prepare_answer
from app.notifications import asking_back
from app.notifications.asking_back import ask_back
from app.notifications.models import Notice
from app.notifications.telling import tell_waiting
from app.topics.models import Topic
from app.votes.models import set_vote
from tests import factories


@pytest.fixture
def told(db, boards, make_topic, people, run_readers):
    """An idea of Ben's for which five more have voted, done and announced by Emil 15 days ago."""
    idea = make_topic("ideas", people.ben, "More oat milk")
    for name in ("finn", "gus", "dora", "cleo", "ada"):
        set_vote(idea.opening, getattr(people, name), wanted=True)
    idea.idea.move_to(DONE, by=people.emil, because="There is oat milk on every shelf now, at the old price.")
    topic = factories.make_topic(boards["announcements"], people.emil, "Oat milk is here", outcome="done")
    topic.announcement.publish([idea], by=people.emil)
    db.session.commit()
    run_readers("notifications")
    tell_waiting()
    age(db, topic, 15)
    return topic


def age(db, topic, days):
    db.session.execute(db.update(Topic).where(Topic.id == topic.id).values(created_at=now() - timedelta(days=days)))
    db.session.commit()


def asked(db):
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(Hearer).where(Hearer.checked_at.is_not(None)))


def lines(db):
    return list(db.session.scalars(db.select(Notice.about).where(Notice.topic_id.is_not(None), Notice.about == "right")))


def say(sign_in, people, told, **said):
    for name, right in said.items():
        answer = sign_in(getattr(people, name)).post(f"/announcements/{told.id}/verdict", {"right": right})
        assert answer.status_code == 303, name


def counts(db):
    db.session.rollback()
    query = db.select(Announcement.right_count, Announcement.wrong_count, Announcement.reopened_at)
    right, wrong, reopened = db.session.execute(query).one()
    return right, wrong, reopened is not None


def test_it_asks_once_and_only_who_asked(db, told, people, sign_in):
    ask_back()
    assert asked(db) == 6 and len(lines(db)) == 6
    ask_back()
    assert len(lines(db)) == 6
    page = sign_in(people.gus).get(told.url).text
    assert "Did we get it right?" in page and "Yes, it is right" in page
    assert "Yes, it is right" not in sign_in(people.emil).get(told.url).text
    assert "Did we get it right? “Oat milk is here”" in sign_in(people.gus).get("/inbox").text


def test_it_does_not_ask_who_has_muted_the_announcement(db, told, people):
    db.session.merge(TopicFollow(topic_id=told.id, member_id=people.gus.id, muted=True))
    db.session.commit()
    ask_back()
    heard = set(db.session.scalars(db.select(Notice.member_id).where(Notice.about == "right")))
    assert people.ben.id in heard and people.gus.id not in heard and len(heard) == 5


@pytest.mark.parametrize(("days", "comes"), [(13, 0), (14.1, 6), (59, 6), (61, 0)])
def test_it_asks_after_14_days_and_digs_nothing_out(db, told, days, comes):
    age(db, told, days)
    ask_back()
    assert asked(db) == comes


def test_it_asks_only_about_what_is_done(db, told):
    db.session.execute(db.update(Announcement).values(outcome="planned"))
    db.session.commit()
    ask_back()
    assert asked(db) == 0


def test_it_goes_on_after_a_stop(db, told, monkeypatch):
    monkeypatch.setattr(asking_back, "AT_ONCE", 2)
    monkeypatch.setattr(asking_back, "MOST_SECONDS", 0)
    ask_back()
    assert asked(db) == 2
    for _ in range(4):
        ask_back()
    assert asked(db) == 6 and len(lines(db)) == 6


@pytest.mark.parametrize(
    ("right", "wrong", "too_wrong"),
    [(0, 4, False), (4, 1, False), (3, 2, True), (7, 3, True), (8, 3, False), (0, 5, True), (71, 29, False), (70, 30, True)],
)
def test_it_takes_30_per_cent_of_at_least_five(right, wrong, too_wrong):
    assert is_too_wrong(right, wrong) == too_wrong


def test_too_many_noes_open_it_again(db, told, people, sign_in, visitor):
    ask_back()
    say(sign_in, people, told, ben="no", finn="no", gus="yes", dora="yes")
    assert counts(db) == (2, 2, False)
    say(sign_in, people, told, cleo="yes")
    assert counts(db) == (3, 2, True)
    assert db.session.scalar(db.select(Idea.status)) == "checking"
    reason = db.session.scalar(db.select(IdeaMove.reason).order_by(IdeaMove.id.desc()))
    assert reason == "2 of 5 who answered said that it is not right yet."
    assert "We did not get it right yet" in visitor.get(told.url).text
    assert "Open again" in visitor.get("/listened").text and "Open again" in visitor.get("/announcements").text


def test_what_was_prepared_for_it_is_out_of_date_once_it_is_open_again(db, told, people, sign_in):
    idea = db.session.scalar(db.select(Idea))
    prepare_answer(idea, DONE, by=people.emil, because="Prepared before anybody said no.", what_would_change="")
    db.session.commit()
    ask_back()
    say(sign_in, people, told, ben="no", finn="no", gus="no", dora="no")
    assert db.session.scalar(db.select(PreparedAnswer.topic_id)) is not None
    say(sign_in, people, told, cleo="no")
    assert db.session.scalar(db.select(PreparedAnswer.topic_id)) is None


def test_the_last_word_of_each_counts(db, told, people, sign_in):
    ask_back()
    for right in ("no", "no", "yes"):
        say(sign_in, people, told, ben=right)
    assert counts(db) == (1, 0, False)


def test_nobody_else_may_answer(db, told, people, sign_in, visitor):
    assert sign_in(people.gus).post(f"/announcements/{told.id}/verdict", {"right": "no"}).status_code == 403
    ask_back()
    assert sign_in(people.emil).post(f"/announcements/{told.id}/verdict", {"right": "no"}).status_code == 403
    assert sign_in(people.gus).post(f"/announcements/{told.id}/verdict", {"right": "maybe"}).status_code == 400
    assert visitor.post(f"/announcements/{told.id}/verdict", {"right": "no"}).status_code == 401
    assert counts(db) == (0, 0, False)
