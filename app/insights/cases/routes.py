"""The team's cases: who looks after which, how far they are, and what the person says 14 days later."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.insights.cases.forms import FixedForm, HandForm, NoteForm, StateForm
from app.insights.cases.models import DONE, STATE_NAMES
from app.insights.cases.queries import done_cases, notes_of, open_cases
from app.kinds.ideas.queries import team_members
from app.permissions import can_care_for_pulses, find_pulse_case, require
from app.web.rendering import render, see_other

bp = Blueprint("cases", __name__)


@bp.get("/insights/cases")
def index():
    state = DONE if request.args.get("state") == DONE else None
    cases = done_cases(current_user) if state else open_cases(current_user)
    return render("insights/cases.html", cases=cases, state=state, state_names=STATE_NAMES)


@bp.get("/insights/cases/<int:pulse_id>")
def show(pulse_id):
    return _page(find_pulse_case(pulse_id))


@bp.post("/insights/cases/<int:pulse_id>/owner")
def hand_over(pulse_id):
    case, form, team = _find(pulse_id), HandForm(), team_members()
    form.offer(team)
    if not form.validate():
        return _page(case, hand=form, status=422)
    owner = next(member for member in team if member.id == form.owner_id.data)
    case.hand_to(owner, by=current_user)
    db.session.commit()
    flash(_("%(name)s looks after it now.", name=owner.name), "success")
    return see_other(f"/insights/cases/{pulse_id}")


@bp.post("/insights/cases/<int:pulse_id>/state")
def move(pulse_id):
    case, form = _find(pulse_id), StateForm()
    if not form.validate():
        return _page(case, move=form, status=422)
    case.move_to(form.state.data, by=current_user)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(f"/insights/cases/{pulse_id}")


@bp.post("/insights/cases/<int:pulse_id>/notes")
def note(pulse_id):
    case, form = _find(pulse_id), NoteForm()
    if not form.validate():
        return _page(case, note=form, status=422)
    case.add_note(form.body.data, by=current_user)
    db.session.commit()
    return see_other(f"/insights/cases/{pulse_id}#notes")


@bp.post("/insights/cases/<int:pulse_id>/answer")
def hear(pulse_id):
    """What the person has said on the phone or at the counter."""
    case, form = _find(pulse_id), FixedForm()
    if not form.validate():
        return _page(case, fixed=form, status=422)
    case.hear(form.is_fixed, by=current_user)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(f"/insights/cases/{pulse_id}")


def _find(pulse_id):
    case = find_pulse_case(pulse_id)
    require(can_care_for_pulses(current_user))
    return case


def _page(case, status=200, **forms):
    team = team_members()
    hand = forms.get("hand") or HandForm(formdata=None, owner_id=case.owner_id)
    hand.offer(team)
    return render(
        "insights/case.html",
        case=case,
        notes=notes_of(case),
        team=team,
        hand=hand,
        move=forms.get("move") or StateForm(formdata=None, state=case.state),
        note=forms.get("note") or NoteForm(formdata=None),
        fixed=forms.get("fixed") or FixedForm(formdata=None),
        state_names=STATE_NAMES,
        status=status,
    )
