"""The instances of the tests: each is a folder with a database, a file in it or one of its own on PostgreSQL."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, make_url
from sqlalchemy.engine import Engine

POSTGRES = os.environ.get("EARSHOT_TEST_DATABASE_URL")
SCHEMA_WORDS = ("ALTER", "CREATE", "DROP")

INTO = re.compile(r'INSERT INTO "?(\w+)')

# PostgreSQL: the names of the databases that this process has made, those whose tables a test has changed, and
# by database the tables that have had rows since it was last emptied.
_made, _changed, _filled = set(), set(), {}


@dataclass(frozen=True)
class Beginning:
    """An instance that tests begin with: its folder, and on PostgreSQL the schema and tables its rows are kept in."""

    folder: Path
    schema: str = ""
    tables: tuple = ()

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


def keep_beginning(folder, names, engine):
    """Keep the instance as it stands now, under these names, for `begin_again`. Nobody may be connected to it."""
    kept = folder.with_name("-".join(names) or "nothing")
    shutil.copytree(folder, kept)
    if not POSTGRES:
        return Beginning(kept)
    from app.extensions import db

    schema = "_".join(("begun", *names))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        rows = {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() for name in db.metadata.tables}  # noqa: S608 - our own tables
        tables = tuple(table.name for table in db.metadata.sorted_tables if rows[table.name])
        for name in tables:
            connection.exec_driver_sql(f'CREATE TABLE {schema}."{name}" AS TABLE "{name}"')
    engine.dispose()
    _changed.discard(engine.url.database)
    return Beginning(kept, schema, tables)


def begin_again(folder, beginning, engine, template):
    """Make an instance as `beginning` was kept; `template` is the folder in whose database the kept rows stand."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(beginning.folder, folder)
    if not POSTGRES:
        return
    if engine.url.database in _changed:
        engine.dispose()
        _make(_name_of(folder), template=_name_of(template))
    _exchange_rows(beginning, engine)


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


def _exchange_rows(beginning, engine):
    """Take away every row that came since, and bring back those that were kept; TRUNCATE would take ten times as long."""
    from app.extensions import db

    filled = _filled.pop(engine.url.database, set()) | set(beginning.tables)
    statements = ["SET session_replication_role = replica"]
    statements += [f'DELETE FROM "{name}"' for name in filled if name in db.metadata.tables]  # noqa: S608
    statements += [f'INSERT INTO "{name}" SELECT * FROM {beginning.schema}."{name}"' for name in beginning.tables]  # noqa: S608
    statements += [
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM \"{name}\"), false)"  # noqa: S608
        for name in filled
        if name in db.metadata.tables and db.metadata.tables[name].autoincrement_column is not None
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join([*statements, "SET session_replication_role = origin"]))
    _filled[engine.url.database] = set(beginning.tables)


def _notice(connection, cursor, statement, parameters, context, executemany):
    """What a test writes, or a trigger or a table that it has dropped, must not spoil the next one's."""
    if statement.startswith(SCHEMA_WORDS):
        _changed.add(connection.engine.url.database)
    _filled.setdefault(connection.engine.url.database, set()).update(INTO.findall(statement))


if POSTGRES:
    event.listen(Engine, "before_cursor_execute", _notice)
