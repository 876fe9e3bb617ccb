"""The database: every connection has the rules it needs, and one writes at a time (security R2)."""

import threading
import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app import database
from app.database import WriteGate, engine_options, gather_statistics, has_wal_bug, reading, tend, writing
from tests.instances import POSTGRES, only_sqlite

RULES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.fixture
def engine(tmp_path):
    """An engine as the site has it, on a file of its own."""
    address = f"sqlite:///{tmp_path}/sample.sqlite3"
    engine = create_engine(address, **engine_options(address))
    tend(engine)
    yield engine
    engine.dispose()


@only_sqlite("asks SQLite for its settings")
def test_r2_every_connection_of_the_pool_has_the_rules(engine):
    with reading():
        connections = [engine.connect() for _n in range(20)]
        for connection in connections:
            assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in RULES} == RULES
        for connection in connections:
            connection.close()
        # Given back and taken again, they still have them.
        with engine.connect() as connection:
            assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in RULES} == RULES


@only_sqlite("reads through SQLite's switch")
def test_c3_what_only_reads_cannot_write_and_the_next_one_can(engine):
    with writing(), engine.begin() as connection:
        connection.execute(text("CREATE TABLE cups (id INTEGER PRIMARY KEY)"))
    with reading(), engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("INSERT INTO cups VALUES (1)"))
    with writing(), engine.begin() as connection:
        connection.execute(text("INSERT INTO cups VALUES (2)"))
    with reading(), engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM cups")).scalars().all() == [2]


@only_sqlite("follows SQLite's switch")
def test_it_turns_the_switch_only_when_it_must(engine):
    said = []
    with reading(), engine.connect() as connection:
        connection.connection.dbapi_connection.set_trace_callback(said.append)
    for _n in range(3):
        with reading(), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    with writing(), engine.begin() as connection:
        connection.execute(text("CREATE TABLE cups (id INTEGER PRIMARY KEY)"))
    # Each turn of the switch makes SQLite prepare every statement of the connection anew.
    assert [sql for sql in said if "query_only" in sql] == ["PRAGMA query_only=ON", "PRAGMA query_only=OFF"]


@only_sqlite("looks into SQLite's statistics")
def test_it_gathers_statistics_without_samples_of_values(engine):
    with writing(), engine.begin() as connection:
        connection.execute(text("CREATE TABLE cups (id INTEGER PRIMARY KEY, colour TEXT)"))
        connection.execute(text("CREATE INDEX ix_cups_colour ON cups (colour)"))
        connection.execute(text("INSERT INTO cups (colour) VALUES ('red'), ('red'), ('blue'), ('green')"))
        connection.execute(text("ANALYZE"))
        gather_statistics(connection)
    with reading(), engine.connect() as connection:
        known = connection.execute(text("SELECT idx FROM sqlite_stat1")).scalars().all()
        tables = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
        samples = connection.execute(text("SELECT count(*) FROM sqlite_stat4")).scalar() if "sqlite_stat4" in tables else 0
    assert known == ["ix_cups_colour"] and samples == 0


@pytest.mark.skipif(not POSTGRES, reason="PostgreSQL's own way")
def test_c3_postgres_refuses_a_write_while_we_read(app, db):
    with reading(), pytest.raises(DBAPIError, match="read-only"):
        db.session.execute(text("DELETE FROM votes"))
    db.session.rollback()


def test_r3_writers_go_through_the_gate_one_by_one(tmp_path):
    gates = [WriteGate(tmp_path / "gate") for _n in range(2)]
    inside, most, done = [], [], []

    def write(gate):
        for _n in range(25):
            gate.enter()
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.0005)
            inside.pop()
            gate.leave()
        done.append(1)

    # Two of each process, as it were: a gate is a process's.
    threads = [threading.Thread(target=write, args=(gate,)) for gate in gates for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 4 and max(most) == 1


def test_r3_who_waits_too_long_at_the_gate_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "GATE_SECONDS", 0.05)
    gate, said = WriteGate(tmp_path / "gate"), []
    gate.enter()

    def wait():
        try:
            gate.enter()
        except OperationalError as error:
            said.append(str(error.orig))

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join(10)
    gate.leave()
    assert said == ["the write gate stayed closed"]


@pytest.mark.parametrize(
    ("version", "has_it"), [((3, 6, 23), False), ((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False)]
)
def test_it_knows_the_versions_that_can_lose_commits(version, has_it):
    assert has_wal_bug(version) is has_it
