"""The logs of what was decided: with names for moderators, without them for everybody.

They stand apart from the queue because nothing is done there.
"""

from flask import abort, request
from flask_login import current_user

from app.database import now
from app.moderation import reasons
from app.moderation.numbers import numbers_of
from app.moderation.pace.queries import running_threads
from app.moderation.queries import page_of_decisions, page_of_public_decisions, shares
from app.permissions import can_see_queue, require
from app.web.rendering import render

# Before this there was no house.
FIRST_YEAR = 2024


def add_logs(bp):
    """Add the three pages."""
    bp.get("/moderation/log")(log)
    bp.get("/log")(public_log)
    bp.get("/log/<int:year>")(year_in_numbers)


def log():
    require(can_see_queue(current_user))
    page = page_of_decisions(current_user, request.args.get("before", type=int))
    # Of a later page nobody wants to know it again.
    of_team = () if "before" in request.args else shares()
    return render("moderation/log.html", page=page, reasons=reasons, shares=of_team)


def public_log():
    page = page_of_public_decisions(request.args.get("before", type=int))
    return render("moderation/public_log.html", page=page, reasons=reasons, running=running_threads(), year=now().year)


def year_in_numbers(year):
    if not FIRST_YEAR <= year <= now().year:
        abort(404)
    earlier = year - 1 if year > FIRST_YEAR else None
    later = year + 1 if year < now().year else None
    return render("moderation/year.html", year=year, numbers=numbers_of(year), earlier=earlier, later=later)
