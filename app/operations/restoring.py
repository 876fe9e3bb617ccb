"""Bringing a backup back: first proved whole, then put in place at once, with what was there set aside."""

import fcntl
import shutil
from pathlib import Path

from app.config import ROOT
from app.database import now
from app.events.worker import Lease
from app.extensions import db
from app.operations.manifest import DATABASE, UPLOADS, Unsound, read_manifest
from app.operations.postgres import restore_line


class CannotRestore(RuntimeError):
    """Nothing has been changed; the message says why."""


def restore(app, backup, *, force=False):
    """Put a backup in place of this instance's database and uploads; returns its manifest.

    A site that runs is refused, always; one that holds something needs `force`, and what it holds is set aside
    in the instance. Raises CannotRestore.
    """
    if db.engine.dialect.name != "sqlite":
        raise CannotRestore(
            f"This site uses PostgreSQL. Stop it, put {app.config['INSTANCE'] / UPLOADS} back, and run: {restore_line()}"
        )
    try:
        manifest = read_manifest(backup)
    except Unsound as error:
        raise CannotRestore(f"{backup} is not a whole backup: {error}.") from error
    _check_revision(manifest)
    instance = app.config["INSTANCE"]
    with _nobody_works(instance):
        if _holds_something() and not force:
            raise CannotRestore("This instance holds a community already. --force sets it aside and restores over it.")
        db.session.remove()
        db.engine.dispose()
        _put_in_place(Path(backup), instance, Path(db.engine.url.database))
    return manifest


def _check_revision(manifest):
    revision = manifest.get("revision")
    files = (ROOT / "migrations" / "versions").glob("*.py")
    known = [line.split("=")[1].strip(" \"'") for file in files for line in _revision_lines(file)]
    if revision and revision not in known:
        raise CannotRestore("This backup was made by a newer version of Earshot. Update the program first.")


def _revision_lines(file):
    return [line for line in file.read_text().splitlines() if line.startswith("revision =")]


class _nobody_works:
    """Holds the worker's place on this machine, so that no site runs here meanwhile."""

    def __init__(self, instance):
        self.path = instance / "machine.lock"

    def __enter__(self):
        self.file = self.path.open("a")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.file.close()
            raise CannotRestore("The site is running. Stop it first.") from error
        if _lease_is_held():
            self.file.close()
            raise CannotRestore("The site was running a moment ago. Stop it, and try again in 15 seconds.")

    def __exit__(self, *error):
        self.file.close()


def _lease_is_held():
    if not Path(db.engine.url.database).exists():
        return False
    try:
        lease = db.session.get(Lease, "worker")
        return lease is not None and lease.ends_at > now()
    except db.exc.DatabaseError:
        return False
    finally:
        db.session.rollback()


def _holds_something():
    """Whether there is a community here, or a file that cannot even be read."""
    file = Path(db.engine.url.database)
    if not file.exists() or file.stat().st_size == 0:
        return False
    try:
        return _has_site()
    except db.exc.DatabaseError:
        return True
    finally:
        db.session.rollback()


def _has_site():
    if not db.inspect(db.engine).has_table("site"):
        return False
    return db.session.execute(db.text("SELECT 1 FROM site UNION SELECT 1 FROM members")).first() is not None


def _put_in_place(backup, instance, database):
    """Copy everything beside its place first: a full disk must stop this before anything is moved."""
    coming = instance / f".restoring-{now():%Y%m%d-%H%M%S}"
    shutil.rmtree(coming, ignore_errors=True)
    try:
        shutil.copytree(backup, coming)
    except OSError as error:
        shutil.rmtree(coming, ignore_errors=True)
        raise CannotRestore(f"The backup could not be copied: {error}") from error
    _set_aside(instance, database)
    (coming / DATABASE).rename(database)
    if (coming / UPLOADS).is_dir():
        (coming / UPLOADS).rename(instance / UPLOADS)
    shutil.rmtree(coming)


def _set_aside(instance, database):
    from app.search.folder import FOLDER

    aside = instance / f"before-restore-{now():%Y%m%d-%H%M%S-%f}"
    log_files = [database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal")]
    # The index follows the events of one database; another database needs another index.
    for path in (database, *log_files, instance / UPLOADS, instance / FOLDER):
        if path.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            path.rename(aside / path.name)
