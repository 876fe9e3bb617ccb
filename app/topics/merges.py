"""Merge: that one topic was taken up into another. It stands apart because posts, votes and follows point at it.

What came with a merge bears its number, so that taking it back finds exactly that, and nothing that a member has
done since.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, or_, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column, query_expression, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.topics.models import Topic

UNDO_DAYS = 30
STANDS = "undone_at IS NULL"


class Merge(Base):
    """Who merged which topic into which, when and why; it stands until it is undone."""

    __tablename__ = "merges"
    __table_args__ = (
        # A topic is in one place at a time, whoever presses the button twice.
        Index("ix_merges_standing", "merged_id", unique=True, sqlite_where=text(STANDS), postgresql_where=text(STANDS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    status_before: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    merged: Mapped[Topic] = relationship(lazy="raise_on_sql", foreign_keys=[merged_id])
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    # Whether the reader may see what the merged topic was called and by whom; the query says it (permissions).
    is_named: Mapped[bool] = query_expression()

    @property
    def is_young(self):
        """Whether it may still be undone."""
        return self.undone_at is None and now() - self.created_at <= timedelta(days=UNDO_DAYS)


def kept_id_of(topic_id):
    """Where a merged topic is found now, however many merges lie between; None for one that is not merged."""
    way = (
        select(Merge.kept_id.label("id"))
        .where(Merge.merged_id == topic_id, Merge.undone_at.is_(None))
        .cte("way", recursive=True)
    )
    further = aliased(Merge)
    way = way.union_all(
        select(further.kept_id).join(way, way.c.id == further.merged_id).where(further.undone_at.is_(None))
    )
    merged_again = select(Merge.id).where(Merge.merged_id == way.c.id, Merge.undone_at.is_(None)).exists()
    return db.session.scalar(select(way.c.id).where(~merged_again))


def joins_another_board(board_id):
    """Whether a standing merge joins this board with another one: then both are read by the same people."""
    kept, merged = aliased(Topic), aliased(Topic)
    query = (
        select(Merge.id)
        .join(kept, kept.id == Merge.kept_id)
        .join(merged, merged.id == Merge.merged_id)
        .where(Merge.undone_at.is_(None), kept.board_id != merged.board_id)
        .where(or_(kept.board_id == board_id, merged.board_id == board_id))
    )
    return db.session.scalar(query.limit(1)) is not None


def merges_into(topic_id):
    """The numbers of the merges that brought something here, also through other topics: a subquery."""
    there = (
        select(Merge.id, Merge.merged_id)
        .where(Merge.kept_id == topic_id, Merge.undone_at.is_(None))
        .cte("there", recursive=True)
    )
    further = aliased(Merge)
    there = there.union_all(
        select(further.id, further.merged_id)
        .join(there, there.c.merged_id == further.kept_id)
        .where(further.undone_at.is_(None))
    )
    return select(there.c.id)
