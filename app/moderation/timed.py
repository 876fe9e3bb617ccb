"""What moderation does by the clock: reminds of what waits too long, lets those in again whose time is over, and
forgets who reported long ago.
"""

from datetime import timedelta

from sqlalchemy import func, or_, select, update

from app.accounts.models import Member
from app.accounts.roles import MODERATOR, OWNER, TEAM
from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.moderation.models import Case
from app.moderation.reports import Report
from app.moderation.sanctions import end_blocks
from app.notifications.models import WAITS, Notice, count_unread

TOO_LONG = timedelta(hours=24)
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
    reminded = select(Notice.member_id).where(Notice.about == WAITS, Notice.created_at > at - TOO_LONG)
    query = select(Member.id).where(
        Member.role.in_((MODERATOR, TEAM, OWNER)),
        Member.blocked_at.is_(None),
        Member.left_at.is_(None),
        Member.id.not_in(reminded),
    )
    for id in db.session.scalars(query):
        db.session.add(Notice(member_id=id, about=WAITS, detail=str(late)))
        count_unread(id, 1)


TIMED = [
    TimedAct("remind_moderators", timedelta(hours=1), remind_moderators),
    TimedAct("end_blocks", timedelta(minutes=10), end_blocks),
    TimedAct("forget_strangers", timedelta(days=1), forget_strangers),
]
