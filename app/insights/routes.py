"""The team's pages about how customers feel: every room below /insights is closed to everybody else. And the pulses themselves."""

from flask import Blueprint
from flask_login import current_user

from app.insights.cases import answering
from app.insights.cases import routes as cases
from app.insights.concepts import routes as concepts
from app.insights.concepts import taking_part
from app.insights.curve import routes as curve
from app.insights.paper import routes as paper
from app.insights.posters import routes as posters
from app.insights.priority import routes as priority
from app.insights.priority import taking_part as priorities
from app.insights.pulses import routes as pulses
from app.insights.touchpoints import routes as touchpoints
from app.permissions import can_see_insights, require

bp = Blueprint("insights", __name__)


def only_the_team():
    """Runs before every view of these rooms; each write asks again for what it needs."""
    require(can_see_insights(current_user))


# Whoever was somewhere may say how it felt, and later whether it is fixed; members say what they think of concepts.
for room in (pulses, answering, taking_part, priorities):
    bp.register_blueprint(room.bp)
for room in (curve, paper, touchpoints, posters, cases, concepts, priority):
    room.bp.before_request(only_the_team)
    bp.register_blueprint(room.bp)
