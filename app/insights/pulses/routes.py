"""How did it feel? By a poster for everybody, in the app for members; what is asked after a low score.

The pages of a poster set no cookie before somebody answers and hold no form token: who has the address may answer,
and check_origin keeps other sites out.
"""

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import csrf, db, limiter
from app.insights.cases.models import may_contact, open_pulse_case
from app.insights.invitations.models import end_invitation
from app.insights.pulses.forms import OPEN, ContactForm, PulseForm
from app.insights.pulses.models import SCORE_ICONS, SCORE_NAMES, add_pulse
from app.insights.pulses.once_a_day import (
    answered_today,
    find_answer,
    name_answer,
    network_today,
    note_answer,
    pulse_of_form,
    remember_form,
)
from app.insights.touchpoints.models import in_journey_order
from app.permissions import (
    askable_touchpoints,
    can_answer_pulse,
    find_askable_touchpoint,
    find_poster,
    public,
    require,
)
from app.web.limits import PULSES
from app.web.page_memory import never_kept
from app.web.rendering import behind_secret, render, see_other
from app.web.words import current_language

bp = Blueprint("pulses", __name__)
bp.add_app_template_global(SCORE_ICONS, "score_icons")
bp.add_app_template_global(SCORE_NAMES, "score_names")


@bp.get("/pulse/<token>")
@never_kept
def ask(token):
    return _poster(find_poster(token), PulseForm(formdata=None, meta=OPEN))


@bp.post("/pulse/<token>")
@csrf.exempt
@public
@limiter.limit(PULSES, key_func=network_today)
def answer(token):
    """Of whoever comes by a poster nothing is kept, also of a member who is signed in."""
    touchpoint, form = find_poster(token), PulseForm(meta=OPEN)
    pulse = pulse_of_form(form.form_key.data)
    if pulse is None:
        if touchpoint.archived_at or answered_today(touchpoint) or not form.validate():
            return _poster(touchpoint, form, status=422)
        pulse = _keep(touchpoint, form)
        remember_form(form.form_key.data, pulse)
        db.session.commit()
    return note_answer(see_other(f"/pulse/thanks/{name_answer(pulse)}"), touchpoint)


@bp.get("/pulses")
def index():
    """The touchpoints about which a member may say how it felt."""
    require(can_answer_pulse(current_user))
    found = list(db.session.scalars(askable_touchpoints().order_by(*in_journey_order())))
    return render("insights/pulses.html", touchpoints=found)


@bp.get("/pulses/<int:touchpoint_id>")
def ask_member(touchpoint_id):
    return _in_app(find_askable_touchpoint(touchpoint_id), PulseForm(formdata=None))


@bp.post("/pulses/<int:touchpoint_id>")
@limiter.limit(PULSES, key_func=network_today)
def answer_in_app(touchpoint_id):
    touchpoint, form = find_askable_touchpoint(touchpoint_id), PulseForm()
    if not form.validate():
        return _in_app(touchpoint, form, status=422)
    pulse = _keep(touchpoint, form, current_user)
    end_invitation(current_user, touchpoint)
    db.session.commit()
    return see_other(f"/pulse/thanks/{name_answer(pulse)}")


@bp.post("/pulses/<int:touchpoint_id>/dismissal")
def dismiss(touchpoint_id):
    """Not now: the invitation on the start page goes."""
    touchpoint = find_askable_touchpoint(touchpoint_id)
    end_invitation(current_user, touchpoint)
    db.session.commit()
    return see_other("/")


@bp.get("/pulse/thanks/<name>")
@never_kept
def thanks(name):
    return _thanks(_find(name), ContactForm(formdata=None, meta=OPEN))


@bp.post("/pulse/thanks/<name>")
@csrf.exempt
@public
@limiter.limit(PULSES, key_func=network_today)
def be_reached(name):
    """After a low score: somebody may be in touch. Of a member who answered in the app it is known who that is."""
    pulse, form = _find(name), ContactForm(meta=OPEN)
    if not pulse.is_low:
        abort(404)
    if not form.validate():
        return _thanks(pulse, form, status=422)
    given = {"name": form.name.data, "email": form.email.data, "phone": form.phone.data}
    member = current_user if current_user.is_authenticated and pulse.member_id == current_user.id else None
    may_contact(open_pulse_case(pulse), **given, consent=consent(), language=current_language(), member=member)
    db.session.commit()
    return behind_secret(render("insights/thanks.html", pulse=pulse, form=form, is_reached=True))


def consent():
    """What is agreed to, as it stands above the button and beside what was given."""
    return _("You may contact me about this. My details are used for nothing else and are deleted after 90 days.")


def _keep(touchpoint, form, member=None):
    pulse = add_pulse(touchpoint, form.score.data, form.why.data, may_quote=form.may_quote.data, member=member)
    if pulse.is_low:
        open_pulse_case(pulse)
    return pulse


def _find(name):
    return find_answer(name) or abort(404)


def _poster(touchpoint, form, status=200):
    if touchpoint.archived_at:
        return behind_secret(render("insights/over.html", touchpoint=touchpoint, status=410))
    if answered_today(touchpoint):
        return behind_secret(render("insights/told.html", touchpoint=touchpoint))
    action = f"/pulse/{touchpoint.token}"
    return behind_secret(render("insights/pulse.html", touchpoint=touchpoint, form=form, action=action, status=status))


def _in_app(touchpoint, form, status=200):
    action = f"/pulses/{touchpoint.id}"
    return render("insights/pulse.html", touchpoint=touchpoint, form=form, action=action, in_app=True, status=status)


def _thanks(pulse, form, status=200):
    return behind_secret(render("insights/thanks.html", pulse=pulse, form=form, consent=consent(), status=status))
