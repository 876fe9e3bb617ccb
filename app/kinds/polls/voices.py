"""Who has voted, and what stands on the ballots: apart from the poll, and from each other where it is secret."""

import secrets

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.kinds.polls.asking import Answer


class Participation(Base):
    """That a member has voted in a poll: nothing about when or what."""

    __tablename__ = "participations"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class OpenBallot(Answer, Base):
    """One row of a member's ballot in a poll that is not secret."""

    __tablename__ = "open_ballots"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("poll_questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), index=True)


class SecretBallot(Answer, Base):
    """One row of a secret ballot.

    The ballot's number is random and nothing else leads to it, no member and no time; the table is stored in
    the order of that number, so that the order on disk tells nothing either.
    """

    __tablename__ = "secret_ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ballot: Mapped[str] = mapped_column(primary_key=True, default=lambda: secrets.token_hex(16))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("poll_questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), index=True)
