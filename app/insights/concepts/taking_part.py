"""Taking part in a concept test: begin, rate one concept a page, choose between those seen.

Routes of their own beside the team's: every member may come here.
"""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.insights.concepts.assigning import TestIsOver, begin_run, finish_run
from app.insights.concepts.queries import run_of, seen_concepts
from app.insights.concepts.sheets import Sheet
from app.permissions import can_be_asked, find_concepts_to_rate, require
from app.web.rendering import render, see_other

bp = Blueprint("concepts", __name__)


@bp.errorhandler(TestIsOver)
def too_late(error):
    """The test closed while the page was open."""
    db.session.rollback()
    flash(_("This test is over. Thank you all the same."), "warning")
    return see_other("/")


@bp.get("/concepts/<int:test_id>")
def show(test_id):
    test = find_concepts_to_rate(test_id)
    return render("insights/concepts/begin.html", test=test, run=run_of(test, current_user))


@bp.post("/concepts/<int:test_id>/run")
def begin(test_id):
    test = _find_open(test_id)
    begin_run(test, current_user)
    db.session.commit()
    return see_other(f"{test.url}/run")


@bp.get("/concepts/<int:test_id>/run")
def run(test_id):
    return _page_of(find_concepts_to_rate(test_id))


@bp.post("/concepts/<int:test_id>/ratings")
def rate(test_id):
    """The next page; what was answered travels on in it."""
    return _page_of(_find_open(test_id))


@bp.post("/concepts/<int:test_id>/answer")
def answer(test_id):
    test = _find_open(test_id)
    sheet = Sheet(seen_concepts(test, current_user))
    if not sheet.concepts:
        return see_other(test.url)
    if sheet.current or not sheet.choice().validate():
        return _show(test, sheet)
    finish_run(test, current_user, sheet.ratings, sheet.chosen_id)
    db.session.commit()
    return see_other(test.url)


def _find_open(test_id):
    test = find_concepts_to_rate(test_id)
    require(can_be_asked(current_user))
    if not test.is_open:
        raise TestIsOver
    return test


def _page_of(test):
    concepts = seen_concepts(test, current_user)
    return _show(test, Sheet(concepts)) if concepts and test.is_open else see_other(test.url)


def _show(test, sheet):
    """One concept alone, or the choice between all that were seen; 422 when it was sent with something to mend."""
    current, choice = sheet.current, None if sheet.current else sheet.choice()
    errors = current[2].errors if current else choice.errors
    return render("insights/concepts/run.html", test=test, sheet=sheet, current=current, choice=choice, status=422 if errors else 200)
