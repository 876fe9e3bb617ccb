"""Getting (back) in without a password: forgotten passwords, invitations, addresses to confirm.

Routes of their own: each starts with a one-time link that came in a letter or from the team's hand.
"""

from flask import Blueprint, flash, make_response, request
from flask_babel import gettext as _

from app.accounts.devices import remember_device
from app.accounts.door import private
from app.accounts.forms import ForgottenForm, InvitationForm, ResetForm
from app.accounts.letters import can_mail, send_notice, send_reset
from app.accounts.models import (
    EMAIL,
    INVITATION,
    RESET,
    email_key,
    find_by_sign_in_name,
    open_link,
    token_hash,
)
from app.accounts.signing_in import sign_in
from app.audit.models import audit
from app.database import now
from app.extensions import db, limiter
from app.permissions import public
from app.web.forms import HouseForm
from app.web.limits import RESETS, RESETS_PER_ADDRESS
from app.web.page_memory import never_kept
from app.web.rendering import render, see_other

bp = Blueprint("recovery", __name__)


@bp.get("/forgotten")
@never_kept
def forgotten():
    return private(render("accounts/forgotten.html", form=ForgottenForm(), can_mail=can_mail()))


def reset_key():
    """Resets are counted by what was typed, known or not."""
    return token_hash(email_key(request.form.get("name", "")[:300]) or "")


@bp.post("/forgotten")
@limiter.limit(RESETS)
@limiter.limit(RESETS_PER_ADDRESS, key_func=reset_key)
@public
def ask_for_reset():
    form = ForgottenForm()
    if not form.validate():
        return private(render("accounts/forgotten.html", form=form, can_mail=can_mail(), status=422))
    member = find_by_sign_in_name(form.name.data)
    if member and member.email and member.is_active and can_mail():
        send_reset(member)
    db.session.commit()
    return private(render("accounts/forgotten_sent.html", can_mail=can_mail()))


@bp.get("/reset/<token>")
@never_kept
def reset(token):
    return _page(token, RESET, ResetForm)


@bp.post("/reset/<token>")
@limiter.limit(RESETS)
@public
def set_new_password(token):
    link = open_link(token, RESET)
    form = link and ResetForm(link.member)
    if not link or not form.validate():
        return _page(token, RESET, lambda member: form)
    link.member.set_password(form.new_password.data)
    audit("member.password_reset", actor=link.member, member=link.member)
    send_notice(link.member, subject=_password_changed, lines=_ask_the_team)
    return _come_in(link, _("Your new password is set."))


@bp.get("/invitation/<token>")
@never_kept
def invitation(token):
    return _page(token, INVITATION, InvitationForm)


@bp.post("/invitation/<token>")
@limiter.limit(RESETS)
@public
def accept_invitation(token):
    link = open_link(token, INVITATION)
    form = link and InvitationForm(link.member)
    if not link or not form.validate():
        return _page(token, INVITATION, lambda member: form)
    link.member.accept_invitation(form.new_password.data)
    audit("member.invitation_accepted", actor=link.member, member=link.member)
    return _come_in(link, _("Welcome! Your account is ready."))


@bp.get("/account/email/<token>")
@never_kept
def email(token):
    return _page(token, EMAIL, lambda member: HouseForm())


@bp.post("/account/email/<token>")
@limiter.limit(RESETS)
@public
def confirm_email(token):
    link = open_link(token, EMAIL)
    old = link.member.email if link else None
    if not link or not link.member.confirm_email():
        return _page("", EMAIL, HouseForm)
    link.used_at = now()
    audit("member.email_changed", actor=link.member, member=link.member)
    if old:
        send_notice(link.member, subject=_email_changed, lines=_ask_the_team, to=old)
    db.session.commit()
    flash(_("Thank you. Your e-mail address is confirmed."), "success")
    return see_other("/account")


def _page(token, purpose, make_form):
    """The page of a one-time link; its address is a secret, so no other page hears of it (security A6)."""
    link = open_link(token, purpose)
    if link is None:
        response = render("accounts/link_over.html", purpose=purpose, status=404)
    else:
        form = make_form(link.member)
        status = 422 if form.errors else 200
        response = render(
            f"accounts/{purpose}.html", form=form, member=link.member, token=token, status=status
        )
    response = private(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _come_in(link, words):
    link.used_at = now()
    response = remember_device(link.member, sign_in(link.member, make_response(see_other("/"))))
    # Signing in empties the visit, so what it has to say comes after.
    flash(words, "success")
    db.session.commit()
    return response


def _password_changed():
    return _("Your password was changed")


def _email_changed():
    return _("Your e-mail address was changed")


def _ask_the_team():
    return [
        _("This is only to let you know."),
        _("If it was not you, please tell the team at once: somebody else may be using your account."),
    ]
