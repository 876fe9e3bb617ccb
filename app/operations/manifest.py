"""What a backup is made of, and the proof that it still is: sizes, SHA-256, row counts, and a sound database."""

import hashlib
import json
from pathlib import Path

from app.database import sqlite_driver

DATABASE, UPLOADS, MANIFEST = "earshot.sqlite3", "uploads", "manifest.json"


class Unsound(ValueError):
    """The folder is not a whole backup; the message says what is wrong."""


def read_manifest(folder):
    """The manifest of a backup whose every file is as it was. Raises Unsound."""
    folder = Path(folder)
    manifest = _manifest(folder)
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() or p.is_symlink()}
    wanted = set(manifest["files"])
    for name in sorted(wanted - found):
        raise Unsound(f"{name} is missing")
    for name in sorted(found - wanted - {MANIFEST}):
        raise Unsound(f"{name} does not belong to it")
    for name, known in manifest["files"].items():
        _check_file(folder / name, name, known)
    if problem := check_database(folder / DATABASE):
        raise Unsound(f"its database is damaged ({problem})")
    if count_rows(folder / DATABASE) != manifest["rows"]:
        raise Unsound("its database does not hold the rows it should")
    return manifest


def seal(manifest):
    """SHA-256 over the manifest itself."""
    said = {name: value for name, value in manifest.items() if name != "seal"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def digest_of(path):
    """SHA-256 of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_database(path):
    """What is wrong with a database file that nobody uses; "" when it is sound."""
    try:
        with _opened(path) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                return found
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            return f"a row of {broken[0]} points at nothing" if broken else ""
    except sqlite_driver().Error as error:
        return str(error)


def count_rows(path):
    """{table: rows} of a database file that nobody uses."""
    with _opened(path) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        names = [name for (name,) in connection.execute(query)]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


class _opened:
    """A connection that only reads, closed at the end of the block."""

    def __init__(self, path):
        self.path = Path(path)

    def __enter__(self):
        self.connection = sqlite_driver().connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        return self.connection

    def __exit__(self, *error):
        self.connection.close()


def _manifest(folder):
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        is_ours = manifest["format"] == 1 and DATABASE in manifest["files"] and "rows" in manifest
    except OSError as error:
        raise Unsound(f"it has no readable {MANIFEST}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unsound(f"its {MANIFEST} is damaged") from error
    if not is_ours or manifest.get("seal") != seal(manifest):
        raise Unsound(f"its {MANIFEST} has been changed")
    return manifest


def _check_file(path, name, known):
    if path.is_symlink() or not path.is_file():
        raise Unsound(f"{name} is not a file")
    if path.stat().st_size != known["bytes"] or digest_of(path) != known["sha256"]:
        raise Unsound(f"{name} has been cut off or changed")
