"""The logs of what was decided: with names for moderators, without them for everybody.

They stand apart from the queue because nothing is done there.
"""

from flask import request
from flask_login import current_user

from app.moderation import reasons
from app.moderation.pace.queries import running_threads
from app.moderation.queries import page_of_decisions, page_of_public_decisions
from app.permissions import can_see_queue, require
from app.web.rendering import render


def add_logs(bp):
    """Add the two pages."""
    bp.get("/moderation/log")(log)
    bp.get("/log")(public_log)


def log():
    require(can_see_queue(current_user))
    page = page_of_decisions(current_user, request.args.get("before", type=int))
    return render("moderation/log.html", page=page, reasons=reasons)


def public_log():
    page = page_of_public_decisions(request.args.get("before", type=int))
    return render("moderation/public_log.html", page=page, reasons=reasons, running=running_threads())
