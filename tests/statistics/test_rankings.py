"""Instant runoff and Borda against elections that everybody knows, and against a second count."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statistics.rankings import BORDA, EARLIER, LISTED, TOGETHER, borda, instant_runoff

# Tennessee chooses its capital: the textbook example of the voting literature.
TENNESSEE = {
    ("Memphis", "Nashville", "Chattanooga", "Knoxville"): 42,
    ("Nashville", "Chattanooga", "Knoxville", "Memphis"): 26,
    ("Chattanooga", "Knoxville", "Nashville", "Memphis"): 15,
    ("Knoxville", "Chattanooga", "Nashville", "Memphis"): 17,
}
CITIES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")

# Burlington, Vermont, elects its mayor in 2009: the ballots' order of the last three, as A. Gierzynski,
# W. Hamilton and W. D. Smith published them; 4,314 to 4,064 in the last round (officially 4,313 to 4,061).
BURLINGTON = {
    ("Montroll", "Kiss", "Wright"): 1332,
    ("Montroll", "Wright", "Kiss"): 767,
    ("Montroll",): 455,
    ("Kiss", "Montroll", "Wright"): 2043,
    ("Kiss", "Wright", "Montroll"): 371,
    ("Kiss",): 568,
    ("Wright", "Montroll", "Kiss"): 1513,
    ("Wright", "Kiss", "Montroll"): 495,
    ("Wright",): 1289,
}


def test_it_runs_tennessee_off():
    runoff = instant_runoff(TENNESSEE, CITIES)
    assert [list(each.votes.values()) for each in runoff.rounds] == [[42, 26, 15, 17], [42, 26, 32], [42, 58]]
    assert [each.leaving for each in runoff.rounds] == [("Chattanooga",), ("Nashville",), ()]
    assert runoff.winners == ("Knoxville",)


def test_it_gives_tennessee_its_points():
    assert borda(TENNESSEE, CITIES) == dict(zip(CITIES, (126, 194, 173, 107), strict=True))


def test_it_elects_burlingtons_mayor():
    first, last = instant_runoff(BURLINGTON, ("Kiss", "Montroll", "Wright")).rounds
    assert first.votes == {"Kiss": 2982, "Montroll": 2554, "Wright": 3297} and first.leaving == ("Montroll",)
    assert last.votes == {"Kiss": 4314, "Wright": 4064} and last.exhausted == 455
    assert instant_runoff(BURLINGTON, ("Kiss", "Montroll", "Wright")).winners == ("Kiss",)


def test_it_ends_with_more_than_half_of_what_is_left():
    runoff = instant_runoff({("a", "b"): 3, ("b",): 2, ("c",): 1}, "abc")
    assert [each.leaving for each in runoff.rounds] == [("c",), ()]
    assert runoff.rounds[1].exhausted == 1 and runoff.winners == ("a",)


def test_it_lets_those_go_together_whom_nothing_could_save():
    first = instant_runoff({("a",): 5, ("b",): 4, ("c", "b"): 1, ("d", "b"): 1}, "abcde").rounds[0]
    assert first.leaving == ("e",) and first.tied == ()
    second = instant_runoff({("a",): 5, ("b",): 4, ("c", "b"): 1, ("d", "b"): 1}, "abcde").rounds[1]
    assert (second.leaving, second.tied, second.tie_rule) == (("c", "d"), ("c", "d"), TOGETHER)


def test_it_asks_an_earlier_round_first():
    ballots = {("a",): 6, ("b",): 5, ("c",): 4, ("d", "c"): 1}
    tie = instant_runoff(ballots, "abcd").rounds[1]
    assert (tie.votes["b"], tie.votes["c"]) == (5, 5)
    assert (tie.leaving, tie.tied, tie.tie_rule) == (("c",), ("b", "c"), EARLIER)


def test_it_asks_points_next():
    tie = instant_runoff({("a", "b"): 4, ("b", "a"): 3, ("c", "a"): 3}, "abc").rounds[0]
    assert (tie.leaving, tie.tied, tie.tie_rule) == (("c",), ("b", "c"), BORDA)


def test_it_asks_the_polls_own_list_last():
    tie = instant_runoff({("a",): 4, ("b",): 3, ("c",): 3}, "abc").rounds[0]
    assert (tie.leaving, tie.tied, tie.tie_rule) == (("c",), ("b", "c"), LISTED)


def test_it_shares_the_victory_of_those_whom_nothing_tells_apart():
    runoff = instant_runoff({("a",): 2, ("b",): 2}, "abc")
    assert runoff.winners == ("a", "b") and runoff.rounds[-1].tied == ("a", "b")
    assert instant_runoff({("a", "b"): 1, ("b", "a"): 1, ("c",): 1}, "abc").winners == ("a", "b")


def test_it_has_no_winner_without_votes():
    assert instant_runoff({}, "ab").winners == () and instant_runoff({(): 3}, "ab").rounds[0].exhausted == 3
    assert instant_runoff({}, ()).rounds == () and borda({}, "ab") == {"a": 0, "b": 0}


def test_it_shares_the_points_of_those_left_out():
    """Of four options (3, 2, 1, 0 points) the first gets 3; each of the others a third of 2 + 1 + 0."""
    assert borda({("a",): 1}, "abcd") == {"a": 3, "b": 1, "c": 1, "d": 1}


ballots_of = st.dictionaries(
    st.integers(0, 4).flatmap(lambda k: st.permutations("abcd").map(lambda each: tuple(each[:k]))),
    st.integers(1, 9),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(ballots_of)
def test_it_counts_every_ballot_in_every_round(ballots):
    runoff, everybody = instant_runoff(ballots, "abcd"), sum(ballots.values())
    for each in runoff.rounds:
        assert sum(each.votes.values()) + each.exhausted == everybody
        by_hand = dict.fromkeys(each.votes, 0)
        for ballot, times in ballots.items():
            left = [option for option in ballot if option in by_hand]
            if left:
                by_hand[left[0]] += times
        assert each.votes == by_hand
    gone = [option for each in runoff.rounds for option in each.leaving]
    assert len(gone) == len(set(gone)) and not set(gone) & set(runoff.winners)


@settings(max_examples=60, deadline=None)
@given(ballots_of)
def test_it_averages_points_over_every_way_to_finish_a_ballot(ballots):
    """The second computation: complete each ballot in all possible orders and take the mean."""
    expected = dict.fromkeys("abcd", 0.0)
    for ballot, times in ballots.items():
        ends = list(permutations([option for option in "abcd" if option not in ballot]))
        for end in ends:
            for place, option in enumerate((*ballot, *end)):
                expected[option] += times * (3 - place) / len(ends)
    assert borda(ballots, "abcd") == pytest.approx(expected)
