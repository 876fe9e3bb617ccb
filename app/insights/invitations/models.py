"""PulseInvitation: that a member was drawn and is asked about one touchpoint, quietly and not again for a while."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ForeignKey, exists, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member, is_claimed
from app.accounts.roles import OWNER, TEAM
from app.database import Base, now
from app.extensions import db
from app.insights.touchpoints.models import Touchpoint, is_asked_in_app

# So many of all members are drawn each week, and nobody twice within so long.
SHARE = 0.05
PAUSE = timedelta(days=30)
STANDS = timedelta(days=14)


class PulseInvitation(Base):
    """One member, one touchpoint; ended when they answered or said "not now"."""

    __tablename__ = "pulse_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey("touchpoints.id", ondelete="CASCADE"))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    # Whoever has not answered by then is not asked any longer.
    closes_at: Mapped[datetime] = mapped_column(default=lambda: now() + STANDS)
    ended_at: Mapped[datetime | None]

    touchpoint: Mapped[Touchpoint] = relationship(lazy="raise_on_sql")


def invite_some():
    """Draw this week's members at random and spread them over the touchpoints that were asked about least."""
    touchpoints = list(db.session.scalars(select(Touchpoint).where(is_asked_in_app()).order_by(_asked_lately(), func.random())))
    if not touchpoints:
        return
    for number, member_id in enumerate(_drawn()):
        db.session.add(PulseInvitation(member_id=member_id, touchpoint_id=touchpoints[number % len(touchpoints)].id))


def end_invitation(member, touchpoint):
    """The member has answered, or does not want to; a second time changes nothing."""
    ended = update(PulseInvitation).where(
        PulseInvitation.member_id == member.id, PulseInvitation.touchpoint_id == touchpoint.id, PulseInvitation.ended_at.is_(None)
    )
    db.session.execute(ended.values(ended_at=now()).execution_options(synchronize_session=False))


def _drawn():
    """The ids of one member in twenty, at least one; of those who were not asked of late. The team asks itself nothing."""
    customers = Member.left_at.is_(None), Member.blocked_at.is_(None), is_claimed(), Member.role.not_in((TEAM, OWNER))
    wanted = ceil(SHARE * db.session.scalar(select(func.count(Member.id)).where(*customers)))
    asked = exists().where(PulseInvitation.member_id == Member.id, PulseInvitation.invited_at > now() - PAUSE)
    return db.session.scalars(select(Member.id).where(*customers, ~asked).order_by(func.random()).limit(wanted)).all()


def _asked_lately():
    count = select(func.count(PulseInvitation.id)).where(PulseInvitation.touchpoint_id == Touchpoint.id)
    return count.where(PulseInvitation.invited_at > now() - PAUSE).scalar_subquery()
