"""The rooms behind the counter, all of them closed to everybody but the team, and the set-up of a fresh site."""

from flask import Blueprint
from flask_login import current_user

from app.admin import (
    attributes,
    boards,
    group_rules,
    groups,
    hours,
    imports,
    mail,
    members,
    overview,
    pages,
    settings,
    setup,
    style,
    synonyms,
    system,
)
from app.permissions import can_see_admin, require

bp = Blueprint("admin", __name__)


def only_the_team():
    """Runs before every view behind the counter; each write asks again for what it needs."""
    require(can_see_admin(current_user))


bp.register_blueprint(setup.bp)
for room in (
    *(overview, settings, hours, pages, boards, groups, group_rules, attributes, members),
    *(mail, synonyms, imports, system, style),
):
    room.bp.before_request(only_the_team)
    bp.register_blueprint(room.bp)
