"""The folder of the search index: who may write in it, which start of the index it is, and how it begins anew.

Its own file because none of this depends on how the index is searched.
"""

import contextlib
import fcntl
import json
import logging
import os
import shutil
from pathlib import Path
from threading import RLock
from uuid import uuid4

from app.search.analysis import ANALYSIS_VERSION

VERSION = f"3-{ANALYSIS_VERSION}"
NOTE, DAMAGE = "earshot.json", "damaged"
# Its name in the instance.
FOLDER = "index"

log = logging.getLogger(__name__)


class Damaged(Exception):
    """A file of the index does not hold what was written into it."""


class IndexFolder:
    """Where the index lives. The lock and a broken index lie beside it, so that they outlast a new start."""

    def __init__(self, path):
        self.path = Path(path)
        self._writing = RLock()
        self._lock_file, self._locked_by = None, None

    @property
    def identity(self):
        return self.read_note(NOTE).get("identity")

    def version_matches(self):
        return self.read_note(NOTE).get("version") == VERSION

    def is_marked(self):
        return (self.path / DAMAGE).exists()

    def mark_damaged(self):
        with contextlib.suppress(OSError):
            (self.path / DAMAGE).touch()

    def try_lock(self):
        if self._lock_file and self._locked_by == os.getpid():
            return True
        self.unlock()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.with_name(self.path.name + ".lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._lock_file, self._locked_by = file, os.getpid()
        return True

    def unlock(self):
        if self._lock_file:
            self._lock_file.close()
            self._lock_file = None

    @contextlib.contextmanager
    def exclusively(self):
        """Hold the lock for a moment, or keep holding it. Yields whether it is ours."""
        with self._writing:
            was_held = bool(self._lock_file)
            is_mine = self.try_lock()
            try:
                yield is_mine
            finally:
                if is_mine and not was_held:
                    self.unlock()

    def create(self):
        """An empty index. The note comes last: a folder without one counts as damaged."""
        from whoosh.index import FileIndex

        from app.search.files import Files
        from app.search.writing import schema

        self.path.mkdir(parents=True, exist_ok=True)
        FileIndex.create(Files(self.path), schema())
        self.keep_note(NOTE, {"identity": uuid4().hex, "version": VERSION})

    def remove(self):
        _remove(self.path)

    def set_aside(self):
        """Keep a broken index for a look at it: the last one only."""
        if self.path.exists():
            aside = self.path.with_name(self.path.name + ".broken")
            _remove(aside)
            self.path.rename(aside)
            log.warning("The search index is damaged or of another version and starts empty; kept as %s", aside)

    def give_way_to(self, other):
        """Put another index in the place of this one. False while somebody is writing this one.

        Searches in between are answered by what they have open, or fail once and are asked again.
        """
        with self.exclusively() as is_mine:
            if is_mine:
                old = self.path.with_name(self.path.name + ".old")
                _remove(old)
                if self.path.exists():
                    self.path.rename(old)
                other.path.rename(self.path)
                _remove(old)
        return is_mine

    def read_note(self, name):
        """A small file of facts; {} when it is not there or says nothing."""
        try:
            note = json.loads((self.path / name).read_text())
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def keep_note(self, name, note):
        new = self.path / f"{name}.new"
        new.write_text(json.dumps(note))
        new.replace(self.path / name)


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
