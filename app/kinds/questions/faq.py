"""FaqEntry and CallAnswer: which solved questions stand on the FAQ page, in the team's order, and whether they help.

It stands apart from the question, which knows nothing of either.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, UniqueConstraint, case, delete, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.boards.models import Board
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.kinds.questions.models import Question
from app.permissions import listed_columns
from app.posts.models import Post
from app.site import current_site
from app.topics.models import PUBLISHED, Topic

# So many duplicates, or so many who say that it is theirs too or that the answer helped, propose a question.
DUPLICATES, VOICES = 3, 5
MOST_PROPOSED = 10
MINUTES_A_CALL = 5


class FaqEntry(Base):
    """That a question stands on the FAQ page, or (not listed) that the team does not want it there."""

    __tablename__ = "faq_entries"

    topic_id: Mapped[int] = mapped_column(ForeignKey("questions.topic_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    is_listed: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class CallAnswer(Base):
    """What one reader said to "did this save you a call?"; of visitors nobody is named."""

    __tablename__ = "call_answers"
    __table_args__ = (UniqueConstraint("topic_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("questions.topic_id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    saved: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Entry(NamedTuple):
    """A question with its accepted answer as the FAQ page shows it."""

    id: int
    title: str
    slug: str
    language: str | None
    html: str
    answer_id: int
    duplicate_count: int

    kind, url = "questions", Topic.url


class Proposal(NamedTuple):
    """A question that might stand on the FAQ page, and how much speaks for it."""

    id: int
    title: str
    slug: str
    is_solved: bool
    duplicate_count: int
    voices: int

    kind, url = "questions", Topic.url


def entries(reader):
    """The FAQ as this reader may see it, in its order: only what is solved stands there. One statement."""
    answer = aliased(Post)
    columns = (Topic.id, Topic.title, Topic.slug, answer.language, answer.html, answer.id, Question.duplicate_count)
    query = (
        _questions(reader, *columns)
        .join(FaqEntry, FaqEntry.topic_id == Topic.id)
        .join(answer, answer.id == Question.accepted_id)
        .where(FaqEntry.is_listed, answer.state == PUBLISHED)
        .order_by(FaqEntry.position, FaqEntry.topic_id)
    )
    return [Entry(*row) for row in db.session.execute(query)]


def proposals(reader):
    """What the team could take up: asked again and again, or solved and found helpful. One statement."""
    answer = aliased(Post)
    voices = Topic.vote_count + func.coalesce(answer.vote_count, 0)
    solved = Question.accepted_id.is_not(None)
    query = (
        _questions(reader, Topic.id, Topic.title, Topic.slug, solved, Question.duplicate_count, voices)
        .outerjoin(answer, answer.id == Question.accepted_id)
        .outerjoin(FaqEntry, FaqEntry.topic_id == Topic.id)
        .where(FaqEntry.topic_id.is_(None))
        .where(or_(Question.duplicate_count >= DUPLICATES, solved & (voices >= VOICES)))
        .order_by(Question.duplicate_count.desc(), voices.desc(), Topic.id.desc())
    )
    return [Proposal(*row) for row in db.session.execute(query.limit(MOST_PROPOSED))]


def _questions(reader, *columns):
    query = listed_columns(reader, *columns).join(Question, Question.topic_id == Topic.id)
    return query.where(Topic.state == PUBLISHED, Board.kind == "questions")


def list_in_faq(topic, *, wanted, by):
    """Put a question at the end of the FAQ, or off it for good; the wished state twice changes nothing."""
    entry = db.session.get(FaqEntry, topic.id)
    if entry is None or entry.is_listed != wanted:
        last = db.session.scalar(select(func.max(FaqEntry.position)).where(FaqEntry.is_listed)) or 0
        entry = entry or FaqEntry(topic_id=topic.id)
        entry.is_listed, entry.position = wanted, last + 1
        db.session.add(entry)
        record("faq.changed", actor=by, topic=topic)


def place_in_faq(topic, place, *, by):
    """Give a question of the FAQ another place, counted from 1; the others move up or down."""
    ids = list(db.session.scalars(
        select(FaqEntry.topic_id).where(FaqEntry.is_listed).order_by(FaqEntry.position, FaqEntry.topic_id)
    ))
    if topic.id not in ids or ids.index(topic.id) == place - 1:
        return
    ids.remove(topic.id)
    ids.insert(max(0, place - 1), topic.id)
    numbers = case({id: number for number, id in enumerate(ids, 1)}, value=FaqEntry.topic_id)
    moved = db.update(FaqEntry).where(FaqEntry.topic_id.in_(ids)).values(position=numbers)
    db.session.execute(moved.execution_options(synchronize_session=False))
    record("faq.changed", actor=by, topic=topic)


def answer_call(topic, member, *, saved):
    """Note whether reading here saved a call; a member's second answer takes the place of the first."""
    if member is not None:
        earlier = delete(CallAnswer).where(CallAnswer.topic_id == topic.id, CallAnswer.member_id == member.id)
        db.session.execute(earlier)
    db.session.add(CallAnswer(topic_id=topic.id, member_id=member and member.id, saved=saved))


class Calls(NamedTuple):
    """A month's answers: so many said that a call was saved, of so many who said anything."""

    saved: int
    of: int

    @property
    def minutes(self):
        return self.saved * MINUTES_A_CALL


def calls_of_month(back=0):
    """The Calls of this month, or of one further back, on the calendar of the business: one statement."""
    begins, ends = _month(back)
    count = select(func.coalesce(func.sum(case((CallAnswer.saved, 1), else_=0)), 0), func.count(CallAnswer.id))
    count = count.where(CallAnswer.created_at >= begins, CallAnswer.created_at < ends)
    return Calls(*db.session.execute(count).one())


def saved_calls_this_month():
    """The same number of this month alone, as a part of a statement that counts more."""
    return select(func.count(CallAnswer.id)).where(CallAnswer.saved, CallAnswer.created_at >= _month(0)[0])


def _month(back):
    first = now().astimezone(ZoneInfo(current_site().timezone))
    first = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _n in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)
