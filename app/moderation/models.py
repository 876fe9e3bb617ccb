"""Case and Decision: what waits for a moderator, and what was done about it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.accounts.roles import MEMBER, NEW
from app.audit.models import audit
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.moderation.reports import settle_reports, unsettle_reports
from app.moderation.rules import FIRST_POSTS
from app.moderation.sanctions import BLOCKED, find_of_decision, sanction
from app.posts.models import Post, Revision
from app.topics.models import HELD, PUBLISHED, REMOVED, RETURNED, Topic

# What waits. Other rooms will bring cases of their own kind: each has a template moderation/_of_<kind>.html.
TEXT = "text"
REPORTED, REWORDED, HELD_FOR, EDITED, SEEN = ("reported", "reworded", "held_for", "edited", "seen")
WHYS = (FIRST_POSTS, REPORTED, REWORDED, HELD_FOR, EDITED, SEEN)
APPROVE, RETURN, REMOVE = ACTS = ("approve", "return", "remove")
# How each act on a whole thread is taken back: act → function(decision, by=…); app/moderation/threads says it.
THREAD_ACTS = {}
# What is done with the same tap: trust the author from now on, publish other words, keep the author out.
TRUST, EDIT, BLOCK = ALSO = ("trust", "edit", "block")
# Where a post stands after each act.
STATES_AFTER = {APPROVE: PUBLISHED, RETURN: RETURNED, REMOVE: REMOVED}

CLAIM = timedelta(minutes=15)
UNDO = timedelta(days=30)


class NotAsItWas(Exception):
    """The decision cannot be undone any more: the text has changed its state since."""


class Case(Base):
    """A post that waits for a moderator, and why; a post has at most one open case."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_waiting", "closed_at", "harm", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=TEXT, server_default=TEXT)
    # How much harm it may do while it waits (app/moderation/harm.py): the worst comes first, then the oldest.
    harm: Mapped[int] = mapped_column(default=1, server_default="1")
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    why: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None]

    # What waits beside texts at the same moment (app/moderation/waiting.py); the query of the queue says it.
    also_waits: Mapped[int] = query_expression()

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

    def decide(self, act, *, by, because="", rule="", also="", words=None):
        """Approve, return or remove the post and close the case; returns the Decision.

        `because` is for the author, in the author's language; `rule` names the stored reason it came from. `also`
        is one of ALSO: to trust the author, to publish the (title, body) in `words` instead, to keep the author out.
        Raises ValueError for an unknown act, or for returning or removing without a reason. Needs `post`
        with its author, topic and board.
        """
        if act not in ACTS or (act != APPROVE and not because.strip()):
            raise ValueError(f"{act!r} needs to be one of {', '.join(ACTS)}, and a reason unless it is approve")
        if also and also not in ALSO:
            raise ValueError(f"{also!r} cannot be done with a decision")
        decision = self._note_decision(act, by, because.strip(), rule, also)
        if also == EDIT:
            title, body = words
            self.post.edit(body, by=by, version=self.post.version, title=title, is_audited=False)
        {APPROVE: self._approve, RETURN: self.post.return_to_author, REMOVE: self.post.remove}[act](by=by)
        if also == TRUST:
            self.post.author.trust(by=by)
        elif also == BLOCK:
            words = {"because": because, "rule": rule, "decision": decision, "is_audited": False}
            sanction(self.post.author, BLOCKED, by=by, **words)
        if self.why == REPORTED:
            settle_reports(self.post, decision, upheld=act != APPROVE)
        self.closed_at = decision.created_at
        _audit(f"post.{also}" if also else f"post.{act}", decision, by, before=decision.state_before, after=self.post.state)
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

    def _note_decision(self, act, by, because, rule, also):
        version = self.post.version if also == EDIT else None
        return note_decision(self.post, act, by=by, case=self, reason=because, rule=rule, also=also, version_before=version)

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
    # None for what was done to a whole thread: then the post is its opening.
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    # One of ACTS or, of a whole thread, of THREAD_ACTS.
    act: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    # The stored reason that was chosen: the only words of a reason that the public log repeats.
    rule: Mapped[str] = mapped_column(default="")
    # What was done with the same tap (ALSO), or nothing.
    also: Mapped[str] = mapped_column(default="", server_default="")
    # What undoing brings back.
    state_before: Mapped[str]
    earlier_state_before: Mapped[str | None]
    approved_before: Mapped[datetime | None]
    role_before: Mapped[str | None]
    trusted_before: Mapped[datetime | None]
    # The version that stood before a moderator published other words.
    version_before: Mapped[int | None]
    # Of a thread: plain facts from before and after, the thread that was made or kept, and the merge.
    before: Mapped[dict | None] = mapped_column(db.JSON(none_as_null=True))
    after: Mapped[dict | None] = mapped_column(db.JSON(none_as_null=True))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("merges.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")
    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    other: Mapped[Topic | None] = relationship(lazy="raise_on_sql")
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
        if self.act in THREAD_ACTS:
            THREAD_ACTS[self.act](self, by=by)
        else:
            self._undo_on_text(by)
        self.undone_at, self.undone_by_id = now(), by.id
        _audit("decision.undo", self, by, before=STATES_AFTER.get(self.act, self.act), after=self.state_before)
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

    def _undo_on_text(self, by):
        if self.post.state != STATES_AFTER[self.act] or self._is_overtaken():
            raise NotAsItWas
        self._put_post_back(by)
        unsettle_reports(self)
        self.case.closed_at = self.case.claimed_by_id = self.case.claimed_at = None

    def _put_post_back(self, by):
        post = self.post
        post.put_back(self.state_before, by=by)
        post.earlier_state, post.approved_at = self.earlier_state_before, self.approved_before
        if self.version_before:
            self._put_words_back(by)
        if post.author:
            self._put_author_back(post.author, by)

    def _put_words_back(self, by):
        """What the author had written, unless somebody has changed the words again since."""
        old = db.session.scalar(
            select(Revision).where(Revision.post_id == self.post_id, Revision.number == self.version_before)
        )
        if old is not None and self.post.version == self.version_before + 1:
            self.post.edit(old.body, by=by, version=self.post.version, title=old.title, is_audited=False)
            self.post.edited_for_author = False

    def _put_author_back(self, author, by):
        if self.act == APPROVE and self.state_before in (HELD, RETURNED):
            author.approved_posts = Member.approved_posts - 1
        if self.act == APPROVE and self.role_before == NEW and author.role == MEMBER:
            author.change_role(NEW, by=by)
        if self.also == TRUST:
            author.trusted_at = self.trusted_before
        elif self.also == BLOCK:
            made = find_of_decision(self)
            if made:
                made.lift(by=by)

    def _is_overtaken(self):
        """Whether there is a newer word on this post: another decision, or another case that waits."""
        newer = select(Decision.id).where(
            Decision.post_id == self.post_id, Decision.id > self.id, Decision.undone_at.is_(None), Decision.act.in_(ACTS)
        )
        waiting = select(Case.id).where(Case.post_id == self.post_id, Case.closed_at.is_(None))
        return db.session.scalar(newer.union_all(waiting).limit(1)) is not None


def note_decision(post, act, *, by, **facts):
    """Write down a decision and what undoing it brings back; returns it. Needs `post.author`."""
    author = post.author
    decision = Decision(
        post=post,
        act=act,
        state_before=post.state,
        earlier_state_before=post.earlier_state,
        approved_before=post.approved_at,
        role_before=author.role if author else None,
        trusted_before=author.trusted_at if author else None,
        by_id=by.id,
        created_at=now(),
        **facts,
    )
    set_committed_value(decision, "by", by)
    db.session.add(decision)
    db.session.flush()
    return decision


def open_case(post, why, harm=1, kind=TEXT):
    """Put a post into the queue; one that waits already moves up when it has become worse. The new Case or None."""
    waiting = db.session.scalar(select(Case).where(Case.post_id == post.id, Case.closed_at.is_(None)))
    if waiting is not None:
        waiting.harm = max(waiting.harm, harm)
        return None
    case = Case(post_id=post.id, why=why, harm=harm, kind=kind)
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
