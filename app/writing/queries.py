"""Whom an @ may mean."""

from sqlalchemy import case, false, or_, select

from app.accounts.models import Member, is_claimed
from app.accounts.names import name_key
from app.extensions import db
from app.permissions import board_is_visible, text_is_visible
from app.posts.models import Post
from app.topics.models import Topic
from app.web.slugs import slugify

MOST = 8


def suggest_members(reader, typed, topic_id=None):
    """Up to eight members whose name or handle begins so, those who write in the topic first: (handle, name).

    Nobody who has left, is kept out or came with an import. Where nothing is typed yet, only who writes there.
    """
    writes_here = Member.id.in_(_writers(reader, topic_id)) if topic_id else false()
    query = (
        select(Member.handle, Member.name)
        .where(
            Member.id != reader.id,
            Member.left_at.is_(None),
            Member.blocked_at.is_(None),
            is_claimed(),
            _begins(typed) if typed else writes_here,
        )
        .order_by(case((writes_here, 0), else_=1), Member.name_key, Member.id)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _begins(typed):
    """The handle, the name or one of its further words begins with what was typed."""
    key, handle = name_key(typed), slugify(typed, fallback="")
    if not key[:1].isalnum():
        return false()
    ways = [Member.name_key.startswith(key, autoescape=True), Member.name_key.contains(f" {key}", autoescape=True)]
    return or_(*ways, Member.handle.startswith(handle, autoescape=True) if handle else false())


def _writers(reader, topic_id):
    """Who wrote what this reader may see in a topic; nobody in one that the reader may not see."""
    return (
        select(Post.author_id)
        .join(Post.topic)
        .join(Topic.board)
        .where(
            Post.topic_id == topic_id,
            board_is_visible(reader),
            text_is_visible(Topic, reader),
            text_is_visible(Post, reader),
        )
    )
