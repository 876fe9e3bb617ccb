"""How a migration runs: in one transaction behind the write gate, with foreign keys unenforced on SQLite.

Batch changes rebuild tables there, and a rebuild with foreign keys on would delete every row that points at
the table. So they are off meanwhile, and afterwards every table must have kept its rows and every key must
point at something, or nothing is changed.
"""

from alembic import context
from flask import current_app
from sqlalchemy import inspect, text

from app.database import UTCDateTime

database = current_app.extensions["migrate"].db


def run():
    engine = database.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            try:
                migrate(connection)
            finally:
                raw.execute("PRAGMA foreign_keys=ON")
        else:
            migrate(connection)


def migrate(connection):
    with connection.begin():
        before = count_rows(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
            render_item=render_item,
        )
        context.run_migrations()
        check(connection, before)


def render_item(kind, item, autogen_context):
    """Write our moments as plain columns: a migration must not depend on today's classes."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UTCDateTime) else False


def count_rows(connection):
    """How many rows each table has: table → number."""
    tables = inspect(connection).get_table_names()
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in tables}  # noqa: S608


def check(connection, before):
    """Refuse a migration that lost rows it did not say it would, or that left keys pointing at nothing."""
    meant = context.config.attributes.get("may_lose_rows_of", set())
    after = count_rows(connection)
    lost = [
        name
        for name, rows in before.items()
        if name in after and after[name] < rows and name not in meant and name != "alembic_version"
    ]
    if lost:
        raise RuntimeError(f"this migration would lose rows of {', '.join(sorted(lost))}; nothing was changed")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"this migration would break {len(broken)} links; nothing was changed")


run()
