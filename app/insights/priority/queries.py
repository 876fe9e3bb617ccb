"""What pages of priority rounds read: a member's screens, and what is important and goes badly."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.insights.priority.models import FEWEST_SHOWN, PriorityItem, PriorityRun, count_runs
from app.insights.pulses.models import LOW, Pulse, today
from app.insights.touchpoints.models import Touchpoint
from app.statistics.scores import best_worst
from app.statistics.shares import wilson

DAYS = 90


def run_of(asked, member):
    """How this member takes part, or None."""
    return db.session.get(PriorityRun, (asked.id, member.id))


def screens_of(asked, member):
    """The screens of a member who has begun and not answered yet, each a list of touchpoints; else none."""
    run = run_of(asked, member)
    if run is None or not run.screens:
        return []
    ids = {id for screen in run.screens for id in screen}
    found = {each.id: each for each in db.session.scalars(select(Touchpoint).where(Touchpoint.id.in_(ids)))}
    return [[found[id] for id in screen] for screen in run.screens]


@dataclass(frozen=True)
class Priority:
    """A touchpoint with how important it is (a Score from −1 to 1) and how often it goes badly (low of n pulses)."""

    touchpoint: Touchpoint
    score: object
    low: int
    pulses: int

    @property
    def importance(self):
        """The score as a share: 0 never important, 1 always the most important."""
        return (self.score.score + 1) / 2

    @property
    def likely(self):
        """The interval of the importance."""
        return (self.score.low + 1) / 2, (self.score.high + 1) / 2

    @property
    def low_share(self):
        """(share, low, high) of low pulses in the last 90 days; None below five."""
        if self.pulses < FEWEST_SHOWN:
            return None
        return self.low / self.pulses, *wilson(self.low, self.pulses)

    @property
    def priority(self):
        """Importance times the share of low pulses, from 0 to 1; None where that share is not known."""
        return None if self.low_share is None else self.importance * self.low_share[0]


def priorities_of(asked):
    """The touchpoints of a round that is over, what is to be mended first on top; None below five answers."""
    if not asked.is_over:
        raise ValueError("results are shown when the round is over")
    if count_runs(asked)[1] < FEWEST_SHOWN:
        return None
    items = select(PriorityItem).join(PriorityItem.touchpoint).options(contains_eager(PriorityItem.touchpoint))
    items = items.where(PriorityItem.round_id == asked.id, PriorityItem.answered >= FEWEST_SHOWN)
    low = _low_pulses()
    found = [
        Priority(item.touchpoint, best_worst(item.best, item.worst, item.answered), *low.get(item.touchpoint_id, (0, 0)))
        for item in db.session.scalars(items)
    ]
    return sorted(found, key=lambda each: (each.priority is None, -(each.priority or 0), -each.importance, each.touchpoint.id))


def _low_pulses():
    """{touchpoint id: (low, all)} of the last 90 days."""
    low = func.count().filter(Pulse.score.in_(LOW))
    query = select(Pulse.touchpoint_id, low, func.count()).where(Pulse.answered_on > today() - timedelta(days=DAYS))
    return {id: (low, all) for id, low, all in db.session.execute(query.group_by(Pulse.touchpoint_id))}
