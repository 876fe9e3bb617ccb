"""The door: sign up, sign in, sign out. Routes of their own, because nobody needs to be known here."""

import json
import logging

from flask import Blueprint, abort, make_response, request
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.devices import account_attempt_key, attempt_key, member_asked_for, remember_device
from app.accounts.forms import SignInForm, SignUpForm
from app.accounts.keeping import carried_fields
from app.accounts.letters import send_confirmation
from app.accounts.models import sign_up
from app.accounts.passwords import hash_password, needs_rehash, verify_password
from app.accounts.signing_in import open_session, set_sign_in_cookie, sign_in, sign_out
from app.extensions import db, limiter
from app.permissions import public
from app.site import current_site
from app.web.errors import SECRET_FIELDS
from app.web.limits import SIGN_INS, SIGN_INS_PER_ACCOUNT, SIGN_UPS
from app.web.noting import request_id
from app.web.page_memory import never_kept
from app.web.rendering import render, see_other
from app.web.safe_next import safe_next
from app.web.visitor import network_of

bp = Blueprint("door", __name__)
log = logging.getLogger("earshot.sign_in")


@bp.get("/sign-up")
@never_kept
def sign_up_page():
    if current_user.is_authenticated:
        return see_other("/")
    form = SignUpForm(next=request.args.get("next"))
    return private(render("accounts/sign_up.html", form=form))


@bp.post("/sign-up")
@limiter.limit(SIGN_UPS)
@public
def join():
    site = current_site()
    if site is None or not site.sign_up_open:
        abort(403)
    form = SignUpForm()
    if not form.validate():
        return private(render("accounts/sign_up.html", form=form, status=422))
    member = sign_up(
        form.name.data,
        wanted_email=form.email.data,
        password=form.password.data,
        language=request.cookies.get("language"),
    )
    if form.email.data:
        send_confirmation(member, form.email.data)
    response = remember_device(member, sign_in(member, see_other(safe_next(form.next.data))))
    db.session.commit()
    return response


@bp.get("/sign-in")
@never_kept
def sign_in_page():
    if current_user.is_authenticated:
        return see_other(safe_next(request.args.get("next")))
    form = SignInForm(next=request.args.get("next"))
    return private(render("accounts/sign_in.html", form=form, carried=[]))


@bp.post("/sign-in")
@limiter.limit(SIGN_INS, key_func=attempt_key)
@limiter.limit(SIGN_INS_PER_ACCOUNT, key_func=account_attempt_key)
@public
def come_in():
    form = SignInForm()
    resume = safe_next(form.resume.data, "")
    carried = (
        [pair for pair in carried_fields(request.form) if pair[0] not in SECRET_FIELDS] if resume else []
    )
    member = _who(form) if form.validate() else None
    if member is None:
        return private(render("accounts/sign_in.html", form=form, resume=resume, carried=carried, status=422))
    token = open_session(member)
    if carried:
        response = make_response(render("accounts/send_now.html", resume=resume, carried=carried))
    else:
        response = make_response(see_other(safe_next(form.next.data)))
    set_sign_in_cookie(response, token)
    db.session.commit()
    return private(remember_device(member, response))


@bp.post("/sign-out")
@public
def go():
    response = sign_out(make_response(see_other("/")))
    db.session.commit()
    return response


def private(response):
    """Forms with a token of one visit are kept nowhere."""
    response = make_response(response)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _who(form):
    """The member whose password was typed, or None with the same words whatever was wrong (security A4)."""
    member = member_asked_for()
    fits = verify_password(member.password_hash if member else None, form.password.data)
    fits = fits and member.is_active
    _note(member, fits)
    if not fits:
        form.password.errors = [_("Name and password do not fit together. Please check both.")]
        return None
    if needs_rehash(member.password_hash):
        member.password_hash = hash_password(form.password.data)
    return member


def _note(member, fits):
    """One line for the log: never what was typed, because passwords end up in the wrong field."""
    said = {
        "event": "sign_in" if fits else "sign_in_failed",
        "member": member.id if member else None,
        "network": network_of(request.remote_addr),
        "request": request_id(),
    }
    log.info(json.dumps(said))
