"""What the owner asks members about themselves: make a question, change it, end it."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.attributes.forms import AttributeForm
from app.attributes.models import MOST, Attribute, all_attributes, answer_counts
from app.audit.models import audit
from app.extensions import db
from app.groups.rules import groups_asking
from app.permissions import can_administer, find_attribute, require
from app.web.rendering import render, see_other

bp = Blueprint("attributes", __name__)


@bp.get("/admin/attributes")
def index():
    require(can_administer(current_user))
    return _list(AttributeForm(formdata=None))


@bp.post("/admin/attributes")
def create():
    require(can_administer(current_user))
    form = AttributeForm()
    if not form.validate() or _are_enough(form):
        return _list(form, status=422)
    db.session.add(Attribute(kind=form.kind.data, **form.wanted))
    audit("attribute.made", actor=current_user, after=form.question.data)
    db.session.commit()
    flash(_("Members can answer it in their account now."), "success")
    return see_other("/admin/attributes")


@bp.get("/admin/attributes/<int:attribute_id>")
def edit(attribute_id):
    require(can_administer(current_user))
    attribute = find_attribute(attribute_id)
    return _page(attribute, _form_of(attribute))


@bp.post("/admin/attributes/<int:attribute_id>")
def change(attribute_id):
    require(can_administer(current_user))
    attribute = find_attribute(attribute_id)
    form = AttributeForm().of(attribute)
    if not form.validate():
        return _page(attribute, form, status=422)
    before = attribute.question
    if attribute.change(**form.wanted):
        audit("attribute.changed", actor=current_user, before=before, after=attribute.question)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/attributes")


@bp.post("/admin/attributes/<int:attribute_id>/removal")
def remove(attribute_id):
    require(can_administer(current_user))
    attribute = find_attribute(attribute_id)
    if groups_asking(attribute):
        return _page(attribute, _form_of(attribute), status=422)
    db.session.delete(attribute)
    audit("attribute.removed", actor=current_user, before=attribute.question)
    db.session.commit()
    flash(_("The question and all answers to it are deleted."), "success")
    return see_other("/admin/attributes")


def _list(form, status=200):
    return render("admin/attributes.html", attributes=all_attributes(), counts=answer_counts(), form=form, status=status)


def _form_of(attribute):
    data = {name: getattr(attribute, name) for name in ("question", "purpose", "position")}
    return AttributeForm(formdata=None, data=data | {"options": "\n".join(attribute.options)}).of(attribute)


def _page(attribute, form, status=200):
    return render("admin/attribute.html", attribute=attribute, form=form, groups=groups_asking(attribute), status=status)


def _are_enough(form):
    if len(all_attributes()) < MOST:
        return False
    form.question.errors = [_("%(n)s questions are enough: nobody answers more.", n=MOST)]
    return True
