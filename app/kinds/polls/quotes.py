"""PollQuote: a short text that the team shows to all, without a name. Written down apart from the ballots."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.events.models import record
from app.extensions import db
from app.kinds.polls.asking import PollQuestion


class PollQuote(Base):
    """The words of a text. Which ballot they came with is not kept."""

    __tablename__ = "poll_quotes"
    __table_args__ = (UniqueConstraint("question_id", "text", name="uq_poll_quotes_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_questions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)


def set_quotes(topic, question, offered, wanted, *, by):
    """Of the texts that were offered show exactly these; other quotes of the question stay. Twice changes nothing."""
    shown = set(db.session.scalars(select(PollQuote.text).where(PollQuote.question_id == question.id)))
    wanted = set(wanted) & set(offered)
    if gone := (shown & set(offered)) - wanted:
        mine = PollQuote.question_id == question.id, PollQuote.text.in_(gone)
        db.session.execute(delete(PollQuote).where(*mine).execution_options(synchronize_session=False))
    new = wanted - shown
    db.session.add_all(PollQuote(question_id=question.id, text=text) for text in sorted(new))
    if gone or new:
        record("topic.changed", actor=by, topic=topic)


def quotes_in(poll):
    """What the team shows of a poll's short texts: question's id → texts. One query."""
    query = select(PollQuote.question_id, PollQuote.text).join(PollQuestion).where(PollQuestion.poll_id == poll.topic_id)
    found = {}
    for question_id, text in db.session.execute(query.order_by(PollQuote.id)):
        found.setdefault(question_id, []).append(text)
    return found
