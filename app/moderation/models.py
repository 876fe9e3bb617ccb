"""Report, Case and Decision: what is wrong, what waits for a moderator, and what was done about it."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.posts.models import Post

REASONS = ("spam", "insult", "private_data", "unlawful", "off_topic", "other")
REASON_NAMES = {
    "spam": _l("Advertising or spam"),
    "insult": _l("Insult or hate"),
    "private_data": _l("Somebody's private data"),
    "unlawful": _l("Against the law"),
    "off_topic": _l("In the wrong place"),
    "other": _l("Something else"),
}
FIRST_POSTS, REPORTED = WHYS = ("first_posts", "reported")
APPROVE, RETURN, REMOVE = ACTS = ("approve", "return", "remove")


class Report(Base):
    """A member says that a post breaks a rule; one report a member and post."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_once", "post_id", "reporter_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[float] = mapped_column(default=1.0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    upheld: Mapped[bool | None]

    reporter: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class Case(Base):
    """A post that waits for a moderator, and why; a post has at most one open case."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_open", "closed_at", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    why: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    claimed_by: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class Decision(Base):
    """What a moderator did with a case, with the reason; it can be undone for 30 days."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    act: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    state_before: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    case: Mapped[Case] = relationship(lazy="raise_on_sql")
    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
