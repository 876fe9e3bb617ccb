"""Concept tests behind the counter: make one, look at it while it runs, close it, read its results."""

from flask import Blueprint, Response, abort, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.groups.models import all_groups
from app.insights.concepts.assigning import seal
from app.insights.concepts.drafting import draft_result
from app.insights.concepts.forms import ConceptTestForm
from app.insights.concepts.models import ConceptTest, count_runs
from app.insights.concepts.queries import all_tests, reasons_of, results_of
from app.insights.concepts.table import results_as_csv
from app.permissions import (
    can_change_concepts,
    can_keep_concepts,
    find_concept_test,
    require,
    visible_concept_tests,
)
from app.web.rendering import render, see_other

bp = Blueprint("concept_tests", __name__)


@bp.get("/insights/concepts")
def index():
    return render("insights/concepts/index.html", tests=all_tests(visible_concept_tests(current_user)))


@bp.get("/insights/concepts/new")
def new():
    return _form_page(None, ConceptTestForm.offering(all_groups(), formdata=None))


@bp.post("/insights/concepts/new")
def create():
    require(can_keep_concepts(current_user))
    form = ConceptTestForm.offering(all_groups())
    if not form.validate():
        return _form_page(None, form, status=422)
    test = ConceptTest(author_id=current_user.id, concepts=[])
    test.take(form)
    db.session.add(test)
    audit("concepts.made", actor=current_user, after=test.title)
    db.session.commit()
    return see_other(test.team_url)


@bp.get("/insights/concepts/<int:test_id>")
def show(test_id):
    test = find_concept_test(test_id)
    begun, answered = count_runs(test)
    found = {"results": results_of(test), "reasons": reasons_of(test)} if test.is_over else {}
    return render("insights/concepts/show.html", test=test, begun=begun, answered=answered, **found)


@bp.get("/insights/concepts/<int:test_id>/edit")
def edit(test_id):
    test = find_concept_test(test_id)
    require(can_change_concepts(current_user, test))
    return _form_page(test, ConceptTestForm.offering(all_groups(), of=test, formdata=None))


@bp.post("/insights/concepts/<int:test_id>/edit")
def change(test_id):
    test = find_concept_test(test_id, locked=True)
    require(can_change_concepts(current_user, test))
    form = ConceptTestForm.offering(all_groups())
    if not form.validate():
        return _form_page(test, form, status=422)
    test.take(form)
    audit("concepts.changed", actor=current_user, after=test.title)
    db.session.commit()
    return see_other(test.team_url)


@bp.post("/insights/concepts/<int:test_id>/removal")
def remove(test_id):
    test = find_concept_test(test_id, locked=True)
    require(can_change_concepts(current_user, test))
    db.session.delete(test)
    audit("concepts.removed", actor=current_user, before=test.title)
    db.session.commit()
    flash(_("The test is deleted."), "success")
    return see_other("/insights/concepts")


@bp.post("/insights/concepts/<int:test_id>/closure")
def close(test_id):
    test = find_concept_test(test_id, locked=True)
    require(can_keep_concepts(current_user))
    if test.close(by=current_user):
        seal(test)
        audit("concepts.closed", actor=current_user, after=test.title)
    db.session.commit()
    return see_other(test.team_url)


@bp.get("/insights/concepts/<int:test_id>/results.csv")
def results(test_id):
    test = find_concept_test(test_id)
    if not test.is_over:
        abort(404)
    response = Response(results_as_csv(test), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="concepts-{test.id}.csv"'
    return response


@bp.post("/insights/concepts/<int:test_id>/draft")
def draft(test_id):
    """A draft announcement with the figures, for the team to finish."""
    test = find_concept_test(test_id, locked=True)
    require(can_keep_concepts(current_user))
    written = draft_result(test, by=current_user) if test.is_over else None
    if written is None:
        flash(_("A result needs a test that is over and a board for announcements."), "warning")
        return see_other(test.team_url)
    db.session.commit()
    return see_other(written.url)


def _form_page(test, form, status=200):
    return render("insights/concepts/edit.html", test=test, form=form, status=status)
