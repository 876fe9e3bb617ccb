"""TopicFollow and BoardFollow: what a member wants to hear of."""

from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.models import record
from app.extensions import db, insert_into, write_past_session

CAME = "merge_id IS NOT NULL"


class TopicFollow(Base):
    """That a member follows a topic, or (muted) has said to hear no more of it."""

    __tablename__ = "topic_follows"
    __table_args__ = (Index("ix_topic_follows_merge", "merge_id", sqlite_where=text(CAME), postgresql_where=text(CAME)),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    muted: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # With which merge it came here; empty for what the member has wished here.
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("merges.id", ondelete="SET NULL"))


class BoardFollow(Base):
    """That a member hears of every new topic of a board."""

    __tablename__ = "board_follows"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


def follow_topic(topic, member, *, wanted):
    """Follow a topic or stop; a stop is remembered, so that replying later does not follow again."""
    follow = db.session.get(TopicFollow, (topic.id, member.id))
    if follow is None:
        if wanted:
            db.session.add(TopicFollow(topic_id=topic.id, member_id=member.id))
            record("topic.followed", actor=member, topic=topic)
    else:
        follow.muted = not wanted
        if wanted:
            follow.merge_id = None


def follow_own_topic(topic, member):
    """Who opens a topic follows it; for a topic that is new, so there is nothing to look up."""
    db.session.add(TopicFollow(topic_id=topic.id, member_id=member.id))


def follow_by_writing(topic, member):
    """Who writes in a topic follows it, unless they have said to hear no more."""
    follow = {"topic_id": topic.id, "member_id": member.id}
    write_past_session(_follow_unless_muted(db.engine.dialect.name), follow)


@cache
def _follow_unless_muted(dialect):
    """One statement, built once; a wish that came with a merge becomes the member's own."""
    follows = TopicFollow.__table__
    came = follows.c.merge_id.is_not(None) & ~follows.c.muted
    return insert_into(follows).on_conflict_do_update(
        index_elements=[follows.c.topic_id, follows.c.member_id], set_={"merge_id": None}, where=came
    )


def follow_board(board, member, *, wanted):
    """Follow a board or stop; the wished state twice changes nothing."""
    follow = db.session.get(BoardFollow, (board.id, member.id))
    if wanted and follow is None:
        db.session.add(BoardFollow(board_id=board.id, member_id=member.id))
        record("board.followed", actor=member, board=board)
    elif not wanted and follow is not None:
        db.session.delete(follow)


MUTED = select(TopicFollow.muted).where(
    TopicFollow.topic_id == bindparam("topic"), TopicFollow.member_id == bindparam("member")
)


BOARD_FOLLOWED = select(BoardFollow.board_id).where(
    BoardFollow.board_id == bindparam("board"), BoardFollow.member_id == bindparam("member")
)


def follows_topic(member, topic):
    """Whether this member hears of the topic: one query."""
    if not member.is_authenticated:
        return False
    return db.session.scalar(MUTED, {"topic": topic.id, "member": member.id}) is False


def follows_board(member, board):
    """Whether this member hears of the board's new topics: one query."""
    if not member.is_authenticated:
        return False
    return db.session.scalar(BOARD_FOLLOWED, {"board": board.id, "member": member.id}) is not None
