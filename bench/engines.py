"""The index that a bench or a test asks: Whoosh in a folder, or PostgreSQL in a schema that is gone afterwards."""

from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from app.database import engine_options, tend
from app.search.index import SearchIndex
from app.search.postgres.index import PostgresIndex

POSTGRES_HELP = "measure search in PostgreSQL: the postgresql:// address of a database in which a schema may be made"


@contextmanager
def empty_index(folder, postgres=None):
    """An empty index in this folder, or in the PostgreSQL of this address, in a schema that is gone afterwards."""
    if not postgres:
        index = SearchIndex(folder / "index")
        index.open_or_create()
        yield index
        return
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    engine = create_engine(url, **engine_options(str(url)))
    tend(engine)
    index = PostgresIndex(lambda: engine, schema=f"trial_{uuid4().hex}")
    index.open_or_create()
    try:
        yield index
    finally:
        with engine.begin() as connection:
            for schema in (index.schema, index.beside().schema):
                connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        engine.dispose()


def size_of(index):
    """How much a bench's index takes on the disk, in bytes."""
    if index.is_local:
        return sum(file.stat().st_size for file in index.folder.path.iterdir())
    with index._reading() as tables:
        return tables.scalars(
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = :schema AND c.relkind = 'r'",
            {"schema": index.schema},
        ).one()
