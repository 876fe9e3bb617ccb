"""Splits that give nobody away: neither alone, nor one subtracted from another."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.kinds.polls.parts import FEWEST, Person, safe_splits


def crowd(*kinds):
    """People by (how many, role, days, groups), each with a number."""
    every = [kind for number, *kind in kinds for _ in range(number)]
    return [Person(id, role, days, frozenset(more[0] if more else ())) for id, (role, days, *more) in enumerate(every)]


def parts_of(people, groups=()):
    return {split.group or split.name: {part: len(ids) for part, ids in split.parts.items()} for split in safe_splits(people, groups)}


def test_it_divides_where_every_part_has_five():
    people = crowd((5, "new", 10), (6, "member", 200), (7, "helper", 800))
    assert parts_of(people) == {
        "since": {"0-90": 5, "90-365": 6, "365-": 7},
        "role": {"new": 5, "member": 6, "helper": 7},
    }


def test_it_takes_a_coarser_split_before_a_small_part():
    assert parts_of(crowd((4, "new", 10), (3, "member", 200), (9, "member", 800)))["since"] == {"0-365": 7, "365-": 9}
    assert parts_of(crowd((6, "new", 10), (5, "member", 10), (3, "helper", 10), (2, "owner", 10)))["role"] == {
        "new": 6, "member": 5, "engaged": 5,
    }  # fmt: skip


def test_it_divides_nobody_where_one_part_would_be_small():
    assert parts_of(crowd((4, "new", 10), (40, "member", 800))) == {}
    assert parts_of(crowd((30, "member", 800))) == {}
    assert parts_of([]) == {}


def test_it_refuses_what_subtracting_would_give_away():
    """Six new members; all who came lately are those six and Ben: lately minus new would be Ben's ballot."""
    people = crowd((6, "new", 10), (1, "member", 10), (9, "member", 800))
    assert parts_of(people) == {"since": {"0-90": 7, "365-": 9}}


def test_it_counts_a_group_against_all_others():
    people = crowd((6, "member", 800, ["Regulars"]), (7, "member", 800, ["Bakers"]), (1, "member", 800, ["Bakers", "Regulars"]))
    assert parts_of(people, ["Bakers", "Regulars"]) == {"Bakers": {"inside": 8, "outside": 6}}


def test_it_keeps_who_took_part_and_who_did_not_apart():
    there = crowd((6, "new", 10), (8, "member", 800))
    away = [Person(100 + each.id, each.role, each.days, has_voted=False) for each in crowd((4, "new", 10), (9, "member", 800))]
    assert not safe_splits(there + away, apart=lambda person: person.has_voted)
    more = [*away, Person(200, "new", 10, has_voted=False)]
    assert [split.name for split in safe_splits(there + more, apart=lambda person: person.has_voted)] == ["since", "role"]


people = st.lists(
    st.tuples(
        st.sampled_from(["new", "member", "helper", "team"]),
        st.sampled_from([5, 100, 900]),
        st.frozensets(st.sampled_from(["Bakers", "Regulars"])),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(people)
def test_it_leaves_no_rest_from_one_to_four(kinds):
    """The second look: every part, what two have in common, and what is left of one without the other."""
    everybody = [Person(id, *kind) for id, kind in enumerate(kinds)]
    parts = []
    for split in safe_splits(everybody, ["Bakers", "Regulars"]):
        found = [set(ids) for ids in split.parts.values()]
        assert len(found) > 1 and sum(map(len, found)) == len(everybody) and set().union(*found) == set(range(len(everybody)))
        parts += found
    for part in parts:
        assert len(part) >= FEWEST
    for one, other in combinations(parts, 2):
        assert not {len(one & other), len(one - other), len(other - one)} & set(range(1, FEWEST))
