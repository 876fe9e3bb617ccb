"""Curve: points along the journey, each a median with its middle half, and the shapes that are drawn of them.

It stands apart because here numbers become shapes; the templates and the printed sheet draw them. In the picture a
column is 100 wide and a score 80 high, whatever room there is: it is stretched to that.
"""

from collections import Counter
from dataclasses import dataclass

from app.insights.curve.queries import LEAST
from app.statistics.spread import Spread, spread

COLUMN, ROW = 100, 80
HEIGHT = 5 * ROW
# How far two points of one column stand apart.
BESIDE = 13


@dataclass(frozen=True)
class Point:
    """What one series says of one place: how many answered, and the Spread unless they were too few."""

    n: int
    spread: Spread | None = None

    @classmethod
    def of(cls, counts):
        n = sum(counts.values())
        return cls(n, spread(counts) if n >= LEAST else None)


@dataclass(frozen=True)
class Dot:
    """Where a point stands, and from where to where its middle half reaches."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """One line of the curve: its name and a point for each place."""

    name: str
    points: tuple


@dataclass(frozen=True)
class Curve:
    """The journey with one or two series: the first is drawn in colour."""

    places: tuple
    series: tuple

    @property
    def width(self):
        return COLUMN * len(self.places)

    @property
    def is_empty(self):
        return not any(point.spread for each in self.series for point in each.points)

    def begins_stage(self, place):
        """Whether this is the first place of its stage."""
        return next(each for each in self.places if each.stage == place.stage) is place

    def dots(self, number):
        """The dots of a series; None where too few answered."""
        aside = BESIDE * (2 * number - 1) if len(self.series) > 1 else 0
        return [
            Dot(COLUMN * (place + 0.5) + aside, height(point.spread.median), height(point.spread.low), height(point.spread.high))
            if point.spread
            else None
            for place, point in enumerate(self.series[number].points)
        ]

    def lines(self, number):
        """The runs of neighbouring dots, each as ((x, y), …): where one is missing, the line is broken."""
        runs, run = [], []
        for dot in [*self.dots(number), None]:
            if dot is not None:
                run.append((dot.x, dot.y))
            elif run:
                runs.append(tuple(run))
                run = []
        return [each for each in runs if len(each) > 1]


def height(score):
    """Where a score stands: +2 is on top."""
    return ROW * (2.5 - score)


def curve_of_periods(places, counts, names):
    """The last 90 days, and the 90 before them."""
    return Curve(
        tuple(place for place, _ids in places),
        tuple(
            Series(names[period], tuple(Point.of(_sum(counts[id][period] for id in ids)) for _place, ids in places))
            for period in (0, 1)
        ),
    )


def curve_of_groups(places, by_group, names):
    """Two groups of members beside each other, as far as nobody can be worked out of it."""
    pairs = [_pair(_sum_parts([by_group[id] for id in ids])) for _place, ids in places]
    series = (Series(names[number], tuple(pair[number] for pair in pairs)) for number in (0, 1))
    return Curve(tuple(place for place, _ids in places), tuple(series))


def _pair(parts):
    """The points of both groups; none where a group, what one has over the other, or all the rest is 1 to 4."""
    first, second = (_sum(part for inside, part in parts.items() if inside[number]) for number in (0, 1))
    everybody = _sum(parts.values())
    told_apart = (parts[True, False], parts[False, True], everybody - first, everybody - second)
    sizes = [sum(each.values()) for each in (first, second, *told_apart)]
    if any(0 < size < LEAST for size in sizes):
        return tuple(Point(sum(each.values())) for each in (first, second))
    return Point.of(first), Point.of(second)


def _sum(counts):
    total = Counter()
    for each in counts:
        total.update(each)
    return total


def _sum_parts(found):
    return {inside: _sum(each[inside] for each in found) for inside in ((True, True), (True, False), (False, True), (False, False))}


def smooth(points):
    """The steps of a curve through the points, as ("M", x, y) and ("C", …), that never swings beyond them.

    Monotone cubic interpolation: F. N. Fritsch and R. E. Carlson, "Monotone Piecewise Cubic Interpolation", SIAM
    Journal on Numerical Analysis 17 (1980), 238–246, with the tangents of F. N. Fritsch and J. Butland (1984).
    """
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False)]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0 for a, b in zip(slopes, slopes[1:], strict=False)]
    tangents = [slopes[0], *inner, slopes[-1]]
    steps = [("M", *points[0])]
    for number, ((x1, y1), (x2, y2)) in enumerate(zip(points, points[1:], strict=False)):
        third = (x2 - x1) / 3
        steps.append(("C", x1 + third, y1 + third * tangents[number], x2 - third, y2 - third * tangents[number + 1], x2, y2))
    return steps


def path(points, *, turned=False):
    """The same as an attribute of SVG; turned, the journey runs downwards and what is better lies to the right."""
    return " ".join(
        step[0] + " ".join(_number(value) for x, y in zip(step[1::2], step[2::2], strict=True) for value in turn(x, y, turned))
        for step in smooth(points)
    )


def turn(x, y, turned=True):
    """A place of the picture, or where it is when the journey runs downwards."""
    return (HEIGHT - y, x) if turned else (x, y)


def _number(value):
    return f"{value:.1f} ".removesuffix(".0 ").strip()

