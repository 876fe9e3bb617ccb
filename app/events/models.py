"""Event: what happened, written by the verb that did it, in the same transaction."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, event, func, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import Base, now
from app.extensions import db

WAIT_FOR_WRITERS = "2s"
# subject.past_tense; a name that is not here cannot be recorded.
NAMES = frozenset(
    {
        "announcement.sourced",
        "answer.accepted",
        "answer.unaccepted",
        "ballot.cast",
        "board.changed",
        "board.followed",
        "board.opened",
        "case.opened",
        "concepts.closed",
        "decision.made",
        "decision.undone",
        "faq.changed",
        "group.changed",
        "idea.moved",
        "import.finished",
        "import.undone",
        "member.blocked",
        "member.changed",
        "member.joined",
        "member.left",
        "member.role_changed",
        "member.unblocked",
        "objection.made",
        "objection.settled",
        "outcome.checked",
        "outcome.published",
        "outcome.reopened",
        "outcome.told",
        "poll.closed",
        "poll.invited",
        "poll.published",
        "poll.reminded",
        "post.added",
        "post.approved",
        "post.deleted",
        "post.edited",
        "post.held",
        "post.hidden",
        "post.removed",
        "post.restored",
        "post.returned",
        "post.unvoted",
        "post.voted",
        "pulse.asked_back",
        "pulse.case_handed",
        "pulse.case_moved",
        "pulse.case_opened",
        "pulse.case_reopened",
        "priority.closed",
        "priority.opened",
        "question.asked_around",
        "question.calmed",
        "question.duplicated",
        "question.escalated",
        "question.handed",
        "question.peaked",
        "question.reminded",
        "question.reopened",
        "question.separated",
        "report.made",
        "report.settled",
        "sanction.lifted",
        "sanction.made",
        "site.changed",
        "suggestion.decided",
        "suggestion.made",
        "topic.changed",
        "topic.closed",
        "topic.followed",
        "topic.let_run",
        "topic.merged",
        "topic.moved",
        "topic.opened",
        "topic.pinned",
        "topic.reopened",
        "topic.slowed",
        "topic.split",
        "topic.unmerged",
        "topic.unpinned",
        "topic.unsplit",
        "touchpoint.changed",
    }
)


class Event(Base):
    """One thing that happened. `data` holds small facts that no column names, never private text."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_topic", "topic_id"),
        # Ids must never come again, or a reader's cursor would pass over new events unseen.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="SET NULL"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"))
    data: Mapped[dict] = mapped_column(db.JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


def record(name, *, actor=None, member=None, board=None, topic=None, post=None, **data):
    """Add an event to the caller's transaction; ids must already be known (flush first).

    All events of a transaction are written by one statement right before its commit, in their order.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is not an event's name; see app/events/models.py")
    session = db.session()
    if not session.in_transaction():
        # Only what has begun can be rolled back, and this event with it.
        session.begin()
    session.info.setdefault("happened", []).append(
        {
            "name": name,
            "actor_id": actor.id if actor else None,
            "member_id": member.id if member else None,
            "board_id": board.id if board else (topic.board_id if topic else None),
            "topic_id": topic.id if topic else (post.topic_id if post else None),
            "post_id": post.id if post else None,
            "data": data,
            "created_at": now(),
        }
    )


HAPPENED = insert(Event.__table__)


@event.listens_for(Session, "before_commit")
def _write_events(session):
    happened = session.info.pop("happened", None)
    if happened:
        session.flush()
        session.connection().execute(HAPPENED, happened)


@event.listens_for(Session, "after_soft_rollback")
def _forget_events(session, transaction):
    session.info.pop("happened", None)


def last_event_id():
    """The id of the newest event, 0 when nothing has happened yet."""
    return db.session.scalar(select(func.max(Event.id))) or 0


def events_after(position, limit):
    """The next events behind a cursor, oldest first; none that a smaller id could still come before.

    In PostgreSQL ids can commit out of order. Where there is something new, the reader waits until nobody is
    in the middle of recording: then every id that was given out is there, or never will be.
    """
    query = select(Event).where(Event.id > position).order_by(Event.id).limit(limit)
    if db.engine.dialect.name != "postgresql":
        return list(db.session.scalars(query))
    if db.session.scalar(select(Event.id).where(Event.id > position).limit(1)) is None:
        return []
    try:
        db.session.execute(db.text(f"SET LOCAL lock_timeout = '{WAIT_FOR_WRITERS}'"))
        db.session.execute(db.text("LOCK TABLE events IN SHARE MODE"))
    except OperationalError:
        # Somebody writes for long; the next round tries again.
        db.session.rollback()
        return []
    return list(db.session.scalars(query))
