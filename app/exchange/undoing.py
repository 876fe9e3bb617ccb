"""Undoing a batch: every row that it made goes, and nothing else; refused once somebody has built on one of them.

Built on is whatever points at such a row and did not come with it, in any table: so a room that is added later
is asked, too.
"""

from collections import Counter

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, delete, false, func, or_, select, true, update

from app.accounts.models import Member
from app.audit.models import audit
from app.boards.models import Board
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.kinds.ideas.models import IdeaMove
from app.posts.models import Post
from app.tags.models import Tag, TopicTag
from app.topics.merges import Merge
from app.topics.models import PUBLISHED, Topic

from .batches import ImportedRow, made_by

# What is said of the rows that members have added.
WORDS = {
    "votes": _l("votes"),
    "posts": _l("replies"),
    "topics": _l("topics"),
    "topic_follows": _l("follows"),
    "events": _l("changes"),
    "merges": _l("merges"),
    "sign_ins": _l("sign-ins"),
}
OTHERS = _l("other traces")


class BuiltUpon(Exception):
    """Members have gone on from what was brought in; the message says with what."""


def undo_batch(batch, *, by=None):
    """Take away all that a batch made, as if it had never been; a second time changes nothing. Raises BuiltUpon."""
    if batch.undone_at:
        return
    _hold(batch.id)
    if found := _built_upon(batch.id):
        said = ", ".join(f"{count} {words}" for words, count in found.items())
        raise BuiltUpon(_("Members have gone on from what this import brought, so it stays: %(found)s.", found=said))
    kept = select(Merge.kept_id).where(Merge.id.in_(made_by(batch.id, "merge_id")))
    kept_ids = list(db.session.scalars(kept))
    _delete(batch.id)
    _count_again(batch, kept_ids)
    audit("import.undone", actor=by, before=f"batch {batch.id}: {batch.file}")
    batch.undone_at, batch.content = now(), None
    record("import.undone", actor=by, board=db.session.get(Board, batch.board_id, populate_existing=True))


def _hold(batch_id):
    """Nobody votes, answers or follows until it is decided; SQLite lets one write at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        for row, ids in ((Topic.id, "topic_id"), (Member.id, "member_id")):
            db.session.execute(select(row).where(row.in_(made_by(batch_id, ids))).with_for_update())
        topics = made_by(batch_id, "topic_id")
        db.session.execute(select(Post.id).where(Post.topic_id.in_(topics)).with_for_update())


def _built_upon(batch_id):
    """{words: how many} of the rows that point at what the batch made and did not come with it."""
    topics = made_by(batch_id, "topic_id")
    ours = {
        "topics": topics,
        "posts": select(Post.id).where(Post.topic_id.in_(topics)),
        "ideas": topics,
        "merges": made_by(batch_id, "merge_id"),
        "members": made_by(batch_id, "member_id"),
    }
    came_along = {
        "topics": Topic.id.in_(topics),
        "posts": and_(Post.topic_id.in_(topics), Post.is_opening),
        "ideas": true(),
        "idea_moves": IdeaMove.topic_id.in_(topics),
        "topic_tags": true(),
        "merges": Merge.id.in_(ours["merges"]),
        "imported_rows": true(),
    }
    found = Counter()
    for table in Base.metadata.sorted_tables:
        pointing = [key.parent.in_(ours[key.column.table.name]) for key in table.foreign_keys if key.column.table.name in ours]
        if pointing:
            strangers = and_(or_(*pointing), ~came_along.get(table.name, false()))
            found[str(WORDS.get(table.name, OTHERS))] += db.session.scalar(select(func.count()).select_from(table).where(strangers))
    claimed = Member.id.in_(ours["members"]) & Member.password_hash.is_not(None)
    found[str(WORDS["sign_ins"])] += db.session.scalar(select(func.count(Member.id)).where(claimed))
    return +found


def _delete(batch_id):
    """Topics take what hangs on them along; tags and boards go where nothing else is there."""
    used = select(TopicTag.tag_id).where(TopicTag.tag_id == Tag.id).exists()
    gone = (
        delete(Topic).where(Topic.id.in_(made_by(batch_id, "topic_id"))),
        delete(Member).where(Member.id.in_(made_by(batch_id, "member_id"))),
        delete(Tag).where(Tag.id.in_(made_by(batch_id, "tag_id")), ~used),
        delete(Board).where(Board.id.in_(made_by(batch_id, "board_id")), *_nothing_at_board()),
        delete(ImportedRow).where(ImportedRow.batch_id == batch_id),
    )
    for each in gone:
        db.session.execute(each.execution_options(synchronize_session=False))


def _nothing_at_board():
    """The conditions that nothing but events and imports points at a board."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "boards" and table.name not in ("events", "import_batches", "imported_rows"):
                yield ~select(key.parent).where(key.parent == Board.id).exists()


def _count_again(batch, kept_ids):
    merges = select(func.count(Merge.id)).where(Merge.kept_id == Topic.id, Merge.undone_at.is_(None))
    topics = select(func.count(Topic.id)).where(Topic.board_id == Board.id, Topic.state == PUBLISHED)
    counted = (
        update(Topic).where(Topic.id.in_(kept_ids)).values(merged_count=merges.scalar_subquery()),
        update(Board).where(Board.id == batch.board_id).values(topic_count=topics.scalar_subquery()),
    )
    for each in counted:
        db.session.execute(each.execution_options(synchronize_session=False))
