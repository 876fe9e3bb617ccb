"""A member's own answers to what the owner asks about them: give one, change it, take it back."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.attributes.forms import answer_form, value_of
from app.attributes.models import attributes_with_answers, keep_answer, withdraw_consent
from app.extensions import db
from app.permissions import can_write, find_attribute, require
from app.web.rendering import render, see_other

bp = Blueprint("attributes", __name__)


@bp.get("/account/attributes")
def index():
    require(can_write(current_user))
    return _page()


@bp.post("/account/attributes/<int:attribute_id>")
def answer(attribute_id):
    require(can_write(current_user))
    attribute = find_attribute(attribute_id)
    form = answer_form(attribute)
    if not form.validate():
        return _page(attribute, form, status=422)
    keep_answer(attribute, current_user, *value_of(form))
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(f"/account/attributes#attribute-{attribute.id}")


@bp.post("/account/attributes/<int:attribute_id>/removal")
def withdraw(attribute_id):
    require(can_write(current_user))
    attribute = find_attribute(attribute_id)
    withdraw_consent(attribute, current_user)
    db.session.commit()
    flash(_("Your answer is deleted."), "success")
    return see_other(f"/account/attributes#attribute-{attribute.id}")


def _page(refused=None, form=None, status=200):
    """Every question with its own form, and the one that was refused as it was typed."""
    rows = [
        (attribute, kept, form if attribute is refused else answer_form(attribute, kept, formdata=None))
        for attribute, kept in attributes_with_answers(current_user)
    ]
    return render("attributes/index.html", rows=rows, status=status)
