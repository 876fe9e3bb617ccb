"""What is read for a question's page, the lists of what waits, and a board's promise."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.database import now
from app.extensions import db
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.questions.models import Question
from app.kinds.questions.suggestions import EditSuggestion
from app.permissions import visible_escalations, visible_suggestions, visible_topics
from app.posts.models import Post
from app.topics.models import DUPLICATE, PUBLISHED, Topic, TopicLink

PROMISE_DAYS = timedelta(days=90)
KEPT, COPY, OUTCOME = "kept", "copy", "outcome"


def asked_alike(topic, reader):
    """Questions that say something similar, best first: whoever closes one as a duplicate chooses among them."""
    from app.boards.queries import shown_boards
    from app.search.similar import find_similar

    return find_similar(topic.title, reader, boards=shown_boards(reader), kinds=("questions",), but=topic.id)


def panel(topic, reader):
    """The question that is kept, those that ask the same, the announcements about it, and edits that were suggested:
    one query, or two where there are such edits.
    """
    related = union_all(
        select(TopicLink.other_id.label("id"), literal(KEPT).label("relation")).where(
            TopicLink.topic_id == topic.id, TopicLink.kind == DUPLICATE
        ),
        select(TopicLink.topic_id, literal(COPY)).where(
            TopicLink.other_id == topic.id, TopicLink.kind == DUPLICATE
        ),
        select(AnnouncementSource.announcement_id, literal(OUTCOME)).where(
            AnnouncementSource.topic_id == topic.id
        ),
    ).subquery()
    query = (
        visible_topics(reader)
        .join(related, related.c.id == Topic.id)
        .options(joinedload(Topic.announcement), joinedload(Topic.question))
        .where(Topic.state == PUBLISHED)
        .add_columns(related.c.relation)
        .order_by(Topic.id.desc())
    )
    found = {KEPT: [], COPY: [], OUTCOME: []}
    for other, relation in db.session.execute(query):
        found[relation].append(other)
    suggestions = open_suggestions(topic, reader)
    return {"kept": found[KEPT], "copies": found[COPY], "outcomes": found[OUTCOME], "suggestions": suggestions}


def open_suggestions(topic, reader):
    """The edit suggestions below a question that wait for this reader: a query only where there are any."""
    if not topic.question.suggestion_count or not reader.is_authenticated:
        return []
    query = visible_suggestions(reader).where(EditSuggestion.decided_at.is_(None), Post.topic_id == topic.id)
    return list(db.session.scalars(query.order_by(EditSuggestion.id)))


def filters():
    """The choices above the list of questions."""
    from flask_babel import gettext as _

    names = {UNANSWERED: _("Without an answer"), UNSOLVED: _("Unsolved"), SOLVED: _("Solved")}
    return [("state", _("State"), list(names.items()))]


def list_filter(args):
    """The conditions for `?state=`; an unknown state filters nothing."""
    state = args.get("state")
    return CONDITIONS[state]() if state in CONDITIONS else ()


def _unanswered():
    return Topic.reply_count == Topic.comment_count, Topic.closed_at.is_(None)


def _unsolved():
    return (Topic.id.in_(select(Question.topic_id).where(Question.accepted_id.is_(None))),)


def _solved():
    return (Topic.id.in_(select(Question.topic_id).where(Question.accepted_id.is_not(None))),)


UNANSWERED, UNSOLVED, SOLVED = "unanswered", "unsolved", "solved"
CONDITIONS = {UNANSWERED: _unanswered, UNSOLVED: _unsolved, SOLVED: _solved}


def still_open(wanted):
    """The conditions of the page of what waits: without any answer, or answered and not solved."""
    if wanted != UNSOLVED:
        return _unanswered()
    return (*_unsolved(), Topic.reply_count > Topic.comment_count, Topic.closed_at.is_(None))


def due_page(reader, length=100):
    """What is with the team, the most urgent first."""
    return list(db.session.scalars(visible_escalations(reader).limit(length)))


@dataclass(frozen=True)
class Promise:
    """A board promises an answer within so many opening hours; so often was that kept of late."""

    hours: int
    kept: int
    of: int

    @property
    def share(self):
        return 100 * self.kept / self.of if self.of else None


def promise_of(board):
    """The Promise of a board with the count of 90 days, or None where it makes none: one statement, or none."""
    if not board.promise_hours:
        return None
    at = now()
    in_time = Question.first_answer_at <= Question.promised_at
    query = (
        select(func.coalesce(func.sum(case((in_time, 1), else_=0)), 0), func.count())
        .join(Topic, Topic.id == Question.topic_id)
        .where(Topic.board_id == board.id, Topic.state == PUBLISHED, Question.promised_at > at - PROMISE_DAYS)
        # What is still within its time is neither kept nor broken.
        .where(or_(Question.promised_at <= at, in_time))
    )
    return Promise(board.promise_hours, *db.session.execute(query).one())
