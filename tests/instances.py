"""The instances of the tests: each is a folder with a database, a file in it or one of its own on PostgreSQL."""

import hashlib
import os
import shutil

import pytest
from sqlalchemy import event, make_url
from sqlalchemy.engine import Engine

POSTGRES = os.environ.get("EARSHOT_TEST_DATABASE_URL")
SCHEMA_WORDS = ("ALTER", "CREATE", "DROP")

# PostgreSQL: the names of the databases that this process has made, and those whose tables a test has changed.
_made, _changed = set(), set()

only_postgres = pytest.mark.skipif(not POSTGRES, reason="needs PostgreSQL: bin/test --postgres")


def only_sqlite(why):
    """A mark for what can only be tested on SQLite."""
    return pytest.mark.skipif(bool(POSTGRES), reason=why)


def database_of(folder):
    """The address of an instance's database; on PostgreSQL it is made when it is asked for first."""
    if not POSTGRES:
        return f"sqlite:///{folder}/earshot.sqlite3"
    if (name := _name_of(folder)) not in _made:
        _make(name)
    address = make_url(POSTGRES).set(drivername="postgresql+psycopg", database=name)
    return address.render_as_string(hide_password=False)


def copy_instance(source, folder):
    """Copy an instance that nobody is connected to, over the one that may be there."""
    shutil.copytree(source, folder)
    if POSTGRES:
        _make(_name_of(folder), template=_name_of(source))


def empty_instance(folder, blank, engine):
    """Make an instance as empty as `blank` is."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(blank, folder)
    if not POSTGRES:
        return
    if engine.url.database in _changed:
        engine.dispose()
        _make(_name_of(folder), template=_name_of(blank))
    else:
        _empty_tables(engine)


def drop_databases():
    """Leave nothing of this process on the server."""
    for name in _made:
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _made.clear()


def _name_of(folder):
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return f"{make_url(POSTGRES).database}_{digest}"


def _make(name, template="template0"):
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _made.add(name)
    _changed.discard(name)


def _on_server(*statements):
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _empty_tables(engine):
    """Empty every table and start every number at 1; TRUNCATE would take ten times as long."""
    from app.extensions import db

    tables = db.metadata.sorted_tables
    numbered = [table.name for table in tables if table.autoincrement_column is not None]
    statements = [
        "SET session_replication_role = replica",
        *(f'DELETE FROM "{table.name}"' for table in tables),  # noqa: S608 - our own tables
        *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in numbered),  # noqa: S608
        "SET session_replication_role = origin",
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(statements))


def _notice_changed_tables(connection, cursor, statement, parameters, context, executemany):
    """A test that has dropped a trigger or a table must not spoil the next one's."""
    if statement.startswith(SCHEMA_WORDS):
        _changed.add(connection.engine.url.database)


if POSTGRES:
    event.listen(Engine, "before_cursor_execute", _notice_changed_tables)
