"""Tag: a word that topics are filed under."""

from zlib import crc32

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.events.models import record
from app.extensions import db
from app.web.slugs import slugify

MOST_TAGS = 5


class Tag(Base):
    """A word; its slug is its address, and what makes two spellings the same tag."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)


class TopicTag(Base):
    """That a topic carries a tag."""

    __tablename__ = "topic_tags"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True)


def tag_slug(name):
    """The address of a tag: "c#" and "c++" are two tags, and so are two words in letters we cannot spell."""
    spelled = name.replace("#", " sharp").replace("+", " plus")
    return slugify(spelled, fallback=f"tag-{crc32(name.casefold().encode()):08x}")


def split_tags(text):
    """The tags in what somebody typed, divided by commas: cleaned, without doubles, at most MOST_TAGS."""
    names = {}
    for part in text.split(","):
        name = " ".join(part.split()).lstrip("#")[:30]
        if name:
            names.setdefault(tag_slug(name), name)
    return list(names.values())[:MOST_TAGS]


def set_tags(topic, names, *, by=None):
    """Give a topic exactly these tags. Its rows in `topic_tags` follow by the reader of this room."""
    if list(names) != list(topic.tag_names):
        topic.tag_names = list(names)
        record("topic.changed", actor=by, topic=topic)


def file_under_tags(topic):
    """Bring a topic's rows in `topic_tags` to its `tag_names`, making tags that are new."""
    tags = [_find_or_make(name) for name in topic.tag_names]
    db.session.execute(delete(TopicTag).where(TopicTag.topic_id == topic.id))
    db.session.add_all([TopicTag(topic_id=topic.id, tag_id=tag.id) for tag in tags])
    # One spelling for all: that of whoever used the tag first.
    topic.tag_names = [tag.name for tag in tags]


def _find_or_make(name):
    tag = db.session.scalar(select(Tag).where(Tag.slug == tag_slug(name)))
    if tag is None:
        tag = Tag(name=name, slug=tag_slug(name))
        db.session.add(tag)
        db.session.flush()
    return tag
