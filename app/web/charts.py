"""Small pictures of numbers: counts a week as columns, answers on a scale, and parts of a whole as one bar.

Here the numbers become shapes; templates/shared/_weeks.html, _scale.html and _shares.html draw them, each with a name, a
description and the same numbers as a table. Shapes stand in a viewBox that is stretched to the width there is,
so no text is inside the picture.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from app.database import now

WEEKS = 12
COLUMN, GAP, HEIGHT = 8, 2, 40
WIDTH = 100


@dataclass(frozen=True)
class Week:
    """Seven days that begin on `begins` (a moment, as the date filters want it), and a count for each series."""

    begins: datetime
    counts: tuple

    @property
    def total(self):
        return sum(self.counts)


@dataclass(frozen=True)
class Column:
    """A rectangle of the picture; `series` says which count it stands for, from 1."""

    series: int
    x: int
    y: float
    height: float


@dataclass
class WeekChart:
    """Counts of the last twelve weeks, the oldest first. `series` names them: one, or two that stand on each other."""

    name: str
    title: str
    series: tuple
    weeks: list

    width = WEEKS * (COLUMN + GAP) - GAP
    height = HEIGHT
    column = COLUMN

    @property
    def total(self):
        return sum(week.total for week in self.weeks)

    @property
    def most(self):
        return max(week.total for week in self.weeks)

    @property
    def columns(self):
        """The rectangles, each series on top of the one before."""
        for number, week in enumerate(self.weeks):
            foot = 0
            for series, count in enumerate(week.counts, start=1):
                top = _round(HEIGHT * (foot + count) / self.most) if self.most else 0
                bottom = _round(HEIGHT * foot / self.most) if self.most else 0
                if count:
                    yield Column(series, number * (COLUMN + GAP), _round(HEIGHT - top), _round(top - bottom))
                foot += count


@dataclass
class ScaleChart:
    """Answers on a scale as columns: `steps` as (value, words, count) from the lowest, one apart; and where they lie."""

    name: str
    title: str
    steps: list
    low: float
    median: float
    high: float

    height = HEIGHT
    column = COLUMN

    @property
    def width(self):
        return len(self.steps) * (COLUMN + GAP)

    @property
    def total(self):
        return sum(count for _value, _words, count in self.steps)

    @property
    def columns(self):
        """One rectangle for each step that somebody chose."""
        most = max(count for _value, _words, count in self.steps) or 1
        for place, (_value, _words, count) in enumerate(self.steps):
            height = _round(HEIGHT * count / most)
            if count:
                yield Column(1, place * (COLUMN + GAP) + GAP // 2, _round(HEIGHT - height), height)

    def place(self, value):
        """Where a value lies from left to right: a step in the middle of its column."""
        return _round((value - self.steps[0][0] + 0.5) * (COLUMN + GAP))


@dataclass(frozen=True)
class Share:
    """A part of a whole: `name` is the class it is drawn with, `words` what it is called."""

    name: str
    words: str
    count: int
    x: float = 0
    width: float = 0


@dataclass
class ShareChart:
    """Parts of a whole in one bar. `parts` as (name, words, count); `heads` stand above the table."""

    name: str
    title: str
    parts: list
    heads: tuple = ()
    shares: list = field(init=False)

    width = WIDTH

    def __post_init__(self):
        self.total = sum(count for _name, _words, count in self.parts)
        self.shares, before = [], 0
        for name, words, count in self.parts:
            place = [_round(WIDTH * n / self.total) if self.total else 0 for n in (before, before + count)]
            self.shares.append(Share(name, words, count, place[0], _round(place[1] - place[0])))
            before += count


def weeks_of(rows, series=1, today=None):
    """Twelve weeks from rows of (day, series from 0, count); the last one ends today. Days further back are left out."""
    today = today or now().date()
    counts = [[0] * series for _ in range(WEEKS)]
    for day, number, count in rows:
        back = max(0, (today - _date(day)).days) // 7
        if back < WEEKS:
            counts[WEEKS - 1 - back][number] += count
    first = today - timedelta(days=7 * WEEKS - 1)
    return [
        Week(datetime.combine(first + timedelta(days=7 * n), time(12), UTC), tuple(each))
        for n, each in enumerate(counts)
    ]


def twelve_weeks_ago():
    """The moment from which `weeks_of` counts."""
    return datetime.combine(now().date() - timedelta(days=7 * WEEKS - 1), time(), UTC)


def _date(day):
    """SQLite's date() gives a text, PostgreSQL's a date."""
    return day if isinstance(day, date) else date.fromisoformat(day)


def _round(value):
    """Two places and no ".0": a picture is sent with every page."""
    value = round(value, 2)
    return int(value) if value == int(value) else value
