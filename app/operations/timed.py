"""What keeps the place in order by itself: the nightly backup, and what the planner knows of the tables.

A name of its own: the worker collects TIMED of every room.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from app.database import gather_statistics, now, reading
from app.events.schedule import TimedAct
from app.extensions import db
from app.operations.backing_up import make_backup
from app.operations.kept import backups_folder, backups_in
from app.site import Site

NIGHT = range(2, 5)
# Longer than the night, so that each has one; a night that was missed is made up for by day.
AGE_AT_NIGHT, AGE_BY_DAY = timedelta(hours=6), timedelta(hours=30)


def back_up_nightly():
    """Make the backup of this night, unless there is one or the database is PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        return
    # Without the write gate: members write on while the copy is made.
    with reading():
        is_due = _is_due()
        db.session.rollback()
    if is_due:
        make_backup(current_app._get_current_object())


def _is_due():
    site = db.session.scalar(db.select(Site))
    if site is None:
        return False
    newest = next((moment for moment, _ in backups_in(backups_folder(current_app))), site.opened_at)
    is_night = now().astimezone(ZoneInfo(site.timezone)).hour in NIGHT
    return now() - newest > (AGE_AT_NIGHT if is_night else AGE_BY_DAY)


def refresh_statistics():
    """Let the planner know how the tables have grown: what was true of an empty place picks wrong indexes later."""
    gather_statistics(db.session.connection())


TIMED = [
    TimedAct("backup", timedelta(minutes=20), back_up_nightly),
    TimedAct("statistics", timedelta(days=1), refresh_statistics),
]
