"""What the business still owes an answer: polls that closed without a result, ideas with many votes and no word.

It stands apart because it looks at ideas and polls alike, and because the team sees it sooner than everybody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased, joinedload

from app.boards.models import Board
from app.database import now
from app.extensions import db
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.ideas.models import OPEN, Idea
from app.kinds.polls.models import Poll
from app.permissions import is_team, visible_topics
from app.topics.models import PUBLISHED, Topic

POLL_DAYS, IDEA_DAYS = 14, 30
# Everybody sees it after double the time.
PATIENCE = 2
MOST = 50


@dataclass(frozen=True)
class Owed:
    """A topic that waits for an answer, and since when it is due."""

    topic: Topic
    due_at: datetime


def owed_to(reader):
    """What is owed, as far as this reader may see it by now, the longest due first: two queries."""
    patience = 1 if is_team(reader) else PATIENCE
    polls, ideas = (timedelta(days=days * patience) for days in (POLL_DAYS, IDEA_DAYS))
    owed = [Owed(topic, topic.poll.closed_at + timedelta(days=POLL_DAYS)) for topic in _polls(reader, now() - polls)]
    owed += [Owed(topic, _quiet_since(topic) + timedelta(days=IDEA_DAYS)) for topic in _ideas(reader, now() - ideas)]
    return sorted(owed, key=lambda each: each.due_at)


def is_answered():
    """The SQL condition on Topic that a published announcement names it."""
    told = aliased(Topic)
    return exists().where(
        AnnouncementSource.topic_id == Topic.id, told.id == AnnouncementSource.announcement_id, told.state == PUBLISHED
    )


def _polls(reader, closed_before):
    query = visible_topics(reader).join(Poll, Poll.topic_id == Topic.id).options(joinedload(Topic.poll))
    query = query.where(Topic.state == PUBLISHED, Poll.closed_at <= closed_before, ~is_answered())
    return db.session.scalars(query.order_by(Poll.closed_at).limit(MOST))


def _ideas(reader, quiet_before):
    """Ideas with enough votes about which nobody has decided, and not even said that they are looked at, lately."""
    query = visible_topics(reader).join(Idea, Idea.topic_id == Topic.id).options(joinedload(Topic.idea))
    query = query.where(
        Topic.state == PUBLISHED,
        Topic.closed_at.is_(None),
        Idea.status.in_(OPEN),
        Topic.vote_count >= Board.answer_from,
        func.coalesce(Idea.moved_at, Topic.created_at) <= quiet_before,
        ~is_answered(),
    )
    return db.session.scalars(query.order_by(Topic.created_at).limit(MOST))


def _quiet_since(topic):
    return topic.idea.moved_at or topic.created_at
