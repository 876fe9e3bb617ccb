"""Making a backup: one folder with a checked copy of the database, the uploads, and a manifest of all of it."""

import fcntl
import json
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from app.database import let_write, now, sqlite_driver
from app.extensions import db
from app.operations.kept import PREFIX, STAMP, backups_folder, backups_in, let_old_ones_go
from app.operations.manifest import DATABASE, MANIFEST, UPLOADS, check_database, count_rows, digest_of, seal
from app.operations.postgres import dump_line

# Free space wanted, as a multiple of what is copied.
ROOM = 1.2


class BackupFailed(RuntimeError):
    """No backup was made; the message says why, and nothing half done is left."""


class NeedsPgDump(RuntimeError):
    """The database is PostgreSQL, which has a tool of its own; the message is the line to run."""


def make_backup(app, folder=None):
    """Make one backup; returns its folder. Backups in the instance that are too many go.

    Writers may write meanwhile. Raises BackupFailed, or NeedsPgDump.
    """
    if db.engine.dialect.name != "sqlite":
        raise NeedsPgDump(f"This site uses PostgreSQL. Copy {app.config['INSTANCE'] / UPLOADS} too, and run: {dump_line()}")
    own = folder is None
    folder = Path(folder or backups_folder(app))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _only_one(folder):
            backup = _make(app, folder)
    except (OSError, sqlite_driver().Error) as error:
        raise BackupFailed(f"No backup was made: {error}") from error
    if own:
        let_old_ones_go(folder)
    return backup


def _make(app, folder):
    _check_room(app, folder)
    draft = folder / f".{PREFIX}{os.getpid()}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        _copy_database(draft / DATABASE)
        _copy_uploads(app.config["INSTANCE"] / UPLOADS, draft / UPLOADS, backups_in(folder))
        _write_manifest(draft)
        _sync(draft)
        finished = _free_name(folder)
        draft.rename(finished)
        _sync_folder(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return finished


@contextmanager
def _only_one(folder):
    """Refuses while another backup is being made here."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupFailed("Another backup is being made at this moment.") from error
        yield


def _check_room(app, folder):
    uploads = app.config["INSTANCE"] / UPLOADS
    files = [Path(db.engine.url.database), *(uploads.rglob("*") if uploads.is_dir() else ())]
    wanted = int(sum(_size(file) for file in files if file.is_file()) * ROOM)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupFailed(
            f"No backup was made: it needs {wanted // 2**20 + 1} MB, and {folder} has {free // 2**20} MB left."
        )


def _size(file):
    with suppress(FileNotFoundError):
        return file.stat().st_size
    return 0


def _copy_database(copy):
    """A compact copy as of one moment, while others read and write; then looked through."""
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        # A pooled connection may come from a request that could only read.
        let_write(connection, True)
        connection.execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()
    copy.chmod(0o600)
    if problem := check_database(copy):
        raise BackupFailed(f"No backup was made: the copy of the database is damaged ({problem}).")


def _copy_uploads(uploads, target, earlier):
    """Uploads never change, so what the newest backup has already is linked and takes no room."""
    if not uploads.is_dir():
        return
    for file in uploads.rglob("*"):
        # A draft is not an upload yet, and one that goes meanwhile is none any more.
        if file.is_file() and not file.name.startswith("."):
            name = file.relative_to(uploads)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            twin = earlier[0][1] / UPLOADS / name if earlier else None
            with suppress(FileNotFoundError):
                if not (twin and _link_twin(file, twin, target / name)):
                    shutil.copyfile(file, target / name)


def _link_twin(file, twin, target):
    if not twin.is_file() or twin.stat().st_size != file.stat().st_size or digest_of(twin) != digest_of(file):
        return False
    try:
        os.link(twin, target)
    except OSError:
        return False
    return True


def _write_manifest(draft):
    from app.migrating import current_revision

    files = sorted(file for file in draft.rglob("*") if file.is_file())
    manifest = {
        "format": 1,
        "made_at": now().isoformat(timespec="seconds"),
        "revision": current_revision(),
        "sqlite": sqlite_driver().sqlite_version,
        "rows": count_rows(draft / DATABASE),
        "files": {
            file.relative_to(draft).as_posix(): {"sha256": digest_of(file), "bytes": file.stat().st_size}
            for file in files
        },
    }
    db.session.rollback()
    (draft / MANIFEST).write_text(json.dumps(manifest | {"seal": seal(manifest)}, indent=2) + "\n")


def _sync(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder):
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _free_name(folder):
    wanted = folder / f"{PREFIX}{now().strftime(STAMP)}"
    names = [wanted, *(wanted.with_name(f"{wanted.name}-{n}") for n in range(2, 100))]
    return next(name for name in names if not name.exists())
