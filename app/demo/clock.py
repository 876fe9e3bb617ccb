"""Time in the demo: while a scene plays, whatever the house dates "now" is dated to the scene's day.

A file of its own because every verb of the house reads the real clock, and the story needs six weeks of it.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import event, inspect

from app.audit.models import AuditEntry
from app.database import UTCDateTime, now
from app.extensions import db

OPENS, MINUTES = 8, 13 * 60


class Clock:
    """Days ago as moments, and a hand that dates what is written."""

    def __init__(self, timezone):
        self.started = now()
        self.moment = self.started
        self.zone = ZoneInfo(timezone)

    def at(self, day, key=""):
        """The moment so many days ago, by day and never in the future; the same for the same key."""
        chance = crc32(f"{key}{day}".encode())
        if day < 1:
            return self.started - timedelta(days=day, minutes=chance % 30)
        date = (self.started - timedelta(days=int(day))).astimezone(self.zone)
        # A whole day says nothing about the hour.
        minute = int(MINUTES * (1 - day % 1)) if day % 1 else chance % MINUTES
        return date.replace(hour=OPENS, minute=0, second=chance % 60) + timedelta(minutes=minute + chance % 12)

    @contextmanager
    def dating(self):
        """Within this block, what is flushed carries the clock's moment in place of the real one."""
        event.listen(db.session, "before_flush", self._date_all)
        try:
            yield
        finally:
            event.remove(db.session, "before_flush", self._date_all)

    def date_events(self):
        """What was recorded since this was called last has happened at the clock's moment, too."""
        for happened in db.session.info.get("happened", ()):
            if happened["created_at"] >= self.started:
                happened["created_at"] = self.moment

    def _date_all(self, session, context, instances):
        for thing in [*session.new, *session.dirty]:
            # The audit log says the truth, also in a demo: its entries are chained by their dates.
            if not isinstance(thing, AuditEntry):
                self._date(thing)

    def _date(self, thing):
        state = inspect(thing)
        for column in state.mapper.columns:
            if not isinstance(column.type, UTCDateTime):
                continue
            name = state.mapper.get_property_by_column(column).key
            value = state.dict.get(name)
            if value is None and column.default is not None and state.pending or isinstance(value, datetime) and self.started <= value <= now():
                setattr(thing, name, self.moment)
