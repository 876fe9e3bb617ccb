"""Escalation: an unsolved question that has waited long enough is the team's, with an owner and a clock.

It stands apart from the question because only the team looks at it; the question itself knows just "with the team".
"""

from datetime import datetime

from sqlalchemy import ForeignKey, and_, exists, func, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from app.accounts.models import Member
from app.accounts.roles import OWNER, TEAM
from app.boards.models import Board
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.hours import hours_of
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.site import current_site
from app.topics.models import DUPLICATE, PUBLISHED, Topic, TopicLink

STAFF = (TEAM, OWNER)
# A working day, in opening hours: so long has the team once a question is theirs.
TEAM_HOURS = 8
AT_ONCE = 50


class Escalation(Base):
    """That a question is with the team: whose it is, until when, and when it was dealt with."""

    __tablename__ = "escalations"

    topic_id: Mapped[int] = mapped_column(ForeignKey("questions.topic_id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    # The team has answered, an answer was accepted, or the asker has asked anew.
    done_at: Mapped[datetime | None] = mapped_column(index=True)

    question: Mapped[Question] = relationship(lazy="raise_on_sql")
    owner: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def is_late(self):
        return self.done_at is None and now() > self.due_at

    def hand_to(self, member, *, by):
        """Somebody else of the team looks after it; a second time changes nothing. Needs the question's topic."""
        if self.owner_id != member.id:
            self.owner_id = member.id
            record("question.handed", actor=by, member=member, topic=self.question.topic)


def escalate_due():
    """Give the team every question that has waited for the opening hours of its board."""
    site = current_site()
    if site is None:
        return
    hours, at = hours_of(site), now()
    boards = select(Board).where(Board.kind == "questions", Board.escalate_hours > 0, Board.archived_at.is_(None))
    for board in db.session.scalars(boards).all():
        due = _unsolved_since(board, hours.before(at, board.escalate_hours))
        for question in db.session.scalars(due).all():
            _escalate(question, at, hours.after(at, TEAM_HOURS))


def _escalate(question, at, due_at):
    owner = _least_busy()
    question.with_team_at = at
    db.session.merge(
        Escalation(topic_id=question.topic_id, owner_id=owner and owner.id, opened_at=at, due_at=due_at, done_at=None)
    )
    db.session.flush()
    record("question.escalated", member=owner, topic=question.topic)


def _unsolved_since(board, moment):
    """Open questions of this board that wait since before this moment, and that no team member has answered since."""
    asker, staff = Member.role.in_(STAFF), select(Member.id).where(Member.role.in_(STAFF))
    answered = exists().where(
        Post.topic_id == Topic.id, Post.author_id.in_(staff), ~Post.is_opening, Post.state == PUBLISHED,
        Post.created_at >= Question.open_since,
    )  # fmt: skip
    return (
        select(Question)
        .join(Question.topic)
        .outerjoin(Member, and_(Member.id == Topic.author_id, asker))
        .options(contains_eager(Question.topic))
        .where(Topic.board_id == board.id, Topic.state == PUBLISHED, Topic.closed_at.is_(None))
        .where(Question.accepted_id.is_(None), Question.open_since <= moment, Question.with_team_at.is_(None))
        # What the team asks itself is for the members, and what it has answered once is not taken up again.
        .where(Member.id.is_(None), ~answered, ~_was_escalated_since())
        .order_by(Question.open_since)
        .limit(AT_ONCE)
    )


def _was_escalated_since():
    return exists().where(Escalation.topic_id == Question.topic_id, Escalation.opened_at >= Question.open_since)


def _least_busy():
    """Who of the team has the fewest open questions; the owner of the community only where there is nobody else."""
    load = select(func.count()).where(Escalation.owner_id == Member.id, Escalation.done_at.is_(None)).scalar_subquery()
    here = Member.role.in_(STAFF), Member.left_at.is_(None), Member.blocked_at.is_(None)
    query = select(Member).where(*here).order_by(Member.role == OWNER, load, Member.id)
    return db.session.scalar(query.limit(1))


def settle_escalations(topic_ids):
    """The clock stops where the team has answered, an answer was accepted, the question was asked anew or was asked
    before: by how it is now, so that twice is once.
    """
    if not topic_ids:
        return
    answered = exists().where(
        Post.topic_id == Escalation.topic_id, Post.author_id.in_(select(Member.id).where(Member.role.in_(STAFF))),
        ~Post.is_opening, Post.state == PUBLISHED, Post.created_at >= Escalation.opened_at,
    )  # fmt: skip
    solved = exists().where(Question.topic_id == Escalation.topic_id, Question.accepted_id.is_not(None))
    anew = exists().where(Question.topic_id == Escalation.topic_id, Question.reopened_at > Escalation.opened_at)
    done = update(Escalation).where(Escalation.topic_id.in_(topic_ids), Escalation.done_at.is_(None))
    asked_before = exists().where(TopicLink.topic_id == Escalation.topic_id, TopicLink.kind == DUPLICATE)
    done = done.where(answered | solved | anew | asked_before).values(done_at=now()).returning(Escalation.topic_id)
    ids = list(db.session.scalars(done.execution_options(synchronize_session=False)))
    if ids:
        stopped = update(Question).where(Question.topic_id.in_(ids)).values(with_team_at=None)
        db.session.execute(stopped.execution_options(synchronize_session=False))
        for topic in db.session.scalars(select(Topic).where(Topic.id.in_(ids))):
            # Cards and pages that are kept say "with the team".
            record("topic.changed", topic=topic)
