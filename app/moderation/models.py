"""Case and Decision: what waits for a moderator, and what was done about it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.accounts.roles import MEMBER, NEW
from app.audit.models import audit
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.moderation.reports import settle_reports, unsettle_reports
from app.posts.models import Post
from app.topics.models import HELD, PUBLISHED, REMOVED, RETURNED

FIRST_POSTS, REPORTED, REWORDED = WHYS = ("first_posts", "reported", "reworded")
APPROVE, RETURN, REMOVE = ACTS = ("approve", "return", "remove")
# Where a post stands after each act.
STATES_AFTER = {APPROVE: PUBLISHED, RETURN: RETURNED, REMOVE: REMOVED}

CLAIM = timedelta(minutes=15)
UNDO = timedelta(days=30)


class NotAsItWas(Exception):
    """The decision cannot be undone any more: the text has changed its state since."""


class Case(Base):
    """A post that waits for a moderator, and why; a post has at most one open case."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_open", "closed_at", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    why: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    claimed_by: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def is_open(self):
        return self.closed_at is None

    def claim(self, *, by):
        """Say that one is looking at it, for 15 minutes. Does nothing while somebody else is."""
        if self.is_open and not self.is_claimed_by_other(by):
            self.claimed_by_id, self.claimed_at = by.id, now()

    def is_claimed_by_other(self, member):
        """Whether another moderator is looking at it right now."""
        fresh = self.claimed_at is not None and now() - self.claimed_at < CLAIM
        return fresh and self.claimed_by_id not in (None, member.id)

    def decide(self, act, *, by, because="", rule=""):
        """Approve, return or remove the post and close the case; returns the Decision.

        `because` is for the author, in the author's language; `rule` names the stored reason it came from.
        Raises ValueError for an unknown act, or for returning or removing without a reason. Needs `post`
        with its author, topic and board.
        """
        if act not in ACTS or (act != APPROVE and not because.strip()):
            raise ValueError(f"{act!r} needs to be one of {', '.join(ACTS)}, and a reason unless it is approve")
        decision = self._note_decision(act, by, because.strip(), rule)
        {APPROVE: self._approve, RETURN: self.post.return_to_author, REMOVE: self.post.remove}[act](by=by)
        if self.why == REPORTED:
            settle_reports(self.post, decision, upheld=act != APPROVE)
        self.closed_at = decision.created_at
        _audit(f"post.{act}", decision, by, before=decision.state_before, after=self.post.state)
        record(
            "decision.made",
            actor=by,
            member=self.post.author,
            topic=self.post.topic,
            post=self.post,
            decision=decision.id,
            act=act,
            before=decision.state_before,
        )
        return decision

    def _note_decision(self, act, by, because, rule):
        author = self.post.author
        decision = Decision(
            case=self,
            post=self.post,
            act=act,
            reason=because,
            rule=rule,
            state_before=self.post.state,
            earlier_state_before=self.post.earlier_state,
            approved_before=self.post.approved_at,
            role_before=author.role if author else None,
            by_id=by.id,
            created_at=now(),
        )
        set_committed_value(decision, "by", by)
        db.session.add(decision)
        db.session.flush()
        return decision

    def _approve(self, *, by):
        waited = self.post.state in (HELD, RETURNED)
        self.post.approve(by=by)
        if waited and self.post.author:
            self.post.author.count_approved_post()


class Decision(Base):
    """What a moderator did with a case, with the reason; it can be undone for 30 days."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_created", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    act: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    # The stored reason that was chosen: the only words of a reason that the public log repeats.
    rule: Mapped[str] = mapped_column(default="")
    # What undoing brings back.
    state_before: Mapped[str]
    earlier_state_before: Mapped[str | None]
    approved_before: Mapped[datetime | None]
    role_before: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    case: Mapped[Case] = relationship(lazy="raise_on_sql")
    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    undone_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[undone_by_id])

    @property
    def is_young(self):
        """Whether it is still within the 30 days in which it can be undone."""
        return now() - self.created_at < UNDO

    def undo(self, *, by):
        """Bring back exactly what was before, and open the case again; a second time changes nothing.

        Raises NotAsItWas when the post is no longer where this decision put it, or was decided on again.
        """
        if self.undone_at:
            return
        if self.post.state != STATES_AFTER[self.act] or self._is_overtaken():
            raise NotAsItWas
        self.undone_at, self.undone_by_id = now(), by.id
        self._put_post_back(by)
        unsettle_reports(self)
        self.case.closed_at = self.case.claimed_by_id = self.case.claimed_at = None
        _audit("decision.undo", self, by, before=STATES_AFTER[self.act], after=self.state_before)
        record(
            "decision.undone",
            actor=by,
            member=self.post.author,
            topic=self.post.topic,
            post=self.post,
            decision=self.id,
            act=self.act,
            before=self.state_before,
        )

    def _put_post_back(self, by):
        post = self.post
        post.put_back(self.state_before, by=by)
        post.earlier_state, post.approved_at = self.earlier_state_before, self.approved_before
        if self.act == APPROVE and self.state_before in (HELD, RETURNED) and post.author:
            post.author.approved_posts = Member.approved_posts - 1
            if self.role_before == NEW and post.author.role == MEMBER:
                post.author.change_role(NEW, by=by)

    def _is_overtaken(self):
        """Whether there is a newer word on this post: another decision, or another case that waits."""
        newer = select(Decision.id).where(
            Decision.post_id == self.post_id, Decision.id > self.id, Decision.undone_at.is_(None)
        )
        waiting = select(Case.id).where(Case.post_id == self.post_id, Case.closed_at.is_(None))
        return db.session.scalar(newer.union_all(waiting).limit(1)) is not None


def open_case(post, why):
    """Put a post into the queue; a post that waits already stays where it is. Returns the new Case or None."""
    waiting = select(Case.id).where(Case.post_id == post.id, Case.closed_at.is_(None))
    if db.session.scalar(waiting) is not None:
        return None
    case = Case(post_id=post.id, why=why)
    db.session.add(case)
    db.session.flush()
    record("case.opened", topic=post.topic, post=post, why=why)
    return case


def _audit(act, decision, by, *, before, after):
    post = decision.post
    audit(
        act,
        actor=by,
        member=post.author,
        post=post,
        reason=decision.reason or decision.rule,
        before=before,
        after=after,
    )
