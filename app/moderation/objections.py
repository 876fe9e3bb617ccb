"""Objection: a member does not agree with what was decided about them, and somebody else looks again."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, aliased, contains_eager, mapped_column, relationship

from app.accounts.models import Member
from app.accounts.roles import MODERATOR, OWNER, TEAM
from app.audit.models import audit
from app.boards.models import Board
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.moderation.models import APPROVE, Case, Decision
from app.moderation.sanctions import Sanction
from app.posts.models import Post
from app.topics.models import Topic

# How long one may object (security L8), and within how long it is answered.
OPEN_FOR = timedelta(days=184)
ANSWERED_WITHIN = timedelta(days=7)


class Objection(Base):
    """What a member says against a decision or a sanction, and what came of it. One for each of them."""

    __tablename__ = "objections"
    __table_args__ = (
        Index("ix_objections_decision", "decision_id", unique=True),
        Index("ix_objections_sanction", "sanction_id", unique=True),
        Index("ix_objections_open", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"))
    sanction_id: Mapped[int | None] = mapped_column(ForeignKey("sanctions.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship(lazy="raise_on_sql", foreign_keys=[member_id])
    decision: Mapped[Decision | None] = relationship(lazy="raise_on_sql")
    sanction: Mapped[Sanction | None] = relationship(lazy="raise_on_sql")

    @property
    def about(self):
        """The decision or sanction that it is about."""
        return self.decision or self.sanction

    @property
    def judge_id(self):
        """Who decided before, and so does not decide again where there is somebody else."""
        return self.about.by_id if there_is_another(self.about.by_id, self.member_id) else None

    @property
    def due_at(self):
        return self.created_at + ANSWERED_WITHIN

    def settle(self, *, upheld, by, answer):
        """Answer it. Upheld, the text is public again, or the sanction ends. Needs what it is about, whole.

        Raises NotAsItWas when the text was decided on again since.
        """
        if self.settled_at:
            return
        if upheld:
            self._give_back(by)
        self.settled_at, self.settled_by_id = now(), by.id
        self.upheld, self.answer = upheld, answer
        post = self.decision.post if self.decision else None
        audit(
            "objection.upheld" if upheld else "objection.refused", actor=by, member=self.member, post=post, reason=answer
        )
        record("objection.settled", actor=by, member=self.member, objection=self.id, upheld=upheld)

    def _give_back(self, by):
        if self.sanction:
            self.sanction.lift(by=by)
        elif not self.decision.undone_at:
            self.decision.undo(by=by)
            if self.decision.case:
                self.decision.case.decide(APPROVE, by=by)


def object_to(about, member, words):
    """Say that one does not agree; a second time changes nothing. Returns the Objection."""
    known = find_objection_to(about)
    if known:
        return known
    key = {"decision_id": about.id} if isinstance(about, Decision) else {"sanction_id": about.id}
    made = Objection(member_id=member.id, words=words, **key)
    db.session.add(made)
    db.session.flush()
    post = about.post if isinstance(about, Decision) else None
    audit("objection.made", actor=member, member=member, post=post)
    record("objection.made", actor=member, member=member, objection=made.id)
    return made


def may_object(about):
    """Whether it is not too late."""
    return now() - about.created_at < OPEN_FOR


def find_objection_to(about):
    """The objection to this decision or sanction, or None."""
    column = Objection.decision_id if isinstance(about, Decision) else Objection.sanction_id
    return db.session.scalar(select(Objection).where(column == about.id))


def there_is_another(judge_id, member_id):
    """Whether somebody else could decide: another moderator, or somebody of the team."""
    query = select(Member.id).where(
        Member.role.in_((MODERATOR, TEAM, OWNER)), Member.blocked_at.is_(None), Member.left_at.is_(None)
    )
    return db.session.scalar(query.where(Member.id.not_in((judge_id or 0, member_id))).limit(1)) is not None


def objections():
    """Every objection with who objects and all that it is about: a select."""
    author, sanctioned = aliased(Member), aliased(Member)
    decision = contains_eager(Objection.decision)
    post = decision.contains_eager(Decision.post)
    return (
        select(Objection)
        .join(Objection.member)
        .outerjoin(Objection.decision)
        .outerjoin(Case, Case.id == Decision.case_id)
        .outerjoin(Post, Post.id == Decision.post_id)
        .outerjoin(Topic, Topic.id == Post.topic_id)
        .outerjoin(Board, Board.id == Topic.board_id)
        .outerjoin(author, author.id == Post.author_id)
        .outerjoin(Objection.sanction)
        .outerjoin(sanctioned, sanctioned.id == Sanction.member_id)
        .options(
            contains_eager(Objection.member),
            decision.contains_eager(Decision.case),
            post.contains_eager(Post.topic).contains_eager(Topic.board),
            post.contains_eager(Post.author.of_type(author)),
            contains_eager(Objection.sanction).contains_eager(Sanction.member.of_type(sanctioned)),
        )
    )


