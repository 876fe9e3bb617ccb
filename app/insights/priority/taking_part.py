"""Saying what matters: three screens, each with the most and the least important of four touchpoints.

Routes of their own beside the team's: every member may come here.
"""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.insights.priority.assigning import RoundIsOver, begin_run, finish_run
from app.insights.priority.queries import run_of, screens_of
from app.insights.priority.sheets import Sheet
from app.permissions import can_be_asked, find_priorities_to_set, require
from app.web.rendering import render, see_other

bp = Blueprint("priorities", __name__)


@bp.errorhandler(RoundIsOver)
def too_late(error):
    """The round closed while the page was open."""
    db.session.rollback()
    flash(_("This round is over. Thank you all the same."), "warning")
    return see_other("/")


@bp.get("/priority/<int:round_id>")
def show(round_id):
    asked = find_priorities_to_set(round_id)
    return render("insights/priority/begin.html", asked=asked, run=run_of(asked, current_user))


@bp.post("/priority/<int:round_id>/run")
def begin(round_id):
    asked = _find_open(round_id)
    begin_run(asked, current_user)
    db.session.commit()
    return see_other(f"{asked.url}/run")


@bp.get("/priority/<int:round_id>/run")
def run(round_id):
    asked = find_priorities_to_set(round_id)
    sheet = Sheet(screens_of(asked, current_user))
    return _show(asked, sheet) if sheet.current and not asked.is_over else see_other(asked.url)


@bp.post("/priority/<int:round_id>/screens")
def choose(round_id):
    """The next screen, and after the last one the end: until then everything travels on in the form."""
    asked = _find_open(round_id)
    sheet = Sheet(screens_of(asked, current_user))
    if sheet.current:
        return _show(asked, sheet)
    if sheet.screens and finish_run(asked, current_user, sheet.choices):
        db.session.commit()
    return see_other(asked.url)


def _find_open(round_id):
    asked = find_priorities_to_set(round_id)
    require(can_be_asked(current_user))
    if asked.is_over:
        raise RoundIsOver
    return asked


def _show(asked, sheet):
    """The screen to answer; 422 when it was sent with something to mend."""
    number, form = sheet.current
    return render("insights/priority/run.html", asked=asked, sheet=sheet, number=number, form=form, status=422 if form.errors else 200)
