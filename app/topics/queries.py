"""Reading lists of topics, a page at a time, and what the reader has done with them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, tuple_

from app.accounts import bylines
from app.accounts.bylines import Byline, Bylines
from app.boards.models import Board
from app.database import at_most
from app.extensions import db
from app.kinds import KINDS
from app.permissions import kept_for_each_role, listed_columns
from app.posts.models import Post
from app.tags.models import Tag, TopicTag
from app.topics.models import Topic
from app.votes.models import Vote

PAGE, PINNED = 20, 5
# name → the columns that make the order; the id settles equal ones.
SORTS = {
    "active": Topic.last_activity_at,
    "new": Topic.created_at,
    "votes": Topic.vote_count,
    "trending": Topic.heat,
}

WITHIN = {
    "unpinned": Topic.pinned_at.is_(None),
    "board": Topic.board_id == bindparam("board"),
    "author": Topic.author_id == bindparam("author"),
    "tag": Topic.id.in_(
        db.select(TopicTag.topic_id).join(Tag).where(Tag.slug == bindparam("tag")).scalar_subquery()
    ),
}

# What a list shows of a topic.
SHOWN = (
    Topic.id,
    Topic.board_id,
    Board.kind,
    Board.vote_budget,
    Topic.title,
    Topic.slug,
    Topic.state,
    Topic.excerpt,
    Topic.language,
    Topic.tag_names,
    Topic.vote_count,
    Topic.reply_count,
    Topic.comment_count,
    Topic.heat,
    Topic.created_at,
    Topic.last_activity_at,
    Topic.closed_at,
    Topic.pinned_at,
)


@dataclass(slots=True)
class ShownTopic:
    """A topic as lists show it: the columns SHOWN, its byline, and the part of its kind."""

    id: int
    board_id: int
    kind: str
    vote_budget: int
    title: str
    slug: str
    state: str
    excerpt: str
    language: str | None
    tag_names: list
    vote_count: int
    reply_count: int
    comment_count: int
    heat: float
    created_at: datetime
    last_activity_at: datetime
    closed_at: datetime | None
    pinned_at: datetime | None
    author: Byline | None
    idea: object = None
    question: object = None
    poll: object = None
    announcement: object = None
    votes_left: int | None = None

    url, is_published = Topic.url, Topic.is_published


@dataclass
class TopicPage:
    """A page of topics, and the keys of the next page and of the page before."""

    topics: list
    older: str | None = None
    voted: frozenset = frozenset()


def page_of_topics(
    *, reader, kind=None, board=None, tag=None, author=None, sort="active", before=None, where=(), length=PAGE, kinds=None, unpinned=False
):
    """One page of the topics a reader may see; `before` is the key a page before gave as `older`.

    Two queries: the topics, and the reader's votes. `unpinned` leaves out what `pinned_topics` shows above.
    `kinds` names those that can come, where not all of them can: the parts of others need no looking up.
    """
    sort = sort if sort in SORTS else "active"
    within = tuple(name for name, of in (("board", board), ("author", author), ("tag", tag)) if of is not None)
    within += ("unpinned",) * unpinned
    kinds = (kind.name,) if kind else kinds or tuple(KINDS)
    query = _in_order(reader, kinds, kind is not None, within, sort, length)
    for condition in where:
        query = query.where(condition)
    if key := _parse(before, SORTS[sort]):
        query = query.where(tuple_(SORTS[sort], Topic.id) < key)
    given = {"board": board and board.id, "author": author and author.id, "tag": tag}
    topics = _shown_topics(query, kinds, given)
    older = _key(topics[length - 1], SORTS[sort]) if len(topics) > length else None
    topics = topics[:length]
    return TopicPage(topics, older, voted_topic_ids(reader, topics))


@kept_for_each_role
def _in_order(reader, kinds, only_these, within, sort, length):
    """The topics in this order with the parts of these kinds, one more than a page holds.

    `within` names what the topics must belong to: "board", "author", "tag" (which ones is said when it is asked), or
    be: "unpinned".
    """
    query = _with_parts(reader, kinds, over_boards=not within)
    if only_these:
        query = query.where(Board.kind == kinds[0])
    for name in within:
        query = query.where(WITHIN[name])
    return query.order_by(SORTS[sort].desc(), Topic.id.desc()).limit(at_most(length + 1))


def pinned_topics(board, reader):
    """The pinned topics of a board, newest pin first."""
    return _shown_topics(_pinned(reader, board.kind), (board.kind,), {"board": board.id})


@kept_for_each_role
def _pinned(reader, kind):
    query = _with_parts(reader, (kind,)).where(WITHIN["board"], Topic.pinned_at.is_not(None))
    return query.order_by(Topic.pinned_at.desc()).limit(at_most(PINNED))


def _with_parts(reader, kinds, *, over_boards=False):
    parts = _parts(kinds)
    columns = (*SHOWN, *bylines.COLUMNS, *(part for _name, part in parts))
    query = listed_columns(reader, *columns, over_boards=over_boards)
    for _name, part in parts:
        query = query.outerjoin(part, part.topic_id == Topic.id)
    return query


def _parts(kinds):
    """(attribute, table) of those of these kinds that have a part."""
    return [(KINDS[name].part_name, KINDS[name].part) for name in kinds if KINDS[name].part]


def _shown_topics(query, kinds, given):
    authors, parts = Bylines(), [name for name, _part in _parts(kinds)]
    author, end = len(SHOWN), len(SHOWN) + len(bylines.COLUMNS)
    return [
        ShownTopic(*row[:author], authors.of(row[author:end]), **dict(zip(parts, row[end:], strict=True)))
        for row in db.session.execute(query, given)
    ]


VOTED_AMONG = (
    db.select(Post.topic_id)
    .join(Vote, Vote.post_id == Post.id)
    .where(
        Vote.member_id == bindparam("voter"), Post.topic_id.in_(bindparam("among", expanding=True)), Post.is_opening
    )
)


def voted_topic_ids(reader, topics):
    """The topics whose opening the reader has voted for: one query for the page."""
    if not reader.is_authenticated or not topics:
        return frozenset()
    among = [topic.id for topic in topics]
    return frozenset(db.session.scalars(VOTED_AMONG, {"voter": reader.id, "among": among}))


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
