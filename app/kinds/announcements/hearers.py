"""Hearer: that a member has heard of an announcement, once and never again.

It stands apart from the announcement because ten thousand rows belong to one, and the key of this table is what
keeps anybody from hearing twice: after an edit, a merge of ideas, or a stop in the middle of telling.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db
from app.kinds.announcements.models import Announcement


class Hearer(Base):
    """One member who was told of one announcement."""

    __tablename__ = "hearers"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcements.topic_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # Author, voter or participant of a source; the others only follow one.
    asked: Mapped[bool] = mapped_column(default=True)
    told_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    # When they were asked whether it is right now, and what they said.
    checked_at: Mapped[datetime | None]
    is_right: Mapped[bool | None]


def hearer_of(announcement, reader):
    """The reader's own row, or None: one query, and none before anybody was asked."""
    if announcement.checked_at is None or not reader.is_authenticated:
        return None
    return db.session.get(Hearer, (announcement.topic_id, reader.id))


def note_read(announcement_id, member):
    """The member has opened what they were told of; a second time changes nothing."""
    read = (
        update(Hearer)
        .where(
            Hearer.announcement_id == announcement_id, Hearer.member_id == member.id, Hearer.read_at.is_(None)
        )
        .values(read_at=now())
        .returning(Hearer.asked)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(read):
        db.session.execute(
            update(Announcement)
            .where(Announcement.topic_id == announcement_id)
            .values(read_count=Announcement.read_count + 1)
            .execution_options(synchronize_session=False)
        )
