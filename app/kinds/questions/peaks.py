"""Peak: many ask the same at once. It is found by the clock and proposes one thread, which a moderator pins.

It stands apart from the question because it looks at all of a board's, with the likeness that search measures.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.roles import TEAM
from app.boards.models import Board
from app.database import Base, now, reading
from app.events.models import record
from app.extensions import db
from app.permissions import Somebody, visible_topics
from app.topics.models import PUBLISHED, Topic

DAY, LASTS, MEMORY_DAYS = timedelta(days=1), timedelta(days=3), 28
# So many alike in a day, and so many times what is usual, make a peak.
FEWEST, TIMES = 4, 3
# The share of the shorter title's words that both must have: two of three, but not one of two.
ALIKE = 0.6
MOST_LOOKED_AT, MOST_ALIKE = 40, 60


class Peak(Base):
    """That the same was asked so often in a day; `topic` is the thread that is proposed for all of them."""

    __tablename__ = "peaks"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    # The numbers of the questions that are alike, the proposed one among them.
    alike: Mapped[list] = mapped_column(db.JSON, default=list)
    found_at: Mapped[datetime] = mapped_column(default=now, index=True)
    # A moderator has said that it is none.
    dismissed_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")

    def dismiss(self, *, by):
        """It is none, or over: nobody is shown it any more."""
        if not self.dismissed_at:
            self.dismissed_at = now()
            record("question.calmed", actor=by, topic=self.topic)


def find_peaks():
    """Look at the questions of the last day on every board; what is found is told to the team. Reads without a turn
    at the write gate, for it asks the index again and again.
    """
    with reading():
        found = [peak for board in _lively_boards() for peak in _peaks_on(board)]
        db.session.expunge_all()
        db.session.rollback()
    for board_id, topic_id, alike in found:
        db.session.add(Peak(board_id=board_id, topic_id=topic_id, alike=alike))
        record("question.peaked", topic=db.session.get(Topic, topic_id), number=len(alike))


def _lively_boards():
    """Boards of questions with enough new ones to look closer."""
    lively = select(Topic.board_id).where(Topic.created_at > now() - DAY, Topic.state == PUBLISHED)
    lively = lively.group_by(Topic.board_id).having(func.count() >= FEWEST)
    return list(db.session.scalars(select(Board).where(Board.kind == "questions", Board.id.in_(lively))))


def _peaks_on(board):
    since = now() - DAY
    recent = select(Topic).where(Topic.board_id == board.id, Topic.created_at > since, Topic.state == PUBLISHED)
    seen = {id for alike in db.session.scalars(_known(board)) for id in alike}
    for topic in db.session.scalars(recent.order_by(Topic.id).limit(MOST_LOOKED_AT)).all():
        if topic.id in seen:
            continue
        alike = _alike(topic, board)
        today = [topic, *(each for each in alike if each.created_at > since)]
        usual = _usual(alike, since)
        if len(today) >= FEWEST and len(today) >= TIMES * usual and not seen & {each.id for each in today}:
            seen |= {each.id for each in today}
            yield board.id, _best_of(today).id, [each.id for each in today]


def _known(board):
    return select(Peak.alike).where(Peak.board_id == board.id, Peak.found_at > now() - LASTS)


def _alike(topic, board):
    from app.search.similar import find_similar

    found = find_similar(
        topic.title, Somebody(TEAM), boards=[board], kinds=("questions",), but=topic.id, limit=MOST_ALIKE
    )
    return [other for other in found if are_alike(topic.title, other.title)]


def are_alike(title, other):
    """Whether two titles say much of the same: most of the shorter one's words, by their stems."""
    from app.search.analysis import query_terms

    ours, theirs = query_terms(title), query_terms(other)
    shorter, longer = sorted((ours, theirs), key=len)
    known = {stem for group in longer for stem in group}
    shared = sum(not known.isdisjoint(group) for group in shorter)
    return bool(shorter) and shared >= ALIKE * len(shorter)


def _usual(alike, since):
    """How many of these came on a usual day of the four weeks before."""
    before = since - timedelta(days=MEMORY_DAYS)
    return sum(before < each.created_at <= since for each in alike) / MEMORY_DAYS


def _best_of(topics):
    """The thread for all of them: one that is answered, else the first."""
    return max(topics, key=lambda topic: (topic.reply_count - topic.comment_count, -topic.id))


def proposed_peaks(reader):
    """What nobody has pinned or dismissed yet, with its thread, newest first."""
    return _peaks(reader, Topic.pinned_at.is_(None))


def pinned_peaks(reader, boards):
    """The threads that new askers on these boards see first, each with its board and author."""
    if not boards:
        return []
    found = _peaks(reader, Topic.pinned_at.is_not(None), Peak.board_id.in_([board.id for board in boards]))
    return list({peak.topic_id: peak.topic for peak in found}.values())


def _peaks(reader, *where):
    query = (
        visible_topics(reader)
        .join(Peak, Peak.topic_id == Topic.id)
        .add_columns(Peak)
        .where(Topic.state == PUBLISHED, Peak.dismissed_at.is_(None), Peak.found_at > now() - LASTS, *where)
        .order_by(Peak.id.desc())
    )
    return [_with_topic(peak, topic) for topic, peak in db.session.execute(query.limit(5))]


def _with_topic(peak, topic):
    set_committed_value(peak, "topic", topic)
    return peak
