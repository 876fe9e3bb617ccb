"""The curve for the team: of late and before, two groups beside each other, and the words behind a point."""

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.insights.curve.curve import curve_of_groups, curve_of_periods, path, turn
from app.insights.curve.queries import (
    DAYS,
    LEAST,
    all_groups,
    count_silent,
    counts_by_group,
    counts_by_period,
    places,
    quotes,
)
from app.insights.paper.queries import paper_counts
from app.insights.pulses.models import moment_of, today
from app.insights.touchpoints.models import STAGE_NAMES
from app.permissions import find_touchpoint
from app.web.rendering import render

bp = Blueprint("curve", __name__)
TOUCHPOINTS, STAGES = ("touchpoints", "stages")
# Nobody has answered before; further back days could not be counted any more.
FIRST_DAY = date(1990, 1, 1)
PERIOD_NAMES = (_l("The last 90 days"), _l("The 90 days before"))


@bp.get("/insights")
def index():
    curve, wanted = asked_curve()
    more = {"papers": paper_counts(current_user, wanted["until"], DAYS), "moment_of": moment_of}
    more |= {"groups": all_groups(), "stage_names": STAGE_NAMES, "path": path, "turn": turn, "least": LEAST}
    return render("insights/curve.html", curve=curve, **wanted, **more)


@bp.get("/insights/touchpoints/<int:touchpoint_id>/quotes")
def show_quotes(touchpoint_id):
    touchpoint, until = find_touchpoint(touchpoint_id), _until()
    said = {"quotes": quotes(touchpoint, until), "silent": count_silent(touchpoint, until)}
    return render("insights/quotes.html", touchpoint=touchpoint, until=until, moment_of=moment_of, **said)


def asked_curve():
    """(Curve, what was asked for): by touchpoints or stages, until which day, of which two groups if any."""
    until, by = _until(), STAGES if request.args.get("by") == STAGES else TOUCHPOINTS
    found = places(current_user, until, by_stage=by == STAGES)
    chosen = _chosen_groups()
    if chosen:
        names = [_("%(name)s, the last 90 days", name=name) for _id, name in chosen]
        curve = curve_of_groups(found, counts_by_group(until, *(id for id, _name in chosen)), names)
    else:
        curve = curve_of_periods(found, counts_by_period(until), PERIOD_NAMES)
    return curve, {"by": by, "until": until, "until_moment": moment_of(until), "chosen": [id for id, _name in chosen]}


def _chosen_groups():
    """Two different groups as (id, name), or none."""
    wanted = [request.args.get(name, type=int) for name in ("first", "second")]
    known = dict(all_groups()) if all(wanted) else {}
    return [(id, known[id]) for id in wanted] if len(set(wanted) & set(known)) == 2 else []


def _until():
    """The last day that is looked at: the one asked for, else today."""
    try:
        asked = date.fromisoformat(request.args.get("until", ""))
    except ValueError:
        return today()
    return min(max(asked, FIRST_DAY), today())
