"""PaperCount: what cards on the counter said on one day. It stands for itself: nobody can check it as the rest."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, now
from app.extensions import db
from app.insights.curve.curve import Point
from app.insights.pulses.models import SCORES
from app.insights.touchpoints.models import Touchpoint


class PaperCount(Base):
    """How often each score stood on the cards that were gathered somewhere on one day."""

    __tablename__ = "paper_counts"
    __table_args__ = (UniqueConstraint("touchpoint_id", "counted_on", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"))
    counted_on: Mapped[date] = mapped_column(index=True)
    # Where the cards lay: "at the window".
    place: Mapped[str] = mapped_column(default="")
    # Five numbers, from -2 to +2.
    counts: Mapped[list] = mapped_column(db.JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    touchpoint: Mapped[Touchpoint] = relationship(lazy="raise_on_sql")

    @property
    def point(self):
        """n, and median with middle half where five or more have answered."""
        return Point.of(dict(zip(SCORES, self.counts, strict=True)))


def count_paper(touchpoint, day, place, counts, *, by):
    """Write down what the cards say; the same place and day again takes the place of the earlier count."""
    query = select(PaperCount).where(
        PaperCount.touchpoint_id == touchpoint.id, PaperCount.counted_on == day, PaperCount.place == place
    )
    found = db.session.scalar(query) or PaperCount(touchpoint_id=touchpoint.id, counted_on=day, place=place)
    found.counts, found.by_id = counts, by.id if by else None
    db.session.add(found)
    db.session.flush()
    return found
