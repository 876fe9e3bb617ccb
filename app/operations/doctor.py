"""Looking at everything that can go wrong with a site, one finding a line.

Its words are not translated: it must speak also when the database, and with it the language, cannot be read.
"""

import os
import shutil
import stat
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.database import has_wal_bug, now, reading, sqlite_driver
from app.events.models import Event, last_event_id
from app.events.readers import Cursor
from app.events.schedule import TimedRun
from app.events.worker import Lease
from app.extensions import db
from app.home.health import search_opens
from app.notifications.models import Mail
from app.operations.backing_up import backups_folder, backups_in
from app.site import PAGES, Site

OK, WARN, BAD = "ok", "warn", "bad"
MEGABYTE = 2**20
LITTLE_DISK, NO_DISK = 1024 * MEGABYTE, 200 * MEGABYTE
LONG_LOG = 64 * MEGABYTE
OLD_BACKUP, TOO_OLD_BACKUP = timedelta(hours=36), timedelta(days=3)
MANY_UNREAD = 1000
WANTED_PRAGMAS = {"journal_mode": ("wal",), "synchronous": (2, 3), "foreign_keys": (1,)}
LEAST_TIMEOUT = 5000


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is (OK, WARN or BAD), and one line that says what to do."""

    name: str
    state: str
    text: str


def examine(app):
    """All findings, in the order of the list below. Changes nothing, and never raises."""
    with reading():
        findings = [_looked_at(name, look, app) for name, look in LOOKS.items()]
    db.session.rollback()
    return findings


def _looked_at(name, look, app):
    try:
        state, text = look(app)
    except Exception as error:
        state, text = BAD, f"cannot be examined: {type(error).__name__}: {str(error).splitlines()[0]}"
    finally:
        db.session.rollback()
    return Finding(name, state, text)


def _uses_sqlite():
    return db.engine.dialect.name == "sqlite"


def look_at_settings(app):
    if app.debug:
        return BAD, "debug is on: anybody who causes an error can run code here. Unset FLASK_DEBUG."
    if not app.config["RATELIMIT_ENABLED"]:
        return WARN, "the rate limits are off (EARSHOT_LIMITS); switch them on for real use"
    if not app.config["BASE_URL"]:
        return WARN, "EARSHOT_BASE_URL is not set: mails cannot link here, and any host name is answered"
    if not app.config["HTTPS"]:
        return WARN, "EARSHOT_BASE_URL is not https: passwords travel in the open"
    return OK, f"debug off, limits on, {app.config['BASE_URL']}"


def look_at_secret(app):
    if os.environ.get("EARSHOT_SECRET_KEY"):
        return OK, "comes from the environment"
    file = Path(os.environ.get("EARSHOT_SECRET_KEY_FILE") or app.config["INSTANCE"] / "secret-key")
    if not file.exists():
        return WARN, f"{file} is not there; it is made at the next start"
    return _only_ours(file, "anybody who reads it can forge cookies")


def look_at_files(app):
    instance = app.config["INSTANCE"]
    if not os.access(instance, os.W_OK):
        return BAD, f"{instance} cannot be written"
    file = Path(db.engine.url.database) if _uses_sqlite() else None
    if instance.stat().st_mode & stat.S_IROTH and (file is None or file.stat().st_mode & stat.S_IROTH):
        return WARN, f"every account of this machine can read the data: chmod 700 {instance}"
    return OK, f"{instance} is ours alone"


def _only_ours(file, because):
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return BAD, f"{file} can be read by others ({mode:o}): {because}. chmod 600 {file}"
    return OK, f"{file} is ours alone"


def look_at_sqlite(app):
    if not _uses_sqlite():
        return OK, f"not used; the database is {db.engine.dialect.name}"
    driver = sqlite_driver()
    if has_wal_bug(driver.sqlite_version_info):
        return WARN, (
            f"SQLite {driver.sqlite_version} can lose commits when two checkpoints meet; Earshot writes one at a "
            "time because of that. Better: a machine for which pysqlite3 has a wheel, or SQLite 3.51.3 and newer"
        )
    return OK, f"SQLite {driver.sqlite_version} ({driver.__name__})"


def look_at_database(app):
    if not _uses_sqlite():
        db.session.execute(db.text("SELECT 1"))
        return OK, "answers"
    for name, wanted in WANTED_PRAGMAS.items():
        if _pragma(name) not in wanted:
            return BAD, f"PRAGMA {name} is {_pragma(name)}, not {wanted[0]}"
    if _pragma("busy_timeout") < LEAST_TIMEOUT:
        return BAD, f"PRAGMA busy_timeout is {_pragma('busy_timeout')}, less than {LEAST_TIMEOUT}"
    found = _pragma("quick_check")
    if found != "ok":
        return BAD, f"it is damaged: {found}. Restore the newest backup"
    log = Path(f"{db.engine.url.database}-wal")
    if log.exists() and log.stat().st_size > LONG_LOG:
        return WARN, f"its write-ahead log has grown to {log.stat().st_size // MEGABYTE} MB: something reads for very long"
    return OK, "whole, with write-ahead log, full synchronisation and foreign keys"


def _pragma(name):
    return db.session.execute(db.text(f"PRAGMA {name}")).scalar()


def look_at_migrations(app):
    from app.migrating import pending

    if pending():
        return BAD, "the database is not at this version's state: bin/earshot migrate"
    return OK, "none waits"


def look_at_disk(app):
    usage = shutil.disk_usage(app.config["INSTANCE"])
    text = f"{usage.free // MEGABYTE} MB free of {usage.total // MEGABYTE} MB"
    if usage.free < NO_DISK:
        return BAD, f"{text}: soon nothing can be saved"
    return (WARN if usage.free < LITTLE_DISK else OK), text


def look_at_clock(app):
    newest = db.session.scalar(select(func.max(Event.created_at)))
    if newest and newest > now() + timedelta(minutes=2):
        return BAD, f"something happened in the future ({newest:%Y-%m-%d %H:%M} UTC): this machine's clock is or was wrong"
    return OK, f"{now():%Y-%m-%d %H:%M} UTC"


def look_at_backups(app):
    if not _uses_sqlite():
        return WARN, "Earshot does not back PostgreSQL up: see that pg_dump runs"
    site = db.session.scalar(select(Site))
    if site is None:
        return OK, "nothing to back up yet"
    backups = backups_in(backups_folder(app))
    age = now() - (backups[0][0] if backups else site.opened_at)
    text = f"{len(backups)}, the newest {_hours(age)} old" if backups else "there is none yet; bin/earshot backup makes one"
    if age > TOO_OLD_BACKUP:
        return BAD, text
    return (WARN if age > OLD_BACKUP or not backups else OK), text


def _hours(age):
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"


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


LOOKS = {
    "settings": look_at_settings,
    "secret key": look_at_secret,
    "files": look_at_files,
    "sqlite": look_at_sqlite,
    "database": look_at_database,
    "migrations": look_at_migrations,
    "disk": look_at_disk,
    "clock": look_at_clock,
    "backups": look_at_backups,
    "worker": look_at_worker,
    "readers": look_at_readers,
    "timed acts": look_at_timed_acts,
    "search": look_at_search,
    "mail": look_at_mail,
    "pages of law": look_at_laws,
}
