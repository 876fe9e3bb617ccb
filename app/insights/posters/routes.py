"""Posters to print, and another address when an old poster must not count any more."""

from flask import Blueprint, abort, flash, make_response, request
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.insights.posters.drawing import SIZES
from app.insights.posters.pdf import write_pdf
from app.insights.posters.poster import draw_poster
from app.insights.posters.svg import write_svg
from app.permissions import can_keep_touchpoints, find_touchpoint, require
from app.site import LANGUAGES, current_site
from app.web.addresses import whole_url
from app.web.rendering import see_other
from app.web.slugs import slugify
from app.web.words import speaking

bp = Blueprint("posters", __name__)


@bp.get("/insights/touchpoints/<int:touchpoint_id>/poster.pdf")
def pdf(touchpoint_id):
    return _answer(find_touchpoint(touchpoint_id), write_pdf, "application/pdf", "pdf")


@bp.get("/insights/touchpoints/<int:touchpoint_id>/poster.svg")
def svg(touchpoint_id):
    return _answer(find_touchpoint(touchpoint_id), write_svg, "image/svg+xml; charset=utf-8", "svg")


@bp.post("/insights/touchpoints/<int:touchpoint_id>/poster/renewal")
def renew(touchpoint_id):
    """From now on posters that hang somewhere lead nowhere."""
    touchpoint = find_touchpoint(touchpoint_id)
    require(can_keep_touchpoints(current_user))
    touchpoint.renew_poster(by=current_user)
    audit("touchpoint.poster_renewed", actor=current_user, after=str(touchpoint.id))
    db.session.commit()
    flash(_("The poster has a new address. Please print it anew: the old ones lead nowhere."), "success")
    return see_other(f"/insights/touchpoints/{touchpoint_id}")


def _answer(touchpoint, write, mimetype, ending):
    size, language = request.args.get("size", "a4"), request.args.get("language", current_site().language)
    if size not in SIZES or language not in LANGUAGES:
        abort(404)
    with speaking(language):
        address = whole_url(f"/pulse/{touchpoint.token}")
        drawing = draw_poster(touchpoint, current_site(), address, size=size, language=language)
        name = f"{slugify(touchpoint.name)}-{size}-{language}.{ending}"
    response = make_response(write(drawing))
    response.headers["Content-Type"] = mimetype
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
