"""Counts rate limits in a small SQLite file of their own, exactly, over all processes and threads.

The limits library counts in memory (once per process) or in a server we do not ask anybody to run.
Flask-Limiter finds this storage by the address `earshot-sqlite:///folder/limits.sqlite3`.
"""

import fcntl
import itertools
import os
import threading
import time
from pathlib import Path

from limits.storage import Storage

from app.database import sqlite_driver

SCHEME = "earshot-sqlite"
BUSY_SECONDS = 5
SWEEP_EVERY = 500

CREATE = """
    CREATE TABLE IF NOT EXISTS windows (
        key TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends_at REAL NOT NULL
    ) WITHOUT ROWID
"""
# min(): a clock that was set back must not stretch a window beyond its own length.
COUNT = """
    INSERT INTO windows (key, hits, ends_at) VALUES (:key, :hits, :now + :seconds)
    ON CONFLICT (key) DO UPDATE SET
        hits = iif(ends_at <= :now, excluded.hits, hits + excluded.hits),
        ends_at = iif(ends_at <= :now, excluded.ends_at, min(ends_at, excluded.ends_at))
    RETURNING hits
"""


class SqliteStorage(Storage):
    """Fixed windows in a file: they outlive a restart and are shared by every process of the machine.

    Nothing is opened before the first count. A damaged file is replaced by an empty one: counts are
    worth less than a door that stays shut.
    """

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri=None, wrap_exceptions=False, **options):
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        # Not parsed as an address: a folder's name may hold ? or #.
        self.path = Path((uri or "").removeprefix(f"{SCHEME}://"))
        self._driver = sqlite_driver()
        self._mine = threading.local()
        self._inherited = []
        self._turns = itertools.count(1)

    @property
    def base_exceptions(self):
        """What is raised when the file cannot be used."""
        return self._driver.Error, OSError

    def incr(self, key, expiry, amount=1):
        """Count `amount` hits and return how many the running window holds."""
        if next(self._turns) % SWEEP_EVERY == 0:
            self._sweep()
        given = {"key": key, "hits": amount, "now": time.time(), "seconds": expiry}
        return self._run(COUNT, given)[0][0]

    def get(self, key):
        """The hits of the running window; 0 when there is none."""
        rows = self._run("SELECT hits FROM windows WHERE key = ? AND ends_at > ?", (key, time.time()))
        return rows[0][0] if rows else 0

    def get_expiry(self, key):
        """When the window ends, in seconds since the epoch; now when there is none."""
        rows = self._run("SELECT ends_at FROM windows WHERE key = ?", (key,))
        return max(rows[0][0], time.time()) if rows else time.time()

    def check(self):
        """Whether the file can be read."""
        try:
            self._run("SELECT 1 FROM windows LIMIT 1")
        except self.base_exceptions:
            return False
        return True

    def reset(self):
        """Forget every count; returns how many windows there were."""
        return len(self._run("DELETE FROM windows RETURNING 1"))

    def clear(self, key):
        """Forget the counts of one key."""
        self._run("DELETE FROM windows WHERE key = ?", (key,))

    def _sweep(self):
        self._run("DELETE FROM windows WHERE ends_at <= ?", (time.time(),))

    def _run(self, sql, given=()):
        # Each statement is a transaction of its own: SQLite waits for the lock and never fails half-way.
        return self._connection().execute(sql, given).fetchall()

    def _connection(self):
        if getattr(self._mine, "process", None) != os.getpid():
            # Closing a parent's connection after a fork could remove its log; it is only put aside.
            self._inherited.append(getattr(self._mine, "connection", None))
            self._mine.connection = self._open()
            self._mine.process = os.getpid()
        return self._mine.connection

    def _open(self):
        # One opener at a time: switching a new file to write-ahead mode fails at once when two try.
        with Path(f"{self.path}.opening").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            try:
                return self._connect()
            except self._driver.OperationalError:
                raise
            except self._driver.DatabaseError:
                self._remove()
                return self._connect()

    def _connect(self):
        connection = self._driver.connect(str(self.path), timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            # A power cut may lose the last counts, never the file.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA journal_size_limit=1048576")
            connection.execute(CREATE)
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self):
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
