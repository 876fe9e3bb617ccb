"""Askable and AskedAround: who might know, as far as they agreed to be asked, and who was asked what.

It stands apart from the question because it looks at members and what they solved before.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, and_, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Member
from app.boards.models import Board
from app.boards.queries import shown_boards
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.kinds.questions.models import Question
from app.permissions import member_sees_topic
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

MOST, LOOKED_AT = 3, 30
# Nobody is asked more often than this in a week, and for one question no more people than MOST.
A_WEEK, TIMES_A_WEEK = timedelta(days=7), 3


class Askable(Base):
    """That a member agreed to be asked about what they solved before."""

    __tablename__ = "askable"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)


class AskedAround(Base):
    """That a member was asked to look at a question."""

    __tablename__ = "asked_around"

    topic_id: Mapped[int] = mapped_column(ForeignKey("questions.topic_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Knower(NamedTuple):
    """Somebody who might know: how many similar questions they solved, and whether they were asked here."""

    member: Member
    solved: int
    is_asked: bool


def who_might_know(topic, reader):
    """Up to three members who solved similar questions, agreed to be asked and may read this one: two statements
    besides the index.
    """
    ids = _similar_solved(topic, reader)
    if not ids:
        return []
    solved = func.count(Question.topic_id)
    asked = exists().where(AskedAround.topic_id == topic.id, AskedAround.member_id == Member.id)
    this, lately = AskedAround.topic_id != topic.id, AskedAround.created_at > now() - A_WEEK
    times = select(func.count()).where(AskedAround.member_id == Member.id, this, lately).scalar_subquery()
    wrote = exists().where(Post.topic_id == topic.id, Post.author_id == Member.id)
    answer = select(Post.id, Post.author_id).where(Post.state == PUBLISHED).subquery()
    query = (
        select(Member, solved, asked)
        .join(Askable, Askable.member_id == Member.id)
        .join(answer, answer.c.author_id == Member.id)
        .join(Question, and_(Question.accepted_id == answer.c.id, Question.topic_id.in_(ids)))
        .join(Topic, Topic.id == topic.id)
        .join(Board, Board.id == Topic.board_id)
        .where(member_sees_topic(), Member.id != reader.id, ~wrote, times < TIMES_A_WEEK)
        .group_by(Member.id)
        .order_by(solved.desc(), Member.id)
        .limit(MOST)
    )
    return [Knower(*row) for row in db.session.execute(query)]


def _similar_solved(topic, reader):
    from app.search.similar import find_similar

    boards = [board for board in shown_boards(reader) if board.kind == "questions"]
    found = find_similar(topic.title, reader, boards=boards, kinds=("questions",), but=topic.id, limit=LOOKED_AT)
    return [other.id for other in found if other.question.is_solved]


def ask_around(topic, knower, *, by):
    """Ask somebody to look at a question; a second time changes nothing, and so does a fourth person."""
    asked = set(db.session.scalars(select(AskedAround.member_id).where(AskedAround.topic_id == topic.id)))
    if knower.id in asked or len(asked) >= MOST:
        return False
    db.session.add(AskedAround(topic_id=topic.id, member_id=knower.id, by_id=by.id))
    record("question.asked_around", actor=by, member=knower, topic=topic)
    return True


def agree_to_be_asked(member, *, wanted):
    """Say whether one may be asked; the wished state twice changes nothing."""
    known = db.session.get(Askable, member.id)
    if wanted and known is None:
        db.session.add(Askable(member_id=member.id))
    elif not wanted and known is not None:
        db.session.delete(known)
