"""Members behind the counter: find them, invite, give roles, keep out, help back in."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts.letters import base_address, can_mail, write
from app.accounts.models import INVITATION, RESET, email_taken, make_link, sign_up
from app.accounts.roles import ROLE_NAMES, rank
from app.admin.forms import BlockForm, InviteForm, RoleForm
from app.admin.queries import page_of_members
from app.attributes.models import answers_of
from app.audit.models import audit
from app.extensions import db
from app.moderation.members import tell_kept_out
from app.moderation.sanctions import BLOCKED, demote, lift_blocks, sanction
from app.permissions import can_give_role, can_manage_boards, can_manage_member, find_member, require
from app.site import current_site
from app.web.rendering import render, see_other

bp = Blueprint("members", __name__)


@bp.get("/admin/members")
def index():
    q, role = request.args.get("q", "")[:80].strip(), request.args.get("role")
    role = role if role in ROLE_NAMES else None
    found, older = page_of_members(q=q, role=role, before=request.args.get("before", type=int))
    return render("admin/members.html", members=found, older=older, q=q, role=role, roles=ROLE_NAMES)


@bp.get("/admin/members/new")
def new():
    return render("admin/invite.html", form=InviteForm(formdata=None))


@bp.post("/admin/members/new")
def invite():
    require(can_manage_boards(current_user))
    form = InviteForm()
    if not form.validate() or _is_known(form):
        return render("admin/invite.html", form=form, status=422)
    member = sign_up(form.name.data, email=form.email.data)
    audit("member.invited", actor=current_user, member=member)
    return _show_link(member, INVITATION)


@bp.get("/admin/members/<handle>")
def show(handle):
    return _page(find_member(handle))


@bp.post("/admin/members/<handle>/role")
def change_role(handle):
    member, form = find_member(handle), RoleForm()
    require(can_manage_member(current_user, member))
    if not form.validate():
        return _page(member, role=form, status=422)
    require(can_give_role(current_user, member, form.role.data))
    before, because = member.role, form.because.data or ""
    is_smaller = rank(form.role.data) < rank(before)
    if is_smaller and not because:
        form.because.errors = [_("Please say why: whoever loses rights is told.")]
        return _page(member, role=form, status=422)
    if is_smaller:
        demote(member, form.role.data, by=current_user, because=because)
    elif form.role.data != before:
        member.change_role(form.role.data, by=current_user)
    if member.role != before:
        audit("member.role_changed", actor=current_user, member=member, reason=because, before=before, after=member.role)
    db.session.commit()
    flash(_("%(name)s is now: %(role)s.", name=member.name, role=ROLE_NAMES[member.role]), "success")
    return see_other(f"/admin/members/{member.handle}")


@bp.post("/admin/members/<handle>/block")
def block(handle):
    member, form = find_member(handle), BlockForm()
    require(can_manage_member(current_user, member))
    if not form.validate():
        return _page(member, block=form, status=422)
    if not member.blocked_at:
        tell_kept_out(sanction(member, BLOCKED, by=current_user, because=form.reason.data))
    db.session.commit()
    flash(_("%(name)s is kept out.", name=member.name), "success")
    return see_other(f"/admin/members/{member.handle}")


@bp.post("/admin/members/<handle>/unblock")
def unblock(handle):
    member = find_member(handle)
    require(can_manage_member(current_user, member))
    if member.blocked_at:
        lift_blocks(member, by=current_user)
        audit("member.unblocked", actor=current_user, member=member)
    db.session.commit()
    flash(_("%(name)s may come in again.", name=member.name), "success")
    return see_other(f"/admin/members/{member.handle}")


@bp.post("/admin/members/<handle>/link")
def link(handle):
    member = find_member(handle)
    require(can_manage_member(current_user, member))
    audit("member.link_made", actor=current_user, member=member)
    return _show_link(member, RESET if member.password_hash else INVITATION)


def _show_link(member, purpose):
    """The link is shown once, here: only its hash is stored. An invitation also goes by mail when there is mail."""
    address = f"{base_address() or request.host_url.rstrip('/')}/{purpose}/{make_link(member, purpose)}"
    is_mailed = purpose == INVITATION and bool(member.email) and can_mail()
    if is_mailed:
        write(
            INVITATION,
            member.email,
            member=member,
            link=address,
            subject=lambda: _("You are invited to %(site)s", site=current_site().name),
            lines=lambda: [
                _(
                    "The team has prepared an account for you: %(name)s. The link works for a week.",
                    name=member.name,
                )
            ],
        )
    db.session.commit()
    response = render("admin/link.html", member=member, address=address, purpose=purpose, is_mailed=is_mailed)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(member, *, role=None, block=None, status=200):
    return render(
        "admin/member.html",
        member=member,
        role=role or _roles_to_give(RoleForm(formdata=None, role=member.role), member),
        block=block or BlockForm(formdata=None),
        answers=answers_of(member),
        status=status,
    )


def _roles_to_give(form, member):
    form.role.choices = [
        SelectChoice(role, name)
        for role, name in ROLE_NAMES.items()
        if can_give_role(current_user, member, role)
    ]
    return form


def _is_known(form):
    """The team sees addresses anyway, so here it may be said plainly."""
    if not form.email.data or not email_taken(form.email.data):
        return False
    form.email.errors = [_("Somebody has this address already.")]
    return True


