"""PriorityRound: one time of asking what matters, the touchpoints asked about, and who takes part.

Answers are kept as sums alone: how often each touchpoint was shown, called most and called least important. So nobody
can ever find out who chose what.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.groups.models import NOW
from app.insights.touchpoints.models import Touchpoint

SCREENS, A_SCREEN = 3, 4
# With four touchpoints every screen would be the same.
FEWEST_TOUCHPOINTS = 5
FEWEST_SHOWN = 5
OPEN_DAYS = 14


class PriorityRound(Base):
    """One round; at most one is open at a time, and each member answers it once."""

    __tablename__ = "priority_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closes_at: Mapped[datetime]
    # Closed by the clock or by the team; results are shown from then on.
    closed_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    @property
    def url(self):
        return f"/priority/{self.id}"

    @property
    def team_url(self):
        return f"/insights/priority/{self.id}"

    @property
    def is_over(self):
        """The clock counts, not whether the worker has closed it."""
        return self.closed_at is not None or now() >= self.closes_at

    def close(self, *, by, at=None):
        """End it; a second time changes nothing. Returns whether it was open."""
        if self.closed_at is not None:
            return False
        self.closed_at = at or now()
        record("priority.closed", actor=by, round=self.id)
        return True


class PriorityItem(Base):
    """A touchpoint in a round: how often it was shown, and what was said on the screens that were answered."""

    __tablename__ = "priority_items"

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_rounds.id", ondelete="CASCADE"), primary_key=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"), primary_key=True, index=True)
    shown: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    best: Mapped[int] = mapped_column(default=0)
    worst: Mapped[int] = mapped_column(default=0)

    touchpoint: Mapped[Touchpoint] = relationship(lazy="raise_on_sql")


class PriorityPair(Base):
    """How often two touchpoints of a round stood on the same screen; the smaller id comes first."""

    __tablename__ = "priority_pairs"

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_rounds.id", ondelete="CASCADE"), primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"), primary_key=True)
    together: Mapped[int] = mapped_column(default=0)


class PriorityRun(Base):
    """That a member takes part: the screens they are shown, until they have answered; then only that."""

    __tablename__ = "priority_runs"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("priority_rounds.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    # Three lists of four touchpoint ids.
    screens: Mapped[list] = mapped_column(JSON, default=list)
    is_finished: Mapped[bool] = mapped_column(default=False)


def open_round(closes_at, *, by):
    """Ask about all touchpoints that are not put away. Returns None where there are too few, or a round is open."""
    ids = sorted(db.session.scalars(select(Touchpoint.id).where(Touchpoint.archived_at.is_(None)).with_for_update()))
    if len(ids) < FEWEST_TOUCHPOINTS or db.session.scalar(select(PriorityRound.id).where(is_running())) is not None:
        return None
    new = PriorityRound(closes_at=closes_at, author_id=by.id)
    db.session.add(new)
    db.session.flush()
    db.session.add_all(PriorityItem(round_id=new.id, touchpoint_id=id) for id in ids)
    pairs = [(first, second) for place, first in enumerate(ids) for second in ids[place + 1 :]]
    db.session.add_all(PriorityPair(round_id=new.id, first_id=first, second_id=second) for first, second in pairs)
    record("priority.opened", actor=by, round=new.id)
    return new


def is_running():
    """The SQL condition that a round is open."""
    return and_(PriorityRound.closed_at.is_(None), PriorityRound.closes_at > NOW)


def count_runs(asked):
    """(begun, answered): how many members were shown screens, and how many of them answered."""
    answered = func.count().filter(PriorityRun.is_finished)
    query = select(func.count(), answered).select_from(PriorityRun).where(PriorityRun.round_id == asked.id)
    return tuple(db.session.execute(query).one())
