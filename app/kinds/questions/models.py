"""Question: which answer solved it, and who said so."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base, now
from app.events.models import record
from app.posts.models import Post
from app.topics.models import Topic, add_part


class Question(Base):
    """The part of a topic on a questions board."""

    __tablename__ = "questions"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    accepted_at: Mapped[datetime | None] = mapped_column(index=True)
    # An accepted answer that was taken away: it is accepted again when it comes back.
    lost_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("question", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )
    accepted: Mapped[Post | None] = relationship(lazy="raise_on_sql", foreign_keys=[accepted_id])

    @classmethod
    def open(cls, topic, form=None):
        return add_part(topic, "question", cls(topic_id=topic.id))

    @property
    def is_solved(self):
        return self.accepted_id is not None

    def accept(self, answer, *, by):
        """Say which answer solved it; saying it again changes nothing.

        Raises ValueError for a post that is not an answer to this question.
        """
        if answer.topic_id != self.topic_id or answer.is_opening or answer.parent_id:
            raise ValueError("only an answer to this question can be accepted")
        if self.accepted_id != answer.id:
            self.accepted_id, self.accepted_by_id, self.accepted_at, self.lost_id = answer.id, by.id, now(), None
            record("answer.accepted", actor=by, topic=self.topic, post=answer)

    def unaccept(self, *, by):
        """Take the acceptance back."""
        if self.accepted_id:
            self.accepted_id = self.accepted_by_id = self.accepted_at = None
            record("answer.unaccepted", actor=by, topic=self.topic)

    def lose(self, answer):
        """The accepted answer was taken away: nothing solves the question now."""
        if self.accepted_id == answer.id:
            self.accepted_id, self.lost_id = None, answer.id
            record("topic.changed", topic=self.topic)

    def regain(self, answer):
        """The answer came back; it is accepted again unless another one is by now."""
        if self.lost_id == answer.id and not self.accepted_id:
            self.accepted_id, self.lost_id = answer.id, None
            record("topic.changed", topic=self.topic)
