"""Reading lists of topics, a page at a time, and what the reader has done with them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import tuple_

from app.boards.models import Board
from app.extensions import db
from app.kinds import KINDS
from app.permissions import kept_for_each_role, listed_topics
from app.posts.models import Post
from app.tags.models import Tag, TopicTag
from app.topics.models import Topic
from app.votes.models import Vote

PAGE = 20
# name → the columns that make the order; the id settles equal ones.
SORTS = {
    "active": Topic.last_activity_at,
    "new": Topic.created_at,
    "votes": Topic.vote_count,
    "trending": Topic.heat,
}


@dataclass
class TopicPage:
    """A page of topics, and the keys of the next page and of the page before."""

    topics: list
    older: str | None = None
    voted: frozenset = frozenset()


def page_of_topics(
    *, reader, kind=None, board=None, tag=None, author=None, sort="active", before=None, where=(), length=PAGE, kinds=None
):
    """One page of the topics a reader may see; `before` is the key a page before gave as `older`.

    Pinned topics stand first on the first page of a board. Two queries: the topics, and the reader's votes.
    `kinds` names those that can come, where not all of them can: the parts of others need no looking up.
    """
    sort = sort if sort in SORTS else "active"
    query = _in_order(reader, (kind.name,) if kind else kinds or tuple(KINDS), sort, length)
    if kind is not None:
        query = query.where(Board.kind == kind.name)
    if board is not None:
        query = query.where(Topic.board_id == board.id)
    if author is not None:
        query = query.where(Topic.author_id == author.id)
    if tag is not None:
        query = query.where(
            Topic.id.in_(db.select(TopicTag.topic_id).join(Tag).where(Tag.slug == tag).scalar_subquery())
        )
    for condition in where:
        query = query.where(condition)
    if key := _parse(before, SORTS[sort]):
        query = query.where(tuple_(SORTS[sort], Topic.id) < key)
    topics = list(db.session.scalars(query))
    older = _key(topics[length - 1], SORTS[sort]) if len(topics) > length else None
    topics = topics[:length]
    return TopicPage(topics, older, voted_topic_ids(reader, topics))


@kept_for_each_role
def _in_order(reader, kinds, sort, length):
    """The topics in this order with the parts of these kinds, one more than a page holds."""
    query = listed_topics(reader)
    for name in kinds:
        query = query.options(*KINDS[name].load())
    return query.order_by(SORTS[sort].desc(), Topic.id.desc()).limit(length + 1)


def pinned_topics(board, reader):
    """The pinned topics of a board, newest pin first."""
    query = listed_topics(reader).options(*KINDS[board.kind].load())
    query = query.where(Topic.board_id == board.id, Topic.pinned_at.is_not(None))
    return list(db.session.scalars(query.order_by(Topic.pinned_at.desc()).limit(5)))


def voted_topic_ids(reader, topics):
    """The topics whose opening the reader has voted for: one query for the page."""
    if not reader.is_authenticated or not topics:
        return frozenset()
    query = (
        db.select(Post.topic_id)
        .join(Vote, Vote.post_id == Post.id)
        .where(
            Vote.member_id == reader.id,
            Post.topic_id.in_([topic.id for topic in topics]),
            Post.is_opening,
        )
    )
    return frozenset(db.session.scalars(query))


def _key(topic, column):
    value = getattr(topic, column.key)
    return f"{value.timestamp():.6f}_{topic.id}" if isinstance(value, datetime) else f"{value}_{topic.id}"


def _parse(key, column):
    """The (value, id) behind a key; None for anything that is not one, which shows the first page."""
    value, _, id = (key or "").partition("_")
    try:
        number = float(value)
        if column.key.endswith("_at"):
            return datetime.fromtimestamp(number, UTC), int(id)
        return (int(number) if column.key == "vote_count" else number), int(id)
    except (ValueError, OverflowError, OSError):
        return None
