"""The owner's settings of the whole community, and the words for the statuses of an idea."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.forms import SettingsForm, nearest_accent, status_words_form
from app.audit.models import audit
from app.events.models import record
from app.extensions import db
from app.permissions import can_administer, require
from app.site import current_site
from app.web.rendering import render, see_other

bp = Blueprint("settings", __name__)


@bp.get("/admin/settings")
def settings():
    require(can_administer(current_user))
    return _page()


@bp.post("/admin/settings")
def change_settings():
    require(can_administer(current_user))
    form, site = SettingsForm(), current_site()
    if not form.validate():
        return _page(form=form, status=422)
    changed = _changed(site, form)
    form.populate_obj(site)
    _note("site.changed", changed)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/settings")


@bp.post("/admin/settings/statuses")
def change_status_words():
    require(can_administer(current_user))
    form, site = status_words_form(), current_site()
    if not form.validate():
        return _page(words=form, status=422)
    words = {field.name: field.data for field in form if field.data and field.name != "csrf_token"}
    if words != site.status_words:
        site.status_words = words
        _note("site.changed", ["status_words"])
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/settings#statuses")


def _page(*, form=None, words=None, status=200):
    site = current_site()
    if form is None:
        form = SettingsForm(formdata=None, obj=site)
        form.accent_hue.data = nearest_accent(site.accent_hue)
    return render(
        "admin/settings.html",
        form=form,
        words=words or status_words_form(site, formdata=None),
        status=status,
    )


def _changed(site, form):
    fields = [field.name for field in form if hasattr(site, field.name)]
    return [name for name in fields if getattr(site, name) != form[name].data]


def _note(act, names):
    """Pages that are kept for visitors forget by the event."""
    record("site.changed", actor=current_user)
    audit(act, actor=current_user, after=", ".join(names))
