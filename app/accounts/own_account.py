"""A member's own account: profile, address, password, devices, data, leaving.

Routes of their own: each acts on nobody but the member who is signed in.
"""

import json

from flask import Blueprint, flash, g, make_response
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.devices import remember_device
from app.accounts.forms import REMOVE, EmailForm, LeavingForm, PasswordForm, ProfileForm
from app.accounts.leaving import leave
from app.accounts.letters import can_mail, send_confirmation, send_notice
from app.accounts.own_data import own_data
from app.accounts.own_words import field_name, value_words
from app.accounts.passwords import verify_password
from app.accounts.recovery import _ask_the_team, _email_changed, _password_changed
from app.accounts.sessions import find_session, sessions_of
from app.accounts.signing_in import sign_in, sign_out
from app.audit.models import audit
from app.database import now
from app.extensions import db, limiter
from app.permissions import can_leave, can_write, require
from app.site import current_site
from app.web.limits import writer_key
from app.web.page_memory import never_kept
from app.web.rendering import render, see_other

bp = Blueprint("own_account", __name__)
# Whoever found an open phone must not guess the password on it.
CHECKS = "10 per 10 minutes"


@bp.get("/account")
def account():
    require(can_write(current_user))
    return _account_page()


@bp.post("/account")
def change_profile():
    require(can_write(current_user))
    form = ProfileForm(current_user)
    if not form.validate():
        return _account_page(profile=form, status=422)
    if form.name.data != current_user.name:
        audit(
            "member.renamed",
            actor=current_user,
            member=current_user,
            before=current_user.name,
            after=form.name.data,
        )
        current_user.rename(form.name.data)
    current_user.change_profile(form.about.data, form.language.data or None, form.theme.data)
    db.session.commit()
    flash(_("Saved."), "success")
    return _without_cookie_choices(see_other("/account"))


@bp.post("/account/email")
@limiter.limit(CHECKS, key_func=writer_key)
def change_email():
    require(can_write(current_user))
    form = EmailForm()
    if not form.validate() or not _knows_password(form.password):
        return _account_page(email=form, status=422)
    if form.email.data:
        send_confirmation(current_user, form.email.data)
        flash(_("We have written to this address. Please open the link in the letter."), "success")
    else:
        if current_user.email:
            send_notice(current_user, subject=_email_changed, lines=_ask_the_team)
        current_user.set_email(None)
        flash(_("Your e-mail address is taken out."), "success")
    audit("member.email_change_asked", actor=current_user, member=current_user)
    db.session.commit()
    return see_other("/account")


@bp.get("/account/password")
def password():
    require(can_write(current_user))
    return render("accounts/password.html", form=PasswordForm(current_user))


@bp.post("/account/password")
@limiter.limit(CHECKS, key_func=writer_key)
def change_password():
    require(can_write(current_user))
    form = PasswordForm(current_user)
    if not form.validate() or not _knows_password(form.password):
        return render("accounts/password.html", form=form, status=422)
    member = current_user._get_current_object()
    member.set_password(form.new_password.data)
    audit("member.password_changed", actor=member, member=member)
    send_notice(member, subject=_password_changed, lines=_ask_the_team)
    response = remember_device(member, sign_in(member, make_response(see_other("/account"))))
    db.session.commit()
    flash(_("Your new password is set. All other devices are signed out."), "success")
    return response


@bp.post("/account/sessions/<int:id>/end")
def end_session(id):
    require(can_write(current_user))
    session = find_session(current_user, id)
    db.session.delete(session)
    db.session.commit()
    flash(_("That device is signed out."), "success")
    return see_other("/account#devices")


@bp.post("/account/sessions/end-others")
def end_other_sessions():
    require(can_write(current_user))
    current_user.end_sessions(but=g.sign_in)
    audit("member.signed_out_elsewhere", actor=current_user, member=current_user)
    db.session.commit()
    flash(_("All other devices are signed out."), "success")
    return see_other("/account#devices")


@bp.get("/account/data")
@never_kept
def data():
    require(can_write(current_user))
    return render("accounts/data.html", data=own_data(current_user), field_name=field_name, value_words=value_words)


@bp.get("/account/data.json")
@never_kept
def download_data():
    require(can_write(current_user))
    said = {"made_at": now().isoformat(), "site": current_site().name}
    for part in own_data(current_user):
        said[part.key] = part.rows
    response = make_response(json.dumps(said, ensure_ascii=False, indent=1))
    response.content_type = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{current_user.handle}.json"'
    return response


@bp.get("/account/leaving")
def leaving():
    require(can_write(current_user))
    return render("accounts/leaving.html", form=LeavingForm())


@bp.post("/account/leaving")
@limiter.limit(CHECKS, key_func=writer_key)
def go_for_good():
    require(can_write(current_user))
    require(can_leave(current_user))
    form = LeavingForm()
    if not form.validate() or not _knows_password(form.password):
        return render("accounts/leaving.html", form=form, status=422)
    member = current_user._get_current_object()
    audit("member.left", actor=member, member=member, after=form.posts.data)
    leave(member, with_posts=form.posts.data == REMOVE)
    response = sign_out(make_response(render("accounts/left.html")))
    db.session.commit()
    return response


def _account_page(*, profile=None, email=None, status=200):
    member = current_user._get_current_object()
    return render(
        "accounts/account.html",
        profile=profile or ProfileForm(member, formdata=None, obj=member),
        email=email or EmailForm(formdata=None, email=member.wanted_email or member.email),
        sessions=sessions_of(member),
        this_session=g.sign_in,
        can_mail=can_mail(),
        status=status,
    )


def _knows_password(field):
    """Whether the present password was typed; tells the field when not (security A10)."""
    if verify_password(current_user.password_hash, field.data):
        return True
    field.errors = [_("That is not your present password.")]
    return False


def _without_cookie_choices(response):
    """What the account says from now on is not overruled by what this browser said before."""
    response = make_response(response)
    for name in ("language", "theme"):
        response.delete_cookie(name, path="/")
    return response
