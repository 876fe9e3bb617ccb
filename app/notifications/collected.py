"""The day's letter: at 17:00 where its reader is, everything that was not mailed at once; on Thursdays the week too.

It stands apart because it is counted by the day: the key of a letter names its reader and the day, and the outbox
takes a key once, so nobody gets two on one day, whatever stops or runs twice.
"""

import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import String, cast, exists, func, literal, or_, select, union, update

from app.accounts.models import Member, SignIn
from app.database import now, reading
from app.events.schedule import TimedAct
from app.extensions import db
from app.notifications.composing import (
    can_mail_from_here,
    compose_letter,
    find_lines,
    is_reachable,
    is_unmailed,
    topics_of_week,
    wants,
)
from app.notifications.models import Mail, MailWishes, Notice
from app.notifications.stopping import COLLECTED, DAILY, WEEKLY
from app.site import current_site

HOUR = time_of_day(17)
THURSDAY = 3
# Later than this the day is over: what was missed comes with the next letter, so that there is one a day.
LATEST = timedelta(hours=6)
SILENCE = timedelta(days=90)
WEEK = timedelta(days=7)
AT_A_TIME = 25
PAUSE_SECONDS = 0.02
MOST_SECONDS = 4

# The name of a time zone → the member with whom the time was up.
_reached = {}


def last_slot(zone, at):
    """The last 17:00 in this time zone, as a local moment: 17:00 on the wall, in summer and in winter."""
    local = at.astimezone(zone)
    slot = datetime.combine(local.date(), HOUR, zone)
    return slot if slot <= local else datetime.combine(local.date() - timedelta(days=1), HOUR, zone)


def write_collected():
    """Write the day's letters of every place where it is past 17:00 into the outbox. Commits, bit by bit."""
    ends, at = time.monotonic() + MOST_SECONDS, now()
    with reading():
        zones = _zones() if can_mail_from_here() else []
        db.session.rollback()
    for name, condition in zones:
        slot = last_slot(ZoneInfo(name), at)
        if at - slot.astimezone(UTC) < LATEST:
            _write_slot(name, slot, condition, ends)


def _zones():
    """(name, SQL condition on MailWishes) of every time zone in which a reader lives."""
    own = current_site().timezone
    others = db.session.scalars(select(MailWishes.timezone).where(MailWishes.timezone != own).distinct())
    here = or_(MailWishes.timezone.is_(None), MailWishes.timezone == own)
    return [(own, here), *((name, MailWishes.timezone == name) for name in others)]


def _write_slot(name, slot, in_zone, ends):
    """Write to the readers of a time zone until the time is up; the next round goes on there, so all get a turn."""
    after = _reached.pop(name, 0)
    while after is not None and time.monotonic() < ends:
        with reading():
            ids = _due_members(slot, in_zone, after)
            letters = _compose(ids, slot)
            db.session.expunge_all()
            db.session.rollback()
        if ids:
            _write(ids, letters, slot)
            time.sleep(PAUSE_SECONDS)
        after = ids[-1] if len(ids) == AT_A_TIME else None
    if after:
        _reached[name] = after


def _due_members(slot, in_zone, after):
    """The next members who may have something to be told and no letter of this day."""
    until = slot.astimezone(UTC)
    has_letter = exists().where(Mail.key == literal("day:") + cast(Member.id, String) + literal(f":{slot.date()}"))
    member = select(Member.id).outerjoin(MailWishes, MailWishes.member_id == Member.id)
    member = member.where(is_reachable(), in_zone, ~has_letter, Member.id > after)
    daily = member.join(Notice, Notice.member_id == Member.id).where(
        *is_unmailed(), Notice.created_at <= until, wants("daily")
    )
    due = union(daily, member.where(_reads_weekly(until))) if slot.weekday() == THURSDAY else daily.distinct()
    due = due.subquery()
    return list(db.session.scalars(select(due.c.id).order_by(due.c.id).limit(AT_A_TIME)))


def _reads_weekly(until):
    """The SQL condition of who wants the week and has been here in the last 90 days."""
    seen = exists().where(SignIn.member_id == Member.id, SignIn.seen_at > until - SILENCE)
    return wants("weekly") & or_(MailWishes.seen_at > until - SILENCE, seen)


def _compose(ids, slot):
    until, lines, members = slot.astimezone(UTC), {}, {}
    for line, member in find_lines(Notice.member_id.in_(ids), Notice.created_at <= until, wants("daily")):
        lines.setdefault(member.id, []).append(line)
        members[member.id] = member
    weekly = _weekly_readers(ids, until) if slot.weekday() == THURSDAY else {}
    members |= weekly
    letters = []
    for id, member in sorted(members.items()):
        week = topics_of_week(member, until - WEEK) if id in weekly else []
        # Never an empty one.
        if id in lines or week:
            letters.append(_letter(member, lines.get(id, []), week, slot))
    return letters


def _weekly_readers(ids, until):
    query = select(Member).outerjoin(MailWishes, MailWishes.member_id == Member.id)
    return {member.id: member for member in db.session.scalars(query.where(Member.id.in_(ids), _reads_weekly(until)))}


def _letter(member, lines, week, slot):
    what = COLLECTED if lines and week else WEEKLY if week else DAILY
    subject = _week_subject if not lines else (lambda: _subject(len(lines))) if len(lines) > 1 else None
    because = _because_weekly if not lines else _because_daily
    return compose_letter(
        f"day:{member.id}:{slot.date()}", member, lines, what=what, because=because, week=week, subject=subject
    )


def _write(ids, letters, slot):
    """The letters, and for who wants them that what they may not see any more waits for none. Commits."""
    for letter in letters:
        letter.write()
    readers = select(Member.id).outerjoin(MailWishes, MailWishes.member_id == Member.id)
    readers = readers.where(Member.id.in_(ids), wants("daily"))
    done = (
        update(Notice)
        .where(Notice.member_id.in_(readers), Notice.created_at <= slot.astimezone(UTC), *is_unmailed())
        .values(mailed_event_id=Notice.last_event_id)
    )
    db.session.execute(done.execution_options(synchronize_session=False))
    db.session.commit()


def _subject(number):
    site = current_site().name
    return ngettext("%(num)s piece of news from %(site)s", "%(num)s pieces of news from %(site)s", number, site=site)


def _week_subject():
    return _("The week at %(site)s", site=current_site().name)


def _because_daily():
    return _("You get this at most once a day, when something happened around your own words.")


def _because_weekly():
    return _("You get this on Thursdays, because you wished for it.")


def note_who_was_here():
    """Keep when readers of the week were last here, for sessions are forgotten sooner than their silence counts."""
    seen = select(func.max(SignIn.seen_at)).where(SignIn.member_id == MailWishes.member_id).scalar_subquery()
    later = update(MailWishes).where(MailWishes.seen_at < seen).values(seen_at=seen)
    db.session.execute(later.execution_options(synchronize_session=False))


TIMED = [
    TimedAct("mail.daily", timedelta(seconds=30), write_collected),
    TimedAct("mail.seen", timedelta(days=1), note_who_was_here),
]
