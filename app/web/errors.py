"""What a reader sees when something goes wrong, and how nothing they typed is lost."""

import logging
import time

from flask import current_app, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from limits.errors import StorageError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.extensions import db, limiter
from app.permissions import SignInNeeded
from app.web.noting import note, request_id
from app.web.rendering import see_other, wants_fragment
from app.web.words import find_catalogue

log = logging.getLogger("earshot.errors")
# Fields that hold what somebody has thought about: worth a page of their own when they cannot be taken.
TYPED_TEXTS = ("title", "body", "note", "reason", "about")
# Fields that are never shown again or carried over.
SECRET_FIELDS = ("csrf_token", "password", "new_password", "password_again", "token")


def add_error_pages(app):
    """Register the answers to everything that can go wrong."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(SignInNeeded, sign_in_needed)
    app.register_error_handler(IntegrityError, sent_twice)
    app.register_error_handler(OperationalError, database_trouble)
    app.register_error_handler(StorageError, counts_trouble)
    app.register_error_handler(DataError, odd_value)
    app.register_error_handler(OverflowError, odd_value)
    app.register_error_handler(Exception, unexpected)


def http_error(error):
    """A page for a status that a view or Flask itself raised."""
    if error.code == 429:
        return too_fast(error)
    if error.code == 403:
        note("denied")
    return error_page(error.code or 500, retry_after=getattr(error, "retry_after", None))


def too_fast(error):
    """Too much at once: say when to come back, and keep what was typed (security H3)."""
    note("too_fast")
    limit = limiter.current_limit
    seconds = error.retry_after or (max(1, int(limit.reset_at - time.time())) if limit else 60)
    typed = [pair for pair in typed_fields() if pair[0].removeprefix("carried-") in TYPED_TEXTS and pair[1]]
    if not typed:
        return error_page(429, retry_after=seconds)
    page = render_template(
        "errors/send_again.html", action=request.full_path.rstrip("?"), typed=typed_fields(), too_fast=seconds
    )
    return page, 429, {"Retry-After": str(seconds)}


def error_page(code, *, retry_after=None):
    """The page for a status, with what to do next in the reader's language."""
    title, text = _words(code)
    page = render_template(
        "errors/error.html", code=code, title=title, text=text, request_id=request_id(), retry_after=retry_after
    )
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return page, code, headers


def _words(code):
    words = {
        400: (_("That did not work"), _("Something in this request was not right. Please go back and try again.")),
        403: (_("Not for you"), _("You may not do this. If you think you should, ask the team.")),
        404: (_("Nothing here"), _("There is no such page, or it is not for you to see.")),
        405: (_("That did not work"), _("This address does not take what was sent.")),
        409: (_("Somebody was faster"), _("The text has changed meanwhile. Both versions are kept.")),
        413: (_("Too large"), _("What you sent is too large. Please make it smaller.")),
        422: (_("Please look again"), _("Something in the form needs another look.")),
        429: (_("One moment, please"), _("That was a lot at once. Please wait a little and try again.")),
        503: (_("Back in a moment"), _("We cannot save anything right now. Please try again in a minute.")),
    }
    return words.get(code, (_("Something went wrong"), _("This is our fault. It has been noted.")))


def stale_form(error):
    """A form whose visit has ended: show what was typed with a fresh button, never throw it away."""
    note("form_refused")
    typed = typed_fields()
    if not typed:
        return error_page(400)
    page = render_template("errors/send_again.html", action=request.full_path.rstrip("?"), typed=typed)
    # As a whole page it takes the place of the page, not of the form.
    return page, 400, {"HX-Retarget": "body", "HX-Reswap": "innerHTML"} if wants_fragment() else {}


def sign_in_needed(error):
    """Ask a visitor to sign in; what was typed is carried along and can be sent afterwards."""
    from app.accounts.keeping import keep_words

    note("sign_in_needed")
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        return see_other(f"/sign-in?next={_quote(target)}")
    return keep_words(request.path, typed_fields())


def typed_fields():
    """What was typed into the form of this request, as (name, value), without anything secret."""
    return [(k, v) for k, v in request.form.items(multi=True) if k not in SECRET_FIELDS]


def sent_twice(error):
    """Two equal acts at the same moment: the second one lands where the first one did.

    A form with a key leads to the text it made; any other act is done again, once: what its twin wrote is there
    now, so it finds the wished state and changes nothing.
    """
    from flask_login import current_user

    from app.permissions import find_post
    from app.web.once import sent_before

    db.session.rollback()
    post_id = sent_before(current_user) if current_user.is_authenticated else None
    if post_id is not None:
        return see_other(find_post(post_id).url)
    if "tried_again" in g or request.method != "POST":
        return unexpected(error)
    g.tried_again = True
    try:
        return current_app.dispatch_request()
    except Exception as trouble:
        return current_app.handle_user_exception(trouble)


def database_trouble(error):
    """The database cannot write now (disk full, gate closed): say so, keep what was typed."""
    _roll_back()
    log.error("database: %s [%s]", error.orig, request_id())
    try:
        return _cannot_save()
    except SQLAlchemyError:
        texts = [pair for pair in typed_fields() if pair[0] in TYPED_TEXTS and pair[1]]
        return static_page(503, texts)


def odd_value(error):
    """A number or a sign that no column can hold (security E5): there is nothing of that name here."""
    _roll_back()
    note("odd_value", error=type(error).__name__)
    return error_page(404 if request.method in ("GET", "HEAD") else 400)


def counts_trouble(error):
    """The limits cannot be counted now, so the door and the pens stay shut; reading goes on (security H1)."""
    log.error("limits: %r [%s]", error.storage_error, request_id())
    return _cannot_save()


def _cannot_save():
    typed = typed_fields() if request.method == "POST" else []
    if typed:
        page = render_template("errors/send_again.html", action=request.full_path.rstrip("?"), typed=typed, busy=True)
        return page, 503, {"Retry-After": "30"}
    return error_page(503, retry_after=30)


def unexpected(error):
    """A bug of ours: note everything for the log, show only a number."""
    _roll_back()
    log.exception("unexpected error [%s]", request_id())
    try:
        return error_page(500)
    except Exception:
        return static_page(500)


def static_page(code, typed=()):
    """A page in both languages, with what was typed, for when not even the database can be read."""
    g.catalogue = find_catalogue("en", formal=False)
    page = current_app.jinja_env.get_template("errors/static.html").render(typed=typed)
    # Said here, since what comes later would ask the database who reads.
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "30"} if code == 503 else {})
    return page, code, headers


def _roll_back():
    try:
        db.session.rollback()
    except OperationalError:
        # After "disk full" SQLite has already rolled back and refuses to do so again.
        db.session.remove()


def _quote(text):
    from urllib.parse import quote

    return quote(text, safe="/")
