"""Who sends this request: the session behind the cookie, as `current_user`.

It stands apart from the routes because every request needs it. Flask-Login gives `current_user`; the session
itself is a row of ours, so that it can be ended.
"""

from datetime import timedelta

from flask import current_app, g, request, session
from flask_login import AnonymousUserMixin, current_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import SignIn, start_session, token_hash
from app.database import now, writing
from app.extensions import db, login_manager
from app.site import Site
from app.web.visitor import network_of

SEEN_EVERY = timedelta(hours=1)
# The site comes along: whoever is signed in needs both on every page.
WHOSE_SESSION = (
    select(SignIn, Site)
    .join(SignIn.member)
    .outerjoin(Site, Site.id == 1)
    .options(contains_eager(SignIn.member))
    .where(SignIn.token_hash == bindparam("token"))
)


class Visitor(AnonymousUserMixin):
    """Whoever is not signed in."""

    id = None
    name = ""
    role = "visitor"
    language = None
    unread_notices = 0

    @property
    def theme(self):
        return request.cookies.get("theme", "auto")


def use_sign_in(app):
    """Let `current_user` be the member whose session cookie came with the request."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.anonymous_user = Visitor
    login_manager.request_loader(load_member)
    app.after_request(note_seen)


def load_member(request):
    """The member of a running session, or None."""
    token = request.cookies.get(current_app.config["SIGN_IN_COOKIE"])
    if not token:
        return None
    row = db.session.execute(WHOSE_SESSION, {"token": token_hash(token)}).first()
    if row is None or not row.SignIn.member.is_active or row.SignIn.is_over(now()):
        return None
    g.sign_in, g.site = row
    found = g.sign_in
    return found.member


def sign_in(member, response):
    """Open a new session (never an old one again) and put its cookie on the response."""
    set_sign_in_cookie(response, open_session(member))
    return response


def open_session(member):
    """Open a new session for the rest of this request too; returns the token for its cookie."""
    end_current_session()
    token = start_session(
        member,
        device=str(request.user_agent)[:200],
        network=network_of(request.remote_addr),
    )
    # A visit that began before the sign-in ends with it, and its form tokens with it.
    session.clear()
    g.pop("csrf_token", None)
    login_manager._update_request_context_with_user(member)
    return token


def set_sign_in_cookie(response, token):
    """The session cookie: for this host only, out of reach of scripts."""
    response.set_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        token,
        max_age=180 * 24 * 3600,
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def sign_out(response):
    """End this session and let the browser forget what it has kept (security B5)."""
    end_current_session()
    session.clear()
    response.delete_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    return response


def end_current_session():
    """End the session of this request; it may be gone already, as after a new password."""
    # Who it is is only looked up when somebody asks; without the question nothing would be found here.
    if current_user.is_authenticated and (found := g.pop("sign_in", None)):
        db.session.execute(db.delete(SignIn).where(SignIn.id == found.id))


def note_seen(response):
    """Once an hour a session's last activity is written, after the answer, in a transaction of its own."""
    found = g.get("sign_in")
    if found is not None and now() - found.seen_at > SEEN_EVERY:
        response.call_on_close(_see(current_app._get_current_object(), found.id))
    return response


def _see(app, id):
    def write():
        with app.app_context(), writing():
            db.session.execute(db.update(SignIn).where(SignIn.id == id).values(seen_at=now()))
            db.session.commit()

    return write
