"""Groups: make one, take members in and out by hand. Their rules stand in group_rules.py."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import find_by_sign_in_name
from app.admin.forms import GroupForm, IncludeForm
from app.admin.queries import count_members_of, counted_groups, members_of
from app.attributes.models import all_attributes
from app.audit.models import audit
from app.events.models import record
from app.extensions import db
from app.groups.models import Group
from app.groups.rules import rule_of
from app.groups.wording import rule_lines
from app.permissions import can_manage_boards, find_group, find_member, require
from app.site import current_site
from app.web.rendering import render, see_other

bp = Blueprint("groups", __name__)


@bp.get("/admin/groups")
def index():
    return render("admin/groups.html", groups=counted_groups(), form=GroupForm(formdata=None))


@bp.post("/admin/groups")
def create():
    require(can_manage_boards(current_user))
    form = GroupForm()
    if not form.validate() or _is_taken(form):
        return render("admin/groups.html", groups=counted_groups(), form=form, status=422)
    group = Group(name=form.name.data, ends_at=_end_of(form))
    db.session.add(group)
    db.session.flush()
    record("group.changed", actor=current_user, group=group.id)
    audit("group.made", actor=current_user, after=group.name)
    db.session.commit()
    return see_other(f"/admin/groups/{group.id}")


@bp.get("/admin/groups/<int:group_id>")
def show(group_id):
    return _page(find_group(group_id), IncludeForm(formdata=None))


@bp.post("/admin/groups/<int:group_id>")
def change(group_id):
    group, form = find_group(group_id), GroupForm()
    require(can_manage_boards(current_user))
    if not form.validate() or _is_taken(form, but=group):
        return _page(group, IncludeForm(formdata=None), about=form, status=422)
    before = _in_short(group)
    if group.change(form.name.data, _end_of(form), by=current_user):
        audit("group.changed", actor=current_user, before=before, after=_in_short(group))
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(f"/admin/groups/{group.id}")


@bp.post("/admin/groups/<int:group_id>/members")
def include(group_id):
    group = find_group(group_id)
    require(can_manage_boards(current_user))
    form = IncludeForm()
    member = find_by_sign_in_name(form.member.data) if form.validate() else None
    if member is None or member.left_at:
        if not form.errors:
            form.member.errors = [_("Nobody here is called that.")]
        return _page(group, form, status=422)
    group.include(member, by=current_user)
    audit("group.included", actor=current_user, member=member, after=group.name)
    db.session.commit()
    flash(_("%(name)s is in the group now.", name=member.name), "success")
    return see_other(f"/admin/groups/{group.id}")


@bp.post("/admin/groups/<int:group_id>/members/<handle>/removal")
def exclude(group_id, handle):
    group, member = find_group(group_id), find_member(handle)
    require(can_manage_boards(current_user))
    group.exclude(member, by=current_user)
    audit("group.excluded", actor=current_user, member=member, before=group.name)
    db.session.commit()
    return see_other(f"/admin/groups/{group.id}")


def _page(group, form, about=None, status=200):
    """`form` takes somebody in, `about` is the one of name and end."""
    about = about or GroupForm(formdata=None, name=group.name, ends_on=_last_day_of(group))
    lines = rule_lines(*rule_of(group), all_attributes())
    found = {"count": count_members_of(group), "members": members_of(group)}
    return render("admin/group.html", group=group, lines=lines, form=form, about=about, status=status, **found)


def _end_of(form):
    """The end of the last day where the business is, or None."""
    return form.ends_on.data and datetime.combine(form.ends_on.data, time.max, _zone())


def _last_day_of(group):
    return group.ends_at and group.ends_at.astimezone(_zone()).date()


def _zone():
    return ZoneInfo(current_site().timezone)


def _in_short(group):
    return f"{group.name}, {_last_day_of(group) or '–'}"


def _is_taken(form, but=None):
    others = select(Group.id).where(Group.name == form.name.data, Group.id != (but.id if but else 0))
    if db.session.scalar(others) is None:
        return False
    form.name.errors = [_("There is a group of this name already.")]
    return True
