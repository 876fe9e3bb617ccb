"""The files of uploads, in the instance. A name of its own: the rows stand in models.py.

A file is there before its row is committed and goes after its row is gone, so whatever stops in between leaves at
most a stray file, which is swept away a day later.
"""

import os
import secrets
import time

from flask import current_app
from sqlalchemy import event

from app.extensions import db

STRAY_SECONDS = 24 * 3600


def uploads_folder():
    return current_app.config["INSTANCE"] / "uploads"


def file_of(name, end=""):
    """Where the file of an upload lies; `end` chooses the smaller one."""
    return uploads_folder() / name[:2] / f"{name}{end}.webp"


def store(files):
    """Write the files of a new upload; returns the random name they got (128 bits)."""
    name = secrets.token_hex(16)
    for end, content in files.items():
        _write(file_of(name, end), content)
    return name


def read_file(name, end=""):
    """What is in a file of an upload, or None; it holds a megabyte at the most."""
    try:
        return file_of(name, end).read_bytes()
    except FileNotFoundError:
        return None


def discard(names):
    """Take the files of these uploads away as soon as this transaction is committed."""
    db.session.info.setdefault("discarded", set()).update(names)


def sweep(known):
    """Take away day-old files without an upload; `known(names)` says which names have one. Returns how many went."""
    old = {}
    for file in uploads_folder().glob("??/*"):
        if time.time() - file.stat().st_mtime > STRAY_SECONDS:
            old.setdefault(file.name.lstrip(".")[:32], []).append(file)
    strays = [file for name in set(old) - known(list(old)) for file in old[name]]
    for file in strays:
        file.unlink(missing_ok=True)
    return len(strays)


def _write(path, content):
    """A file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@event.listens_for(db.session, "after_commit")
def _unlink(session):
    for name in session.info.pop("discarded", ()):
        for file in file_of(name).parent.glob(f"{name}*"):
            file.unlink(missing_ok=True)


@event.listens_for(db.session, "after_rollback")
def _keep(session):
    session.info.pop("discarded", None)
