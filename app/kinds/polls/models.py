"""Poll: a question with options, ballots kept apart from members where they are secret, and its end."""

import secrets
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base
from app.topics.models import Topic

SINGLE, MULTIPLE = CHOICES = ("single", "multiple")
AFTER_BALLOT, ALWAYS, AFTER_CLOSE, WHEN_PUBLISHED = RESULT_MODES = (
    "after_ballot",
    "always",
    "after_close",
    "when_published",
)
RESULT_MODE_NAMES = {
    AFTER_BALLOT: _l("After one's own ballot"),
    ALWAYS: _l("Always"),
    AFTER_CLOSE: _l("After the poll has closed"),
    WHEN_PUBLISHED: _l("When the team publishes them"),
}
OPEN_DAYS = 7


class Poll(Base):
    """The part of a topic on a polls board."""

    __tablename__ = "polls"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[str] = mapped_column(default=SINGLE)
    fewest: Mapped[int] = mapped_column(default=1)
    most: Mapped[int] = mapped_column(default=1)
    is_secret: Mapped[bool] = mapped_column(default=True)
    results_shown: Mapped[str] = mapped_column(default=AFTER_BALLOT)
    # Said above the options: what is decided with it, by whom, until when.
    decides: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_until: Mapped[str] = mapped_column(default="")
    closes_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ballot_count: Mapped[int] = mapped_column(default=0)
    # Shuffles the options the same way each time for one member, without naming the member.
    shuffle_key: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(16))

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("poll", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )


class PollOption(Base):
    """One thing to choose. `ballot_count` is kept so that results need no counting."""

    __tablename__ = "poll_options"
    __table_args__ = (Index("ix_poll_options_poll", "poll_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    ballot_count: Mapped[int] = mapped_column(default=0)


class Participation(Base):
    """That a member has voted in a poll: nothing about when or what."""

    __tablename__ = "participations"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class OpenBallot(Base):
    """One option that a member chose in a poll that is not secret."""

    __tablename__ = "open_ballots"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), primary_key=True
    )


class SecretBallot(Base):
    """One option on a secret ballot.

    The ballot's number is random and nothing else stands here, no member and no time; the table is stored in
    the order of that number, so that the order on disk tells nothing either.
    """

    __tablename__ = "secret_ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ballot: Mapped[str] = mapped_column(primary_key=True, default=lambda: secrets.token_hex(16))
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), primary_key=True
    )
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"))
