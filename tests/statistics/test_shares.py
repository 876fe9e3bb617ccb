"""Shares against published examples and a second way of reckoning."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statistics.shares import (
    FISHER,
    Z95,
    Z_TEST,
    fisher_exact,
    net_share,
    pooled_z,
    share_difference,
    wilson,
)


# Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (Wilson without continuity correction).
@pytest.mark.parametrize(("count", "of", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_it_reckons_the_interval_that_wilson_published(count, of, low, high):
    assert wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_it_stays_between_nothing_and_all():
    assert wilson(0, 0) == (0.0, 1.0)
    for of in range(1, 40):
        for count in range(of + 1):
            low, high = wilson(count, of)
            assert 0 <= low <= count / of + 1e-12 and count / of - 1e-12 <= high <= 1


def test_it_solves_the_equation_that_wilson_starts_from():
    """At each end the observed share lies exactly 1.96 standard errors of that end's own share away."""
    for count, of in ((1, 7), (3, 10), (50, 60)):
        for end in wilson(count, of):
            assert abs(count / of - end) == pytest.approx(Z95 * (end * (1 - end) / of) ** 0.5)


# Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
@pytest.mark.parametrize(("first", "second", "low", "high"), [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((10, 10), (0, 20), 0.6791, 1.0000),
])
def test_it_reckons_the_difference_that_newcombe_published(first, second, low, high):
    difference = share_difference(*first, *second)
    assert (difference.low, difference.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert difference.share == pytest.approx(first[0] / first[1] - second[0] / second[1])


def test_it_finds_what_the_aspirin_study_found():
    """Heart attacks with placebo and with aspirin; Agresti, Categorical Data Analysis: X² = 25.01."""
    assert pooled_z(189, 11034, 104, 11037) == pytest.approx(5.692e-7, rel=1e-3)
    assert share_difference(189, 11034, 104, 11037).method == Z_TEST


def test_it_tastes_tea_as_fisher_did():
    """The Design of Experiments (1935): three of four cups right; one-sided 17/70, two-sided 34/70."""
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert share_difference(3, 4, 1, 4).method == FISHER


def test_it_counts_every_deal_of_a_small_table():
    """Who of nine said yes is dealt out in every possible way: the same as Fisher's formula."""
    for count, of, other, other_of in ((3, 4, 1, 5), (0, 3, 4, 6), (2, 5, 2, 4)):
        deals = [sum(place < of for place in deal) for deal in combinations(range(of + other_of), count + other)]
        at_most = [n for n in set(deals) if deals.count(n) <= deals.count(count)]
        expected = Fraction(sum(deals.count(n) for n in at_most), comb(of + other_of, count + other))
        assert fisher_exact(count, of, other, other_of) == pytest.approx(float(expected))


def test_it_takes_fisher_below_five_expected_in_any_cell():
    assert share_difference(5, 10, 5, 10).method == Z_TEST
    assert share_difference(5, 10, 4, 10).method == FISHER
    assert share_difference(16, 20, 15, 20).method == FISHER
    assert share_difference(0, 50, 0, 50).p == 1.0
    with pytest.raises(ValueError):
        share_difference(0, 0, 1, 2)


shares = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@settings(max_examples=60, deadline=None)
@given(shares, shares)
def test_it_says_the_same_from_the_other_side(first, second):
    here, there = share_difference(*first, *second), share_difference(*second, *first)
    assert here.low - 1e-9 <= here.share <= here.high + 1e-9
    assert (here.low, here.high) == (pytest.approx(-there.high), pytest.approx(-there.low))
    assert here.p == pytest.approx(there.p) and 0 <= here.p <= 1 + 1e-9 and here.method == there.method


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_it_balances_for_and_against_like_a_mean_of_single_answers(plus, minus, neither):
    """The second computation: the variance of single answers +1, 0, −1, with ¾, 1½ and ¾ of them added."""
    of = plus + minus + neither
    if not of:
        assert net_share(plus, minus, of) is None
        return
    weights = {1: plus + 0.75, 0: neither + 1.5, -1: minus + 0.75}
    middle = sum(value * weight for value, weight in weights.items()) / (of + 3)
    variance = sum(weight * (value - middle) ** 2 for value, weight in weights.items()) / (of + 3)
    spread = Z95 * (variance / (of + 3)) ** 0.5
    score, low, high = net_share(plus, minus, of)
    assert score == pytest.approx((plus - minus) / of) and -1 <= low <= score <= high <= 1
    assert low == pytest.approx(max(-1, min(score, middle - spread)))
    assert high == pytest.approx(min(1, max(score, middle + spread)))
