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

from limits.storage import MovingWindowSupport, Storage

from app.database import sqlite_driver

SCHEME = "earshot-sqlite"
BUSY_SECONDS = 5
SWEEP_EVERY = 500
TABLES = ("windows", "moving")

# A fixed window is one row; a moving window is one row a hit, each until it no longer counts.
CREATE = (
    """CREATE TABLE IF NOT EXISTS windows (
        key TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends_at REAL NOT NULL
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS moving (key TEXT NOT NULL, hits INTEGER NOT NULL, ends_at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_moving ON moving (key, ends_at, hits)",
)
# min(): a clock that was set back must not stretch a window beyond its own length.
COUNT = """
    INSERT INTO windows (key, hits, ends_at) VALUES (:key, :hits, :now + :seconds)
    ON CONFLICT (key) DO UPDATE SET
        hits = iif(ends_at <= :now, excluded.hits, hits + excluded.hits),
        ends_at = iif(ends_at <= :now, excluded.ends_at, min(ends_at, excluded.ends_at))
    RETURNING hits
"""
ACQUIRE = """
    INSERT INTO moving (key, hits, ends_at)
    SELECT :key, :hits, :now + :seconds
    WHERE :hits + (SELECT total(hits) FROM moving WHERE key = :key AND ends_at > :now) <= :limit
    RETURNING hits
"""
MOVING = "SELECT min(ends_at), total(hits) FROM moving WHERE key = ? AND ends_at > ?"
FAR_OFF = "SELECT 1 FROM moving WHERE key = ? AND ends_at > ? LIMIT 1"
PULL_BACK = "UPDATE moving SET ends_at = ? WHERE key = ? AND ends_at > ?"


class SqliteStorage(Storage, MovingWindowSupport):
    """Fixed and moving windows in a file: they outlive a restart and are shared by every process of the machine.

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
        self._sweep_now_and_then()
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

    def acquire_entry(self, key, limit, expiry, amount=1):
        """Count `amount` hits if the last `expiry` seconds still have room for them; returns whether."""
        self._sweep_now_and_then()
        now = time.time()
        self._mend_clock(key, now + expiry)
        given = {"key": key, "hits": amount, "now": now, "seconds": expiry, "limit": limit}
        return bool(self._run(ACQUIRE, given))

    def get_moving_window(self, key, limit, expiry):
        """When the oldest hit that still counts was made, and how many count."""
        now = time.time()
        ends_at, hits = self._run(MOVING, (key, now))[0]
        return (ends_at - expiry, int(hits)) if hits else (now, 0)

    def check(self):
        """Whether the file can be read."""
        try:
            self._run("SELECT 1 FROM windows LIMIT 1")
        except self.base_exceptions:
            return False
        return True

    def reset(self):
        """Forget every count; returns how many rows there were."""
        return sum(len(self._run(f"DELETE FROM {table} RETURNING 1")) for table in TABLES)  # noqa: S608

    def clear(self, key):
        """Forget the counts of one key."""
        for table in TABLES:
            self._run(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608

    def _sweep_now_and_then(self):
        if next(self._turns) % SWEEP_EVERY == 0:
            for table in TABLES:
                self._run(f"DELETE FROM {table} WHERE ends_at <= ?", (time.time(),))  # noqa: S608

    def _mend_clock(self, key, latest):
        # Hits that count for longer than a hit can were written before the clock was set back. A second's
        # grace, because another thread's hit may be a moment younger than our look at the clock.
        if self._run(FAR_OFF, (key, latest + 1)):
            self._run(PULL_BACK, (latest, key, latest))

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
            for sql in CREATE:
                connection.execute(sql)
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self):
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
