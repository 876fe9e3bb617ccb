"""The business's own conduct, in numbers for everybody: does it answer, how soon, bad news too, and does it tell?

It stands apart because counting grows with the community: it is done at most once a minute a process, and only
over public boards, so that the numbers are the same for all.
"""

import time
from dataclasses import dataclass
from statistics import median

from flask import current_app
from sqlalchemy import case, func, select

from app.boards.models import PUBLIC, Board
from app.extensions import db
from app.kinds.announcements.models import IT_FAILED, NEWS, NOT_NOW, SPARED, Announcement, AnnouncementSource
from app.kinds.ideas.models import OPEN, Idea, IdeaMove
from app.kinds.polls.models import Poll
from app.site import current_site
from app.topics.models import PUBLISHED, Topic

SECONDS = 60
BAD_NEWS = (NOT_NOW, IT_FAILED, SPARED)


@dataclass(frozen=True)
class Conduct:
    """What was asked loudly enough and what was answered, the days that took, outcomes, and who was told."""

    asked: int
    answered: int
    days: float | None
    outcomes: int
    bad_news: int
    people_asked: int
    people_told: int

    @property
    def answered_share(self):
        return round(100 * self.answered / self.asked) if self.asked else None

    @property
    def told_share(self):
        return round(100 * self.people_told / self.people_asked) if self.people_asked else None


def own_conduct():
    """The numbers: three statements, or none while they are known."""
    # The site too: after a restore another community answers here.
    key = current_site().opened_at
    known, conduct, ends = current_app.extensions.get("own_conduct", (None, None, 0))
    if known != key or ends < time.monotonic():
        conduct = count_conduct()
        current_app.extensions["own_conduct"] = (key, conduct, time.monotonic() + SECONDS)
    return conduct


def count_conduct():
    """The numbers as they are now."""
    waits = [_wait(*row) for row in (*db.session.execute(_ideas()), *db.session.execute(_polls()))]
    answered = [days for days in waits if days is not None]
    outcomes, bad, asked, told = db.session.execute(_outcomes()).one()
    days = median(answered) if answered else None
    return Conduct(len(waits), len(answered), days, outcomes, bad or 0, asked or 0, told or 0)


def _wait(asked_at, *answers):
    """The days until the first answer, or None."""
    given = [answer for answer in answers if answer is not None]
    return max(0, (min(given) - asked_at).total_seconds() / 86_400) if given else None


def _ideas():
    """Ideas with the votes from which their board answers: asked when, decided when, told of when."""
    decided = select(func.min(IdeaMove.created_at)).where(
        IdeaMove.topic_id == Topic.id, IdeaMove.after.not_in(OPEN)
    )
    # An import brings the status without the way there.
    decided = case((Idea.status.not_in(OPEN), func.coalesce(decided.scalar_subquery(), Idea.moved_at)))
    query = select(Topic.created_at, decided, _told_at()).join(Idea, Idea.topic_id == Topic.id)
    return _public(query).where(Topic.vote_count >= Board.answer_from)


def _polls():
    """Polls that have closed: when, and when somebody said what came of it."""
    query = select(Poll.closed_at, _told_at()).select_from(Topic).join(Poll, Poll.topic_id == Topic.id)
    return _public(query).where(Poll.closed_at.is_not(None))


def _told_at():
    told = Topic.__table__.alias("told")
    return (
        select(func.min(told.c.created_at))
        .join(AnnouncementSource, AnnouncementSource.announcement_id == told.c.id)
        .where(AnnouncementSource.topic_id == Topic.id, told.c.state == PUBLISHED)
        .scalar_subquery()
    )


def _outcomes():
    query = select(
        func.count(Announcement.topic_id),
        func.sum(case((Announcement.outcome.in_(BAD_NEWS), 1), else_=0)),
        func.sum(Announcement.asked_count),
        func.sum(Announcement.told_count),
    ).join(Topic, Topic.id == Announcement.topic_id)
    return _public(query).where(Announcement.outcome != NEWS)


def _public(query):
    return query.join(Board, Board.id == Topic.board_id).where(Board.audience == PUBLIC, Topic.state == PUBLISHED)
