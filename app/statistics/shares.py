"""Shares: the interval of one, the difference of two, and a balance of for and against."""

from dataclasses import dataclass
from math import comb, erfc, sqrt

# The 97.5 % point of the normal distribution: 95 % of it lie within ± this.
Z95 = 1.959963984540054

# Below this expected count in any of the four cells, the normal approximation is not used (Cochran 1954).
FEWEST_EXPECTED = 5

FISHER, Z_TEST = "fisher", "z"


def wilson(count, of):
    """The 95 % interval of a share, as two numbers between 0 and 1; (0, 1) when nobody was asked.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), 209–212; method 3 in R. G. Newcombe, Statistics in Medicine
    17 (1998), 857–872. Unlike share ± error it stays within 0 and 1 and holds for few ballots.
    """
    if not of:
        return 0.0, 1.0
    share, square = count / of, Z95 * Z95
    middle = share + square / (2 * of)
    spread = Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True)
class Difference:
    """How far the first share lies above the second, the interval of that, and how likely chance alone gives it.

    `p` is two-sided; `method` is FISHER or Z_TEST, whichever the counts allowed.
    """

    share: float
    low: float
    high: float
    p: float
    method: str


def share_difference(count, of, other_count, other_of):
    """Compare two independent shares. Raises ValueError when either was asked of nobody.

    The interval is method 10 (from two Wilson intervals, no continuity correction) of R. G. Newcombe,
    "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
    873–890. The test is the pooled z test (the same as Pearson's χ² with one degree of freedom), or Fisher's
    exact test where an expected count is below 5.
    """
    if not of or not other_of:
        raise ValueError("a share of nobody cannot be compared")
    first, second = count / of, other_count / other_of
    low, high = wilson(count, of)
    other_low, other_high = wilson(other_count, other_of)
    gap = first - second
    below = sqrt((first - low) ** 2 + (other_high - second) ** 2)
    above = sqrt((high - first) ** 2 + (second - other_low) ** 2)
    is_small = _fewest_expected(count, of, other_count, other_of) < FEWEST_EXPECTED
    method, test = (FISHER, fisher_exact) if is_small else (Z_TEST, pooled_z)
    return Difference(gap, gap - below, gap + above, test(count, of, other_count, other_of), method)


def pooled_z(count, of, other_count, other_of):
    """The two-sided p of equal shares by the z test with the pooled share; 1.0 when all said the same."""
    pooled = (count + other_count) / (of + other_of)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / other_of))
    return two_sided((count / of - other_count / other_of) / error) if error else 1.0


def fisher_exact(count, of, other_count, other_of):
    """The two-sided p of equal shares by R. A. Fisher's exact test.

    Two-sided: all tables with the same sums that are at most as likely as this one. Whole numbers until the
    last division, so that equally likely tables are never told apart by rounding.
    """
    yes, everybody = count + other_count, of + other_of
    ways = {n: comb(of, n) * comb(other_of, yes - n) for n in range(max(0, yes - other_of), min(yes, of) + 1)}
    return sum(each for each in ways.values() if each <= ways[count]) / comb(everybody, yes)


def net_share(plus, minus, of):
    """(plus − minus) / of between −1 and 1, with its 95 % interval, as (score, low, high); None of nobody.

    For scores of three outcomes: for, against, neither. The interval is the adjusted Wald one that B. Rocks
    found best ("Interval Estimation for the 'Net Promoter Score'", The American Statistician 70 (2016),
    365–372): ¾ is added to for and to against and 3 to all, and the ends are cut at −1 and 1.
    """
    if not of:
        return None
    for_, against = (plus + 0.75) / (of + 3), (minus + 0.75) / (of + 3)
    middle = for_ - against
    spread = Z95 * sqrt((for_ + against - middle * middle) / (of + 3))
    score = (plus - minus) / of
    # With all for (or all against) the score lies outside its own interval, which would puzzle everybody.
    return score, max(-1.0, min(score, middle - spread)), min(1.0, max(score, middle + spread))


def two_sided(z):
    """How much of the normal distribution lies further out than ± z."""
    return erfc(abs(z) / sqrt(2))


def _fewest_expected(count, of, other_count, other_of):
    yes, everybody = count + other_count, of + other_of
    return min(of, other_of) * min(yes, everybody - yes) / everybody
