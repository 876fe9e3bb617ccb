"""What search does with events: the posts they touch are put into the index, or taken out."""

import logging
import time
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, or_, select

from app.database import now, reading, writing
from app.events.models import last_event_id
from app.events.readers import BATCH, Cursor, Reader, find_cursor
from app.extensions import db
from app.posts.models import Post
from app.search.engine import SearchUnavailable
from app.search.here import index_of, load_documents
from app.search.rounds import Rounds
from app.site import Site

# Events about one post; when it is an opening and its state may have changed, the whole topic follows.
POST_ONLY = {"post.added", "post.edited"}
POST_STATE = {
    "post.approved", "post.deleted", "post.held", "post.hidden", "post.removed", "post.restored", "post.returned",
}  # fmt: skip
OPENING = {"topic.opened", "topic.changed"}
WHOLE_TOPIC = {"topic.moved", "topic.merged", "topic.unmerged", "topic.split", "topic.unsplit"}
IMPORTS = {"import.finished", "import.undone"}
# Where replies went, or were, besides the topic of the event.
OTHER_TOPICS = ("merged", "kept", "split")
# In PostgreSQL an event may be committed after one with a greater id, so a new cursor starts a little back.
BACK = 5 * BATCH
WRITTEN_AT_ONCE = 2_000
KEEP_CURSORS = timedelta(days=30)
PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)


def cursor_name():
    """The cursor belongs to this start of the index: a new index has read nothing yet."""
    index = index_of()
    if not index.is_well():
        try:
            index.open_or_create()
        except Exception as error:
            log.debug("There can be no index now: %r", error)
    return f"search@{index.identity}"


def prepare():
    """Go on with the round that is under way. True while there is more to do."""
    index = index_of()
    rounds = Rounds(index)
    with _mending(index):
        if not rounds.has_begun:
            _place_cursor(index)
        elif rounds.is_due(_local_hour):
            _forget_old_cursors()
        elif not rounds.is_under_way:
            return False
        else:
            return rounds.step()
        rounds.begin()
        return True


def read(events):
    """Bring every post that a batch touches to where the database has it."""
    posts, openings, topics, authors = (
        {happened.post_id for happened in events if happened.name in POST_ONLY | POST_STATE},
        {happened.topic_id for happened in events if happened.name in OPENING},
        {id for happened in events if happened.name in WHOLE_TOPIC for id in _topics_of(happened)},
        {happened.member_id for happened in events if happened.name == "member.left"},
    )
    judged = {happened.post_id for happened in events if happened.name in POST_STATE}
    index = index_of()
    with _mending(index):
        if any(happened.name in IMPORTS for happened in events):
            # An import records nothing for single posts, and neither does its undoing.
            Rounds(index).begin()
        touched = sorted(_touched(posts, openings, topics, authors, judged))
        for start in range(0, len(touched), WRITTEN_AT_ONCE):
            _bring_in(index, set(touched[start : start + WRITTEN_AT_ONCE]))


def _topics_of(happened):
    return happened.topic_id, *(happened.data[name] for name in OTHER_TOPICS if name in happened.data)


def rebuild():
    """Build a new index beside the one in use and put it in its place; yields (done, whole) posts.

    The site searches the old one until then, and a running server needs no word of it: its reader meets the
    new index with a cursor that stands where the building began.
    """
    index = index_of()
    beside = index.beside()
    while not beside.try_lock():
        yield 0, 1
        time.sleep(PAUSE_SECONDS)
    try:
        beside.wipe()
        _place_cursor(beside)
        rounds = Rounds(beside)
        rounds.begin()
        while rounds.step():
            yield rounds.progress()
        while not index.give_way_to(beside):
            time.sleep(PAUSE_SECONDS)
    finally:
        beside.unlock()
    yield rounds.progress()


def _place_cursor(index):
    """Let a new index read on from here: the posts are taken from their table, and later changes from events."""
    db.session.rollback()
    with writing():
        cursor = find_cursor(f"search@{index.identity}")
        cursor.position, cursor.moved_at = max(1, last_event_id() - BACK), now()
        cursor.failures, cursor.error, cursor.retry_at = 0, "", None
        db.session.commit()


@contextmanager
def _mending(index):
    """An index that cannot be written is begun anew, if that is what helps; the reader will try again."""
    try:
        yield
    except SearchUnavailable:
        index.open_or_create()
        raise


def _local_hour():
    zone = db.session.scalar(select(Site.timezone)) or "UTC"
    return now().astimezone(ZoneInfo(zone)).hour


def _forget_old_cursors():
    """Each start of an index leaves its cursor behind."""
    old = Cursor.reader.startswith("search@") & (Cursor.moved_at < now() - KEEP_CURSORS)
    mine = cursor_name()
    db.session.rollback()
    with writing():
        db.session.execute(delete(Cursor).where(old, Cursor.reader != mine))
        db.session.commit()


def _touched(posts, openings, topics, authors, judged):
    """The ids of all posts that may have changed; those that are no longer there as well."""
    opened = select(Post.topic_id).where(Post.id.in_(judged), Post.is_opening)
    query = select(Post.id).where(
        or_(
            and_(Post.topic_id.in_(openings), Post.is_opening),
            Post.topic_id.in_(topics),
            Post.topic_id.in_(opened),
            Post.author_id.in_(authors),
        )
    )
    with reading(), db.engine.connect() as connection:
        return (posts | set(connection.scalars(query))) - {None}


def _bring_in(index, ids):
    documents = load_documents(ids)
    index.write(documents, delete=ids - {document.pid for document in documents})


def reader_for(app):
    """An index of this machine's own is read on each machine; one for all is read once for the community."""
    return Reader("search", read, local=index_of(app).is_local, cursor=cursor_name, prepare=prepare)
