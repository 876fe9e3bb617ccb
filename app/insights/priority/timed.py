"""What is done for priorities by the clock: rounds are closed, and the team is reminded of what it wanted to look at."""

from datetime import timedelta

from sqlalchemy import or_, select

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.insights.priority.models import PriorityRound
from app.insights.pulses.models import today
from app.insights.telling import tell_team
from app.insights.touchpoints.models import Touchpoint
from app.notifications.models import PRIORITY_CLOSED, REVIEW_DUE


def close_due_rounds():
    """Close every round whose time has run out, also those that ran out while nothing was running."""
    due = select(PriorityRound).where(PriorityRound.closed_at.is_(None), PriorityRound.closes_at <= now())
    for asked in db.session.scalars(due.with_for_update(key_share=True)).all():
        asked.close(by=None, at=asked.closes_at)
        tell_team(PRIORITY_CLOSED, "")


def remind_of_reviews():
    """Say once of each touchpoint that the day has come on which the team wanted to look at it again."""
    due = select(Touchpoint).where(
        Touchpoint.review_on <= today(),
        Touchpoint.archived_at.is_(None),
        or_(Touchpoint.reminded_on.is_(None), Touchpoint.reminded_on < Touchpoint.review_on),
    )
    for touchpoint in db.session.scalars(due).all():
        touchpoint.reminded_on = today()
        tell_team(REVIEW_DUE, touchpoint.name)


TIMED = [
    TimedAct("priority.close", timedelta(minutes=1), close_due_rounds),
    TimedAct("touchpoints.review", timedelta(hours=1), remind_of_reviews),
]
