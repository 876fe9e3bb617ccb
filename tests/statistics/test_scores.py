"""NPS, CSAT and best–worst by their definitions."""

import pytest

from app.statistics.scores import best_worst, csat, nps
from app.statistics.shares import wilson


def test_it_subtracts_detractors_from_promoters():
    """A tenth gave each answer from 0 to 10 but 8: two promoters, seven detractors, one passive."""
    score = nps({answer: 10 for answer in range(11) if answer != 8})
    assert (score.score, score.n) == (-50.0, 100)
    assert (score.promoters, score.passives, score.detractors) == (20, 10, 70)


@pytest.mark.parametrize(("answer", "score"), [(10, 100), (9, 100), (8, 0), (7, 0), (6, -100), (0, -100)])
def test_it_draws_the_lines_where_reichheld_drew_them(answer, score):
    assert nps({answer: 12}).score == score


def test_it_gives_the_interval_of_the_adjusted_wald_method():
    """60 promoters and 20 detractors of 100, by hand: 60.75/103, 20.75/103, ± 1.96 √(0.6402/103)."""
    score = nps({10: 60, 8: 20, 3: 20})
    assert (score.score, round(score.low, 1), round(score.high, 1)) == (40.0, 23.4, 54.3)


def test_it_calls_four_and_five_satisfied():
    score = csat({1: 3, 2: 2, 3: 5, 4: 20, 5: 10})
    assert (score.score, score.n) == (75.0, 40)
    assert (score.low / 100, score.high / 100) == pytest.approx(wilson(30, 40))


def test_it_scores_best_and_worst_over_showings():
    """Published range: −1 always worst, +1 always best, 0 as often one as the other."""
    assert [best_worst(*each).score for each in ((8, 0, 8), (0, 8, 8), (3, 3, 8), (5, 1, 8))] == [1, -1, 0, 0.5]
    score = best_worst(5, 1, 8)
    assert score.low < 0.5 < score.high and score.n == 8


def test_it_has_no_score_of_nobody():
    assert nps({}) is None and csat({4: 0}) is None and best_worst(0, 0, 0) is None
