"""The search index of this machine: one folder, one writer, any number of readers.

The database is the truth and the index a cache of it: whatever goes wrong here is answered by starting afresh.
Whoosh and NumPy are imported inside functions, so that only a process that searches pays for them.
"""

import contextlib
import fcntl
import json
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import sleep
from typing import NamedTuple
from uuid import uuid4

from app.search.analysis import ANALYSIS_VERSION
from app.search.asked import Asked, understand

VERSION = f"1-{ANALYSIS_VERSION}"
RECENCY = 0.2
CACHE_BYTES = 24 * 2**20
OPENING_TRIES, OPENING_PAUSE = 5, 0.01
NOTE, DAMAGE = "earshot.json", "damaged"

log = logging.getLogger(__name__)


class SearchUnavailable(Exception):
    """The index cannot answer (or be written) now. It says nothing about what was asked."""


@dataclass(frozen=True)
class Document:
    """A post as the index wants it. Only an opening has a title; `kind` is the board's; `ts` is in seconds."""

    pid: int
    topic: int
    board: int
    kind_name: str
    author: int
    ts: int
    opening: bool
    body: str
    title: str = ""
    tags: str = ""
    language: str | None = None

    @property
    def kind(self):
        from app.search.generation import code_of

        return code_of(self.kind_name)


class Hit(NamedTuple):
    pid: int
    topic: int
    score: float


@dataclass(frozen=True)
class Hits:
    """The best post of each topic. `matching` counts posts; `terms` are what to mark in snippets."""

    hits: list
    matching: int = 0
    has_more: bool = False
    terms: frozenset = frozenset()
    is_complete: bool = True


class SearchIndex:
    """Threads may share it. After a fork each process opens the index again by itself."""

    def __init__(self, folder, *, recency=RECENCY, cache_bytes=CACHE_BYTES):
        self.folder = Path(folder)
        self.recency, self.cache_bytes = recency, cache_bytes
        self.was_rebuilt = False
        self._opening = RLock()
        self._lock_file = None
        self._forget()

    def open_or_create(self):
        """Make sure that there is a sound index. True when it had to start empty: everything must be read again."""
        self.was_rebuilt = False
        if not self._is_sound():
            with self._exclusively() as is_mine:
                if is_mine and not self._is_sound():
                    self._set_aside()
                    self._create()
                    self.was_rebuilt = True
        return self.was_rebuilt

    @property
    def identity(self):
        """A new one for each new start: the name of the cursor that says how far the events were read."""
        return self._note().get("identity")

    def version_matches(self):
        return self._note().get("version") == VERSION

    def try_lock(self):
        """Become the one process that writes. False while another one is."""
        if self._lock_file and self._lock_pid == os.getpid():
            return True
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        file = self.folder.with_name(self.folder.name + ".lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._lock_file, self._lock_pid = file, os.getpid()
        return True

    def unlock(self):
        if self._lock_file:
            self._lock_file.close()
            self._lock_file = None

    def write(self, put=(), delete=()):
        """Put and delete posts in one commit; a post that is there already is replaced. All or nothing."""
        from app.search.writing import keep_few_segments

        put = {document.pid: document for document in put}
        with self._exclusively() as is_mine:
            if not is_mine:
                raise SearchUnavailable("another process writes the index")
            self._commit(put, put.keys() | set(delete), keep_few_segments)

    def purge(self):
        """Leave nothing of deleted posts on the disk. Costs as much as writing the segments that hold them."""
        from app.search.writing import drop_deleted

        with self._exclusively() as is_mine:
            if is_mine:
                self._commit({}, set(), drop_deleted)

    def wipe(self):
        """Start again with an empty index and a new identity."""
        with self._exclusively() as is_mine:
            if not is_mine:
                raise SearchUnavailable("another process writes the index")
            _remove(self.folder)
            self._create()

    def search(self, asked, *, boards, kinds=None, author=None, limit=20, offset=0):
        """The best posts, one a topic, among those on `boards` (ids): nothing else can be found.

        `asked` is a search line or what `understand()` made of it. Raises SearchUnavailable and nothing else.
        """
        if boards is None:
            raise TypeError("say which boards the reader may see")
        asked = asked if isinstance(asked, Asked) else understand(asked)
        if not asked.words or not boards:
            return Hits([])
        return self._answer(lambda generation: _find(generation, asked, boards, kinds, author, limit, offset))

    def count(self):
        return self._answer(lambda generation: generation.count())

    def pids(self):
        """The pids of all posts in the index, for the nightly comparison with the database."""
        return set(self._answer(lambda generation: generation.pids()).tolist())

    def _answer(self, ask):
        """Ask the present generation; once more with a fresh one if it fails, since a commit may have come between."""
        try:
            try:
                return ask(self._generation())
            except Exception:
                self._forget()
                return ask(self._generation())
        except Exception as error:
            self._report(error)
            raise SearchUnavailable(str(error) or type(error).__name__) from error

    def _generation(self):
        with self._opening:
            if self._pid != os.getpid():
                self._forget()
            for _ in range(OPENING_TRIES - 1):
                with contextlib.suppress(Exception):
                    return self._newest()
                if not self.folder.is_dir():
                    break
                sleep(OPENING_PAUSE)
            return self._newest()

    def _newest(self):
        """The generation on the disk, opened only when it is not the one we hold."""
        from whoosh.index import TOC

        from app.search.generation import Generation
        from app.search.segments import Files

        file = max(self.folder.glob("_MAIN_*.toc"), key=_number_of, default=None)
        if file is None:
            raise FileNotFoundError(f"no index in {self.folder}")
        state = file.stat()
        stamp = file.name, state.st_ino, state.st_mtime_ns
        if stamp != self._stamp:
            known = self._current.segments if self._current else {}
            with Files(self.folder) as storage:
                toc = TOC.read(storage, "MAIN", gen=_number_of(file))
                self._current = Generation(storage, toc, known, self._cache, self.recency)
            self._stamp = stamp
        return self._current

    def _forget(self):
        self._pid, self._stamp, self._current, self._cache_made = os.getpid(), None, None, None

    @property
    def _cache(self):
        if self._cache_made is None:
            from app.search.scoring import Cache

            self._cache_made = Cache(self.cache_bytes)
        return self._cache_made

    def _commit(self, put, gone, mergetype):
        from app.search.segments import Files

        try:
            with Files(self.folder) as storage:
                self._commit_to(storage, put, gone, mergetype)
        except Exception as error:
            self._report(error)
            raise SearchUnavailable(str(error) or type(error).__name__) from error

    def _commit_to(self, storage, put, gone, mergetype):
        from whoosh.index import FileIndex

        from app.search.writing import PostWriter

        writer = PostWriter(FileIndex(storage))
        try:
            writer.remove(gone)
            for document in put.values():
                writer.put(document)
            writer.commit(mergetype=mergetype)
        except BaseException:
            if not writer.is_closed:
                with contextlib.suppress(Exception):
                    writer.cancel()
            raise

    @contextlib.contextmanager
    def _exclusively(self):
        """Hold the writer's lock for a moment, or keep holding it. Yields whether it is ours."""
        with self._opening:
            was_held = bool(self._lock_file)
            is_mine = self.try_lock()
            try:
                yield is_mine
            finally:
                if is_mine and not was_held:
                    self.unlock()

    def _is_sound(self):
        if not self.version_matches() or (self.folder / DAMAGE).exists():
            return False
        self._forget()
        try:
            self._generation()
        except Exception as error:
            log.warning("The search index cannot be opened: %r", error)
            return False
        return True

    def _create(self):
        from whoosh.index import FileIndex

        from app.search.segments import Files
        from app.search.writing import schema

        self._forget()
        self.folder.mkdir(parents=True, exist_ok=True)
        FileIndex.create(Files(self.folder), schema())
        new = self.folder / f"{NOTE}.new"
        new.write_text(json.dumps({"identity": uuid4().hex, "version": VERSION}))
        new.replace(self.folder / NOTE)

    def _set_aside(self):
        """Keep a broken index for a look at it: the last one only."""
        if self.folder.exists():
            aside = self.folder.with_name(self.folder.name + ".broken")
            _remove(aside)
            self.folder.rename(aside)
            log.warning("The search index is damaged or of another version and starts empty; it was kept as %s", aside)

    def _note(self):
        try:
            note = json.loads((self.folder / NOTE).read_text())
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _report(self, error):
        """Leave a mark for `open_or_create`, unless it is only the machine that is short of something."""
        log.error("The search index failed: %r", error)
        if not isinstance(error, OSError | MemoryError):
            with contextlib.suppress(OSError):
                (self.folder / DAMAGE).touch()


def _find(generation, asked, boards, kinds, author, limit, offset):
    from app.search.generation import Allowed

    allowed = Allowed(boards, kinds, author)
    posts, matching, terms, is_complete = generation.search(asked, allowed, offset + limit + 1)
    hits = [Hit(*post) for post in posts[offset : offset + limit]]
    return Hits(hits, matching, len(posts) > offset + limit, terms, is_complete)


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _number_of(file):
    return int(file.stem.rsplit("_", 1)[1])
