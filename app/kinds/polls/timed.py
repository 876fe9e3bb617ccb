"""What is done for polls by the clock: a reminder a day before the end, and the end."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.database import empty_log, now
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.polls.closing import close_poll
from app.kinds.polls.invitations import REMIND_BEFORE, Invitation
from app.kinds.polls.models import Poll
from app.topics.models import Topic


def close_due_polls():
    """Close every poll whose time has run out, also those that ran out while nothing was running."""
    due = _with_topics(select(Poll)).where(Poll.closed_at.is_(None), Poll.closes_at <= now())
    for poll in db.session.scalars(due).all():
        close_poll(poll, by=None, at=poll.closes_at)


def forget_how_ballots_came():
    """Empty the write-ahead log where a ballot that has just come could not; see ballots.forget_how_it_came."""
    secret = select(Poll.topic_id).where(Poll.is_secret, Poll.closed_at.is_(None)).limit(1)
    if db.session.scalar(secret) is not None:
        db.session.rollback()
        empty_log(db.engine)


def remind_of_polls():
    """A day before the end, once."""
    soon = Poll.closes_at > now(), Poll.closes_at <= now() + REMIND_BEFORE
    invited = select(Invitation.id).where(Invitation.poll_id == Poll.topic_id).exists()
    query = _with_topics(select(Poll)).where(*soon, Poll.closed_at.is_(None), Poll.reminded_at.is_(None), invited)
    for poll in db.session.scalars(query).all():
        poll.remind()


def _with_topics(polls):
    loaded = contains_eager(Poll.topic).contains_eager(Topic.board)
    return polls.join(Poll.topic).join(Topic.board).options(loaded)


TIMED = [
    TimedAct("polls.forget", timedelta(seconds=20), forget_how_ballots_came),
    TimedAct("polls.close", timedelta(seconds=20), close_due_polls),
    TimedAct("polls.remind", timedelta(minutes=5), remind_of_polls),
]
