"""An index of either engine, for tests that ask both the same."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from app.database import engine_options, tend
from app.search.index import SearchIndex
from app.search.postgres.index import PostgresIndex
from tests.instances import POSTGRES, only_postgres

BOTH = ["whoosh", pytest.param("postgres", marks=only_postgres)]


@contextmanager
def empty_index(name, folder):
    """An index of this engine in this folder, or in a schema of its own that is gone afterwards."""
    if name == "whoosh":
        index = SearchIndex(folder / "index")
        index.open_or_create()
        yield index
        return
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    engine = create_engine(url, **engine_options(str(url)))
    tend(engine)
    index = PostgresIndex(lambda: engine, schema=f"test_{uuid4().hex}")
    index.open_or_create()
    try:
        yield index
    finally:
        with engine.begin() as connection:
            for schema in (index.schema, index.beside().schema):
                connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        engine.dispose()
