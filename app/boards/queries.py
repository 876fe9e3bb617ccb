"""The boards that pages name, and what happened on one, week by week."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, literal, select, union_all

from app.boards.models import Board
from app.extensions import db
from app.permissions import kept_for_each_role, visible_boards
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.web.charts import twelve_weeks_ago, weeks_of


class ShownBoard(NamedTuple):
    """A board as lists of boards show it: twenty whole objects would cost more than all topics of a page."""

    id: int
    name: str
    slug: str
    description: str
    kind: str
    topic_count: int
    archived_at: datetime | None

    url = Board.url


def shown_boards(reader=None, kind=None):
    """The boards that this reader (without one: the current) may see, in their order; those of a kind if it is given."""
    boards = [ShownBoard(*row) for row in db.session.execute(_columns(reader))]
    return [board for board in boards if board.kind == kind.name] if kind else boards


@kept_for_each_role
def _columns(reader):
    return visible_boards(reader).with_only_columns(*(getattr(Board, name) for name in ShownBoard._fields))


def activity(board):
    """New topics and replies of twelve weeks on a board that the reader may see: one statement."""
    since = twelve_weeks_ago()
    published = (Topic.board_id == board.id, Topic.state == PUBLISHED)
    topics = _by_day(0, Topic.created_at).where(*published, Topic.created_at >= since)
    replies = _by_day(1, Post.created_at).join(Topic, Topic.id == Post.topic_id)
    # Only in topics where something was written since: posts themselves are not in an order of time.
    replies = replies.where(*published, Topic.last_activity_at >= since, Post.created_at >= since)
    replies = replies.where(~Post.is_opening, Post.state == PUBLISHED)
    return weeks_of(db.session.execute(union_all(topics, replies)), series=2)


def _by_day(series, moment):
    day = func.date(moment)
    return select(day, literal(series), func.count()).group_by(day)
