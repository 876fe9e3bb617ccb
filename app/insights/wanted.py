"""What a member is asked for right now, for the start page: one statement for all of it."""

from typing import NamedTuple

from sqlalchemy import exists, literal

from app.extensions import db
from app.insights.concepts.models import ConceptRun, ConceptTest
from app.permissions import visible_concepts_to_rate

MOST = 5


class Wanted(NamedTuple):
    """A question that waits for this member: its name and where to answer."""

    title: str
    url: str


def wanted_of(member):
    """The concept tests that are open for this member and not answered yet, those that end soonest first."""
    answered = exists().where(
        ConceptRun.test_id == ConceptTest.id, ConceptRun.member_id == member.id, ConceptRun.is_finished
    )
    query = visible_concepts_to_rate(member).with_only_columns(ConceptTest.title, ConceptTest.id, literal("concepts"))
    rows = db.session.execute(query.where(~answered).order_by(ConceptTest.closes_at).limit(MOST))
    return [Wanted(title, f"/{room}/{id}") for title, id, room in rows]
