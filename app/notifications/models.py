"""Notice: one line in a member's inbox. Mail: one letter that waits to be sent. MailWishes: what comes by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.topics.models import Topic

UNMAILED = "read_at IS NULL AND mailed_event_id < last_event_id"


# What was decided about a member: it stands on a page of their own.
ABOUT_ONESELF = frozenset(("warned", "slowed", "silenced", "demoted", "lifted", "objection_upheld", "objection_refused"))


# That something has waited for a moderator for too long, and what became of the day's cases; that members have answered what the team asked, or that the
# day has come on which it wanted to look at a touchpoint again.
WAITS, DAY_SUM, CONCEPTS_CLOSED = ("waits", "day_sum", "concepts_closed")
PRIORITY_CLOSED, REVIEW_DUE = ("priority_closed", "review_due")
# A low score that is one's own to look after, the same once more, and the question whether it is fixed.
PULSE_CASE, PULSE_AGAIN, PULSE_FIXED = ("pulse_case", "pulse_again", "pulse_fixed")
# Where a line without a topic leads, filled with its detail.
LEADS_TO = {
    WAITS: "/moderation",
    DAY_SUM: "/moderation",
    CONCEPTS_CLOSED: "/insights/concepts",
    PRIORITY_CLOSED: "/insights/priority",
    REVIEW_DUE: "/insights/priority",
    PULSE_CASE: "/insights/cases/%s",
    PULSE_AGAIN: "/insights/cases/%s",
    PULSE_FIXED: "/pulse/fixed/%s",
} | dict.fromkeys(ABOUT_ONESELF, "/account/decisions")


class Notice(Base):
    """What a member is told. There is one unread notice a topic: `count` says how much it stands for."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_newest", "member_id", "last_event_id"),
        Index("ix_notices_unread", "member_id", "topic_id", "read_at"),
        # What a letter may still have to be written about: few of all.
        Index("ix_notices_unmailed", "created_at", sqlite_where=text(UNMAILED), postgresql_where=text(UNMAILED)),
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
    # The last event that is mailed at once (a mention, an answer), and the last one that stood in a letter.
    urgent_event_id: Mapped[int] = mapped_column(default=0)
    mailed_event_id: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    actor: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[actor_id])
    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")


    @property
    def url(self):
        """Where it leads: the post if there is one, its topic, a page of its own, or the inbox. Needs `topic` and its board."""
        if self.topic is None:
            return LEADS_TO.get(self.about, "/inbox").replace("%s", self.detail)
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
    # Where one tap ends letters like this; empty for those that nobody can do without.
    stop_url: Mapped[str] = mapped_column(default="")
    # The notices and topics it speaks of: {"notices": [ids], "topics": [ids]}; looked at again before it is sent.
    told: Mapped[dict] = mapped_column(db.JSON, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    try_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class MailWishes(Base):
    """What a member wants by mail. Who has never said has no row, and gets what these columns start with."""

    __tablename__ = "mail_wishes"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    # Mentions and answers to one's own questions; everything else once a day; what was new on Thursdays.
    at_once: Mapped[bool] = mapped_column(default=True)
    daily: Mapped[bool] = mapped_column(default=True)
    weekly: Mapped[bool] = mapped_column(default=False)
    # Where it is 17:00; empty for where the community is.
    timezone: Mapped[str | None]
    # When they were last here, as far as sessions tell; kept because those are forgotten after 30 days.
    seen_at: Mapped[datetime] = mapped_column(default=now)


def wishes_of(member_id):
    """What this member wants by mail, as a row of their own that is not stored yet where there is none."""
    return db.session.get(MailWishes, member_id) or MailWishes(
        member_id=member_id, at_once=True, daily=True, weekly=False, seen_at=now()
    )


def keep_wishes(member_id, **wanted):
    """Store what a member wants by mail; sending it twice changes nothing."""
    wishes = wishes_of(member_id)
    for name, value in wanted.items():
        setattr(wishes, name, value)
    db.session.add(wishes)
