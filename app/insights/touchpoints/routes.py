"""Touchpoints behind the counter: make, change, put away."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.insights.touchpoints.forms import TouchpointForm
from app.insights.touchpoints.models import STAGE_NAMES, in_journey_order, open_touchpoint
from app.permissions import can_keep_touchpoints, find_touchpoint, require, visible_touchpoints
from app.web.addresses import whole_url
from app.web.rendering import render, see_other

bp = Blueprint("touchpoints", __name__)
LANGUAGE_NAMES = (("de", "Deutsch"), ("en", "English"))
# Where only this machine finds the site.
LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104


@bp.get("/insights/touchpoints")
def index():
    return _list(TouchpointForm(formdata=None))


@bp.post("/insights/touchpoints")
def create():
    require(can_keep_touchpoints(current_user))
    form = TouchpointForm()
    if not form.validate():
        return _list(form, status=422)
    touchpoint = open_touchpoint(form.names, form.stage.data, by=current_user, position=form.position.data)
    touchpoint.asks_members = form.asks_members.data
    audit("touchpoint.opened", actor=current_user, after=_said(touchpoint))
    db.session.commit()
    flash(_("%(name)s is on the journey now.", name=touchpoint.name), "success")
    return see_other("/insights/touchpoints")


@bp.get("/insights/touchpoints/<int:touchpoint_id>")
def edit(touchpoint_id):
    touchpoint = find_touchpoint(touchpoint_id)
    return _page(touchpoint, TouchpointForm(formdata=None, obj=touchpoint))


@bp.post("/insights/touchpoints/<int:touchpoint_id>")
def change(touchpoint_id):
    touchpoint, form = find_touchpoint(touchpoint_id), TouchpointForm()
    require(can_keep_touchpoints(current_user))
    if not form.validate():
        return _page(touchpoint, form, status=422)
    before, position = _said(touchpoint), form.position.data
    position = touchpoint.position if position is None else position
    wanted = {"names": form.names, "stage": form.stage.data, "asks_members": form.asks_members.data}
    touchpoint.change(by=current_user, position=position, **wanted)
    audit("touchpoint.changed", actor=current_user, before=before, after=_said(touchpoint))
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/insights/touchpoints")


@bp.post("/insights/touchpoints/<int:touchpoint_id>/archive")
def archive(touchpoint_id):
    touchpoint = find_touchpoint(touchpoint_id)
    require(can_keep_touchpoints(current_user))
    wanted = "on" in request.form
    if wanted != bool(touchpoint.archived_at):
        audit("touchpoint.archived" if wanted else "touchpoint.unarchived", actor=current_user, after=_said(touchpoint))
        touchpoint.archive(by=current_user) if wanted else touchpoint.unarchive(by=current_user)
    db.session.commit()
    return see_other("/insights/touchpoints")


def _list(form, status=200):
    touchpoints = list(db.session.scalars(visible_touchpoints(current_user).order_by(*in_journey_order())))
    return render("insights/touchpoints.html", touchpoints=touchpoints, stages=STAGE_NAMES, form=form, status=status)


def _page(touchpoint, form, status=200):
    address = whole_url(f"/pulse/{touchpoint.token}")
    poster = {"address": address, "is_local": urlsplit(address).hostname in LOCAL, "languages": LANGUAGE_NAMES}
    return render("insights/touchpoint.html", touchpoint=touchpoint, form=form, **poster, status=status)


def _said(touchpoint):
    return f"{touchpoint.id}: {touchpoint.names}, {touchpoint.stage}, {touchpoint.position}"
