"""Sending and showing pictures (security G4)."""

from flask import Blueprint, Response, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.permissions import can_remove_avatar, can_upload, find_member, find_upload, require
from app.uploads.files import read_file
from app.uploads.forms import limit_pictures, take_picture
from app.uploads.models import ADDRESS, AVATAR, FOLDER, keep_upload, set_avatar
from app.uploads.pictures import SMALL, SMALL_SQUARE, BadPicture, read_avatar
from app.web.page_memory import never_kept
from app.web.rendering import see_other

bp = Blueprint("uploads", __name__)
POLICY = "default-src 'none'; sandbox"
# A picture never changes, so browsers keep it; what others keep must be gone a minute after its post (D4).
FOR_ALL, FOR_ONE = "public, max-age=604800, s-maxage=60", "private, no-store"
ENDS = ("", f"-{SMALL}", f"-{SMALL_SQUARE}")


@bp.get("/uploads/<filename>")
@never_kept
def show(filename):
    name, end = _parts(filename)
    is_for_all = find_upload(name)
    response = Response(read_file(name, end) or abort(404), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = FOR_ALL if is_for_all else FOR_ONE
    response.set_etag(f"{name}{end}")
    return response.make_conditional(request)


def _parts(filename):
    stem = filename.removesuffix(".webp")
    name, dash, end = stem.partition("-")
    if stem == filename or dash + end not in ENDS or not ADDRESS.fullmatch(f"{FOLDER}{name}.webp"):
        abort(404)
    return name, dash + end


@bp.post("/uploads")
@limit_pictures
def create():
    """For the page's own script; without it a picture is sent along with its text."""
    require(can_upload(current_user))
    sent = request.files.get("picture")
    try:
        picture = take_picture(sent) if sent else abort(400)
    except BadPicture as bad:
        return {"error": str(bad.words)}, bad.status
    upload = keep_upload(current_user, picture)
    db.session.commit()
    return {"address": upload.url, "width": upload.width, "height": upload.height}, 201


@bp.post("/account/picture")
@limit_pictures
def change_avatar():
    require(can_upload(current_user))
    sent = request.files.get("picture")
    try:
        picture = take_picture(sent, read_avatar) if sent else None
    except BadPicture as bad:
        flash(str(bad.words), "error")
        return see_other("/account#picture")
    if picture is None:
        flash(_("Please choose a picture first."), "error")
        return see_other("/account#picture")
    member = current_user._get_current_object()
    set_avatar(member, keep_upload(member, picture, kind=AVATAR), by=member)
    db.session.commit()
    flash(_("That is your picture now."), "success")
    return see_other("/account#picture")


@bp.post("/members/<handle>/picture/removal")
def remove_avatar(handle):
    member = find_member(handle)
    require(can_remove_avatar(current_user, member))
    own = member.id == current_user.id
    if not own and member.avatar:
        audit("member.picture_removed", actor=current_user, member=member)
    set_avatar(member, None, by=current_user)
    db.session.commit()
    flash(_("The picture is gone."), "success")
    return see_other("/account#picture" if own else f"/admin/members/{member.handle}")
