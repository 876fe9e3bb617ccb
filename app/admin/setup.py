"""The wizard of a fresh site. Routes of its own: there is no member yet, only the console's token."""

from flask import Blueprint, abort, flash, make_response, request
from flask_babel import gettext as _

from app.accounts.devices import remember_device
from app.accounts.signing_in import sign_in
from app.admin.forms import SetupForm
from app.admin.setup_token import forget_setup_token, is_setup_token
from app.admin.starting import open_community
from app.extensions import db, limiter
from app.permissions import public
from app.site import LANGUAGES, current_site
from app.web.page_memory import never_kept
from app.web.rendering import behind_secret, render, see_other
from app.web.words import current_language, speaking

bp = Blueprint("setup", __name__)


@bp.get("/setup")
@never_kept
def wizard():
    language = _language(request.args.get("language"))
    with speaking(language):
        if not _may_set_up(request.args.get("token", "")):
            return behind_secret(render("setup/locked.html", status=403))
        form = SetupForm(formdata=None, token=request.args["token"], language=language)
        return behind_secret(render("setup/wizard.html", form=form))


@bp.post("/setup")
@limiter.limit("20 per 10 minutes")
@public
def set_up():
    language = _language(request.form.get("language"))
    with speaking(language):
        if not _may_set_up(request.form.get("token", "")):
            return behind_secret(render("setup/locked.html", status=403))
        form = SetupForm()
        if not form.validate():
            return behind_secret(render("setup/wizard.html", form=form, status=422))
        owner = open_community(
            form.site_name.data,
            language=language,
            address=form.address.data or "du",
            owner=form.name.data,
            password=form.password.data,
            email=form.email.data,
            kinds=form.boards.data,
        )
        response = remember_device(owner, sign_in(owner, make_response(see_other("/admin"))))
        flash(_("Welcome! Your community is open."), "success")
    db.session.commit()
    forget_setup_token()
    return response


def _may_set_up(token):
    """Whether this is the console's token; once there is a site, there is no such page any more."""
    if current_site() is not None:
        abort(404)
    return is_setup_token(token)


def _language(wanted):
    return wanted if wanted in LANGUAGES else current_language()
