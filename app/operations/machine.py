"""What the doctor looks at on the machine: settings, files, the database, the disk, backups.

Each look gives OK, WARN or BAD and one line that says what to do.
"""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.database import has_wal_bug, now, sqlite_driver
from app.extensions import db
from app.operations.findings import BAD, OK, WARN
from app.operations.kept import backups_folder, backups_in
from app.site import Site

MEGABYTE = 2**20
LITTLE_DISK, NO_DISK = 1024 * MEGABYTE, 200 * MEGABYTE
LONG_LOG = 64 * MEGABYTE
OLD_BACKUP, TOO_OLD_BACKUP = timedelta(hours=36), timedelta(days=3)
WANTED_PRAGMAS = {"journal_mode": ("wal",), "synchronous": (2, 3), "foreign_keys": (1,)}
LEAST_TIMEOUT = 5000


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
    file = Path(db.engine.url.database) if uses_sqlite() else None
    if instance.stat().st_mode & stat.S_IROTH and (file is None or file.stat().st_mode & stat.S_IROTH):
        return WARN, f"every account of this machine can read the data: chmod 700 {instance}"
    return OK, f"{instance} is ours alone"


def _only_ours(file, because):
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return BAD, f"{file} can be read by others ({mode:o}): {because}. chmod 600 {file}"
    return OK, f"{file} is ours alone"


def look_at_sqlite(app):
    if not uses_sqlite():
        return OK, f"not used; the database is {db.engine.dialect.name}"
    driver = sqlite_driver()
    if has_wal_bug(driver.sqlite_version_info):
        return WARN, (
            f"SQLite {driver.sqlite_version} can lose commits when two checkpoints meet; Earshot writes one at a "
            "time because of that. Better: a machine for which pysqlite3 has a wheel, or SQLite 3.51.3 and newer"
        )
    return OK, f"SQLite {driver.sqlite_version} ({driver.__name__})"


def look_at_database(app):
    if not uses_sqlite():
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


def look_at_backups(app):
    if not uses_sqlite():
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


def uses_sqlite():
    return db.engine.dialect.name == "sqlite"
