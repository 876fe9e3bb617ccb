"""HiddenAuthor: who wrote what stands here without a name.

A table of its own: the text itself has no author at all, so no page, feed, index or letter can show one by mistake.
Only this module knows the way back.
"""

from flask import g
from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Member
from app.database import Base
from app.extensions import db


class HiddenAuthor(Base):
    """Who wrote a text without a name; `topic_id` is set for the text that opened a topic."""

    __tablename__ = "hidden_authors"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)


def hide_author(post, member):
    """Note who wrote a text that is shown without a name. Its id must be known (flush first)."""
    db.session.add(HiddenAuthor(post_id=post.id, topic_id=post.topic_id if post.is_opening else None, member_id=member.id))
    g.pop("hidden_texts", None)


def find_hidden_author(topic):
    """The member who opened a topic without a name; None when nobody can know it any more."""
    query = select(Member).join(HiddenAuthor, HiddenAuthor.member_id == Member.id)
    return db.session.scalar(query.where(HiddenAuthor.topic_id == topic.id))


def writer_id(text):
    """The id of who wrote a post or opened a topic, with or without a name; for what must reach them."""
    return text.author_id if text.author_id or not text.is_anonymous else _hidden_id(text)


def known_as(member, text):
    """Under which name an act on a text is recorded: under none where its hidden author acts."""
    return None if text.is_anonymous and _hidden_id(text) == member.id else member


def is_by(model, member):
    """The SQL condition on Post or Topic that this member wrote it, with or without a name."""
    return or_(model.author_id == member.id, model.is_anonymous & _mine(model, member).exists())


def hidden_texts(member):
    """(the posts, the topics) that this member wrote without a name: sets of ids, asked for once a request."""
    known = g.setdefault("hidden_texts", {})
    if member.id not in known:
        query = select(HiddenAuthor.post_id, HiddenAuthor.topic_id).where(HiddenAuthor.member_id == member.id)
        rows = db.session.execute(query).all()
        known[member.id] = {row.post_id for row in rows}, {row.topic_id for row in rows}
    return known[member.id]


def _mine(model, member):
    column = HiddenAuthor.topic_id if model.__tablename__ == "topics" else HiddenAuthor.post_id
    return select(HiddenAuthor.post_id).where(column == model.id, HiddenAuthor.member_id == member.id).correlate(model)


def _hidden_id(text):
    column = HiddenAuthor.post_id if hasattr(text, "topic_id") else HiddenAuthor.topic_id
    return db.session.scalar(select(HiddenAuthor.member_id).where(column == text.id))
