"""Reading an inbox, a page at a time."""

from dataclasses import dataclass

from flask import abort
from sqlalchemy import case, or_, select, tuple_
from sqlalchemy.orm import contains_eager

from app.accounts.models import Member
from app.extensions import db
from app.notifications.models import Notice
from app.permissions import board_is_visible, text_is_visible
from app.topics.models import Topic

PAGE = 30
UNREAD_FIRST = case((Notice.read_at.is_(None), 1), else_=0)


@dataclass
class NoticePage:
    """A page of an inbox, and the key of the next one."""

    notices: list
    older: str | None = None


def visible_notices(reader):
    """The reader's own notices, as far as the topic may still be seen, each with topic, board and actor."""
    topic_is_visible = board_is_visible(reader) & text_is_visible(Topic, reader)
    return (
        select(Notice)
        .outerjoin(Notice.topic)
        .outerjoin(Topic.board)
        .outerjoin(Member, Member.id == Notice.actor_id)
        .options(
            contains_eager(Notice.topic).contains_eager(Topic.board),
            contains_eager(Notice.actor),
        )
        .where(Notice.member_id == reader.id, or_(Notice.topic_id.is_(None), topic_is_visible))
    )


def page_of_notices(reader, before=None):
    """Unread lines first, the newest first; `before` is the key that a page before gave as `older`."""
    query = visible_notices(reader)
    if key := _parse(before):
        query = query.where(tuple_(UNREAD_FIRST, Notice.last_event_id, Notice.id) < key)
    order = (UNREAD_FIRST.desc(), Notice.last_event_id.desc(), Notice.id.desc())
    notices = list(db.session.scalars(query.order_by(*order).limit(PAGE + 1)))
    older = _key(notices[PAGE - 1]) if len(notices) > PAGE else None
    return NoticePage(notices[:PAGE], older)


def find_notice(reader, id):
    """One of the reader's own notices with its topic and board, or 404."""
    return db.session.scalar(visible_notices(reader).where(Notice.id == id)) or abort(404)


def _key(notice):
    return f"{int(notice.read_at is None)}_{notice.last_event_id}_{notice.id}"


def _parse(key):
    """The numbers behind a key; None for anything that is not one, which shows the first page."""
    parts = (key or "").split("_")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return tuple(int(part) for part in parts)
