"""What a reader may see of a poll: the options in an order of their own, and the results where they are open."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import and_, case, exists, false, literal, null, select

from app.extensions import db
from app.kinds.announcements.queries import rows_and_outcomes
from app.kinds.polls.models import OpenBallot, Participation, PollOption, electorate_of
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
class PollView:
    """A poll as one reader may see it. `results` is None where they are hidden from this reader."""

    options: list
    has_voted: bool
    chosen: frozenset
    results: list | None = None
    electorate: int = 0
    error: str | None = None


def panel(topic, reader):
    """The poll as this reader may see it, and what announcements said of it: one query."""
    poll = topic.poll
    rows, outcomes = rows_and_outcomes(
        topic,
        reader,
        PollOption,
        where=PollOption.poll_id == poll.topic_id,
        columns=_marks(topic, reader),
    )
    return {"view": _view(poll, rows, reader), "outcomes": outcomes}


def option_texts(poll):
    """The options as the team wrote them: one query."""
    query = select(PollOption.text).where(PollOption.poll_id == poll.topic_id)
    return list(db.session.scalars(query.order_by(PollOption.position)))


def shuffled(options, poll, reader):
    """The options in an order that is this reader's own and stays the same, so that no option gains by place."""
    who = reader.id if reader.is_authenticated else 0
    return sorted(
        options, key=lambda option: hashlib.sha256(f"{poll.shuffle_key}:{who}:{option.id}".encode()).digest()
    )


def _marks(topic, reader):
    """Columns beside every option: has the reader voted, is this one theirs, how many could vote."""
    if not reader.is_authenticated:
        return false(), false(), _electorate(topic, false())
    voted = exists().where(Participation.poll_id == topic.id, Participation.member_id == reader.id)
    chosen = exists().where(
        and_(
            OpenBallot.poll_id == topic.id,
            OpenBallot.option_id == PollOption.id,
            OpenBallot.member_id == reader.id,
        )
    )
    return voted, chosen, _electorate(topic, voted)


def _electorate(topic, voted):
    """How many could vote, counted only where the results will be shown."""
    poll = topic.poll
    if poll.electorate is not None:
        return literal(poll.electorate)
    if poll.results_are_open:
        return electorate_of(topic.board)
    return case((voted, electorate_of(topic.board)), else_=null())


def _view(poll, rows, reader):
    options = [row[0] for row in rows]
    has_voted = bool(rows and rows[0][1])
    chosen = frozenset(option.id for option, _voted, mine, _count in rows if mine)
    view = PollView(shuffled(options, poll, reader), has_voted, chosen)
    if rows and poll.shows_results_to(voted=has_voted):
        view.results = _results(poll, options, chosen)
        view.electorate = max(rows[0][3] or 0, poll.ballot_count)
    return view


def _results(poll, options, chosen):
    """Most chosen first; equal ones as the team wrote them."""
    ordered = sorted(options, key=lambda option: (-option.ballot_count, option.position))
    return [_result(option, poll.ballot_count, option.id in chosen) for option in ordered]


def _result(option, of, mine):
    # A counter that went astray must not take the page down; `recount` puts it right.
    count = min(option.ballot_count, of)
    low, high = wilson(count, of)
    share = count / of if of else 0.0
    return Result(option, count, 100 * share, 100 * low, 100 * high, mine)
