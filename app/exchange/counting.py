"""The counters that an import leaves behind, made from the rows themselves."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import Member
from app.boards.models import Board
from app.extensions import db
from app.kinds.ideas.timed import reckon_heat
from app.kinds.questions.models import Question, count_duplicates
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic


def count_imported(prefix, board_id):
    """Bring the counters of what came from this source, and of its board, up to date."""
    _count_threads(prefix)
    _count_topics(prefix)
    _count_members(prefix)
    count_duplicates(Question.topic_id.in_(select(Topic.id).where(_came_from(Topic, prefix))))
    reckon_heat()
    topics = select(func.count(Topic.id)).where(Topic.board_id == board_id, Topic.state == PUBLISHED)
    _set(Board, Board.id == board_id, topic_count=topics.scalar_subquery())


def _count_threads(prefix):
    answer = aliased(Post)
    published = func.count(answer.id).filter(answer.state == PUBLISHED)
    answers = select(published).where(answer.thread_id == Post.id)
    _set(Post, _came_from(Post, prefix), comment_count=answers.correlate(Post).scalar_subquery())


def _count_topics(prefix):
    # As a condition the state would lure SQLite to its index, a hundred times slower than the topic's.
    published = Post.state == PUBLISHED
    replies = select(func.count(Post.id).filter(published, Post.is_opening.is_(False))).where(
        Post.topic_id == Topic.id
    )
    comments = select(func.count(Post.id).filter(published, Post.thread_id.is_not(None))).where(
        Post.topic_id == Topic.id
    )
    newest = select(func.max(Post.created_at).filter(published)).where(Post.topic_id == Topic.id)
    _set(
        Topic,
        _came_from(Topic, prefix),
        reply_count=replies.correlate(Topic).scalar_subquery(),
        comment_count=comments.correlate(Topic).scalar_subquery(),
        last_activity_at=func.coalesce(newest.correlate(Topic).scalar_subquery(), Topic.created_at),
    )


def _count_members(prefix):
    posts = select(func.count(Post.id).filter(Post.state == PUBLISHED)).where(Post.author_id == Member.id)
    _set(Member, _came_from(Member, prefix), post_count=posts.correlate(Member).scalar_subquery())


def _came_from(model, prefix):
    return model.origin.startswith(f"{prefix}:", autoescape=True)


def _set(model, where, **values):
    db.session.execute(update(model).where(where).values(values).execution_options(synchronize_session=False))
