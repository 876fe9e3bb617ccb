"""What the start page answers: what is new for a member, and what a visitor should know of the place.

Every section is a few short lines; all of them come in one statement, each from an index and with a limit, so
that a large community's page costs no more than a small one's.
"""

from collections import namedtuple
from datetime import timedelta

from flask import g
from sqlalchemy import Integer, and_, bindparam, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.database import UTCDateTime, at_most, now
from app.extensions import db
from app.kinds.announcements.models import NEWS, OUTCOME_NAMES, Announcement, AnnouncementSource
from app.kinds.ideas.models import FINAL, NEW, Idea, status_name
from app.kinds.polls.asking import PollQuestion
from app.kinds.polls.audience import asks
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import Participation
from app.kinds.questions.models import Question
from app.notifications.models import Notice
from app.notifications.queries import visible_notices
from app.permissions import kept_for_each_role
from app.posts.hidden_authors import is_by
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

# A section shows so many lines; one more is asked for, to know whether there are more.
LINES, OUTCOMES, NOTICES = 5, 3, 3
POLLS, ANSWERS, IDEAS, QUESTIONS, UNSOLVED = "polls", "answers", "ideas", "questions", "unsolved"
LISTENED, POPULAR, SOLVED = "listened", "popular", "solved"
RECENT, FRESH, PATIENCE = timedelta(days=30), timedelta(days=7), timedelta(hours=24)
# Whoever was away for longer is not shown everything that they missed.
LONGEST_AWAY = timedelta(days=60)
SINCE, MONTH, YESTERDAY, NOW = (bindparam(name, type_=UTCDateTime()) for name in ("since", "month", "yesterday", "now"))
NOTHING = literal("").label("detail")

Row = namedtuple("Row", "section topic_id board_id title slug language at detail number")


class Line(Row):
    """One line of a section: a topic, when it happened, and a small fact."""

    @property
    def url(self):
        return f"/{self.kind}/{self.topic_id}-{self.slug}"

    @property
    def detail_name(self):
        """The status or outcome in words."""
        return status_name(self.detail) if self.kind == "ideas" else OUTCOME_NAMES[self.detail]


class Section(list):
    """The lines of one section; `more` says whether there are others."""

    more = False


def news_for(reader, boards):
    """What waits for this member on these boards (the visible ones), section → lines: one statement."""
    return _sections(member_lines, reader, boards)


def about_the_place(visitor, boards):
    """What became of what was said here, and what others found, section → lines: one statement."""
    return _sections(visitor_lines, visitor, boards)


def unread_notices(reader):
    """The newest unread lines of the inbox: one statement, and none when the bell shows no number."""
    if not reader.unread_notices:
        return []
    unread = visible_notices(reader).where(Notice.read_at.is_(None))
    return list(db.session.scalars(unread.order_by(Notice.last_event_id.desc(), Notice.id.desc()).limit(at_most(NOTICES))))


def _sections(lines, reader, boards):
    board_of = {board.id: board for board in boards}
    held = {}
    for board in boards:
        held.setdefault(board.kind, []).append(board.id)
    query = lines(reader, tuple(sorted(held)))
    rows = db.session.execute(query, held | _moments()) if query is not None else ()
    found = {}
    for row in rows:
        line = Line(*row)
        line.kind = board_of[line.board_id].kind
        found.setdefault(line.section, Section()).append(line)
    return {name: _in_order(name, section) for name, section in found.items()}


def _in_order(name, section):
    if name == POLLS:
        section.sort(key=lambda line: line.at)
    elif name == POPULAR:
        section.sort(key=lambda line: -line.number)
    elif name == QUESTIONS:
        # Who has waited for a day comes first; then the youngest.
        waited = now() - PATIENCE
        section.sort(key=lambda line: (line.at > waited, -line.at.timestamp()))
    else:
        section.sort(key=lambda line: line.at, reverse=True)
    length = OUTCOMES if name == LISTENED else LINES
    section.more = len(section) > length
    del section[length:]
    return section


def _moments():
    at = now()
    return {"now": at, "month": at - RECENT, "yesterday": at - PATIENCE, "since": _last_visit(at)}


def _last_visit(at):
    """When this member was here before, but at least a week ago, so that one visit's pages agree."""
    seen = g.sign_in.seen_at if g.get("sign_in") else at
    return max(min(seen, at - FRESH), at - LONGEST_AWAY)


@kept_for_each_role
def member_lines(reader, kinds):
    """The statement of a member's sections, for boards of these kinds; None when there is nothing to ask."""
    branches = []
    if "polls" in kinds:
        branches.append(_waiting_polls(reader))
    if "ideas" in kinds:
        branches += [_moved_ideas(reader), _new_ideas(reader)]
    if "announcements" in kinds:
        branches.append(_outcomes_for(reader))
    if "questions" in kinds:
        branches += [_answered_questions(reader), _open_questions(reader, Topic.created_at <= YESTERDAY)]
        branches.append(_open_questions(reader, Topic.created_at > YESTERDAY))
        branches.append(_unsolved_questions(reader))
    return union_all(*branches) if branches else None


@kept_for_each_role
def visitor_lines(visitor, kinds):
    """The statement of a visitor's sections, for boards of these kinds; None when there is nothing to ask."""
    branches = []
    if "announcements" in kinds:
        branches.append(_latest_outcomes())
    if "ideas" in kinds:
        branches.append(_popular_ideas())
    if "questions" in kinds:
        branches.append(_solved_questions())
    return union_all(*branches) if branches else None


def _lines(
    section, kind, *, at, detail=NOTHING, number=literal(0), where, order, join=(), length=LINES, board=Topic.board_id
):
    """One section's select: published topics on the reader's boards of a kind, a few of them, in their order."""
    board_ids = bindparam(kind, expanding=True, type_=Integer)
    query = select(
        literal(section).label("section"),
        Topic.id,
        Topic.board_id,
        Topic.title,
        Topic.slug,
        Topic.language,
        at.label("at"),
        detail.label("detail"),
        number.label("number"),
    )
    for model in join:
        query = query.join(model, model.topic_id == Topic.id)
    query = query.where(board.in_(board_ids), Topic.state == PUBLISHED, *where)
    # A member of a UNION may have an order and a limit only inside a subquery.
    return select(query.order_by(*order).limit(at_most(length + 1)).subquery())


def _waiting_polls(reader):
    has_voted = exists().where(Participation.poll_id == Topic.id, Participation.member_id == reader.id)
    is_asked = exists().where(PollQuestion.poll_id == Topic.id)
    is_open = and_(Topic.closed_at.is_(None), Poll.closed_at.is_(None), Poll.closes_at > NOW)
    return _lines(
        POLLS, "polls", at=Poll.closes_at, join=[Poll], where=[is_open, is_asked, asks(Poll, reader), ~has_voted], order=[Poll.closes_at]
    )


def _moved_ideas(reader):
    mine = and_(is_by(Topic, reader), Idea.moved_at > MONTH, Idea.status != NEW)
    return _lines(
        ANSWERS, "ideas", at=Idea.moved_at, detail=Idea.status, join=[Idea], where=[mine], order=[Idea.moved_at.desc()]
    )


def _outcomes_for(reader):
    """Announcements that answer something of the reader's."""
    asked = aliased(Topic)
    mine = (
        exists()
        .where(AnnouncementSource.announcement_id == Topic.id, asked.id == AnnouncementSource.topic_id)
        .where(is_by(asked, reader))
    )
    return _lines(
        ANSWERS,
        "announcements",
        at=Topic.created_at,
        detail=Announcement.outcome,
        join=[Announcement],
        where=[Topic.created_at > MONTH, mine],
        order=[Topic.created_at.desc()],
    )


def _answered_questions(reader):
    answer = and_(Post.topic_id == Topic.id, Post.thread_id.is_(None), ~Post.is_opening, Post.state == PUBLISHED)
    by_others = exists().where(answer, _not_by(Post.author_id, reader), Post.created_at > MONTH)
    return _lines(
        ANSWERS,
        "questions",
        at=Topic.last_activity_at,
        number=_answer_count(),
        where=[Topic.author_id == reader.id, Topic.last_activity_at > MONTH, by_others],
        order=[Topic.last_activity_at.desc()],
    )


def _new_ideas(reader):
    return _lines(
        IDEAS,
        "ideas",
        at=Topic.created_at,
        number=Topic.vote_count,
        where=[Topic.created_at > SINCE, _not_by(Topic.author_id, reader)],
        order=[Topic.created_at.desc()],
    )


def _open_questions(reader, age):
    """Questions of others without any answer, from the index of topics that nobody has answered."""
    unanswered = and_(Topic.reply_count == Topic.comment_count, Topic.closed_at.is_(None))
    return _lines(
        QUESTIONS,
        "questions",
        at=Topic.created_at,
        where=[unanswered, age, _not_by(Topic.author_id, reader)],
        order=[Topic.created_at.desc()],
    )


def _unsolved_questions(reader):
    """Questions of others that were answered and are still not solved after a day."""
    answered = and_(Topic.reply_count > Topic.comment_count, Topic.closed_at.is_(None), Topic.created_at <= YESTERDAY)
    return _lines(
        UNSOLVED,
        "questions",
        at=Topic.created_at,
        number=_answer_count(),
        join=[Question],
        where=[Question.accepted_id.is_(None), answered, _not_by(Topic.author_id, reader)],
        # The newest numbers: a walk along the unsolved ones that ends after a few.
        order=[Question.topic_id.desc()],
    )


def _latest_outcomes():
    return _lines(
        LISTENED,
        "announcements",
        at=Topic.created_at,
        detail=Announcement.outcome,
        join=[Announcement],
        where=[Announcement.outcome != NEWS],
        # The newest numbers: a walk along the announcements that ends after a few.
        order=[Announcement.topic_id.desc()],
        length=OUTCOMES,
    )


def _popular_ideas():
    """What is talked of now; only ideas have heat."""
    return _lines(
        POPULAR,
        "ideas",
        at=Topic.created_at,
        detail=Idea.status,
        number=Topic.vote_count,
        join=[Idea],
        where=[Topic.heat > 0, Topic.closed_at.is_(None), Idea.status.not_in(FINAL)],
        order=[Topic.heat.desc(), Topic.id.desc()],
        # As a sum, which no index of boards knows: else SQLite sorts all ideas instead of walking from the hottest.
        board=Topic.board_id + 0,
    )


def _solved_questions():
    return _lines(
        SOLVED,
        "questions",
        at=Question.accepted_at,
        number=_answer_count(),
        join=[Question],
        where=[Question.accepted_at.is_not(None)],
        order=[Question.accepted_at.desc()],
    )


def _not_by(author_id, reader):
    return or_(author_id.is_(None), author_id != reader.id)


def _answer_count():
    return Topic.reply_count - Topic.comment_count
