"""The asker is reminded to accept after three and after ten days, and never a third time."""

from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.kinds.questions.models import Question
from app.kinds.questions.timed import remind_to_accept
from app.notifications.models import Notice


@pytest.fixture
def answered(make_topic, make_reply, ben, gus, run_readers):
    topic = make_topic("questions", ben, "Where is the key?")
    topic.answer = make_reply(topic, gus, "Under the mat.")
    run_readers()
    return topic


@pytest.fixture
def after(db, run_readers):
    """after(3.1): what the asker has been reminded of so many days after the answer."""
    start = now()

    def act(days):
        with time_machine.travel(start + timedelta(days=days)):
            remind_to_accept()
            db.session.commit()
            run_readers("notifications")
        return db.session.scalar(db.select(Question.reminders))

    return act


def test_it_reminds_twice_and_never_again(answered, after, sign_in, ben, db):
    assert [after(days) for days in (2.9, 3.1, 3.2, 9.9, 10.1, 10.2, 17, 40, 400)] == [0, 1, 1, 1, 2, 2, 2, 2, 2]
    notices = db.session.execute(db.select(Notice.member_id, Notice.about).where(Notice.about == "remind")).all()
    assert {tuple(row) for row in notices} == {(ben.id, "remind")}
    assert "Accept it, so that others find it" in sign_in(ben).get("/inbox").text


def test_it_does_not_remind_twice_at_once_after_a_long_stop(answered, after):
    assert [after(days) for days in (12, 12.1, 16.9, 17.1, 30)] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize("why", ["solved", "closed", "imported"])
def test_it_leaves_alone_what_needs_no_answer(why, answered, after, ben, db):
    topic = db.session.merge(answered)
    if why == "solved":
        db.session.execute(db.update(Question).values(accepted_id=answered.answer.id))
    elif why == "closed":
        topic.close(by=ben)
    else:
        db.session.execute(db.update(Question).values(open_since=None))
    db.session.commit()
    assert after(20) == 0


def test_it_does_not_ask_where_nobody_has_answered(make_topic, make_reply, ben, run_readers, after):
    topic = make_topic("questions", ben, "Where is the key?")
    make_reply(topic, ben, "I have looked under the mat.")
    run_readers()
    assert after(20) == 0
