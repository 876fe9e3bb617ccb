"""Report: a member says that a post breaks a rule, and how much that counts.

It stands apart from the models of the queue because members make reports and moderators read them.
"""

import secrets
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.accounts.roles import HELPER, MEMBER, MODERATOR, NEW, TEAM
from app.database import Base, now
from app.events.models import record
from app.extensions import db

REASONS = ("spam", "insult", "private_data", "unlawful", "off_topic", "other")
REASON_NAMES = {
    "spam": _l("Advertising or spam"),
    "insult": _l("Insult or hate"),
    "private_data": _l("Somebody's private data"),
    "unlawful": _l("Against the law"),
    "off_topic": _l("In the wrong place"),
    "other": _l("Something else"),
}
# At this weight of open reports a post is hidden until a moderator has looked; where a thread is let run, at twice it.
HIDE_AT = 3
WEIGHTS = {NEW: 0.5, MEMBER: 1.0, HELPER: 2.0}
# By how much each outcome moves a reporter's weight, and how far.
UPHELD, REFUSED = 1.25, 0.75
LIGHTEST, HEAVIEST = 0.25, 2.0


class Report(Base):
    """A member says that a post breaks a rule; one report a member and post."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_once", "post_id", "reporter_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # None where it is about something else: a member, or any page of this site at `address`.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(default="", server_default="")
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    # Whoever has no account: how to reach them, and the unguessable part of their receipt's address (security L6).
    name: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(default="", server_default="")
    token: Mapped[str | None] = mapped_column(unique=True)
    weight: Mapped[float] = mapped_column(default=1.0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    # Empty when there was nothing left to decide.
    upheld: Mapped[bool | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="SET NULL"), index=True)

    reporter: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[reporter_id])
    about: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[about_id])

    def settle(self, *, upheld, by):
        """Say what came of a report that is about no text; whether it was open. Needs `about`."""
        if self.settled_at:
            return False
        self.settled_at, self.upheld = now(), upheld
        record("report.settled", actor=by, member=self.reporter, report=self.id, upheld=upheld)
        return True


def report(post, member, reason, note=""):
    """Say that a post breaks a rule; returns the Report. Enough weight hides the post until it is looked at.

    Never hidden are the team's texts and what a moderator has already approved. Needs `post.author`.
    """
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is not a reason")
    made = Report(post_id=post.id, reporter_id=member.id, reason=reason, note=note, weight=weight_of(member))
    return _keep(made, post, member)


def give_notice(post, note, *, name, email):
    """Somebody without an account says that a post is against the law; returns the Report with its token."""
    token = secrets.token_urlsafe(24)
    made = Report(
        post_id=post.id, reason="unlawful", note=note, name=name, email=email, token=token, weight=WEIGHTS[NEW]
    )
    return _keep(made, post, None)


def report_address(address, about, reason, note, *, member=None, name="", email=""):
    """Say that something else than a text breaks a rule or the law: a member's name or picture, or a page.

    Returns the Report; of one member and the same thing there is one open at a time. Strangers get a token.
    """
    known = select(Report).where(Report.address == address, Report.settled_at.is_(None), Report.post_id.is_(None))
    known = member and db.session.scalar(known.where(Report.reporter_id == member.id))
    if known:
        return known
    weight, token = (weight_of(member), None) if member else (WEIGHTS[NEW], secrets.token_urlsafe(24))
    made = Report(reporter_id=member and member.id, about_id=about and about.id, reason=reason, note=note, weight=weight)
    made.address, made.name, made.email, made.token = address, name, email, token
    db.session.add(made)
    db.session.flush()
    record("report.made", actor=member, member=about, report=made.id)
    return made


def _keep(made, post, member):
    db.session.add(made)
    db.session.flush()
    record("report.made", actor=member, topic=post.topic, post=post, report=made.id)
    if _may_be_hidden(post) and _open_weight(post) >= HIDE_AT * (1 + post.topic.runs):
        post.hide()
    return made


def weight_of(member):
    """How much this member's report counts: moderators and the team hide at once.

    Of others it grows with each report that was upheld and shrinks with each that was refused.
    """
    if member.stands_at_least(MODERATOR):
        return HIDE_AT
    upheld, refused = _outcomes_of(member)
    return min(HEAVIEST, max(LIGHTEST, WEIGHTS[member.role] * UPHELD**upheld * REFUSED**refused))


def _outcomes_of(member):
    query = select(Report.upheld, func.count()).where(Report.reporter_id == member.id, Report.upheld.is_not(None))
    counts = dict(db.session.execute(query.group_by(Report.upheld)).all())
    return counts.get(True, 0), counts.get(False, 0)


def _may_be_hidden(post):
    by_team = post.author is not None and post.author.stands_at_least(TEAM)
    return not by_team and post.approved_at is None


def _open_weight(post):
    query = select(func.sum(Report.weight)).where(Report.post_id == post.id, Report.settled_at.is_(None))
    return db.session.scalar(query) or 0


def settle_reports(post, decision=None, *, upheld=None):
    """Close the open reports of a post: upheld, refused, or (None) with nothing left to decide."""
    db.session.execute(
        update(Report)
        .where(Report.post_id == post.id, Report.settled_at.is_(None))
        .values(settled_at=now(), upheld=upheld, decision_id=decision.id if decision else None)
        .execution_options(synchronize_session=False)
    )


def unsettle_reports(decision):
    """Open the reports again that a decision had settled."""
    db.session.execute(
        update(Report)
        .where(Report.decision_id == decision.id)
        .values(settled_at=None, upheld=None, decision_id=None)
        .execution_options(synchronize_session=False)
    )


def has_reported(post_id, member):
    """Whether this member has already reported the post."""
    if not member.is_authenticated:
        return False
    query = select(Report.id).where(Report.post_id == post_id, Report.reporter_id == member.id)
    return db.session.scalar(query) is not None
