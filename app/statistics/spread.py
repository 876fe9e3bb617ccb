"""Where answers on a scale lie: the median, the middle half, the mean with its interval."""

from dataclasses import dataclass
from math import atan, cos, pi, sin, sqrt

from app.statistics.shares import Z95


@dataclass(frozen=True)
class Spread:
    """The median and the middle half: from `low`, the lower quartile, to `high`, the upper one."""

    low: float
    median: float
    high: float
    n: int


@dataclass(frozen=True)
class Mean:
    """A mean with its 95 % interval; a single answer has no interval and both ends are None."""

    mean: float
    low: float | None
    high: float | None
    n: int


def spread(counts):
    """Median and middle half of numbers given as {value: count}; None without any.

    Quartiles by linear interpolation between the ordered values, lowest and highest included: type 7 of
    R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996),
    361–365; what R, numpy and QUARTILE.INC of spreadsheets give.
    """
    counts = {value: count for value, count in counts.items() if count}
    if not counts:
        return None
    n = sum(counts.values())
    return Spread(*(_quantile(counts, n, part) for part in (0.25, 0.5, 0.75)), n)


def mean(counts):
    """The mean of numbers given as {value: count}, with Student's t interval; None without any."""
    n = sum(counts.values())
    if not n:
        return None
    middle = sum(value * count for value, count in counts.items()) / n
    if n == 1:
        return Mean(middle, None, None, 1)
    squares = sum(count * (value - middle) ** 2 for value, count in counts.items())
    error = student_95(n - 1) * sqrt(squares / (n - 1) / n)
    return Mean(middle, middle - error, middle + error, n)


def counted(values):
    """{value: count} of single values, as the functions here want it."""
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def student_95(freedom):
    """The t within which ± 95 % of Student's distribution lie, for whole degrees of freedom from 1.

    Beyond 100 by the series 26.7.5 of Abramowitz and Stegun (see below), which is then right to six places.
    """
    if freedom > 100:
        z = Z95
        return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    low, high = 1.9, 13.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_within(middle, freedom) < 0.95 else (low, middle)
    return (low + high) / 2


def _quantile(counts, n, part):
    place = (n - 1) * part
    whole = int(place)
    lower = _at(counts, whole)
    return lower + (place - whole) * (_at(counts, min(whole + 1, n - 1)) - lower)


def _at(counts, place):
    """The value at a place (from 0) when all stand in order."""
    for value in sorted(counts):
        if place < counts[value]:
            return value
        place -= counts[value]
    raise IndexError(place)


def _student_within(t, freedom):
    """How much of Student's distribution lies within ± t.

    Formulas 26.7.3 and 26.7.4 of M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964).
    """
    angle = atan(t / sqrt(freedom))
    square, odd = cos(angle) ** 2, freedom % 2
    if freedom == 1:
        return 2 * angle / pi
    term = total = cos(angle) if odd else 1.0
    for n in range(3 if odd else 2, freedom - 1, 2):
        term *= square * (n - 1) / n
        total += term
    within = sin(angle) * total
    return 2 * (angle + within) / pi if odd else within
