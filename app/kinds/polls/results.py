"""What the ballots say to one question, in figures. A file of its own: it reckons, and asks the database nothing.

The counters on the options are enough for all kinds but rankings, for which the ballots themselves are counted,
and short texts, which are read one by one. Shares are in per cent.
"""

from dataclasses import dataclass, field

from app.kinds.polls.asking import CSAT, DOTS, NPS, RANKING, STEPS, TEXT
from app.statistics.rankings import Runoff, borda, instant_runoff
from app.statistics.scores import Score, csat, nps
from app.statistics.shares import wilson
from app.statistics.spread import Spread, spread

# How a question's results are drawn: templates/kinds/polls/results/_<shape>.html.
CHOICES, SCALES, ORDER, GIVEN, WORDS = "choices", "scale", "ranking", "dots", "texts"


@dataclass
class Result:
    """An option, on how many ballots it stands, the share of those and the 95 % interval around it.

    In a ranking these are the ballots on which it stands first, and `points` are Borda's. Of dots it has
    `dots`, and `dot_share` of all dots.
    """

    option: object
    count: int
    share: float
    low: float
    high: float
    mine: bool = False
    dots: int = 0
    dot_share: float = 0.0
    points: float = 0.0


@dataclass
class Results:
    """The answers to one question: how many, and what they say. Beside the rows only what its kind has is set."""

    shape: str
    n: int
    rows: list
    spread: Spread | None = None
    score: Score | None = None
    runoff: Runoff | None = None
    # What the team shows of short texts.
    quotes: list = field(default_factory=list)

    @property
    def dots(self):
        """How many dots were given away together."""
        return sum(row.dots for row in self.rows)

    @property
    def named(self):
        """Option's id → its words."""
        return {row.option.id: row.option.text for row in self.rows}

    @property
    def most_points(self):
        """The options with the most points: usually one."""
        best = max((row.points for row in self.rows), default=0)
        return [row.option.id for row in self.rows if best and row.points == best]


def shape_of(kind):
    """How results of this kind of question are drawn."""
    if kind in STEPS:
        return SCALES
    return {RANKING: ORDER, DOTS: GIVEN, TEXT: WORDS}.get(kind, CHOICES)


def results_of(question, options, *, chosen=(), rankings=None, quotes=()):
    """The results of a question from its options' counters.

    `chosen` are the ids on the reader's own ballot. `rankings` are the ballots of a ranking as
    {tuple of option ids: how many}.
    """
    shape, n = shape_of(question.kind), question.answer_count
    if shape == ORDER:
        return _ranked(n, options, chosen, rankings or {})
    rows = [_row(option, option.ballot_count, n, chosen) for option in options]
    if shape == SCALES:
        return _scaled(question.kind, n, sorted(rows, key=lambda row: row.option.position))
    if shape == GIVEN:
        return _given(n, rows)
    return Results(shape, n, _most_first(rows), quotes=list(quotes))


def _row(option, count, of, chosen):
    # A counter that went astray must not take the page down; `recount` puts it right.
    count = min(count, of)
    low, high = wilson(count, of)
    share = count / of if of else 0.0
    return Result(option, count, 100 * share, 100 * low, 100 * high, option.id in chosen)


def _most_first(rows):
    """Most chosen first; equal ones as the team wrote them."""
    return sorted(rows, key=lambda row: (-row.count, row.option.position))


def _scaled(kind, n, rows):
    counts = {row.option.value: row.count for row in rows}
    score = {NPS: nps, CSAT: csat}.get(kind, lambda counts: None)(counts)
    return Results(SCALES, n, rows, spread=spread(counts), score=score)


def _given(n, rows):
    for row in rows:
        row.dots = row.option.dot_count
    everything = sum(row.dots for row in rows)
    for row in rows:
        row.dot_share = 100 * row.dots / everything if everything else 0.0
    return Results(GIVEN, n, sorted(rows, key=lambda row: (-row.dots, row.option.position)))


def _ranked(n, options, chosen, rankings):
    """Who leads the last round first, then those who left, the latest first."""
    options = sorted(options, key=lambda option: option.position)
    ids = [option.id for option in options]
    rankings = _among(rankings, set(ids))
    runoff, points = instant_runoff(rankings, ids), borda(rankings, ids)
    first = runoff.rounds[0].votes if runoff.rounds else dict.fromkeys(ids, 0)
    rows = [_row(option, first[option.id], sum(first.values()), chosen) for option in options]
    for row in rows:
        row.points = points[row.option.id]
    order = _standing(runoff)
    return Results(ORDER, n, sorted(rows, key=lambda row: order[row.option.id]), runoff=runoff)


def _among(rankings, known):
    """The same ballots without options that are not shown any more: what stood below them moves up."""
    found = {}
    for ballot, times in rankings.items():
        kept = tuple(id for id in ballot if id in known)
        found[kept] = found.get(kept, 0) + times
    return found


def _standing(runoff):
    """Option's id → its place: the last round's votes, before it those who left, the latest first."""
    last = runoff.rounds[-1].votes if runoff.rounds else {}
    standing = sorted(last, key=lambda id: (id not in runoff.winners, -last[id]))
    for each in reversed(runoff.rounds[:-1]):
        standing += sorted(each.leaving, key=lambda id: -each.votes[id])
    return {id: place for place, id in enumerate(standing)}
