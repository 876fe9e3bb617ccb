"""What happened on a board, week by week."""

from sqlalchemy import func, literal, select, union_all

from app.extensions import db
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.web.charts import twelve_weeks_ago, weeks_of


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
