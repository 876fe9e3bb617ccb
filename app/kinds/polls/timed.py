"""What is done for polls by the clock: those whose time has run out are closed."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.polls.closing import close_poll
from app.kinds.polls.models import Poll
from app.topics.models import Topic


def close_due_polls():
    """Close every poll whose time has run out, also those that ran out while nothing was running."""
    due = (
        select(Poll)
        .join(Poll.topic)
        .join(Topic.board)
        .options(contains_eager(Poll.topic).contains_eager(Topic.board))
        .where(Poll.closed_at.is_(None), Poll.closes_at <= now())
    )
    for poll in db.session.scalars(due).all():
        close_poll(poll, by=None, at=poll.closes_at)


TIMED = [TimedAct("polls.close", timedelta(seconds=20), close_due_polls)]
