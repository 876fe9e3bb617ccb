"""What browsers ask a site for, the page for when there is no line, and the owner's logo."""

from flask import Blueprint, abort, flash, jsonify, make_response, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.audit.models import audit
from app.extensions import db
from app.offline.icons import SIZES, SVG, icon_of
from app.offline.keeping import say_what_may_be_kept
from app.offline.logo import set_logo
from app.offline.manifest import manifest_of
from app.offline.service_worker import service_worker
from app.permissions import can_administer, can_write, require
from app.site import current_site
from app.uploads.forms import limit_pictures, take_picture
from app.uploads.pictures import BadPicture, read_logo
from app.web.page_memory import never_kept
from app.web.rendering import render, see_other

bp = Blueprint("offline", __name__)
bp.after_app_request(say_what_may_be_kept)
ICONS = f"any({', '.join(repr(name) for name in (*SIZES, SVG))})"
AN_HOUR = 3600
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/png"}


@bp.get("/manifest.webmanifest")
def manifest():
    response = jsonify(manifest_of(current_site() or abort(404)))
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@bp.get(f"/<{ICONS}:name>")
def icon(name):
    content, etag = icon_of(current_site() or abort(404), name)
    response = make_response(content)
    response.mimetype = TYPES[name[name.rindex(".") :]]
    response.headers["Cache-Control"] = f"max-age={AN_HOUR}"
    response.set_etag(etag)
    return response.make_conditional(request)


@bp.get("/service-worker.js")
def worker():
    script = service_worker()
    packed = request.accept_encodings["gzip"] > 0
    response = make_response(script.packed if packed else script.body)
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(script.digest + ("-gzip" if packed else ""))
    return response.make_conditional(request)


@bp.get("/offline")
def page():
    """Kept on the device beforehand; it also holds the words of what pages show offline."""
    return render("offline/page.html")


@bp.get("/token")
@never_kept
def token():
    """A fresh form token for what was written offline, and for whom it is."""
    require(can_write(current_user))
    response = jsonify(member=current_user.id, token=generate_csrf())
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/admin/settings/logo")
@limit_pictures
def change_logo():
    require(can_administer(current_user))
    sent = request.files.get("picture")
    try:
        picture = take_picture(sent, read_logo) if sent else None
    except BadPicture as bad:
        flash(str(bad.words), "error")
        return see_other("/admin/settings#logo")
    if picture is None:
        flash(_("Please choose a picture first."), "error")
        return see_other("/admin/settings#logo")
    _set(picture)
    flash(_("That is your logo now. Phones that have it may show the earlier one for a while."), "success")
    return see_other("/admin/settings#logo")


@bp.post("/admin/settings/logo/removal")
def remove_logo():
    require(can_administer(current_user))
    _set(None)
    flash(_("The logo is gone."), "success")
    return see_other("/admin/settings#logo")


def _set(picture):
    set_logo(picture, by=current_user)
    audit("site.changed", actor=current_user, after="logo")
    db.session.commit()
