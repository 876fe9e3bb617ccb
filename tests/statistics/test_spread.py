"""Medians, middle halves and means against tables and the standard library."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statistics.spread import counted, mean, spread, student_95

answers = st.lists(st.integers(-2, 10), min_size=1, max_size=40)


def test_it_finds_the_middle_half_that_r_finds():
    """quantile(c(1, 2, 3, 4, 10)) and of 1:10 in R, whose default is type 7."""
    few = spread(counted([10, 1, 3, 2, 4]))
    assert (few.low, few.median, few.high, few.n) == (2, 3, 4, 5)
    ten = spread(counted(range(1, 11)))
    assert (ten.low, ten.median, ten.high) == (3.25, 5.5, 7.75)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_it_agrees_with_the_standard_library(values):
    mine = spread(counted(values))
    theirs = statistics.quantiles(values * 2 if len(values) == 1 else values, n=4, method="inclusive")
    assert [mine.low, mine.median, mine.high] == pytest.approx(theirs)
    assert mine.median == statistics.median(values) and mine.n == len(values)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_it_means_what_the_standard_library_means(values):
    mine = mean(counted(values))
    assert mine.mean == pytest.approx(statistics.fmean(values), abs=1e-12)
    if len(values) == 1:
        assert (mine.low, mine.high) == (None, None)
    else:
        error = statistics.stdev(values) / len(values) ** 0.5 * student_95(len(values) - 1)
        assert (mine.low, mine.high) == (pytest.approx(mine.mean - error), pytest.approx(mine.mean + error))


# Fisher and Yates, Statistical Tables, table III (t, P = 0.05).
@pytest.mark.parametrize(("freedom", "t"), [
    (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (10, 2.228), (29, 2.045), (30, 2.042), (120, 1.980),
])
def test_it_knows_students_table(freedom, t):
    assert student_95(freedom) == pytest.approx(t, abs=5e-4)


def test_it_has_no_middle_of_nothing():
    assert spread({}) is None and spread({3: 0}) is None and mean({}) is None
