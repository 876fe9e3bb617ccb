"""What moderation does by the clock: reminds of what waits too long, sums up the day, lets those in again whose time
is over, and forgets who reported long ago.
"""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update

from app.accounts.models import Member
from app.accounts.roles import MODERATOR, OWNER, TEAM
from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.moderation.models import Case, Decision
from app.moderation.reports import Report
from app.moderation.sanctions import end_blocks
from app.notifications.models import DAY_SUM, WAITS, Notice, count_unread
from app.site import Site

TOO_LONG = timedelta(hours=24)
# When the day is summed up, where the site is: before the evening, so that what is left can still be looked at.
SUM_FROM, SUM_UNTIL = time(16), time(22)
# As long as one can object.
KEEP_NAMES = timedelta(days=184)


def forget_strangers():
    """Names and addresses of those without an account go when nothing can come of them any more (security L5)."""
    old = update(Report).where(Report.settled_at < now() - KEEP_NAMES, or_(Report.name != "", Report.email != ""))
    db.session.execute(old.values(name="", email="").execution_options(synchronize_session=False))


def remind_moderators():
    """Say once a day to everybody who could decide that something has waited for more than a day."""
    at = now()
    late = db.session.scalar(
        select(func.count(Case.id)).where(Case.closed_at.is_(None), Case.opened_at < at - TOO_LONG)
    )
    if not late:
        return
    _tell_moderators(WAITS, str(late), since=at - TOO_LONG)


def sum_up_the_day():
    """Say once a day how many cases of the last 24 hours were decided and how many wait; nothing on a quiet day."""
    at, zone = now(), db.session.scalar(select(Site.timezone))
    if zone is None or not SUM_FROM <= at.astimezone(ZoneInfo(zone)).time() < SUM_UNTIL:
        return
    decided = db.session.scalar(
        select(func.count(Decision.id)).where(Decision.created_at > at - timedelta(days=1), Decision.undone_at.is_(None))
    )
    waiting = db.session.scalar(select(func.count(Case.id)).where(Case.closed_at.is_(None)))
    if decided or waiting:
        # A day has 24 hours; half of one keeps those of the same evening apart from those of yesterday's.
        _tell_moderators(DAY_SUM, f"{decided}/{waiting}", since=at - timedelta(hours=12))


def _tell_moderators(about, detail, *, since):
    """A line for everybody who could decide and has had none like it since then."""
    told = select(Notice.member_id).where(Notice.about == about, Notice.created_at > since)
    query = select(Member.id).where(
        Member.role.in_((MODERATOR, TEAM, OWNER)),
        Member.blocked_at.is_(None),
        Member.left_at.is_(None),
        Member.id.not_in(told),
    )
    for id in db.session.scalars(query).all():
        db.session.add(Notice(member_id=id, about=about, detail=detail))
        count_unread(id, 1)


TIMED = [
    TimedAct("remind_moderators", timedelta(hours=1), remind_moderators),
    TimedAct("sum_up_the_day", timedelta(hours=1), sum_up_the_day),
    TimedAct("end_blocks", timedelta(minutes=10), end_blocks),
    TimedAct("forget_strangers", timedelta(days=1), forget_strangers),
]
