"""Counts from paper: written down by the team, and taken away again."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.insights.paper.forms import PaperForm
from app.insights.paper.models import count_paper
from app.insights.paper.queries import open_touchpoints, paper_counts
from app.insights.pulses.models import moment_of, today
from app.permissions import can_keep_touchpoints, find_paper_count, require
from app.web.rendering import render, see_other

bp = Blueprint("paper", __name__)


@bp.get("/insights/paper")
def index():
    return _page(PaperForm(formdata=None, counted_on=today()))


@bp.post("/insights/paper")
def count():
    require(can_keep_touchpoints(current_user))
    form, touchpoints = PaperForm(), open_touchpoints(current_user)
    form.offer(touchpoints)
    if not form.validate():
        return _page(form, status=422)
    touchpoint = next(each for each in touchpoints if each.id == form.touchpoint_id.data)
    made = count_paper(touchpoint, form.counted_on.data, form.place.data, form.counts, by=current_user)
    audit("paper.counted", actor=current_user, after=f"{touchpoint.id}: {made.counted_on}, {made.counts}")
    db.session.commit()
    flash(_("Written down. It stands beside the curve, apart from all others."), "success")
    return see_other("/insights/paper")


@bp.post("/insights/paper/<int:count_id>/removal")
def remove(count_id):
    made = find_paper_count(count_id)
    require(can_keep_touchpoints(current_user))
    audit("paper.removed", actor=current_user, before=f"{made.touchpoint_id}: {made.counted_on}, {made.counts}")
    db.session.delete(made)
    db.session.commit()
    return see_other("/insights/paper")


def _page(form, status=200):
    form.offer(open_touchpoints(current_user))
    return render("insights/paper.html", form=form, papers=paper_counts(current_user), moment_of=moment_of, status=status)
