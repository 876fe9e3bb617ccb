"""What moderators see of a member, and say against one: sanctions with an end, and objections answered.

It stands apart from the queue because it is about people, not texts.
"""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.letters import base_address, send_notice
from app.extensions import db
from app.moderation import reasons
from app.moderation.forms import AnswerForm, SanctionForm
from app.moderation.models import NotAsItWas
from app.moderation.objections import Objection, objections
from app.moderation.queries import hang_up, page_of_decisions
from app.moderation.sanctions import BLOCKED, SANCTION_WORDS, Sanction, sanction, sanctions_of
from app.moderation.statements import token_of
from app.permissions import (
    board_is_visible,
    can_lift,
    can_sanction,
    can_see_queue,
    can_settle,
    find_member,
    require,
)
from app.site import current_site
from app.web.rendering import render, see_other

bp = Blueprint("moderated", __name__)


@bp.get("/moderation/members/<handle>")
def show(handle):
    require(can_see_queue(current_user))
    return _page(find_member(handle), SanctionForm(formdata=None))


@bp.post("/moderation/members/<handle>/sanctions")
def create(handle):
    require(can_see_queue(current_user))
    member, form = find_member(handle), SanctionForm()
    require(can_sanction(current_user, member))
    if not form.validate():
        return _page(member, form, status=422)
    words = {"because": form.words_for(member), "rule": form.rule.data, "days": form.days.data}
    made = sanction(member, form.kind.data, by=current_user, **words)
    if made.kind == BLOCKED:
        tell_kept_out(made)
    db.session.commit()
    flash(_("Done. %(name)s was told why.", name=member.name), "success")
    return see_other(f"/moderation/members/{member.handle}")


@bp.post("/moderation/sanctions/<int:sanction_id>/lifting")
def lift(sanction_id):
    require(can_see_queue(current_user))
    query = select(Sanction).join(Sanction.member).options(contains_eager(Sanction.member))
    made = db.session.scalar(query.where(Sanction.id == sanction_id)) or abort(404)
    require(can_sanction(current_user, made.member) and can_lift(current_user, made))
    made.lift(by=current_user)
    db.session.commit()
    flash(_("Lifted."), "success")
    return see_other(f"/moderation/members/{made.member.handle}")


@bp.get("/moderation/objections/<int:objection_id>")
def objection(objection_id):
    return _objection_page(_find_objection(objection_id), AnswerForm(formdata=None))


@bp.post("/moderation/objections/<int:objection_id>")
def settle(objection_id):
    found, form = _find_objection(objection_id), AnswerForm()
    require(can_settle(current_user, found))
    if not form.validate():
        return _objection_page(found, form, status=422)
    try:
        found.settle(upheld=form.upheld.data == "yes", by=current_user, answer=form.answer.data.strip())
    except NotAsItWas:
        flash(_("This text was changed or decided on again since. Please look at it first."), "warning")
        return see_other(f"/moderation/objections/{objection_id}")
    db.session.commit()
    flash(_("Answered."), "success")
    return see_other("/moderation")


def open_objections(reader):
    """The objections that nobody has answered, the oldest first, as far as the reader sees what they are about."""
    query = objections().where(Objection.settled_at.is_(None))
    return list(db.session.scalars(_visible(query, reader).order_by(Objection.id).limit(20)))


def tell_kept_out(made):
    """A letter to who cannot read it here any more: why, and how to object without signing in."""
    address = f"{base_address() or ''}/sanctions/{token_of(made)}"
    send_notice(
        made.member,
        subject=lambda: _("You cannot sign in at %(site)s any more", site=current_site().name),
        lines=lambda: [
            _("The team has closed your account for now. The reason: %(reason)s", reason=made.reason),
            _("A person decided this. If you do not agree, say so here, for six months: %(address)s", address=address),
        ],
    )


def _find_objection(objection_id):
    require(can_see_queue(current_user))
    query = _visible(objections().where(Objection.id == objection_id), current_user)
    found = db.session.scalar(query) or abort(404)
    if found.decision:
        hang_up(found.decision)
    return found


def _visible(query, reader):
    return query.where(Objection.sanction_id.is_not(None) | board_is_visible(reader))


def _objection_page(found, form, status=200):
    return render(
        "moderation/objection.html", status=status, objection=found, form=form, reasons=reasons, words=SANCTION_WORDS
    )


def _page(member, form, status=200):
    return render(
        "moderation/member.html",
        status=status,
        member=member,
        form=form,
        sanctions=sanctions_of(member),
        page=page_of_decisions(current_user, of=member),
        words=SANCTION_WORDS,
        reasons=reasons,
    )
