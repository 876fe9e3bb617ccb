"""The index in PostgreSQL: one for the community, whichever machine asks."""

import contextlib
import json
import logging
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.exc import InternalError, ProgrammingError, SQLAlchemyError

from app.database import reading, writing
from app.search.analysis import ANALYSIS_VERSION
from app.search.engine import Engine, SearchUnavailable
from app.search.postgres.tables import LOOK, MAKE, PLAN, SCHEMA, VERSION, Tables

RECENCY = 0.2
# Numbers that nothing else locks with: for who fills an index, and for who writes now.
FILLING, WRITING = 5_240_711, 5_240_712

log = logging.getLogger(__name__)


class PostgresIndex(Engine):
    """`engine()` is the database's. What is asked and written runs in transactions of its own."""

    is_local = False

    def __init__(self, engine, *, schema=SCHEMA, recency=RECENCY):
        self._engine, self.schema, self.recency = engine, schema, recency
        self._locking = None

    @property
    def identity(self):
        return self._about().get("identity")

    def is_well(self):
        return self._about().get("version") == _version()

    def open_or_create(self):
        if self._is_sound():
            return False
        with self._writing() as connection:
            # Another may have been faster while we waited for the turn.
            if self._is_sound():
                return False
            log.info("There is no sound search index of today's version in the database: it starts empty")
            self._make(connection)
        return True

    def wipe(self):
        with self._writing() as connection:
            self._make(connection)

    def beside(self):
        return PostgresIndex(self._engine, schema=f"{self.schema}_new", recency=self.recency)

    def give_way_to(self, other):
        with self._writing() as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
            connection.execute(f"ALTER SCHEMA {other.schema} RENAME TO {self.schema}")
        return True

    def try_lock(self):
        if self._locking is None:
            connection = self._engine().connect()
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock, hashtext(:schema))"), self._lock(FILLING)):
                connection.close()
                return False
            connection.commit()
            self._locking = connection
        return True

    def unlock(self):
        if self._locking is not None:
            # Not given back to the pool, where it would still hold the lock.
            self._locking.invalidate()
            self._locking.close()
            self._locking = None

    def round_note(self):
        return self._about().get("round") or {}

    def keep_round_note(self, note):
        with self._writing() as connection:
            connection.execute("UPDATE $about SET round = CAST(:note AS jsonb)", {"note": json.dumps(note)})

    def write(self, put=(), delete=()):
        from app.search.postgres.writing import replace_posts

        put = {document.pid: document for document in put}
        with self._writing() as connection:
            replace_posts(connection, put.values(), put.keys() | set(delete))

    def purge(self):
        from app.search.postgres.writing import forget_words

        with self._writing() as connection:
            forget_words(connection)

    def pids(self, after=0, last=None):
        with self._reading() as connection:
            query = "SELECT id FROM $posts WHERE id > :after AND (CAST(:last AS int) IS NULL OR id <= :last)"
            return set(connection.scalars(query, {"after": after, "last": last}))

    def rarities(self, asked):
        from app.search.postgres.asking import Asking
        from app.search.postgres.vocabulary import Vocabulary

        with self._reading() as connection:
            vocabulary = Vocabulary(connection)
            vocabulary.known({stem for word in asked.words for stem in word.stems})
            return Asking(connection, vocabulary, self.recency).rarities(asked)

    def _find(self, asked, boards, limit, narrowed):
        from app.search.postgres.asking import Asking
        from app.search.postgres.vocabulary import Vocabulary

        allowed = {"boards": boards} | {name: value for name, value in narrowed.items() if value is not None}
        with self._reading() as connection:
            vocabulary = Vocabulary(connection)
            vocabulary.prepare(asked)
            return Asking(connection, vocabulary, self.recency).search(asked, allowed, limit)

    def _is_sound(self):
        """Whether every table is there and answers. A database that does not answer at all is not mended by this."""
        if not self.is_well():
            return False
        try:
            with reading(), self._engine().connect() as connection:
                Tables(connection, self.schema).execute(LOOK).all()
        except (ProgrammingError, InternalError):
            return False
        return True

    def _about(self):
        """The one row that says which start of the index this is; {} without an index."""
        with _unavailable_on_error(), reading(), self._engine().connect() as connection:
            try:
                found = Tables(connection, self.schema).execute("SELECT identity, version, round FROM $about")
                return dict(found.mappings().first() or {})
            except ProgrammingError:
                return {}

    def _make(self, connection):
        connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        for statement in MAKE.format(schema=self.schema).split(";"):
            connection.execute(statement)
        made = {"identity": uuid4().hex, "version": _version()}
        connection.execute("INSERT INTO $about (identity, version) VALUES (:identity, :version)", made)

    @contextlib.contextmanager
    def _reading(self):
        with _unavailable_on_error(), reading(), self._engine().connect() as connection:
            tables = Tables(connection, self.schema)
            tables.execute(PLAN)
            yield tables

    @contextlib.contextmanager
    def _writing(self):
        """One writer at a time, on whichever machine."""
        with _unavailable_on_error(), writing(), self._engine().begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock, hashtext(:schema))"), self._lock(WRITING))
            yield Tables(connection, self.schema)

    def _lock(self, what):
        return {"lock": what, "schema": self.schema}


@contextlib.contextmanager
def _unavailable_on_error():
    try:
        yield
    except SQLAlchemyError as error:
        log.error("The search index failed: %r", error)
        raise SearchUnavailable(str(error)) from error


def _version():
    return f"{VERSION}-{ANALYSIS_VERSION}"
