"""What is done for questions by the clock: the team is given what has waited, and askers are reminded to accept."""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from app.database import now
from app.events.models import record
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.questions.escalation import escalate_due
from app.kinds.questions.models import Question
from app.kinds.questions.peaks import find_peaks
from app.topics.models import PUBLISHED, Topic

FIRST, SECOND = timedelta(days=3), timedelta(days=10)
# After a long stop of the site both would be due; then at least so much lies between them.
BETWEEN = timedelta(days=5)
AT_ONCE = 100


def remind_to_accept():
    """Three and ten days after the first answer, the asker is asked whether it helped; never a third time."""
    at = now()
    due = or_(
        and_(Question.reminders == 0, Question.first_answer_at <= at - FIRST),
        and_(Question.reminders == 1, Question.first_answer_at <= at - SECOND, Question.reminded_at <= at - BETWEEN),
    )
    query = (
        select(Question)
        .join(Question.topic)
        .options(contains_eager(Question.topic))
        .where(Question.accepted_id.is_(None), Question.open_since.is_not(None), due)
        .where(Topic.state == PUBLISHED, Topic.closed_at.is_(None), Topic.author_id.is_not(None))
        .order_by(Question.first_answer_at)
        .limit(AT_ONCE)
    )
    for question in db.session.scalars(query).all():
        question.reminders, question.reminded_at = question.reminders + 1, at
        record("question.reminded", topic=question.topic, number=question.reminders)


TIMED = [
    TimedAct("questions.escalate", timedelta(minutes=5), escalate_due),
    TimedAct("questions.peaks", timedelta(minutes=10), find_peaks),
    TimedAct("questions.remind", timedelta(hours=1), remind_to_accept),
]
