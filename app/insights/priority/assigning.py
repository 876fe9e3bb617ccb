"""Who chooses between what: touchpoints that stood together least come on the same screen.

Apart from the tables because it must be right under haste: one transaction at a time hands out screens of a round, on
SQLite by the write gate, on PostgreSQL by the lock on the round's row.
"""

import random
from collections import Counter
from itertools import combinations

from sqlalchemy import select, text, tuple_, update

from app.extensions import db
from app.insights.priority.models import (
    A_SCREEN,
    SCREENS,
    PriorityItem,
    PriorityPair,
    PriorityRound,
    PriorityRun,
)

BEGIN = text(
    "INSERT INTO priority_runs (round_id, member_id, screens, is_finished)"
    " VALUES (:round, :member, '[]', false) ON CONFLICT DO NOTHING"
)


class RoundIsOver(Exception):
    """The round closed before the member began, or before the answer arrived."""


def begin_run(asked, member):
    """Show the member three screens, once: whoever begins again goes on with the same. Raises RoundIsOver."""
    if db.session.execute(BEGIN, {"round": asked.id, "member": member.id}).rowcount == 1:
        _lock(asked)
        screens = balanced_screens(*_counts_of(asked))
        _count_shown(asked, screens)
        run = update(PriorityRun).where(PriorityRun.round_id == asked.id, PriorityRun.member_id == member.id)
        db.session.execute(_quietly(run.values(screens=screens)))


def finish_run(asked, member, choices):
    """Add a member's choices to the sums, once; returns whether it was the first time. Raises RoundIsOver.

    `choices` as (the four ids of a screen, the most important, the least important).
    """
    open_run = update(PriorityRun).where(
        PriorityRun.round_id == asked.id, PriorityRun.member_id == member.id, PriorityRun.is_finished.is_(False)
    )
    if db.session.execute(_quietly(open_run.values(is_finished=True, screens=[]))).rowcount != 1:
        return False
    _lock(asked)
    _add(asked, PriorityItem.answered, Counter(id for screen, _best, _worst in choices for id in screen))
    _add(asked, PriorityItem.best, Counter(best for _screen, best, _worst in choices))
    _add(asked, PriorityItem.worst, Counter(worst for _screen, _best, worst in choices))
    return True


def balanced_screens(shown, together):
    """Three screens of four ids. `shown` as {id: how often}, `together` as {(smaller id, larger id): how often}.

    Each place goes to whoever this member has not seen yet, stood least with those already on the screen, and was
    shown least, in this order; among equal ones chance decides.
    """
    shown, together, seen, screens = Counter(shown), Counter(together), Counter(), []
    for _screen in range(SCREENS):
        screen = []
        while len(screen) < A_SCREEN:
            left = [id for id in shown if id not in screen]
            screen.append(min(left, key=lambda id: (seen[id], _beside(id, screen, together), shown[id], random.random())))
        random.shuffle(screen)
        for counts, ids in ((seen, screen), (shown, screen), (together, combinations(sorted(screen), 2))):
            counts.update(ids)
        screens.append(screen)
    return screens


def _beside(id, screen, together):
    return sum(together[min(id, other), max(id, other)] for other in screen)


def _lock(asked):
    """Wait for whoever is handing out screens of this round (PostgreSQL). Raises RoundIsOver."""
    # Not the key as well: each who begins holds that already, and two of them would wait for each other.
    query = select(PriorityRound).where(PriorityRound.id == asked.id).with_for_update(key_share=True)
    if db.session.scalar(query.execution_options(populate_existing=True)).is_over:
        raise RoundIsOver


def _counts_of(asked):
    items = select(PriorityItem.touchpoint_id, PriorityItem.shown).where(PriorityItem.round_id == asked.id)
    pairs = select(PriorityPair.first_id, PriorityPair.second_id, PriorityPair.together)
    rows = db.session.execute(pairs.where(PriorityPair.round_id == asked.id))
    return dict(db.session.execute(items).all()), {(first, second): count for first, second, count in rows}


def _count_shown(asked, screens):
    _add(asked, PriorityItem.shown, Counter(id for screen in screens for id in screen))
    pairs = Counter(pair for screen in screens for pair in combinations(sorted(screen), 2))
    for times, those in _by_times(pairs):
        here = PriorityPair.round_id == asked.id, tuple_(PriorityPair.first_id, PriorityPair.second_id).in_(those)
        db.session.execute(_quietly(update(PriorityPair).where(*here).values(together=PriorityPair.together + times)))


def _add(asked, column, counts):
    """Raise a counter of these touchpoints, each by its count: one statement for all that are raised alike."""
    for times, ids in _by_times(counts):
        here = PriorityItem.round_id == asked.id, PriorityItem.touchpoint_id.in_(ids)
        db.session.execute(_quietly(update(PriorityItem).where(*here).values({column.key: column + times})))


def _by_times(counts):
    return [(times, sorted(key for key, n in counts.items() if n == times)) for times in sorted(set(counts.values()))]


def _quietly(statement):
    """Rows in memory are not brought up to date: nobody looks at them afterwards."""
    return statement.execution_options(synchronize_session=False)
