"""What the curve is drawn from: how many answered what, touchpoint by touchpoint, and their words."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Integer, and_, cast, func, or_, select

from app.accounts.models import Member
from app.extensions import db
from app.groups.models import Group, is_among
from app.insights.pulses.models import Pulse
from app.insights.touchpoints.models import STAGES, Touchpoint, in_journey_order
from app.permissions import visible_touchpoints

DAYS = 90
# Below this many answers nothing is shown: neither a point, nor what two points would let one work out.
LEAST = 5
MOST_QUOTES = 200


@dataclass(frozen=True)
class Place:
    """What a point of the curve stands for: a touchpoint, or a whole stage (then `id` is None)."""

    id: int | None
    stage: str
    name: str


def places(reader, until, by_stage=False):
    """The points of the curve in the order of the journey: [(Place, touchpoint ids)].

    Touchpoints that were put away stand there as long as somebody answered in the time that is looked at.
    """
    answered = select(Pulse.touchpoint_id).where(*_between(until, 2 * DAYS))
    query = visible_touchpoints(reader).where(or_(Touchpoint.archived_at.is_(None), Touchpoint.id.in_(answered)))
    found = list(db.session.scalars(query.order_by(*in_journey_order())))
    if not by_stage:
        return [(Place(each.id, each.stage, each.name), (each.id,)) for each in found]
    names = {each.stage: each.stage_name for each in found}
    of = {stage: tuple(each.id for each in found if each.stage == stage) for stage in STAGES}
    return [(Place(None, stage, str(names[stage])), of[stage]) for stage in STAGES if of[stage]]


def counts_by_period(until):
    """{touchpoint id: (scores of the last 90 days, scores of the 90 before)}, each a Counter: one query."""
    is_late = cast(Pulse.answered_on > until - timedelta(days=DAYS), Integer).label("is_late")
    columns = Pulse.touchpoint_id, is_late, Pulse.score
    query = select(*columns, func.count()).where(*_between(until, 2 * DAYS)).group_by(*columns)
    found = defaultdict(lambda: (Counter(), Counter()))
    for touchpoint_id, late, score, count in db.session.execute(query):
        found[touchpoint_id][0 if late else 1][score] += count
    return found


def counts_by_group(until, first_id, second_id):
    """{touchpoint id: {(is in the first, is in the second): scores of the last 90 days}}: one query.

    Answers from posters and imports are in neither.
    """
    inside = [func.coalesce(and_(Pulse.member_id.is_not(None), is_among(id, Member)), False) for id in (first_id, second_id)]
    marks = (
        select(Pulse.touchpoint_id, Pulse.score, cast(inside[0], Integer).label("first"), cast(inside[1], Integer).label("second"))
        .outerjoin(Member, Member.id == Pulse.member_id)
        .where(*_between(until, DAYS))
        .subquery()
    )
    query = select(*marks.c, func.count()).group_by(*marks.c)
    found = defaultdict(lambda: defaultdict(Counter))
    for touchpoint_id, score, first, second, count in db.session.execute(query):
        found[touchpoint_id][bool(first), bool(second)][score] += count
    return found


def quotes(touchpoint, until):
    """The words behind a point that may be shown, as rows of (score, why, answered_on), the newest first."""
    query = select(Pulse.score, Pulse.why, Pulse.answered_on).where(*_said_at(touchpoint, until), Pulse.may_quote)
    return db.session.execute(query.order_by(Pulse.answered_on.desc(), Pulse.id.desc()).limit(MOST_QUOTES)).all()


def count_silent(touchpoint, until):
    """How many have said why but do not want it shown."""
    query = select(func.count()).where(*_said_at(touchpoint, until), Pulse.may_quote.is_(False))
    return db.session.scalar(query)


def all_groups():
    """(id, name) of every group, for choosing two."""
    return [tuple(row) for row in db.session.execute(select(Group.id, Group.name).order_by(Group.name))]


def _said_at(touchpoint, until):
    return Pulse.touchpoint_id == touchpoint.id, Pulse.why != "", *_between(until, DAYS)


def _between(until, days):
    return Pulse.answered_on > until - timedelta(days=days), Pulse.answered_on <= until
