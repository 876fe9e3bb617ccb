"""Event: what happened, written by the verb that did it, in the same transaction."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, cast, event, func, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.database import Base, now
from app.extensions import db

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
        "decision.made",
        "decision.undone",
        "group.changed",
        "idea.moved",
        "import.finished",
        "member.blocked",
        "member.changed",
        "member.joined",
        "member.left",
        "member.role_changed",
        "member.unblocked",
        "outcome.published",
        "poll.closed",
        "poll.published",
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
        "question.duplicated",
        "report.made",
        "site.changed",
        "topic.changed",
        "topic.closed",
        "topic.followed",
        "topic.moved",
        "topic.opened",
        "topic.pinned",
        "topic.reopened",
        "topic.unpinned",
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
    # PostgreSQL's transaction id: lets a reader stop before transactions that are still open.
    transaction: Mapped[int | None] = mapped_column(BigInteger)

    @validates("name")
    def _known(self, key, name):
        if name not in NAMES:
            raise ValueError(f"{name!r} is not an event's name; see app/events/models.py")
        return name


@event.listens_for(Event, "before_insert")
def _note_transaction(mapper, connection, happened):
    if connection.dialect.name == "postgresql":
        happened.transaction = cast(cast(func.pg_current_xact_id(), Text), BigInteger)


def record(name, *, actor=None, member=None, board=None, topic=None, post=None, **data):
    """Add an event to the caller's transaction and return it; ids must already be known (flush first)."""
    happened = Event(
        name=name,
        actor_id=actor.id if actor else None,
        member_id=member.id if member else None,
        board_id=board.id if board else (topic.board_id if topic else None),
        topic_id=topic.id if topic else (post.topic_id if post else None),
        post_id=post.id if post else None,
        data=data,
    )
    db.session.add(happened)
    return happened


def last_event_id():
    """The id of the newest event, 0 when nothing has happened yet."""
    return db.session.scalar(select(func.max(Event.id))) or 0


def events_after(position, limit):
    """The next events behind a cursor, oldest first.

    In PostgreSQL ids can commit out of order, so a reader stops before the oldest transaction that is
    still open: an event with a smaller id may yet come from it.
    """
    query = select(Event).where(Event.id > position).order_by(Event.id).limit(limit)
    if db.engine.dialect.name == "postgresql":
        horizon = db.session.scalar(db.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
        found = []
        for happened in db.session.scalars(query):
            if happened.transaction >= horizon:
                break
            found.append(happened)
        return found
    return list(db.session.scalars(query))
