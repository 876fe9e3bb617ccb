"""Reading the notes of moderators on a thread's page, and where an emptied thread leads."""

from dataclasses import dataclass

from sqlalchemy import case, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.models import Member
from app.boards.models import Board
from app.extensions import db
from app.moderation.models import Decision
from app.moderation.reasons import ACT_ICONS, words_of
from app.moderation.threads.acts import CLOSE, NOTED, SPLIT
from app.permissions import board_is_visible, text_is_visible, visible_posts
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

MOST, OFFERED = 20, 100


def notes_of(topic, reader):
    """What moderators did with this thread and still holds, the newest first: one query, and none for most threads."""
    if not topic.note_count:
        return ()
    there = aliased(Topic)
    query = (
        select(Decision, there)
        .join(Decision.post)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Member, Member.id == Post.author_id)
        .outerjoin(there, there.id == case((Topic.id == topic.id, Decision.other_id), else_=Topic.id))
        .outerjoin(Board, Board.id == there.board_id)
        .options(contains_eager(Decision.post).contains_eager(Post.author), contains_eager(there.board))
        .where(Decision.act.in_(NOTED), Decision.undone_at.is_(None))
        .where(or_(Post.topic_id == topic.id, Decision.other_id == topic.id))
        .where(or_(there.id.is_(None), board_is_visible(reader) & text_is_visible(there, reader)))
    )
    rows = db.session.execute(query.order_by(Decision.id.desc()).limit(MOST)).all()
    return _that_hold(topic, rows)


@dataclass(frozen=True)
class Note:
    """What was done, the other thread where there is one that the reader may see, and whether it began here."""

    decision: Decision
    other: Topic | None
    is_origin: bool

    @property
    def icon(self):
        return ACT_ICONS[self.decision.act]

    @property
    def because(self):
        """The stored reason; a moderator's own words are for the author alone."""
        return words_of(self.decision.rule)


def _that_hold(topic, rows):
    told, notes = set(), []
    for decision, other in rows:
        is_over = decision.act in told or decision.act == CLOSE and not topic.is_locked
        if decision.act == SPLIT or not is_over:
            notes.append(Note(decision, other if decision.act == SPLIT else None, decision.post.topic_id == topic.id))
        told.add(decision.act)
    return notes


def home_of_split(topic_id):
    """Where the emptied thread of a split leads that was taken back; None for any other."""
    query = select(Post.topic_id).join(Decision, Decision.post_id == Post.id)
    query = query.where(Decision.other_id == topic_id, Decision.act == SPLIT, Decision.undone_at.is_not(None))
    return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def splittable(topic, reader, since=None):
    """The published replies of a thread that can go elsewhere, the oldest first; `since` is the one to begin with."""
    query = visible_posts(reader).where(Post.topic_id == topic.id, ~Post.is_opening, Post.state == PUBLISHED)
    query = query.where(Post.id >= (since or 0)).order_by(Post.id).limit(OFFERED + 1)
    found = list(db.session.scalars(query))
    return found[:OFFERED], found[OFFERED].id if len(found) > OFFERED else None


def chosen_replies(topic, reader, ids):
    """Those of these posts that are published replies here, with their authors."""
    query = visible_posts(reader).where(Post.id.in_(ids), Post.topic_id == topic.id, ~Post.is_opening, Post.state == PUBLISHED)
    return list(db.session.scalars(query.order_by(Post.id)))


def thread_of(post_ids):
    """Where these posts are now, when that is one thread; else None."""
    found = set(db.session.scalars(select(Post.topic_id).where(Post.id.in_(post_ids)).distinct()))
    return found.pop() if len(found) == 1 else None
