"""The team's pages about how customers feel: every room below /insights is closed to everybody else."""

from flask import Blueprint
from flask_login import current_user

from app.insights.touchpoints import routes as touchpoints
from app.permissions import can_see_insights, require

bp = Blueprint("insights", __name__)


def only_the_team():
    """Runs before every view of these rooms; each write asks again for what it needs."""
    require(can_see_insights(current_user))


for room in (touchpoints,):
    room.bp.before_request(only_the_team)
    bp.register_blueprint(room.bp)
