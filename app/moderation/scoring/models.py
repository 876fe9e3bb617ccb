"""Lesson, Knowledge and LinkedHost: what was decided about texts, what was learned from it, and which sites they name."""

import zlib
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, delete
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.database import Base, now
from app.extensions import db

# What is told apart: advertising from everything else, and unfriendly texts from friendly ones.
SPAM, UNFRIENDLY = SUBJECTS = ("spam", "unfriendly")


class Lesson(Base):
    """What a decision teaches of one text. It holds numbers, no words, and goes with its post."""

    __tablename__ = "lessons"
    __table_args__ = (Index("ix_lessons_subject", "subject", "created_at"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    is_bad: Mapped[bool]
    features: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def blocks(self):
        """The features as `features.indexes` gave them."""
        import numpy as np

        numbers = np.frombuffer(zlib.decompress(self.features), np.int32)
        sizes, rest = numbers[:3], numbers[3:]
        return np.split(rest, np.cumsum(sizes)[:2])


class Knowledge(Base):
    """What was learned about one subject, as all processes load it when they first need it."""

    __tablename__ = "knowledge"

    subject: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    # The lessons have changed since.
    is_stale: Mapped[bool] = mapped_column(default=True)
    packed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    learned_at: Mapped[datetime | None]


class LinkedHost(Base):
    """A text links to a site. That new accounts do so often is a clue; what known members link to is none."""

    __tablename__ = "linked_hosts"
    __table_args__ = (Index("ix_linked_hosts_host", "host", "created_at"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    host: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def teach(post, subject, is_bad, blocks):
    """Keep what was decided about this text; another decision about it takes its place."""
    db.session.merge(Lesson(post_id=post.id, subject=subject, is_bad=is_bad, features=pack(blocks), created_at=now()))
    _note_change(subject)


def unteach(post_id):
    """Forget what was learned of this text."""
    forgotten = list(
        db.session.scalars(delete(Lesson).where(Lesson.post_id == post_id).returning(Lesson.subject))
    )
    for subject in forgotten:
        _note_change(subject)


def pack(blocks):
    """Blocks of features as bytes."""
    import numpy as np

    sizes = np.array([len(block) for block in blocks], np.int32)
    return zlib.compress(np.concatenate([sizes, *blocks]).astype(np.int32).tobytes())


def _note_change(subject):
    known = db.session.get(Knowledge, subject)
    if known is None:
        db.session.add(Knowledge(subject=subject, version=0, is_stale=True))
        db.session.flush()
    else:
        known.is_stale = True
