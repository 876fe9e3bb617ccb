"""What a member is asked for right now, for the start page: one statement for all of it."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import exists, literal, union_all

from app.extensions import db
from app.insights.concepts.models import ConceptRun, ConceptTest
from app.insights.priority.models import PriorityRound, PriorityRun
from app.permissions import visible_concepts_to_rate, visible_priorities_to_set

MOST = 5


class Wanted(NamedTuple):
    """A question that waits for this member: its name and where to answer."""

    title: str
    url: str


def wanted_of(member):
    """The concept tests and priority rounds that are open for this member and not answered yet, the first to end first."""
    asked = union_all(_concepts(member), _priorities(member)).subquery()
    rows = db.session.execute(asked.select().order_by(asked.c.closes_at).limit(MOST))
    return [Wanted(title or _("What matters most to you?"), f"/{room}/{id}") for room, id, title, _at in rows]


def _concepts(member):
    answered = _answered(ConceptRun, member, ConceptRun.test_id == ConceptTest.id)
    columns = literal("concepts").label("room"), ConceptTest.id, ConceptTest.title, ConceptTest.closes_at
    return visible_concepts_to_rate(member).with_only_columns(*columns).where(~answered)


def _priorities(member):
    answered = _answered(PriorityRun, member, PriorityRun.round_id == PriorityRound.id)
    columns = literal("priority"), PriorityRound.id, literal(""), PriorityRound.closes_at
    return visible_priorities_to_set(member).with_only_columns(*columns).where(~answered)


def _answered(run, member, of):
    return exists().where(of, run.member_id == member.id, run.is_finished)
