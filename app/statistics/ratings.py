"""Two groups' ratings compared: do those of one tend to be higher than those of the other?"""

from dataclasses import dataclass
from math import comb, sqrt

from app.statistics.shares import two_sided

# Up to this many ratings together every possible way of dealing them out is counted.
MOST_EXACT = 40

EXACT, NORMAL = "exact", "normal"


@dataclass(frozen=True)
class RatingDifference:
    """`above` is how often a rating of the first group beats one of the second, ties counted half: 0.5 is even.

    `p` is two-sided: how likely ratings dealt out by chance lie at least as far apart. `method` is EXACT or
    NORMAL; `u` is the first group's U.
    """

    above: float
    u: float
    p: float
    method: str


def mann_whitney(counts, other_counts):
    """Compare ratings of two independent groups, each given as {value: count}; ValueError where one is empty.

    H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947), 50–60, with midranks for ties.
    Up to 40 ratings p is exact, given the ties; beyond that the normal approximation with the variance
    corrected for ties and ½ for continuity (E. L. Lehmann, Nonparametrics (1975), 1.2–1.4). `above` is the
    measure A of A. Vargha and H. D. Delaney, Journal of Educational and Behavioral Statistics 25 (2000), 101–132.
    """
    n, other_n = sum(counts.values()), sum(other_counts.values())
    if not n or not other_n:
        raise ValueError("ratings of nobody cannot be compared")
    u = sum(
        times * other_times * (1 if value > other else 0.5 if value == other else 0)
        for value, times in counts.items()
        for other, other_times in other_counts.items()
    )
    ties = [counts.get(value, 0) + other_counts.get(value, 0) for value in sorted({*counts, *other_counts})]
    method, test = (EXACT, _exact) if n + other_n <= MOST_EXACT else (NORMAL, _normal)
    return RatingDifference(u / (n * other_n), u, test(u, n, other_n, ties), method)


def _exact(u, n, other_n, ties):
    """Count every way to deal the ratings out, by how far its rank sum lies from the expected one.

    Ranks are doubled so that midranks are whole numbers; `ways` maps (dealt so far, rank sum) to how many.
    """
    ways, before = {(0, 0): 1}, 0
    for tied in ties:
        doubled_rank, dealt = 2 * before + tied + 1, {}
        for (taken, total), count in ways.items():
            for more in range(min(tied, n - taken) + 1):
                key = (taken + more, total + more * doubled_rank)
                dealt[key] = dealt.get(key, 0) + count * comb(tied, more)
        ways, before = dealt, before + tied
    # Twice the rank sum is 2U + n(n + 1); its expectation is n(n + other_n + 1).
    expected = n * (n + other_n + 1)
    far = abs(2 * u + n * (n + 1) - expected)
    as_far = sum(count for (taken, total), count in ways.items() if taken == n and abs(total - expected) >= far)
    return as_far / comb(n + other_n, n)


def _normal(u, n, other_n, ties):
    everybody = n + other_n
    correction = sum(tied**3 - tied for tied in ties) / (everybody * (everybody - 1))
    error = sqrt(n * other_n / 12 * (everybody + 1 - correction))
    far = max(0.0, abs(u - n * other_n / 2) - 0.5)
    return two_sided(far / error) if error else 1.0
