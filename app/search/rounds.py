"""Rounds: walking through all posts in steps and putting the index right where it differs from them.

A fresh index is filled by its first round; an import, and every night, asks for another. How far a round has
come stands in the index, so that it lasts exactly as long as that does.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, func, select

from app.database import now, reading
from app.extensions import db
from app.posts.models import Post
from app.search.here import load_documents
from app.topics.models import PUBLISHED, Topic

STRETCH = 5_000
NIGHT = range(1, 5)
REST, LONGEST_REST = timedelta(hours=20), timedelta(days=3)


class Rounds:
    """The rounds of one index."""

    def __init__(self, index):
        self.index = index

    @property
    def is_complete(self):
        """Whether a first round has been finished: until then the index does not know all posts."""
        return bool(self._note().get("ended"))

    @property
    def has_begun(self):
        """False for an index nobody has filled yet."""
        return bool(self._note())

    @property
    def is_under_way(self):
        return "position" in self._note()

    def begin(self):
        """Start a round at the first post, also when one is under way."""
        self._write(self._note() | {"position": 0})

    def is_due(self, local_hour):
        """Whether it is night and the last round about a day ago, or any hour and days ago.

        `local_hour` is called only when it matters.
        """
        note = self._note()
        if "position" in note:
            return False
        rested = now() - datetime.fromtimestamp(note.get("ended", 0), UTC)
        return rested > LONGEST_REST or (rested > REST and local_hour() in NIGHT)

    def step(self):
        """Go on with the round that is under way; True while there is more to do.

        Posts that are already right cost next to nothing, so a step ends only after writing something.
        """
        note = self._note()
        while "position" in note:
            position, last, wrong = self._compare(note["position"])
            note = note | {"position": last} if last else self._end(note)
            self._write(note)
            if wrong:
                break
        return "position" in note

    def left_over(self):
        """How far a first round has come, as `progress`; None once the index knows all posts."""
        return None if self.is_complete else self.progress()

    def progress(self):
        """How many posts the round has looked at, of how many: (done, whole)."""
        position = self._note().get("position")
        looked_at = func.count(Post.id).filter(Post.id <= (position or 0))
        with reading(), db.engine.connect() as connection:
            done, whole = connection.execute(select(looked_at, func.count(Post.id))).one()
        return whole if position is None and self.is_complete else done, whole

    def _compare(self, position):
        """Put one stretch right. Returns where it began, where it ended (None behind the last post), what was wrong."""
        posts = _stretch(position)
        last = max(posts) if len(posts) == STRETCH else None
        there = self.index.pids(position, last)
        wanted = {id for id, is_public in posts.items() if is_public}
        missing, surplus = wanted - there, there - wanted
        if missing or surplus:
            # What is missing is loaded after the comparison, so that it is never older than that.
            self.index.write(load_documents(missing), delete=surplus)
        return position, last, len(missing) + len(surplus)

    def _end(self, note):
        """The round is over; from time to time nothing of deleted posts may be left on the disk either."""
        if note.get("ended"):
            self.index.purge()
        return {"ended": now().timestamp()}

    def _note(self):
        return self.index.round_note()

    def _write(self, note):
        self.index.keep_round_note(note)


def _stretch(position):
    """The next posts by id, and whether everybody on their board may read them."""
    is_public = and_(Post.state == PUBLISHED, Topic.state == PUBLISHED)
    query = (
        select(Post.id, is_public)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id > position)
        .order_by(Post.id)
        .limit(STRETCH)
    )
    with reading(), db.engine.connect() as connection:
        return {id: bool(is_everybodys) for id, is_everybodys in connection.execute(query)}
