"""What a member is asked for right now, for the start page: one statement for all of it."""

import json
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import String, cast, exists, literal, select, union_all

from app.database import at_most
from app.extensions import db
from app.groups.models import NOW
from app.insights.concepts.models import ConceptRun, ConceptTest
from app.insights.invitations.models import PulseInvitation
from app.insights.priority.models import PriorityRound, PriorityRun
from app.insights.touchpoints.models import Touchpoint, is_asked_in_app, name_in
from app.permissions import kept_for_each_role, visible_concepts_to_rate, visible_priorities_to_set

MOST = 5


class Wanted(NamedTuple):
    """A question that waits for this member: its name, where to answer, and whether that is done in seconds."""

    title: str
    url: str
    is_short: bool = False


def wanted_of(member):
    """What is open for this member and not answered yet, the first to end first: concept tests, priority rounds, and
    the touchpoint for which the lot has drawn them.
    """
    rows = db.session.execute(_asked(member))
    return [Wanted(_title(room, title), f"/{room}/{id}", room == "pulses") for room, id, title, _at in rows]


@kept_for_each_role
def _asked(member):
    asked = union_all(_concepts(member), _priorities(member), _pulses(member)).subquery()
    return asked.select().order_by(asked.c.closes_at).limit(at_most(MOST))


def _title(room, title):
    if room == "pulses":
        return _("%(name)s: how was it lately?", name=name_in(json.loads(title)))
    return title or _("What matters most to you?")


def _concepts(member):
    answered = _answered(ConceptRun, member, ConceptRun.test_id == ConceptTest.id)
    columns = literal("concepts").label("room"), ConceptTest.id, ConceptTest.title, ConceptTest.closes_at
    return visible_concepts_to_rate(member).with_only_columns(*columns).where(~answered)


def _priorities(member):
    answered = _answered(PriorityRun, member, PriorityRun.round_id == PriorityRound.id)
    columns = literal("priority"), PriorityRound.id, literal(""), PriorityRound.closes_at
    return visible_priorities_to_set(member).with_only_columns(*columns).where(~answered)


def _pulses(member):
    """The names of a touchpoint come as they are stored: which one is said depends on the reader."""
    columns = literal("pulses"), Touchpoint.id, cast(Touchpoint.names, String), PulseInvitation.closes_at
    query = select(*columns).join(PulseInvitation.touchpoint).where(is_asked_in_app(), PulseInvitation.member_id == member.id)
    return query.where(PulseInvitation.ended_at.is_(None), PulseInvitation.closes_at > NOW)


def _answered(run, member, of):
    return exists().where(of, run.member_id == member.id, run.is_finished)
