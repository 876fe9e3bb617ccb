"""The rooms of accounts, and the choices of language and theme that visitors have too."""

from flask import Blueprint, abort, current_app, make_response, request
from flask_login import current_user

from app.accounts import door, own_account, profiles, recovery
from app.accounts.passwords import PasswordsBusy
from app.extensions import csrf, db
from app.permissions import public
from app.site import LANGUAGES
from app.web.errors import error_page
from app.web.rendering import came_from, see_other
from app.web.safe_next import safe_next

bp = Blueprint("accounts", __name__)
for room in (door, recovery, own_account, profiles):
    bp.register_blueprint(room.bp)

THEMES = ("auto", "light", "dark")


@bp.app_errorhandler(PasswordsBusy)
def busy(error):
    """Too many sign-ins at once for a small server: come back in a moment."""
    return error_page(503, retry_after=5)


# Visitors' pages hold no token, because they are the same for all; check_origin still keeps strangers out.
@bp.post("/language")
@csrf.exempt
@public
def choose_language():
    return _choose("language", LANGUAGES)


@bp.post("/theme")
@csrf.exempt
@public
def choose_theme():
    return _choose("theme", THEMES)


def _choose(name, known):
    wanted = request.form.get(name)
    if wanted not in known:
        abort(400)
    if current_user.is_authenticated:
        setattr(current_user, name, wanted)
        db.session.commit()
    response = make_response(see_other(safe_next(came_from("/"))))
    response.set_cookie(
        name,
        wanted,
        max_age=365 * 24 * 3600,
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response
