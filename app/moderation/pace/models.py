"""Heat: that many write much in a thread, few of them often, or some report; what the team is offered then."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, now
from app.extensions import db
from app.moderation.reports import Report
from app.posts.models import Post
from app.topics.models import Topic

WINDOW = timedelta(hours=1)
# Replies of the last hour from which on a thread may be hot, and how few voices make it so.
FAST, MANY_EACH, VERY_FAST = 8, 3, 20
REPORTS = 2
# A hint that nobody took is gone after this long.
STAYS = timedelta(hours=3)


class Heat(Base):
    """A thread was hot: how many replies, voices and open reports there were in the hour before."""

    __tablename__ = "heats"
    __table_args__ = (Index("ix_heats_noted", "noted_at"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    replies: Mapped[int]
    voices: Mapped[int]
    reports: Mapped[int]
    noted_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")


def measure_heat(topic_id):
    """Note whether a thread is hot right now; what is not hot any more stays told for a while."""
    replies, voices = db.session.execute(
        select(func.count(Post.id), func.count(func.distinct(Post.author_id))).where(
            Post.topic_id == topic_id, Post.is_opening.is_(False), Post.created_at > now() - WINDOW
        )
    ).one()
    reports = db.session.scalar(
        select(func.count(Report.id))
        .join(Post, Post.id == Report.post_id)
        .where(Post.topic_id == topic_id, Report.settled_at.is_(None), Report.created_at > now() - WINDOW)
    )
    if is_hot(replies, voices, reports):
        db.session.merge(Heat(topic_id=topic_id, replies=replies, voices=voices, reports=reports, noted_at=now()))


def is_hot(replies, voices, reports):
    """Fast by few, very fast by anybody, or several reports in a thread that moves."""
    few = replies >= FAST and replies >= MANY_EACH * max(1, voices)
    return few or replies >= VERY_FAST or (reports >= REPORTS and replies >= MANY_EACH)
