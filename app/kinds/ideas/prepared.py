"""PreparedAnswer and IdeaCare: what the team keeps about ideas among itself, until it is said.

Tables of their own beside the idea, so that no page of members can show them by mistake.
"""

from datetime import UTC, date, datetime, time

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.kinds.ideas.models import Idea, status_name
from app.permissions import can_answer
from app.topics.models import PUBLISHED, Topic


class PreparedAnswer(Base):
    """A status with its reason that is written but not said yet. Publishing removes it: then it is a move."""

    __tablename__ = "prepared_answers"

    topic_id: Mapped[int] = mapped_column(ForeignKey("ideas.topic_id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    # When it is published by itself, together with all others of that moment.
    publish_at: Mapped[datetime | None] = mapped_column(index=True)

    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def status_name(self):
        return status_name(self.status)

    def publish(self, *, by=None):
        """Say it, in the name of whoever wrote it; in that of `by`, who publishes it, where they are on the team no more.

        Needs `idea` with its topic, and `by`.
        """
        writer = self.by if self.by and can_answer(self.by) else by
        self.idea.move_to(
            self.status, by=writer, because=self.reason, what_would_change=self.what_would_change
        )
        db.session.delete(self)


class IdeaCare(Base):
    """Who of the team looks after an idea, and until when."""

    __tablename__ = "idea_care"

    topic_id: Mapped[int] = mapped_column(ForeignKey("ideas.topic_id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    due_on: Mapped[date | None] = mapped_column(index=True)

    @property
    def due_at(self):
        """Noon of the day, for it is the same day everywhere then."""
        return self.due_on and datetime.combine(self.due_on, time(12), UTC)


def prepare_answer(idea, status, *, by, because, what_would_change):
    """Keep an answer for later, in place of an earlier one for the same idea."""
    # Locked, so that one that is published at this moment is not changed any more but written anew.
    known = db.session.get(PreparedAnswer, idea.topic_id, with_for_update=True)
    answer = known or PreparedAnswer(topic_id=idea.topic_id)
    answer.status, answer.reason, answer.what_would_change = status, because, what_would_change
    answer.by_id, answer.created_at = by.id, now()
    db.session.add(answer)
    return answer


def forget_prepared(topic_id):
    """What was prepared is out of date once another answer is given."""
    db.session.execute(delete(PreparedAnswer).where(PreparedAnswer.topic_id == topic_id))


def publish_due_answers():
    """Say everything whose moment has come; each once, for saying it takes it away.

    What somebody prepared who is not on the team any more waits for the team instead.
    """
    due = published_together(select(PreparedAnswer)).where(PreparedAnswer.publish_at <= now())
    for answer in db.session.scalars(due.with_for_update(of=PreparedAnswer)).all():
        if answer.by and can_answer(answer.by):
            answer.publish()
        else:
            answer.publish_at = None


def published_together(query):
    """The prepared answers with all that publishing them needs, for ideas that everybody of their board sees."""
    idea = contains_eager(PreparedAnswer.idea)
    return (
        query.join(PreparedAnswer.idea)
        .join(Idea.topic)
        .join(Topic.board)
        .outerjoin(Member, Member.id == PreparedAnswer.by_id)
        .options(idea.contains_eager(Idea.topic).contains_eager(Topic.board), contains_eager(PreparedAnswer.by))
        .where(Topic.state == PUBLISHED)
        .order_by(PreparedAnswer.publish_at, PreparedAnswer.topic_id)
    )


def care_for(topic_id, owner_id, due_on):
    """Say who looks after an idea and until when; both empty: nobody in particular."""
    care = db.session.get(IdeaCare, topic_id) or IdeaCare(topic_id=topic_id)
    care.owner_id, care.due_on = owner_id, due_on
    db.session.add(care)
