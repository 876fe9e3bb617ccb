"""The queue, its decisions, and the logs."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.moderation import reasons
from app.moderation.forms import DecisionForm
from app.moderation.models import NotAsItWas
from app.moderation.queries import (
    beside,
    find_case,
    find_decision,
    find_last_decision,
    median_waiting_hours,
    page_of_cases,
    page_of_decisions,
    page_of_public_decisions,
)
from app.moderation.reporting import add_reporting
from app.permissions import can_decide, can_see_queue, can_undo, require
from app.web.rendering import render, reply, see_other, wants_fragment

bp = Blueprint("moderation", __name__)
bp.add_app_template_global(median_waiting_hours, "waiting_hours")
add_reporting(bp)


@bp.get("/moderation")
def queue():
    require(can_see_queue(current_user))
    page = page_of_cases(current_user, request.args.get("after", 0, type=int))
    return render("moderation/queue.html", page=page, form=DecisionForm(), reasons=reasons)


@bp.get("/moderation/cases/<int:case_id>")
def show(case_id):
    return _case_page(_find(case_id), DecisionForm())


@bp.post("/moderation/cases/<int:case_id>/claim")
def claim(case_id):
    case = _find(case_id)
    case.claim(by=current_user)
    db.session.commit()
    return see_other(f"/moderation/cases/{case.id}")


@bp.post("/moderation/cases/<int:case_id>/decision")
def decide(case_id):
    case = _find(case_id)
    require(can_decide(current_user, case))
    form = DecisionForm()
    if not case.is_open:
        return _done(case, find_last_decision(case))
    if case.is_claimed_by_other(current_user):
        return _case_page(case, form, status=409)
    if not form.validate():
        return _case_page(case, form, status=422)
    author = case.post.author
    decision = case.decide(
        form.act.data, by=current_user, because=form.words_for(author), rule=form.rule.data
    )
    db.session.commit()
    return _done(case, decision)


@bp.post("/moderation/decisions/<int:decision_id>/undo")
def undo(decision_id):
    require(can_see_queue(current_user))
    decision = find_decision(current_user, decision_id)
    require(decision.undone_at or can_undo(current_user, decision))
    try:
        decision.undo(by=current_user)
    except NotAsItWas:
        flash(_("This text was changed or decided on again since. Nothing was undone."), "warning")
        return see_other("/moderation/log")
    db.session.commit()
    if not wants_fragment():
        flash(_("Undone. The text waits in the queue again."), "success")
        return see_other("/moderation")
    return _case_page(decision.case, DecisionForm(formdata=None))


@bp.get("/moderation/log")
def log():
    require(can_see_queue(current_user))
    page = page_of_decisions(current_user, request.args.get("before", type=int))
    return render("moderation/log.html", page=page, reasons=reasons)


@bp.get("/log")
def public_log():
    page = page_of_public_decisions(request.args.get("before", type=int))
    return render("moderation/public_log.html", page=page, reasons=reasons)


def _find(case_id):
    require(can_see_queue(current_user))
    return find_case(current_user, case_id)


def _case_page(case, form, status=200):
    """The case in the place of its row, or on a page of its own."""
    words = {"case": case, "page": beside([case]), "form": form, "reasons": reasons, "unfolded": True}
    if wants_fragment():
        return reply("moderation/_case.html", or_redirect="", status=status, **words)
    return render("moderation/case.html", status=status, **words)


def _done(case, decision):
    if not wants_fragment():
        flash(_said(decision), "success")
    return reply(
        "moderation/_decided.html", or_redirect="/moderation", case=case, decision=decision, said=_said(decision)
    )


def _said(decision):
    if decision is None:
        return _("There is nothing left to decide.")
    return {
        "approve": _("Approved. Everybody can see it now."),
        "return": _("Sent back. Its author was told why."),
        "remove": _("Removed. Its author was told why."),
    }[decision.act]
