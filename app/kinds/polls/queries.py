"""What a reader may see of a poll: the options in an order of their own, and the results where they are open."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from sqlalchemy import and_, case, exists, false, literal, null, or_, select

from app.extensions import db
from app.kinds.announcements.queries import rows_and_outcomes
from app.kinds.polls.answers import Ballot
from app.kinds.polls.asking import RANKING, TEXT, PollOption, PollQuestion, minutes
from app.kinds.polls.models import electorate_of
from app.kinds.polls.voices import OpenBallot, Participation
from app.statistics.shares import wilson


@dataclass
class Result:
    """An option with its count, its share of the ballots and the interval around it, in per cent."""

    option: PollOption
    count: int
    share: float
    low: float
    high: float
    mine: bool


@dataclass
class QuestionView:
    """A question as one reader may see it: its options in their order for this reader, and what they answered.

    `mine` has the rows of the reader's own ballot, where it is open. `results` is None where they are hidden.
    """

    question: PollQuestion
    options: list
    mine: list
    results: list | None = None

    @property
    def chosen(self):
        """The ids of the options on the reader's own ballot."""
        return frozenset(row.option_id for row in self.mine)


@dataclass
class PollView:
    """A poll as one reader may see it."""

    questions: list
    has_voted: bool = False
    shows_results: bool = False
    electorate: int = 0

    @property
    def is_survey(self):
        """Whether there are several questions: each has words of its own then, for the title names them all."""
        return len(self.questions) > 1

    @cached_property
    def pages(self):
        """The questions page by page."""
        return [list(on_page) for _page, on_page in groupby(self.questions, key=lambda asked: asked.question.page)]

    @property
    def minutes(self):
        """About how long the answers take."""
        return minutes([asked.question.kind for asked in self.questions])

    def besides(self, page):
        """The questions that do not stand on this page, counted from 1."""
        return [asked for number, on_page in enumerate(self.pages, 1) if number != page for asked in on_page]

    @cached_property
    def ballot(self):
        """The ballot as this reader gave it before, where it is open; else an empty one."""
        return Ballot(self.questions)


def panel(topic, reader):
    """The poll as this reader may see it, and what announcements said of it: one query."""
    rows, outcomes = rows_and_outcomes(
        topic,
        reader,
        PollQuestion,
        where=PollQuestion.poll_id == topic.poll.topic_id,
        columns=(PollOption, OpenBallot, *_marks(topic, reader)),
        extend=lambda query: _with_options(query, reader),
    )
    return {"view": _view(topic.poll, rows, reader), "outcomes": outcomes}


def asked_in(poll):
    """The questions as the team wrote them: one query."""
    query = select(PollQuestion, PollOption).where(PollQuestion.poll_id == poll.topic_id)
    query = query.outerjoin(PollOption, PollOption.question_id == PollQuestion.id)
    found = {}
    for question, option in db.session.execute(query.order_by(PollQuestion.position, PollOption.position)):
        found.setdefault(question, []).append(option)
    return [question.asked([option for option in options if option]) for question, options in found.items()]


def shuffled(options, poll, reader):
    """The options in an order that is this reader's own and stays the same, so that no option gains by place.

    The steps of a scale stand in their order for everybody.
    """
    if any(option.value is not None for option in options):
        return sorted(options, key=lambda option: option.value)
    who = reader.id if reader.is_authenticated else 0
    return sorted(
        options, key=lambda option: hashlib.sha256(f"{poll.shuffle_key}:{who}:{option.id}".encode()).digest()
    )


def _with_options(query, reader):
    """Joins to every question its options, and to these what stands on the reader's own ballot."""
    mine = and_(
        OpenBallot.question_id == PollQuestion.id,
        or_(OpenBallot.option_id == PollOption.id, PollOption.id.is_(None)),
        OpenBallot.member_id == reader.id if reader.is_authenticated else false(),
    )
    query = query.outerjoin(PollOption, PollOption.question_id == PollQuestion.id).outerjoin(OpenBallot, mine)
    return query.order_by(PollQuestion.position, PollOption.position)


def _marks(topic, reader):
    """Columns beside every row: has the reader voted, how many could vote."""
    if not reader.is_authenticated:
        return false(), _electorate(topic, false())
    voted = exists().where(Participation.poll_id == topic.id, Participation.member_id == reader.id)
    return voted, _electorate(topic, voted)


def _electorate(topic, voted):
    """How many could vote, counted only where the results will be shown."""
    poll = topic.poll
    if poll.electorate is not None:
        return literal(poll.electorate)
    if poll.results_are_open:
        return electorate_of(topic.board)
    return case((voted, electorate_of(topic.board)), else_=null())


def _view(poll, rows, reader):
    options, mine = {}, {}
    for question, option, own, *_marks in rows:
        options.setdefault(question, []).extend([option] if option else [])
        mine.setdefault(question, []).extend([own] if own else [])
    view = PollView([QuestionView(q, shuffled(options[q], poll, reader), mine[q]) for q in options])
    if rows:
        view.has_voted = bool(rows[0][3])
        view.shows_results = poll.shows_results_to(voted=view.has_voted)
    if view.shows_results:
        view.electorate = max(rows[0][4] or 0, poll.ballot_count)
        for asked in view.questions:
            asked.results = _results(asked) if asked.question.kind not in (RANKING, TEXT) else None
    return view


def _results(asked):
    """Most chosen first, equal ones as the team wrote them; the steps of a scale in their order."""
    options, is_scale = asked.options, asked.question.is_scale
    ordered = options if is_scale else sorted(options, key=lambda option: (-option.ballot_count, option.position))
    of = asked.question.answer_count
    return [_result(option, of, option.id in asked.chosen) for option in ordered]


def _result(option, of, mine):
    # A counter that went astray must not take the page down; `recount` puts it right.
    count = min(option.ballot_count, of)
    low, high = wilson(count, of)
    share = count / of if of else 0.0
    return Result(option, count, 100 * share, 100 * low, 100 * high, mine)
