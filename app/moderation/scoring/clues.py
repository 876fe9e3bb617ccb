"""What speaks for spam before anything was learned: how a text was sent, by whom, and where it links to.

The weights are the house's own, set by hand: small ones add up, and only the hidden field is enough alone.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from app.moderation.scoring.features import host_of
from app.moderation.scoring.throwaway import is_throwaway

# Without any clue about one text in fifty is spam.
BASE = -4.0
TRAP, FAST, THROWAWAY, YOUNG = 9.0, 1.5, 2.0, 1.0
FIRST_LINK, MORE_LINKS, MOST_LINKS, REPEATED = 0.8, 0.5, 3, 1.5
# Somebody who has been here for long and has written much.
KNOWN = -2.0
FAST_SECONDS, LONG_ENOUGH = 4, 40
YOUNG_DAYS, KNOWN_DAYS, KNOWN_POSTS = 3, 30, 10
REPEATED_TEXTS = 3


class Clue(NamedTuple):
    """One thing that speaks for spam (or, below 0, against it), with the facts its words need."""

    name: str
    weight: float
    facts: dict = {}  # noqa: RUF012 - never changed


@dataclass
class Signals:
    """What is known beside the text; whatever is unknown says nothing."""

    # Somebody filled in a field that people do not see.
    trap: bool = False
    seconds: float | None = None
    account_days: float | None = None
    posts: int = 0
    mail: str = ""
    # How many texts of new accounts linked to each host during the last week.
    hosts: dict = field(default_factory=dict)
    # The hosts that members who are known here have linked to: those are nothing strange.
    usual_hosts: frozenset = frozenset()
    own_host: str = ""


def clues_in(reading, signals):
    """Every clue that this text and these signals give."""
    return [clue for clue in _clues(reading, signals) if clue]


def _clues(reading, signals):
    strange = [host for host in reading.hosts if host != signals.own_host and host not in signals.usual_hosts]
    yield signals.trap and Clue("trap", TRAP)
    yield _fast(reading, signals)
    yield is_throwaway(signals.mail) and Clue("throwaway", THROWAWAY, {"domain": signals.mail.rpartition("@")[2]})
    yield _links(reading, strange)
    yield _repeated(strange, signals)
    yield _account(signals)


def _fast(reading, signals):
    if signals.seconds is None or signals.seconds >= FAST_SECONDS or len(reading.text) < LONG_ENOUGH:
        return None
    return Clue("fast", FAST, {"seconds": max(1, round(signals.seconds))})


def _links(reading, strange):
    count = sum(host_of(link) in strange for link in reading.links)
    return count and Clue("links", FIRST_LINK + MORE_LINKS * min(count - 1, MOST_LINKS), {"count": count})


def _repeated(strange, signals):
    most = max(strange, key=lambda host: signals.hosts.get(host, 0), default="")
    count = signals.hosts.get(most, 0)
    return Clue("repeated", REPEATED, {"host": most, "count": count}) if count >= REPEATED_TEXTS else None


def _account(signals):
    days = signals.account_days
    if days is None:
        return None
    if days < YOUNG_DAYS:
        return Clue("young", YOUNG, {"hours": max(1, round(days * 24))})
    return Clue("known", KNOWN) if days > KNOWN_DAYS and signals.posts >= KNOWN_POSTS else None
