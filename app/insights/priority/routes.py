"""Priority of touchpoints behind the counter: ask members, read what is important and goes badly, plan reviews."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.insights.priority.forms import ReviewForm, RoundForm
from app.insights.priority.models import FEWEST_TOUCHPOINTS, PriorityRound, count_runs, open_round
from app.insights.priority.queries import priorities_of
from app.insights.pulses.models import moment_of
from app.insights.touchpoints.models import in_journey_order
from app.permissions import (
    can_keep_touchpoints,
    find_priority_round,
    find_touchpoint,
    require,
    visible_priority_rounds,
    visible_touchpoints,
)
from app.web.rendering import render, see_other

bp = Blueprint("priority", __name__)


@bp.get("/insights/priority")
def index():
    return _index()


@bp.post("/insights/priority")
def ask():
    """Begin a round; while one is open, sending it again changes nothing."""
    require(can_keep_touchpoints(current_user))
    form = RoundForm()
    if not form.validate():
        return _index(form, status=422)
    asked = open_round(form.closes_at.moment, by=current_user)
    if asked is None:
        flash(_("A round needs at least %(n)s touchpoints, and none may be open.", n=FEWEST_TOUCHPOINTS), "warning")
        return see_other("/insights/priority")
    audit("priority.opened", actor=current_user, after=asked.id)
    db.session.commit()
    return see_other(asked.team_url)


@bp.get("/insights/priority/<int:round_id>")
def show(round_id):
    asked = find_priority_round(round_id)
    begun, answered = count_runs(asked)
    found = {"priorities": priorities_of(asked)} if asked.is_over else {}
    return render(
        "insights/priority/show.html", asked=asked, begun=begun, answered=answered, moment_of=moment_of, **found
    )


@bp.post("/insights/priority/<int:round_id>/closure")
def close(round_id):
    asked = find_priority_round(round_id, locked=True)
    require(can_keep_touchpoints(current_user))
    if asked.close(by=current_user):
        audit("priority.closed", actor=current_user, after=asked.id)
    db.session.commit()
    return see_other(asked.team_url)


@bp.post("/insights/touchpoints/<int:touchpoint_id>/review")
def plan_review(touchpoint_id):
    touchpoint, form = find_touchpoint(touchpoint_id), ReviewForm()
    require(can_keep_touchpoints(current_user))
    if form.validate():
        touchpoint.change(by=current_user, review_on=form.review_on.data)
        db.session.commit()
        flash(_("Saved."), "success")
    else:
        flash(_("Please write a date like 2026-11-30."), "warning")
    return see_other("/insights/priority#reviews")


def _index(form=None, status=200):
    rounds = visible_priority_rounds(current_user).order_by(PriorityRound.id.desc())
    return render(
        "insights/priority/index.html",
        rounds=list(db.session.scalars(rounds.limit(50))),
        touchpoints=[(each, ReviewForm(formdata=None, obj=each)) for each in _touchpoints()],
        form=form or RoundForm(formdata=None),
        fewest=FEWEST_TOUCHPOINTS,
        status=status,
    )


def _touchpoints():
    query = visible_touchpoints(current_user).order_by(*in_journey_order())
    return [each for each in db.session.scalars(query) if each.archived_at is None]
