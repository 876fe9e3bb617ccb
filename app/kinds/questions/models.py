"""Question: which answer solved it, who said so, and which questions ask the same."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, delete, func, select, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.follows.models import TopicFollow
from app.hours import hours_of
from app.posts.models import Post
from app.site import current_site
from app.topics.models import DUPLICATE, Topic, TopicLink, add_part, link_topics

# For so long after an answer was accepted its asker can say that it is still not solved.
DOUBT = timedelta(days=14)
UNSOLVED = "accepted_id IS NULL"


class Question(Base):
    """The part of a topic on a questions board."""

    __tablename__ = "questions"
    # Those that still wait for a solution: few of all.
    __table_args__ = (
        Index("ix_questions_unsolved", "topic_id", sqlite_where=text(UNSOLVED), postgresql_where=text(UNSOLVED)),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    accepted_at: Mapped[datetime | None] = mapped_column(index=True)
    # An accepted answer that was taken away: it is accepted again when it comes back.
    lost_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    # Since when it waits for a solution; empty where no clock runs, as for what an import has brought.
    open_since: Mapped[datetime | None]
    # When somebody else first answered, and until when the board has promised that.
    first_answer_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None] = mapped_column(index=True)
    # How often its asker was reminded to accept: twice at most.
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    reminded_at: Mapped[datetime | None]
    # Since when it is with the team; empty when it is not, or not any more (see escalation.py).
    with_team_at: Mapped[datetime | None]
    # When the asker last said that it is still not solved.
    reopened_at: Mapped[datetime | None]
    # How many questions were closed because they ask the same.
    duplicate_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many edit suggestions wait below it, so that pages of all others need not ask.
    suggestion_count: Mapped[int] = mapped_column(default=0, server_default="0")

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("question", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )
    accepted: Mapped[Post | None] = relationship(lazy="raise_on_sql", foreign_keys=[accepted_id])

    @classmethod
    def open(cls, topic, form=None):
        question = cls(topic_id=topic.id, duplicate_count=0, suggestion_count=0, reminders=0)
        add_part(topic, "question", question)
        if topic.is_published:
            question.begin_clock(topic.created_at)
        return question

    def begin_clock(self, at):
        """Everybody sees it from now on: it waits for a solution. Needs the topic with its board; not for imports."""
        if self.topic.origin is None:
            self.open_since = at
            if self.topic.board.promise_hours:
                self.promised_at = hours_of(current_site()).after(at, self.topic.board.promise_hours)

    @property
    def is_with_team(self):
        return self.with_team_at is not None and not self.is_solved

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
            self.with_team_at = None
            record("answer.accepted", actor=by, topic=self.topic, post=answer)

    def unaccept(self, *, by):
        """Take the acceptance back."""
        if self.accepted_id:
            self.accepted_id = self.accepted_by_id = self.accepted_at = None
            record("answer.unaccepted", actor=by, topic=self.topic)

    @property
    def can_be_doubted(self):
        """Whether an answer was accepted, and not long ago."""
        return self.is_solved and self.accepted_at is not None and now() - self.accepted_at <= DOUBT

    def doubt(self, *, by):
        """The asker says that it is still not solved: it is open again; a second time changes nothing."""
        if not self.accepted_id:
            return
        doubted, accepted_by = self.accepted_id, self.accepted_by_id
        self.accepted_id = self.accepted_by_id = self.accepted_at = self.lost_id = None
        self.reopened_at = self.open_since = now()
        record("question.reopened", actor=by, topic=self.topic, answer=doubted, accepted_by=accepted_by)
        self.topic.reopen(by=by)

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


def close_as_duplicate(topic, kept, *, by):
    """Point a question at the one that is kept, and close it; who asked hears what is answered there.

    A second time changes nothing. Needs both parts loaded. Raises ValueError for a question and itself.
    """
    if link_topics(topic, kept, DUPLICATE, by=by):
        kept.question.duplicate_count = Question.duplicate_count + 1
        follow = (kept.id, topic.author_id)
        if topic.author_id and db.session.get(TopicFollow, follow) is None:
            db.session.add(TopicFollow(topic_id=kept.id, member_id=topic.author_id))
    topic.close(by=by)


def separate(topic, *, by):
    """Take back that a question asks the same as another: it stands for itself and is open again."""
    links = select(TopicLink.other_id).where(TopicLink.topic_id == topic.id, TopicLink.kind == DUPLICATE)
    kept_ids = list(db.session.scalars(links))
    if not kept_ids:
        return
    db.session.execute(delete(TopicLink).where(TopicLink.topic_id == topic.id, TopicLink.kind == DUPLICATE))
    count_duplicates(Question.topic_id.in_(kept_ids))
    if topic.question.open_since:
        topic.question.open_since = now()
    record("question.separated", actor=by, topic=topic, kept=kept_ids)
    topic.reopen(by=by)


def count_duplicates(*where):
    """Bring the number of questions that ask the same to the truth."""
    counted = db.update(Question).where(*where).values(duplicate_count=number_of_duplicates())
    db.session.execute(counted.execution_options(synchronize_session=False))


def number_of_duplicates():
    """How many topics point at a question as its duplicates, as a part of a statement."""
    query = select(func.count()).where(TopicLink.other_id == Question.topic_id, TopicLink.kind == DUPLICATE)
    return query.correlate(Question).scalar_subquery()


def kept_id_of_duplicate(topic_id):
    """Which question stands for this one, when it was closed as a duplicate; else None."""
    query = select(TopicLink.other_id).where(TopicLink.topic_id == topic_id, TopicLink.kind == DUPLICATE)
    return db.session.scalar(query.order_by(TopicLink.id.desc()).limit(1))
