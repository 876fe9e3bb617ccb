"""What the doctor looks at in the community: the clock, worker, readers, search, mail, pages of law.

Each look gives OK, WARN or BAD and one line that says what to do.
"""

from datetime import timedelta

from sqlalchemy import func, select

from app.database import now
from app.events.models import Event, last_event_id
from app.events.readers import Cursor
from app.events.schedule import TimedRun
from app.events.worker import Lease
from app.extensions import db
from app.home.health import search_opens
from app.notifications.models import Mail
from app.operations.findings import BAD, OK, WARN
from app.site import PAGES, Site

MANY_UNREAD = 1000


def look_at_clock(app):
    newest = db.session.scalar(select(func.max(Event.created_at)))
    if newest and newest > now() + timedelta(minutes=2):
        return BAD, f"something happened in the future ({newest:%Y-%m-%d %H:%M} UTC): this machine's clock is or was wrong"
    return OK, f"{now():%Y-%m-%d %H:%M} UTC"


def look_at_worker(app):
    lease = db.session.get(Lease, "worker")
    if lease is None or lease.ends_at < now() - timedelta(seconds=60):
        return WARN, "nobody works: is the site running?"
    return OK, f"{lease.holder} works"


def look_at_readers(app):
    last, lines, state = last_event_id(), [], OK
    for reader in app.readers:
        # To ask a reader without an index for its cursor would begin a new index.
        if reader.local and not search_opens():
            continue
        cursor = db.session.get(Cursor, reader.cursor_name)
        unread = last - (cursor.position if cursor else 0)
        if cursor and cursor.failures:
            return BAD, f"{reader.name} has failed {cursor.failures} times: {cursor.error}"
        if unread > MANY_UNREAD:
            state = WARN
        lines.append(f"{reader.name} {'has read all' if not unread else f'{unread} behind'}")
    return state, ", ".join(lines)


def look_at_timed_acts(app):
    for run in db.session.scalars(select(TimedRun).where(TimedRun.error != "")):
        return BAD, f"{run.name} failed: {run.error}"
    return OK, "none has failed"


def look_at_search(app):
    if search_opens():
        return OK, "the index is there and sound"
    return WARN, "there is no sound index yet; the running site makes one, bin/earshot reindex too"


def look_at_mail(app):
    smtp = db.session.scalar(select(Site.smtp_url)) or app.config["SMTP_URL"]
    failed = _count(Mail.failed_at.is_not(None))
    late = _count(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.created_at < now() - timedelta(days=1))
    if failed:
        return WARN, f"{failed} letters could not be delivered; the outbox in the admin pages says why"
    if smtp and late:
        return WARN, f"{late} letters have waited for more than a day"
    return OK, "letters go out" if smtp else "no mail server is set up; everything works without"


def _count(*conditions):
    return db.session.scalar(select(func.count(Mail.id)).where(*conditions))


def look_at_laws(app):
    from app.admin.starting import has_gaps

    texts = db.session.execute(select(*(getattr(Site, name) for name in PAGES))).first()
    if texts is None:
        return OK, "the site has not been set up yet"
    unfinished = [name for name, text in zip(PAGES, texts, strict=True) if has_gaps(text or "")]
    if unfinished:
        return WARN, f"not finished yet: {', '.join(unfinished)}; the owner writes them in the admin pages"
    return OK, "all four are written"
