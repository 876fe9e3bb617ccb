"""Two groups' ratings compared, against published examples and every possible deal."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statistics import ratings
from app.statistics.ratings import EXACT, NORMAL, mann_whitney
from app.statistics.spread import counted

# Hollander and Wolfe, Nonparametric Statistical Methods (1973), page 69: permeability of membranes.
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def test_it_finds_what_hollander_and_wolfe_published():
    difference = mann_whitney(counted(AT_TERM), counted(EARLY))
    # W = 35 with a one-sided p of 0.1272; the distribution without ties is symmetrical.
    assert (difference.u, difference.method, difference.above) == (35, EXACT, 0.7)
    assert difference.p == pytest.approx(2 * 0.1272, abs=1e-4)


def test_it_approximates_as_the_textbooks_do(monkeypatch):
    """Ages of nine people (scipy's documentation): U = 17, exact 1/9, with continuity correction 0.1113."""
    men, women = counted([19, 22, 16, 29, 24]), counted([20, 11, 17, 12])
    assert mann_whitney(men, women).p == pytest.approx(1 / 9)
    monkeypatch.setattr(ratings, "MOST_EXACT", 0)
    rough = mann_whitney(men, women)
    assert (rough.u, rough.method) == (17, NORMAL)
    assert rough.p == pytest.approx(0.11134688653314041)


few = st.lists(st.integers(1, 5), min_size=1, max_size=5)


@settings(max_examples=50, deadline=None)
@given(few, few)
def test_it_deals_ratings_out_in_every_way(first, second):
    pool = sorted(first + second)
    ranks = {value: sum(v < value for v in pool) + (pool.count(value) + 1) / 2 for value in pool}
    middle = len(first) * (len(pool) + 1) / 2
    far = abs(sum(ranks[value] for value in first) - middle)
    deals = [abs(sum(ranks[value] for value in deal) - middle) for deal in combinations(pool, len(first))]
    here, there = mann_whitney(counted(first), counted(second)), mann_whitney(counted(second), counted(first))
    assert here.p == pytest.approx(sum(deal >= far - 1e-9 for deal in deals) / len(deals))
    assert here.p == pytest.approx(there.p) and here.above == pytest.approx(1 - there.above)


def test_it_gives_nearly_the_same_where_exact_turns_to_approximate(monkeypatch):
    first, second = {1: 2, 2: 3, 3: 5, 4: 6, 5: 4}, {1: 5, 2: 6, 3: 5, 4: 3, 5: 1}
    exact = mann_whitney(first, second)
    monkeypatch.setattr(ratings, "MOST_EXACT", 0)
    assert exact.method == EXACT and mann_whitney(first, second).p == pytest.approx(exact.p, abs=0.003)


def test_it_sees_no_difference_where_all_say_the_same():
    for times in (3, 300):
        same = mann_whitney({4: times}, {4: times})
        assert (same.p, same.above) == (1.0, 0.5)
    with pytest.raises(ValueError):
        mann_whitney({}, {3: 1})
