"""Sanction: what was said against a member, not against one text: a warning, slower writing, silence, keeping out.

It stands apart from decisions because it has an end, and outlives the text that it came from.
"""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.audit.models import audit
from app.database import Base, now
from app.events.models import record
from app.extensions import db

WARNED, SLOWED, SILENCED, BLOCKED, DEMOTED = SANCTIONS = ("warned", "slowed", "silenced", "blocked", "demoted")
SANCTION_WORDS = {
    WARNED: _l("A warning"),
    SLOWED: _l("Writes once in ten minutes"),
    SILENCED: _l("Reads, but does not write"),
    BLOCKED: _l("Is kept out"),
    DEMOTED: _l("Has fewer rights"),
}
# Roles are the administration's to take.
OF_MODERATORS = (WARNED, SLOWED, SILENCED, BLOCKED)
# The column of Member that says until when.
UNTIL = {SLOWED: "slowed_until", SILENCED: "silenced_until", BLOCKED: "blocked_until"}
# Without an end date a member stays slow or silent until somebody lifts it.
FOREVER = timedelta(days=365 * 20)


class Sanction(Base):
    """What was said against a member, by whom, why and until when; it stands until it ends or is lifted."""

    __tablename__ = "sanctions"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(default="")
    # The role that was taken, which lifting gives back.
    role_before: Mapped[str | None]
    # The decision on a text with which it came.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    ends_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    member: Mapped[Member] = relationship(lazy="raise_on_sql", foreign_keys=[member_id])
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])

    @property
    def stands(self):
        """Whether it holds right now."""
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > now())

    def lift(self, *, by):
        """End it before its time; a second time changes nothing. Needs `member`."""
        if self.lifted_at:
            return
        self.lifted_at, self.lifted_by_id = now(), by.id if by else None
        if self.kind == BLOCKED:
            self.member.unblock(by=by)
        if self.kind == DEMOTED:
            self.member.change_role(self.role_before, by=by)
        if self.kind in UNTIL:
            setattr(self.member, UNTIL[self.kind], None)
        audit(f"member.{self.kind}.lifted", actor=by, member=self.member, before=self.kind)
        record("sanction.lifted", actor=by, member=self.member, sanction=self.id, kind=self.kind)


def sanction(member, kind, *, by, because, rule="", days=None, decision=None, is_audited=True):
    """Say it against a member and let it take effect; returns the Sanction. Without `days` until it is lifted.

    Raises ValueError for an unknown kind or without a reason.
    """
    if kind not in SANCTIONS or not because.strip():
        raise ValueError(f"{kind!r} needs to be one of {', '.join(SANCTIONS)}, and a reason")
    ends_at = now() + timedelta(days=days) if days else None
    made = Sanction(
        member_id=member.id,
        kind=kind,
        reason=because.strip(),
        rule=rule,
        decision_id=decision.id if decision else None,
        by_id=by.id,
        ends_at=ends_at,
    )
    set_committed_value(made, "member", member)
    db.session.add(made)
    db.session.flush()
    if kind == BLOCKED:
        member.block(by=by)
        member.blocked_until = ends_at
    elif kind in UNTIL:
        setattr(member, UNTIL[kind], ends_at or now() + FOREVER)
    if is_audited:
        audit(f"member.{kind}", actor=by, member=member, reason=because, after=str(ends_at or ""))
    record("sanction.made", actor=by, member=member, sanction=made.id, kind=kind)
    return made


def demote(member, role, *, by, because):
    """Give a role with fewer rights and say why; returns the Sanction, whose lifting gives the old one back."""
    before = member.role
    made = sanction(member, DEMOTED, by=by, because=because, is_audited=False)
    made.role_before = before
    member.change_role(role, by=by)
    return made


def lift_blocks(member, *, by):
    """Let a member in again: every sanction that keeps them out ends."""
    for made in sanctions_of(member):
        if made.kind == BLOCKED and not made.lifted_at:
            set_committed_value(made, "member", member)
            made.lift(by=by)
    member.unblock(by=by)


def sanctions_of(member):
    """Everything that was said against a member, the newest first."""
    query = select(Sanction).outerjoin(Member, Member.id == Sanction.by_id).where(Sanction.member_id == member.id)
    return list(db.session.scalars(query.options(db.contains_eager(Sanction.by)).order_by(Sanction.id.desc())))


def find_of_decision(decision):
    """The sanction that came with a decision, with its member, or None."""
    query = select(Sanction).join(Sanction.member).options(db.contains_eager(Sanction.member))
    return db.session.scalar(query.where(Sanction.decision_id == decision.id))


def end_blocks():
    """Let those in again whose time is over."""
    at = now()
    query = select(Member).where(Member.blocked_at.is_not(None), Member.blocked_until <= at)
    for member in db.session.scalars(query):
        member.unblock(by=None)
