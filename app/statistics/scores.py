"""Scores that businesses compare: NPS, CSAT and best–worst, each with n and its interval."""

from dataclasses import dataclass

from app.statistics.shares import net_share, wilson

PROMOTERS, DETRACTORS = range(9, 11), range(7)
SATISFIED = range(4, 6)


@dataclass(frozen=True)
class Score:
    """A score with its 95 % interval and how many answers it rests on."""

    score: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class NetPromoters(Score):
    """NPS from −100 to 100, and how many were promoters (9–10), passives (7–8) and detractors (0–6)."""

    promoters: int
    passives: int
    detractors: int


def nps(counts):
    """The Net Promoter Score of answers from 0 to 10, given as {answer: count}; None without answers.

    The share of 9 and 10 minus the share of 0 to 6, times 100: F. F. Reichheld, "The One Number You Need to
    Grow", Harvard Business Review, December 2003. Interval: see `net_share`.
    """
    of = sum(counts.values())
    if not of:
        return None
    promoters, detractors = _within(counts, PROMOTERS), _within(counts, DETRACTORS)
    score, low, high = (100 * each for each in net_share(promoters, detractors, of))
    return NetPromoters(score, low, high, of, promoters, of - promoters - detractors, detractors)


def csat(counts):
    """Customer satisfaction of answers from 1 to 5, given as {answer: count}; None without answers.

    The share of 4 and 5 (the "top two boxes") in per cent; the interval is Wilson's.
    """
    of = sum(counts.values())
    if not of:
        return None
    satisfied = _within(counts, SATISFIED)
    low, high = wilson(satisfied, of)
    return Score(100 * satisfied / of, 100 * low, 100 * high, of)


def best_worst(best, worst, shown):
    """How much more often something was called best than worst when it was shown, from −1 to 1; None if never.

    The count score of A. Finn and J. J. Louviere, Journal of Public Policy & Marketing 11 (1992), 12–25, over
    the times shown. The interval (see `net_share`) takes showings as independent; where one member saw the
    same thing on several screens, it is a little too narrow.
    """
    if not shown:
        return None
    return Score(*net_share(best, worst, shown), shown)


def _within(counts, answers):
    return sum(counts.get(answer, 0) for answer in answers)
