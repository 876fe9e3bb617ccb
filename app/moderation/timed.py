"""What moderation does by the clock: lets those in again whose time is over, and forgets who reported long ago."""

from datetime import timedelta

from sqlalchemy import or_, update

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.moderation.reports import Report
from app.moderation.sanctions import end_blocks

# As long as one can object.
KEEP_NAMES = timedelta(days=184)


def forget_strangers():
    """Names and addresses of those without an account go when nothing can come of them any more (security L5)."""
    old = update(Report).where(Report.settled_at < now() - KEEP_NAMES, or_(Report.name != "", Report.email != ""))
    db.session.execute(old.values(name="", email="").execution_options(synchronize_session=False))


TIMED = [
    TimedAct("end_blocks", timedelta(minutes=10), end_blocks),
    TimedAct("forget_strangers", timedelta(days=1), forget_strangers),
]
