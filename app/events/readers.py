"""Readers: each follows the events with a cursor of its own, after the commit, one batch at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now, reading, writing
from app.events.models import events_after
from app.extensions import db
from app.web.noting import note

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
    `prepare()` of a local reader comes before each batch and says whether it has more to get ready.
    """

    name: str
    read: Callable[[list], None]
    local: bool = False
    cursor: Callable[[], str] | None = None
    prepare: Callable[[], bool] | None = None

    @property
    def cursor_name(self):
        return self.cursor() if self.cursor else self.name


def run_reader(reader):
    """Let a reader take its next batch and commit; returns how many events it took, BATCH when there is more to prepare.

    A failing reader is rolled back, waits longer each time, and holds up no other. Looking whether there is
    anything to read takes no turn at the write gate, and neither does what a local reader does elsewhere.
    """
    with reading():
        is_busy = _prepare(reader)
        position, happened = _next_batch(reader)
        if happened and reader.local:
            _try(reader, reader.read, happened)
        # Before the rollback, which would forget every event, to be asked for again one by one.
        db.session.expunge_all()
        db.session.rollback()
    if not happened:
        return BATCH if is_busy else 0
    if not reader.local:
        _try(reader, reader.read, happened)
    _move_cursor(reader.cursor_name, position, happened[-1].id)
    return len(happened)


def _prepare(reader):
    if reader.prepare is None or _waits(db.session.get(Cursor, reader.cursor_name)):
        return False
    return bool(_try(reader, reader.prepare))


def _next_batch(reader):
    cursor = db.session.get(Cursor, reader.cursor_name)
    if _waits(cursor):
        return cursor.position, []
    position = cursor.position if cursor else 0
    return position, events_after(position, BATCH)


def _waits(cursor):
    return cursor is not None and cursor.retry_at is not None and cursor.retry_at > now()


def _try(reader, act, *given):
    try:
        return act(*given)
    except Exception as error:
        db.session.rollback()
        note("reader_failed", reader=reader.cursor_name, error=type(error).__name__)
        with writing():
            _note_failure(reader.cursor_name, error)
        raise


def _move_cursor(name, before, after):
    """Note how far a reader has read, together with what it wrote; undo it all if another was faster."""
    cursor = find_cursor(name)
    if cursor.position != before:
        db.session.rollback()
        return
    cursor.position, cursor.moved_at = after, now()
    cursor.failures, cursor.error, cursor.retry_at = 0, "", None
    db.session.commit()


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
