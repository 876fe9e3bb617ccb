"""The search index of this machine: one folder, one writer, any number of readers.

The database is the truth and the index a cache of it: whatever goes wrong here is answered by starting afresh.
Whoosh and NumPy are imported inside functions, so that only a process that searches pays for them.
"""

import contextlib
import logging
import os
from threading import RLock
from time import sleep, time_ns

from app.search.engine import Engine, SearchUnavailable
from app.search.folder import Damaged, IndexFolder

RECENCY = 0.2
CACHE_BYTES = 12 * 2**20
# How far the round has come stands in the folder, so that it lasts exactly as long as the index does.
ROUND = "round.json"
OPENING_TRIES, OPENING_PAUSE = 5, 0.01
SETTLED = 50_000_000

log = logging.getLogger(__name__)


class SearchIndex(Engine):
    """An index of Whoosh's in a folder. After a fork each process opens it again by itself."""

    is_local = True

    def __init__(self, folder, *, recency=RECENCY, cache_bytes=CACHE_BYTES):
        self.folder = IndexFolder(folder)
        self.recency, self.cache_bytes = recency, cache_bytes
        self.was_rebuilt = False
        self._opening = RLock()
        self._forget()

    def open_or_create(self):
        self.was_rebuilt = False
        if not self._is_sound():
            with self.folder.exclusively() as is_mine:
                if is_mine and not self._is_sound():
                    self.folder.set_aside()
                    self.folder.create()
                    self.was_rebuilt = True
        return self.was_rebuilt

    @property
    def identity(self):
        return self.folder.identity

    def version_matches(self):
        """Whether the index was written by the present analysis and schema."""
        return self.folder.version_matches()

    def try_lock(self):
        return self.folder.try_lock()

    def unlock(self):
        self.folder.unlock()

    def is_well(self):
        return self.version_matches() and not self.folder.is_marked() and any(self.folder.path.glob("_MAIN_*.toc"))

    def beside(self):
        return SearchIndex(self.folder.path.with_name(f"{self.folder.path.name}.new"))

    def give_way_to(self, other):
        return self.folder.give_way_to(other.folder)

    def round_note(self):
        return self.folder.read_note(ROUND)

    def keep_round_note(self, note):
        self.folder.keep_note(ROUND, note)

    def write(self, put=(), delete=()):
        from app.search.writing import keep_few_segments

        put = {document.pid: document for document in put}
        with self._writing():
            self._commit(put, put.keys() | set(delete), keep_few_segments)

    def purge(self):
        """Costs as much as writing the segments that hold them."""
        from app.search.writing import drop_deleted

        with self._writing():
            self._commit({}, set(), drop_deleted)

    def wipe(self):
        with self._writing():
            self.folder.remove()
            self.folder.create()

    def _find(self, asked, boards, limit, narrowed):
        from app.search.generation import Allowed

        return self._answer(lambda generation: generation.search(asked, Allowed(boards, **narrowed), limit))

    def rarities(self, asked):
        return self._answer(lambda generation: generation.rarities(asked))

    def count(self):
        return self._answer(lambda generation: generation.count())

    def pids(self, after=0, last=None):
        found = self._answer(lambda generation: generation.pids())
        found = found[found > after]
        return set((found if last is None else found[found <= last]).tolist())

    def _answer(self, ask):
        """Ask the present generation; once more with a fresh one if it fails, since a commit may have come between."""
        with self._unavailable_on_error():
            try:
                return ask(self._generation())
            except Exception:
                self._forget()
                return ask(self._generation())

    def _generation(self):
        with self._opening:
            if self._pid != os.getpid():
                self._forget()
            for _ in range(OPENING_TRIES - 1):
                with contextlib.suppress(Exception):
                    return self._newest()
                if not self.folder.path.is_dir():
                    break
                sleep(OPENING_PAUSE)
            return self._newest()

    def _newest(self):
        """The generation on the disk, opened only when it is not the one we hold."""
        state = self.folder.path.stat()
        seen = state.st_ino, state.st_mtime_ns
        if seen != self._seen:
            self._current = self._latest()
            # A commit just after our look may bear the same time, so a fresh time is not trusted.
            self._seen = seen if time_ns() - state.st_mtime_ns > SETTLED else None
        return self._current

    def _latest(self):
        number = max(map(_number_of, os.listdir(self.folder.path)), default=-1)  # noqa: PTH208 (ten times as fast)
        state = (self.folder.path / f"_MAIN_{number}.toc").stat()
        stamp = number, state.st_ino, state.st_mtime_ns
        if stamp == self._stamp:
            return self._current
        current, self._stamp = self._open(number), stamp
        return current

    def _open(self, number):
        from whoosh.index import TOC

        from app.search.files import Files
        from app.search.generation import Generation

        known = self._current.segments if self._current else {}
        with Files(self.folder.path) as storage:
            return Generation(storage, TOC.read(storage, "MAIN", gen=number), known, self._cache(), self.recency)

    def _cache(self):
        if self._arrays is None:
            from app.search.scoring import Cache

            self._arrays = Cache(self.cache_bytes)
        return self._arrays

    def _forget(self):
        with self._opening:
            self._pid, self._arrays = os.getpid(), None
            self._seen, self._stamp, self._current = None, None, None

    def _is_sound(self):
        """Whether the index can be opened. A machine that is short of something does not make it unsound."""
        if not self.version_matches() or self.folder.is_marked():
            return False
        self._forget()
        try:
            self._generation()
        except Exception as error:
            log.warning("The search index cannot be opened: %r", error)
            is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            return isinstance(error, OSError | MemoryError) and not is_missing
        return True

    @contextlib.contextmanager
    def _writing(self):
        with self.folder.exclusively() as is_mine:
            if not is_mine:
                raise SearchUnavailable("another process writes the index")
            with self._unavailable_on_error():
                yield

    def _commit(self, put, gone, mergetype):
        from whoosh.index import FileIndex

        from app.search.files import Files
        from app.search.writing import PostWriter

        with Files(self.folder.path) as storage:
            writer = PostWriter(FileIndex(storage))
            try:
                writer.remove(gone)
                for document in put.values():
                    writer.put(document)
                writer.commit(mergetype=mergetype)
            except BaseException:
                with contextlib.suppress(Exception):
                    writer.cancel()
                raise

    @contextlib.contextmanager
    def _unavailable_on_error(self):
        try:
            yield
        except Exception as error:
            log.error("The search index failed: %r", error)
            if isinstance(error, Damaged):
                self.folder.mark_damaged()
            raise SearchUnavailable(str(error) or type(error).__name__) from error


def _number_of(name):
    """Which generation a file is the table of contents of; -1 for any other file."""
    middle = name.removeprefix("_MAIN_").removesuffix(".toc")
    return int(middle) if len(middle) == len(name) - 10 and middle.isdecimal() else -1
