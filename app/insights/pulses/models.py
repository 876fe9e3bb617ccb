"""Pulse: how one person felt at a touchpoint on one day, and perhaps why."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.insights.touchpoints.models import Touchpoint
from app.site import current_site

SCORES = (-2, -1, 0, 1, 2)
SCORE_NAMES = {-2: _l("Awful"), -1: _l("Bad"), 0: _l("So-so"), 1: _l("Good"), 2: _l("Great")}
SCORE_ICONS = {-2: "angry", -1: "frown", 0: "meh", 1: "smile", 2: "laugh"}
LOW = (-2, -1)
LONGEST_WHY = 1000


class Pulse(Base):
    """One answer. Of whoever came by a poster nothing is kept but the day; in the app the member stands beside it.

    The day is the site's own; hour and minute are not kept, so that nobody is found by when they were there.
    """

    __tablename__ = "pulses"
    __table_args__ = (
        CheckConstraint("score BETWEEN -2 AND 2", name="score"),
        UniqueConstraint("touchpoint_id", "member_id", "answered_on"),
        Index("ix_pulses_curve", "answered_on", "touchpoint_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"))
    score: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")
    # "You may show this without my name."
    may_quote: Mapped[bool] = mapped_column(default=False)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    answered_on: Mapped[date]
    # Its own key in the file that brought it.
    origin: Mapped[str | None] = mapped_column(unique=True)

    touchpoint: Mapped[Touchpoint] = relationship(lazy="raise_on_sql")
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def is_low(self):
        return self.score in LOW

    def say(self, score, why, *, may_quote):
        """What was felt, and why; without a reason there is nothing to quote."""
        self.score, self.why, self.may_quote = score, why, may_quote and bool(why)


def today(moment=None):
    """The day it is where the business is, now or at a moment."""
    site = current_site()
    moment = moment or now()
    return moment.astimezone(ZoneInfo(site.timezone if site else "UTC")).date()


def add_pulse(touchpoint, score, why="", *, may_quote=False, member=None, on=None):
    """Write down an answer and flush it. With a member it takes the place of their earlier one of this day."""
    on = on or today()
    pulse = _of_member(touchpoint, member, on) or Pulse(
        touchpoint_id=touchpoint.id, member_id=member and member.id, answered_on=on
    )
    pulse.say(score, why, may_quote=may_quote)
    pulse.touchpoint = touchpoint
    db.session.add(pulse)
    db.session.flush()
    return pulse


def _of_member(touchpoint, member, on):
    if member is None:
        return None
    query = select(Pulse).where(
        Pulse.touchpoint_id == touchpoint.id, Pulse.member_id == member.id, Pulse.answered_on == on
    )
    return db.session.scalar(query)


def forget_whose(member, *, with_words):
    """The answers of somebody who leaves stay as anybody's; `with_words` their reasons go."""
    values = {"member_id": None} | ({"why": "", "may_quote": False} if with_words else {})
    gone = db.update(Pulse).where(Pulse.member_id == member.id).values(values)
    db.session.execute(gone.execution_options(synchronize_session=False))


def moment_of(day):
    """Noon of a day as a moment, for the filters that write dates."""
    site = current_site()
    zone = ZoneInfo(site.timezone if site else "UTC")
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)
