"""Readers: each follows the events with a cursor of its own, after the commit, one batch at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.models import events_after
from app.extensions import db

BATCH = 200
LONGEST_WAIT = timedelta(minutes=10)


class Cursor(Base):
    """How far a reader has read, and what stopped it last."""

    __tablename__ = "cursors"

    reader: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    retry_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Reader:
    """Something that follows events.

    `read(events)` gets a batch in order and writes to `db.session` without committing; the cursor moves in
    the same commit. It may see an event twice after a crash outside the database, so it must be idempotent.
    `cursor` names the cursor; `local` readers run once on each machine instead of once for the community.
    """

    name: str
    read: Callable[[list], None]
    local: bool = False
    cursor: Callable[[], str] | None = None

    @property
    def cursor_name(self):
        return self.cursor() if self.cursor else self.name


def run_reader(reader):
    """Let a reader take its next batch and commit; returns how many events it took.

    A failing reader is rolled back, waits longer each time, and holds up no other.
    """
    cursor = find_cursor(reader.cursor_name)
    if cursor.retry_at and cursor.retry_at > now():
        db.session.rollback()
        return 0
    try:
        happened = events_after(cursor.position, BATCH)
        if happened:
            reader.read(happened)
            cursor.position = happened[-1].id
            cursor.failures, cursor.error, cursor.retry_at = 0, "", None
            cursor.moved_at = now()
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        _note_failure(reader.cursor_name, error)
        raise
    return len(happened)


def find_cursor(name):
    """The cursor of this name, made at 0 when a reader starts for the first time."""
    cursor = db.session.get(Cursor, name)
    if cursor is None:
        cursor = Cursor(reader=name, position=0, failures=0)
        db.session.add(cursor)
    return cursor


def _note_failure(name, error):
    cursor = find_cursor(name)
    cursor.failures = (cursor.failures or 0) + 1
    cursor.error = f"{type(error).__name__}: {error}"[:500]
    cursor.retry_at = now() + min(timedelta(seconds=2**cursor.failures), LONGEST_WAIT)
    db.session.commit()
