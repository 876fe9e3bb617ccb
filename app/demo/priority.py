"""A round about what matters at the café, answered by those who were there, and one that members can answer now."""

import random
from datetime import timedelta

from app.extensions import db
from app.insights.priority.assigning import begin_run, finish_run
from app.insights.priority.models import PriorityRun, open_round
from app.insights.pulses.models import today
from app.insights.touchpoints.models import Touchpoint

# From what most find important to what hardly anybody does.
MATTERS = ("table", "service", "till", "menu", "website", "window", "card")
AGAIN = {"table": 20, "till": 45}


def add_priority(story):
    """Both rounds, and the days on which the team wants to look again at two touchpoints."""
    started, chance = story.clock.started, random.Random("priority")
    team = next(member for member in story.members.values() if member.role == "team")
    over = open_round(started + timedelta(days=1), by=team)
    over.opened_at = started - timedelta(days=24)
    rank = {story.touchpoints[key].id: place for place, key in enumerate(MATTERS)}
    for member in story.members.values():
        if member.role not in ("team", "owner", "new"):
            _answer(over, member, rank, chance)
    over.closes_at = over.closed_at = started - timedelta(days=10)
    db.session.flush()
    running = open_round(started + timedelta(days=12), by=team)
    running.opened_at = started - timedelta(days=2)
    for key, days in AGAIN.items():
        db.session.get(Touchpoint, story.touchpoints[key].id).review_on = today(started) + timedelta(days=days)


def _answer(asked, member, rank, chance):
    begin_run(asked, member)
    screens = db.session.get(PriorityRun, (asked.id, member.id), populate_existing=True).screens
    finish_run(asked, member, [_choice(screen, rank, chance) for screen in screens])


def _choice(screen, rank, chance):
    """Most agree about the order, nobody quite."""
    order = sorted(screen, key=lambda id: rank[id] + chance.gauss(0, 1.8))
    return screen, order[0], order[-1]
