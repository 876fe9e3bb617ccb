"""Ranked ballots: who wins the instant runoff, round by round, and how many Borda points each option has.

A ballot is a tuple of options, the most wanted first. It need not rank all; none may stand on it twice.
Ballots are given as {ballot: how many such}. `options` is every option, in the order the poll lists them.
"""

from dataclasses import dataclass

# How a tie for the last place was decided, in the order in which the rules are tried.
TOGETHER, EARLIER, BORDA, LISTED = "together", "earlier", "borda", "listed"


@dataclass(frozen=True)
class Round:
    """One round: votes of the options still in, ballots without any of them, and who leaves after it.

    Where several stood last, `tied` names them all and `tie_rule` says what decided: TOGETHER (all leave,
    because even together they have fewer votes than the next), EARLIER (fewer votes in the latest earlier
    round in which they differ), BORDA (fewer points) or LISTED (the one further down the poll's own list).
    """

    votes: dict
    exhausted: int
    leaving: tuple = ()
    tied: tuple = ()
    tie_rule: str | None = None


@dataclass(frozen=True)
class Runoff:
    """All rounds, and the winners: one, or several that nothing tells apart, or none without votes."""

    rounds: tuple
    winners: tuple


def instant_runoff(ballots, options):
    """Who wins when the last option leaves, round by round, until one has more than half of the votes left.

    Every ballot counts for the highest option on it that is still in; one that ranks none of them is exhausted
    and counts no more. Options that are equal by every rule but the list share the victory.
    """
    rounds, inside = [], list(options)
    points = borda(ballots, options)
    while inside:
        votes, exhausted = _count(ballots, inside)
        counted = sum(votes.values())
        leader = max(inside, key=votes.get)
        if not counted:
            return Runoff((*rounds, Round(votes, exhausted)), ())
        if 2 * votes[leader] > counted:
            return Runoff((*rounds, Round(votes, exhausted)), (leader,))
        last = [option for option in inside if votes[option] == min(votes.values())]
        leaving, rule = _leaving(last, votes, rounds, points)
        if rule == LISTED and len(leaving) == len(inside):
            return Runoff((*rounds, Round(votes, exhausted, (), leaving)), leaving)
        if rule == LISTED:
            leaving = leaving[-1:]
        tied = tuple(last) if rule else ()
        rounds.append(Round(votes, exhausted, leaving, tied, rule))
        inside = [option for option in inside if option not in leaving]
    return Runoff(tuple(rounds), ())


def borda(ballots, options):
    """{option: points}: of k options the first on a ballot gets k − 1, the next k − 2, …; the last gets none.

    Options that a ballot leaves out share evenly what is left (averaged Borda), so that every ballot gives
    the same number of points and leaving others out gains nothing. J.-C. de Borda, Mémoire sur les élections
    au scrutin (1781); for partial ballots J. Cullinan, S. K. Hsiao and D. Polett, "A Borda count for partially
    ordered ballots", Social Choice and Welfare 42 (2014), 913–926.
    """
    options = list(options)
    points, most = dict.fromkeys(options, 0.0), len(options) - 1
    for ballot, times in ballots.items():
        given = {option: most - place for place, option in enumerate(ballot)}
        # What is left runs from here down to none: its mean goes to each of the unranked.
        shared = (most - len(ballot)) / 2
        for option in options:
            points[option] += times * given.get(option, shared)
    return points


def _count(ballots, inside):
    votes, exhausted = dict.fromkeys(inside, 0), 0
    for ballot, times in ballots.items():
        choice = next((option for option in ballot if option in votes), None)
        if choice is None:
            exhausted += times
        else:
            votes[choice] += times
    return votes, exhausted


def _leaving(last, votes, rounds, points):
    """Which of those with the fewest votes leave, and by which rule; with LISTED all that nothing tells apart."""
    if len(last) == 1:
        return tuple(last), None
    above = [count for option, count in votes.items() if option not in last]
    if above and sum(votes[option] for option in last) < min(above):
        return tuple(last), TOGETHER
    for earlier in reversed(rounds):
        last = _fewest(last, earlier.votes)
        if len(last) == 1:
            return tuple(last), EARLIER
    last = _fewest(last, points)
    return tuple(last), BORDA if len(last) == 1 else LISTED


def _fewest(options, counts):
    return [option for option in options if counts[option] == min(counts[each] for each in options)]
