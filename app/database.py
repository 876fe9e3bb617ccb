"""How Earshot talks to SQLite and PostgreSQL: one driver, one writer at a time, reads that cannot write.

SQLite fails at once when a transaction that has read wants to write while another writes, and its own
waiting is unfair. So every writing transaction takes the write gate (a lock between threads and a file
lock between processes) and says BEGIN IMMEDIATE; every reading one is refused any write.
"""

import fcntl
import os
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, MetaData, TypeDecorator, event, literal_column
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry

# Named constraints, because SQLite's migrations can only drop what has a name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
GATE_SECONDS = 30
# How many rows of each index statistics are gathered from.
LOOKED_AT = 1000
# The write-ahead log of these versions can lose commits when two checkpoints meet (fixed in 3.51.3).
WAL_BUG = ((3, 7, 0), (3, 51, 2))
WAL_BUG_MENDED = {(3, 44, 6), (3, 50, 7)}

_writing = ContextVar("earshot_writing", default=True)


class UTCDateTime(TypeDecorator):
    """A moment: aware and in UTC on both databases (SQLite would hand back naive ones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime}
    )


def now():
    """This moment, aware and in UTC."""
    return datetime.now(UTC)


def sqlite_driver():
    """The one SQLite library of this process: pysqlite3 where there is a wheel, else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2


def has_wal_bug(version):
    """Whether this SQLite version (a tuple) can lose commits in write-ahead mode."""
    return WAL_BUG[0] <= version <= WAL_BUG[1] and version not in WAL_BUG_MENDED


def at_most(count):
    """What to give `limit()` in a statement that pages ask again and again: the number stands in its text.

    SQLite's planner looks at a bound limit, and so prepares the statement anew each time the number is set.
    """
    return literal_column(str(int(count)))


def gather_statistics(connection):
    """Tell the planner how large tables and indexes are by now.

    SQLite looks at a part of each index. Without a limit it would also keep samples of values, and then prepare
    a statement anew for each value that is set: several times what most pages' statements cost.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
    connection.exec_driver_sql("ANALYZE")


def set_writing(wanted):
    """Whether transactions that this request begins may write."""
    _writing.set(wanted)


@contextmanager
def reading():
    """Within this block new transactions may only read; the database itself refuses a write."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def writing():
    """Within this block new transactions may write, even inside `reading()`."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def empty_log(engine):
    """Bring SQLite's write-ahead log into the file and cut it to nothing; whether nothing is left. Waits for nobody.

    Nothing to do on PostgreSQL, whose log belongs to its own keeper.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        connection.execute("PRAGMA busy_timeout=0")
        is_busy, _pages, _done = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        connection.execute("PRAGMA busy_timeout=5000")
        connection.close()


class WriteGate:
    """Lets one writing transaction through at a time, over all threads and processes of this machine."""

    def __init__(self, path):
        self.path = path
        self._thread = threading.Lock()
        self._file = None
        os.register_at_fork(after_in_child=self._forget)

    def enter(self):
        """Wait for the turn. Raises OperationalError after GATE_SECONDS."""
        if not self._thread.acquire(timeout=GATE_SECONDS):
            raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("the write gate stayed closed"))
        try:
            self._file = self._file or self.path.open("a")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._thread.release()
            raise

    def leave(self):
        """Let the next writer in."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._thread.release()

    def _forget(self):
        # A forked child shares the parent's open file, and with it the parent's lock.
        self._thread = threading.Lock()
        self._file = None


def engine_options(url):
    """Options for create_engine that fit the database behind this address."""
    if url.startswith("sqlite"):
        return {"module": sqlite_driver(), "pool_size": 16, "max_overflow": 16, "pool_use_lifo": True}
    return {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": True}


def tend(engine):
    """Give an engine the rules of its database; call once after it is made."""
    if engine.dialect.name == "sqlite":
        _tend_sqlite(engine)
    else:
        _tend_postgres(engine)


def _tend_sqlite(engine: Engine):
    gate = WriteGate(Path(f"{engine.url.database}.gate"))

    @event.listens_for(engine, "connect")
    def open_connection(connection, record):
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA journal_size_limit=67108864")
        cursor.execute("PRAGMA cache_size=-2000")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection):
        record, raw = connection.connection._connection_record, connection.connection.dbapi_connection
        if _writing.get():
            gate.enter()
            record.info["gate"] = True
            # Before BEGIN: on a reused connection the switch must be off first.
            let_write(connection.connection, True)
            raw.execute("BEGIN IMMEDIATE")
        else:
            let_write(connection.connection, False)
            raw.execute("BEGIN")

    @event.listens_for(engine, "checkin")
    def leave_gate(connection, record):
        if record.info.pop("gate", False):
            gate.leave()


def let_write(connection, allowed):
    """Whether a pooled connection to SQLite may write from now on.

    Said only when it changes: the pragma makes SQLite prepare every statement of the connection anew.
    """
    if connection.info.get("may_write") is not allowed:
        connection.dbapi_connection.execute(f"PRAGMA query_only={'OFF' if allowed else 'ON'}")
        connection.info["may_write"] = allowed


def _tend_postgres(engine: Engine):
    @event.listens_for(engine, "begin")
    def begin(connection):
        if not _writing.get():
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
