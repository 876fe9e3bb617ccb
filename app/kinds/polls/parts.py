"""Parts of the members that a result may be split by, and when that gives nobody away. Plain functions.

A split divides people into parts of five or more. Several splits together must stay safe too: subtracting a
part of one from a part of another must not leave less than five. So a split is taken only if even all splits
crossed with each other have no cell with one to four people; whatever one adds or subtracts then, only whole
cells come out.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from app.accounts.roles import HELPER, MEMBER, MODERATOR, NEW, OWNER, TEAM

FEWEST = 5
ROLE, SINCE, GROUP = "role", "since", "group"
STAFF, ENGAGED, SETTLED, PLAIN = "staff", "engaged", "settled", "plain"
INSIDE, OUTSIDE = "inside", "outside"
# From fine to coarse: the first that gives nobody away is taken.
ROLES = (
    {NEW: NEW, MEMBER: MEMBER, HELPER: HELPER, MODERATOR: STAFF, TEAM: STAFF, OWNER: STAFF},
    {NEW: NEW, MEMBER: MEMBER, HELPER: ENGAGED, MODERATOR: ENGAGED, TEAM: ENGAGED, OWNER: ENGAGED},
    {NEW: PLAIN, MEMBER: PLAIN, HELPER: ENGAGED, MODERATOR: ENGAGED, TEAM: ENGAGED, OWNER: ENGAGED},
    {NEW: NEW, MEMBER: SETTLED, HELPER: SETTLED, MODERATOR: SETTLED, TEAM: SETTLED, OWNER: SETTLED},
)
DAYS = ((90, 365), (365,), (90,))


@dataclass(frozen=True)
class Person:
    """What a split may know of a member: the role, for how many days they are one, and their groups' names."""

    id: int
    role: str
    days: int
    groups: frozenset = frozenset()
    has_voted: bool = True


@dataclass(frozen=True)
class Split:
    """People divided: by `name` (and `group`, whose members stand against all others), part → ids, in order."""

    name: str
    group: str
    parts: dict


def safe_splits(people, groups=(), *, apart=lambda person: ()):
    """The splits of these people that give nobody away, neither alone nor together.

    `apart` divides them beforehand, each part again of five or more in every cell: voters and the others.
    """
    taken, cells = [], {person: (apart(person),) for person in people}
    kinds = set(cells.values())
    for name, group, divisions in _possible(groups):
        for part_of in divisions:
            finer = {person: (*cell, part_of(person)) for person, cell in cells.items()}
            if _is_safe(finer, kinds):
                taken.append(_split(name, group, finer))
                cells = finer
                break
    return taken


def _possible(groups):
    """Every split there might be: its name, its group and ways to divide, from fine to coarse."""
    yield SINCE, "", [lambda person, cuts=cuts: _span(person.days, cuts) for cuts in DAYS]
    yield ROLE, "", [lambda person, roles=roles: roles[person.role] for roles in ROLES]
    for group in groups:
        yield GROUP, group, [lambda person, group=group: INSIDE if group in person.groups else OUTSIDE]


def _span(days, cuts):
    """"90-365" for 100 days: from when until when. The last has no end."""
    place = bisect_right(cuts, days)
    return f"{(0, *cuts)[place]}-{(*cuts, '')[place]}"


def _is_safe(cells, kinds):
    """No cell of all splits crossed has one to four people, and of this split none is empty either."""
    crossed = Counter(cells.values())
    parts = {cell[-1] for cell in crossed}
    own = Counter((cell[:1], cell[-1]) for cell in cells.values())
    filled = all(own[(kind, part)] >= FEWEST for kind in kinds for part in parts)
    return len(parts) > 1 and filled and min(crossed.values()) >= FEWEST


def _split(name, group, cells):
    parts = {}
    for person, cell in sorted(cells.items(), key=lambda each: _order(each[1][-1])):
        parts.setdefault(cell[-1], []).append(person.id)
    return Split(name, group, parts)


def _order(part):
    fixed = (NEW, MEMBER, PLAIN, SETTLED, HELPER, ENGAGED, STAFF, INSIDE, OUTSIDE)
    return fixed.index(part) if part in fixed else int(part.partition("-")[0])
