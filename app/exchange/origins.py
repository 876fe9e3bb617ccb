"""Which rows of a source are here already: every imported row keeps the key it had there, as its origin."""

from sqlalchemy import insert, select

from app.accounts.models import Member
from app.database import reading
from app.extensions import db
from app.posts.models import Post
from app.topics.models import Topic


class Origins:
    """Finds and makes rows by their keys in one source. Looking up holds no lock."""

    def __init__(self, prefix):
        self.prefix = prefix

    def of(self, key):
        return f"{self.prefix}:{key}"

    def missing(self, model, drafts):
        """The drafts that are not here yet, each key once."""
        known = self.ids(model, [draft.key for draft in drafts])
        return list({draft.key: draft for draft in drafts if draft.key not in known}.values())

    def ids(self, model, keys):
        """The id for each of these keys that is here."""
        return {key: row.id for key, row in self._find(keys, model.id, model.origin).items()}

    def authors(self, drafts):
        return self.ids(Member, {draft.author for draft in drafts})

    def topics(self, keys):
        return self.ids(Topic, set(keys))

    def places(self, keys):
        """For each post that is here, where an answer to it stands: its parent and its thread."""
        found = self._find(keys, Post.id, Post.thread_id, Post.origin)
        return {
            key: {"parent_id": row.id, "thread_id": row.thread_id or row.id} for key, row in found.items()
        }

    def make(self, model, rows):
        """Insert rows; returns the id for each origin."""
        return dict(add_rows(insert(model).returning(model.origin, model.id), rows).all()) if rows else {}

    def _find(self, keys, *columns):
        wanted = {self.of(key): key for key in keys if key}
        query = select(*columns).where(columns[-1].in_(wanted))
        return {wanted[row.origin]: row for row in look_up(query)} if wanted else {}


def add_rows(statement, rows):
    """Run an insert for many rows at once; empty columns are named too, or each row would be a statement."""
    return db.session.execute(statement, rows, execution_options={"render_nulls": True})


def look_up(query):
    """All rows of a query, in a transaction that ends at once and cannot write."""
    with reading():
        rows = db.session.execute(query).all()
        db.session.rollback()
    return rows
