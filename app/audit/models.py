"""AuditEntry: one act of moderation, administration or sign-in safety, chained to the entry before it."""

import hashlib
import json
from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.triggers import keep_append_only
from app.database import Base, now
from app.extensions import db
from app.web.visitor import network_of

FIRST = "0" * 64


class AuditEntry(Base):
    """Append-only: triggers in the database refuse UPDATE and DELETE, the hash chain shows any other way.

    Members and topics are kept as plain numbers, not foreign keys: an entry must outlive what it speaks of.
    """

    __tablename__ = "audit_entries"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None]
    act: Mapped[str]
    member_id: Mapped[int | None]
    topic_id: Mapped[int | None]
    post_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    network: Mapped[str] = mapped_column(default="")
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)

    def fingerprint(self):
        """SHA-256 over everything this entry says and the digest of the entry before it."""
        said = [
            self.at.isoformat(),
            self.actor_id,
            self.act,
            self.member_id,
            self.topic_id,
            self.post_id,
            self.reason,
            self.before,
            self.after,
            self.network,
            self.previous,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


keep_append_only(AuditEntry.__table__)


class AuditHead(Base):
    """The newest digest, one row: taking it in the same transaction puts writers in line (PostgreSQL too).

    A trigger moves it with every entry.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    digest: Mapped[str] = mapped_column(default=FIRST)
    entries: Mapped[int] = mapped_column(default=0)


def audit(act, *, actor=None, member=None, topic=None, post=None, reason="", before="", after=""):
    """Write an entry into the caller's transaction. `before` and `after` are short plain words."""
    # Asking writes out the entry before this one, and with it the head's newest digest.
    previous = db.session.scalar(select(AuditHead.digest).with_for_update())
    if previous is None:
        previous = FIRST
        db.session.add(AuditHead(id=1, digest=FIRST, entries=0))
        db.session.flush()
    entry = AuditEntry(
        at=now(),
        actor_id=actor.id if actor else None,
        act=act,
        member_id=member.id if member else None,
        topic_id=topic.id if topic else (post.topic_id if post else None),
        post_id=post.id if post else None,
        reason=reason,
        before=str(before),
        after=str(after),
        network=network_of(request.remote_addr) if has_request_context() else "",
        previous=previous,
    )
    entry.digest = entry.fingerprint()
    db.session.add(entry)
    return entry


def find_break():
    """The id of the first entry that was edited, is missing or was cut off; None when all is well."""
    digest, count, last = FIRST, 0, 0
    # What stands in the table counts, not what this session remembers of it.
    query = select(AuditEntry).order_by(AuditEntry.id)
    with db.session.scalars(query.execution_options(yield_per=500, populate_existing=True)) as entries:
        for entry in entries:
            if entry.previous != digest or entry.digest != entry.fingerprint():
                return entry.id
            digest, count, last = entry.digest, count + 1, entry.id
    if (count, digest) != find_head():
        return last + 1
    return None


def find_head():
    """How many entries there should be, and the digest of the newest."""
    head = db.session.scalar(select(AuditHead).execution_options(populate_existing=True))
    return (head.entries, head.digest) if head else (0, FIRST)
