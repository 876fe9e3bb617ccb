"""Invitations to a poll: members hear of it in their inbox and letters, others get a letter with a link of their own.

The link holds a random token; here stands only its SHA-256, and that somebody has voted with it: neither when, nor
what, nor the ballot. A reminder brings a link of its own, and the first one keeps working.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, exists, func, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member, token_hash
from app.database import Base, now
from app.events.models import record
from app.extensions import db, insert_into
from app.kinds.polls.audience import asked_members
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import Participation

# So long before the end whoever was invited and has not voted hears of it once more.
REMIND_BEFORE = timedelta(hours=24)
MOST_ADDRESSES = 500


class Invitation(Base):
    """That a member, or somebody by their mail address, was invited to a poll."""

    __tablename__ = "poll_invitations"
    __table_args__ = (
        UniqueConstraint("poll_id", "member_id"),
        Index("ix_poll_invitations_email", "poll_id", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    # Of somebody who is no member; nobody but the letter's machinery reads it.
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    reminder_hash: Mapped[str | None] = mapped_column(unique=True)
    # Whether somebody has voted with the link; of members their participation says it.
    has_voted: Mapped[bool] = mapped_column(default=False)
    # Whether they want no more letters about it.
    has_declined: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime] = mapped_column(default=now)

    poll: Mapped[Poll] = relationship(lazy="raise_on_sql")

    def new_token(self, *, is_reminder=False):
        """A fresh token for a letter. Nothing here leads back to it."""
        token = secrets.token_urlsafe(24)
        setattr(self, "reminder_hash" if is_reminder else "token_hash", token_hash(token))
        return token


def invite_members(poll, board, *, by):
    """Invite every member whom the poll asks and who was not invited yet; returns how many."""
    known = select(Invitation.member_id).where(Invitation.poll_id == poll.topic_id, Invitation.member_id.is_not(None))
    after = last_invitation_id()
    ids = select(Member.id).where(*asked_members(poll, board), Member.id.not_in(known), Member.id != by.id)
    rows = [{"poll_id": poll.topic_id, "member_id": id} for id in db.session.scalars(ids)]
    if rows:
        wanted = insert_into(Invitation).on_conflict_do_nothing(index_elements=["poll_id", "member_id"])
        db.session.execute(wanted, rows)
        record("poll.invited", actor=by, topic=poll.topic, after=after)
    return len(rows)


def invite_strangers(poll, emails, language, *, by):
    """Invite these mail addresses, each once; returns how many are new. Their letters are written by the reader."""
    known = set(db.session.scalars(select(Invitation.email).where(Invitation.poll_id == poll.topic_id)))
    new = sorted(set(emails) - known)
    rows = [{"poll_id": poll.topic_id, "email": email, "language": language} for email in new]
    if rows:
        after = last_invitation_id()
        db.session.execute(insert(Invitation), rows)
        record("poll.invited", actor=by, topic=poll.topic, after=after)
    return len(rows)


def last_invitation_id():
    """The newest of all, 0 where there is none: an event tells those who were invited after it."""
    return db.session.scalar(select(func.max(Invitation.id))) or 0


def has_strangers(poll):
    """Whether somebody who is no member was invited; then the poll must stay secret."""
    query = exists().where(Invitation.poll_id == poll.topic_id, Invitation.member_id.is_(None))
    return bool(db.session.scalar(select(query)))


def turnout_of(poll):
    """(how many were invited, how many of them have voted): one query."""
    voted = or_(Invitation.has_voted, _has_taken_part())
    query = select(func.count(Invitation.id), func.count(Invitation.id).filter(voted))
    return tuple(db.session.execute(query.where(Invitation.poll_id == poll.topic_id)).one())


def members_to_tell(poll_id, *, after=0):
    """The ids of invited members who have not voted, of those invitations that came after this one."""
    query = select(Invitation.member_id).where(Invitation.poll_id == poll_id, Invitation.member_id.is_not(None))
    return list(db.session.scalars(query.where(Invitation.id > after, ~_has_taken_part())))


def is_invitation(token):
    """The SQL condition on Invitation that this token belongs to it."""
    digest = token_hash(token)
    return or_(Invitation.token_hash == digest, Invitation.reminder_hash == digest)


def strangers_to_tell(poll_id):
    """Invited by mail, and not written to yet: the letter makes the token."""
    query = _strangers(poll_id).where(Invitation.token_hash.is_(None))
    return list(db.session.scalars(query))


def strangers_to_remind(poll_id):
    """Invited by mail a day ago or earlier, and not seen since: whoever got the letter today needs no second."""
    is_old = Invitation.invited_at <= now() - REMIND_BEFORE
    query = _strangers(poll_id).where(is_old, Invitation.reminder_hash.is_(None), ~Invitation.has_voted)
    return list(db.session.scalars(query))


def _strangers(poll_id):
    mine = Invitation.poll_id == poll_id, Invitation.member_id.is_(None), ~Invitation.has_declined
    return select(Invitation).where(*mine).order_by(Invitation.id)


def _has_taken_part():
    mine = Participation.poll_id == Invitation.poll_id, Participation.member_id == Invitation.member_id
    return exists().where(*mine)
