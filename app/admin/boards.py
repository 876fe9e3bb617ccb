"""Boards behind the counter: make, change, put away."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.forms import BoardForm
from app.audit.models import audit
from app.boards.models import open_board
from app.extensions import db
from app.groups.models import all_groups
from app.kinds import KINDS
from app.permissions import can_manage_boards, find_board, require, visible_boards
from app.web.rendering import render, see_other

bp = Blueprint("boards", __name__)


@bp.get("/admin/boards")
def index():
    return render("admin/boards.html", boards=list(db.session.scalars(visible_boards())))


@bp.get("/admin/boards/new")
def new():
    return _page(_with_groups(BoardForm(formdata=None)))


@bp.post("/admin/boards/new")
def create():
    require(can_manage_boards(current_user))
    form = _with_groups(BoardForm())
    if not form.validate():
        return _page(form, status=422)
    board = open_board(
        form.name.data,
        form.kind.data,
        by=current_user,
        audience=form.audience.data,
        description=form.description.data,
        group_id=form.group_wanted,
        position=form.position.data,
    )
    audit("board.opened", actor=current_user, after=f"{board.slug}: {board.kind}, {board.audience}")
    db.session.commit()
    flash(_("The board %(name)s is open.", name=board.name), "success")
    return see_other("/admin/boards")


@bp.get("/admin/boards/<slug>")
def edit(slug):
    board = find_board(slug)
    form = BoardForm(formdata=None, obj=board).of_board(board)
    form.group_id.data = board.group_id or 0
    return _page(_with_groups(form), board)


@bp.post("/admin/boards/<slug>")
def change(slug):
    board = find_board(slug)
    require(can_manage_boards(current_user))
    form = _with_groups(BoardForm().of_board(board))
    if not form.validate():
        return _page(form, board, status=422)
    before = _said(board)
    board.change(
        by=current_user,
        name=form.name.data,
        description=form.description.data,
        audience=form.audience.data,
        group_id=form.group_wanted,
        position=form.position.data,
        answer_from=form.answer_from.data or board.answer_from,
        **_numbers(form),
        allows_anonymous=form.allows_anonymous.data and board.kind == "ideas",
    )
    audit("board.changed", actor=current_user, before=before, after=_said(board))
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/admin/boards")


@bp.post("/admin/boards/<slug>/archive")
def archive(slug):
    board = find_board(slug)
    require(can_manage_boards(current_user))
    wanted = "on" in request.form
    if wanted != bool(board.archived_at):
        audit("board.archived" if wanted else "board.unarchived", actor=current_user, after=board.slug)
        board.archive(by=current_user) if wanted else board.unarchive(by=current_user)
    db.session.commit()
    return see_other("/admin/boards")


def _numbers(form):
    """What the form says where it was asked at all, for 0 says something too."""
    fields = (form.vote_budget, form.escalate_hours, form.promise_hours)
    return {field.name: field.data for field in fields if field.raw_data and field.data is not None}


def _with_groups(form):
    form.offer_groups(all_groups())
    return form


def _page(form, board=None, status=200):
    return render(
        "admin/board.html", form=form, board=board, board_kind=board and KINDS[board.kind], status=status
    )


def _said(board):
    return f"{board.slug}: {board.name}, {board.audience}, {board.group_id or '-'}, {board.position}"
