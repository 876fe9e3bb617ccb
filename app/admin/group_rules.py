"""The rule of a group: who belongs to it without being taken in by hand, and a look at who that would be."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.group_rule_form import rule_form
from app.admin.queries import count_members_of, members_of
from app.attributes.models import all_attributes
from app.audit.models import audit
from app.events.models import record
from app.extensions import db
from app.groups.rules import drop_rule, rule_of, set_rule
from app.groups.wording import rule_lines
from app.permissions import can_manage_boards, find_group, require
from app.web.rendering import render, see_other

bp = Blueprint("group_rules", __name__)


@bp.get("/admin/groups/<int:group_id>/rule")
def edit(group_id):
    group, attributes = find_group(group_id), all_attributes()
    return _page(group, rule_form(attributes, *rule_of(group), formdata=None))


@bp.post("/admin/groups/<int:group_id>/rule")
def change(group_id):
    group, attributes = find_group(group_id), all_attributes()
    require(can_manage_boards(current_user))
    form = rule_form(attributes)
    if not form.validate():
        return _page(group, form, status=422)
    set_rule(group, form.conditions, form.wanted)
    record("group.changed", actor=current_user, group=group.id)
    audit("group.rule_set", actor=current_user, before=group.name, after=_in_words(group, attributes))
    db.session.commit()
    flash(_("From now on whoever fulfils it belongs to the group."), "success")
    return see_other(f"/admin/groups/{group.id}")


@bp.post("/admin/groups/<int:group_id>/rule/preview")
def preview(group_id):
    """Who would belong: counted as if the rule were stored, and then taken back."""
    group, attributes = find_group(group_id), all_attributes()
    require(can_manage_boards(current_user))
    form = rule_form(attributes)
    if not form.validate():
        return _page(group, form, status=422)
    trial = db.session.begin_nested()
    set_rule(group, form.conditions, form.wanted)
    found = {"count": count_members_of(group), "members": members_of(group)}
    trial.rollback()
    return _page(group, form, **found)


@bp.post("/admin/groups/<int:group_id>/rule/removal")
def remove(group_id):
    group = find_group(group_id)
    require(can_manage_boards(current_user))
    if drop_rule(group):
        record("group.changed", actor=current_user, group=group.id)
        audit("group.rule_removed", actor=current_user, before=group.name)
    db.session.commit()
    flash(_("From now on only those belong who were taken in by hand."), "success")
    return see_other(f"/admin/groups/{group.id}")


def _page(group, form, status=200, **found):
    return render("admin/group_rule.html", group=group, form=form, status=status, **found)


def _in_words(group, attributes):
    return "; ".join(map(str, rule_lines(*rule_of(group), attributes)))
