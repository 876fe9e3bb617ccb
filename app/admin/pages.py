"""The four legal pages: read, edit, preview."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.admin.forms import PageForm
from app.admin.starting import has_gaps
from app.audit.models import audit
from app.events.models import record
from app.extensions import db
from app.permissions import can_administer, require
from app.site import PAGES, Site, current_site
from app.web.rendering import render, see_other
from app.web.text import normalise, render_markdown

bp = Blueprint("pages", __name__)

TITLES = {
    "imprint": _l("Imprint"),
    "privacy": _l("Privacy"),
    "rules": _l("Rules"),
    "accessibility": _l("Accessibility"),
}


@bp.get("/admin/pages")
def index():
    texts = db.session.execute(select(*(getattr(Site, page) for page in PAGES))).one()
    pages = [(page, TITLES[page], has_gaps(getattr(texts, page))) for page in PAGES]
    return render("admin/pages.html", pages=pages)


@bp.get("/admin/pages/<name>")
def edit(name):
    require(can_administer(current_user))
    return _page(name, PageForm(formdata=None, text=_text(name)))


@bp.post("/admin/pages/<name>")
def change(name):
    require(can_administer(current_user))
    before, form = _text(name), PageForm()
    if not form.validate():
        return _page(name, form, status=422)
    text = normalise(form.text.data)
    if text != before:
        setattr(current_site(), name, text)
        record("site.changed", actor=current_user)
        audit(
            "site.page_changed",
            actor=current_user,
            before=f"{name}: {len(before)}",
            after=f"{name}: {len(text)}",
        )
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/pages")


@bp.post("/admin/pages/<name>/preview")
def preview(name):
    require(can_administer(current_user))
    _text(name)
    form = PageForm()
    shown = render_markdown(normalise(form.text.data)).html if form.validate() else None
    return _page(name, form, preview=shown, status=200 if shown is not None else 422)


def _text(name):
    return getattr(current_site(), name) if name in PAGES else abort(404)


def _page(name, form, **more):
    return render("admin/page.html", name=name, title=TITLES[name], form=form, **more)
