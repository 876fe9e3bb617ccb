"""Notice: one line in a member's inbox. Mail: one letter that waits to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.topics.models import Topic


class Notice(Base):
    """What a member is told. There is one unread notice a topic: `count` says how much it stands for."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_newest", "member_id", "last_event_id"),
        Index("ix_notices_unread", "member_id", "topic_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    # What it says; one of app.notifications.wording.ABOUT.
    about: Mapped[str]
    # A small fact that goes with it: the new status, the outcome.
    detail: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    # Somebody's own words: the reason of a decision or of a new status.
    text: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(default=1)
    last_event_id: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    actor: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[actor_id])
    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")


    @property
    def url(self):
        """Where it leads: the post if there is one, its topic, or the inbox. Needs `topic` and its board."""
        if self.topic is None:
            return "/inbox"
        return f"{self.topic.url}?post={self.post_id}#post-{self.post_id}" if self.post_id else self.topic.url


def read_notices(member, *conditions):
    """Mark the member's unread notices that match as read; a second time changes nothing."""
    read = (
        update(Notice)
        .where(Notice.member_id == member.id, Notice.read_at.is_(None), *conditions)
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )
    count_unread(member.id, -db.session.execute(read).rowcount)


def count_unread(member_id, change):
    """Move the number at the bell of a member."""
    if change:
        db.session.execute(
            update(Member)
            .where(Member.id == member_id)
            .values(unread_notices=Member.unread_notices + change)
            .execution_options(synchronize_session=False)
        )


class Mail(Base):
    """A letter in the outbox. It is written in the caller's transaction and sent by the worker."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_waiting", "sent_at", "failed_at", "try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The same letter is written once: "reset:17".
    key: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    try_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
