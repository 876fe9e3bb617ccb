"""Ideas in and out as CSV, for the owner: a file is looked at, its columns are assigned, and only then it comes in."""

from flask import Blueprint, Response, flash, stream_with_context
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.admin.import_forms import ColumnsForm, ImportForm
from app.exchange.batches import ImportBatch
from app.exchange.bringing_in import WrongBoard
from app.exchange.ideas_table import FIELDS
from app.exchange.sources import BrokenFile
from app.exchange.summary import NOTES
from app.extensions import db
from app.permissions import can_administer, find_batch, find_board, require, visible_boards
from app.web.rendering import render, see_other

bp = Blueprint("imports", __name__)
LIST = "/admin/imports"
SHOWN_ROWS, SHOWN_PROBLEMS = 5, 50


@bp.get(LIST)
def index():
    require(can_administer(current_user))
    return _list(ImportForm(formdata=None))


@bp.post(LIST)
def create():
    """Take the file and look at it; nothing is brought in yet."""
    from app.exchange.batch_writing import board_of, look_at
    from app.exchange.tables import Table

    require(can_administer(current_user))
    form = ImportForm()
    if not form.validate():
        return _list(form, status=422)
    try:
        table = Table.of_bytes(form.file_name, form.content)
        batch = look_at(table, form.board.data, by=current_user, content=form.content)
        board_of(batch)
    except (BrokenFile, WrongBoard) as error:
        db.session.rollback()
        form.file.errors = [str(error)]
        return _list(form, status=422)
    db.session.commit()
    return see_other(batch.url)


@bp.get(f"{LIST}/<int:batch_id>")
def show(batch_id):
    batch = find_batch(batch_id)
    return _look(batch) if batch.is_waiting else render("admin/import.html", batch=batch, survey=None)


@bp.post(f"{LIST}/<int:batch_id>/columns")
def assign(batch_id):
    batch = find_batch(batch_id, locked=True)
    require(can_administer(current_user) and batch.is_waiting)
    form = ColumnsForm.of(_source(batch).table.columns)
    if not form.validate():
        return _look(batch, form, status=422)
    batch.columns = form.chosen
    db.session.commit()
    return see_other(batch.url)


@bp.post(f"{LIST}/<int:batch_id>/start")
def start(batch_id):
    from app.exchange.batch_writing import bring_in_batch

    batch = find_batch(batch_id, locked=True)
    require(can_administer(current_user))
    if batch.is_waiting:
        source = _source(batch)
        source.check()
        if source.problems:
            return _look(batch, status=422)
        bring_in_batch(batch, source, by=current_user)
        flash(_("Brought in. You can take it back as long as nobody has gone on from it."), "success")
    return see_other(f"{LIST}/{batch_id}")


@bp.post(f"{LIST}/<int:batch_id>/undo")
def undo(batch_id):
    from app.exchange.undoing import BuiltUpon, undo_batch

    batch = find_batch(batch_id, locked=True)
    require(can_administer(current_user))
    try:
        undo_batch(batch, by=current_user)
    except BuiltUpon as error:
        db.session.rollback()
        flash(str(error), "warning")
        return see_other(f"{LIST}/{batch_id}")
    db.session.commit()
    flash(_("Taken back. Everything is as it was before."), "success")
    return see_other(LIST)


@bp.get("/admin/boards/<slug>/ideas.csv")
def export(slug):
    from app.exchange.ideas_csv import ideas_as_csv

    require(can_administer(current_user))
    board = find_board(slug)
    if board.kind != "ideas":
        raise NotFound
    answer = Response(stream_with_context(ideas_as_csv(board.id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{board.slug}.csv"'
    return answer


def _list(form, status=200):
    batches = select(ImportBatch).options(joinedload(ImportBatch.by)).order_by(ImportBatch.id.desc()).limit(50)
    boards = [board for board in db.session.scalars(visible_boards()) if board.kind == "ideas"]
    return render("admin/imports.html", form=form, batches=list(db.session.scalars(batches)), boards=boards, status=status)


def _look(batch, form=None, status=200):
    """The dry run: what is in the file, row by row, and what is wrong with it."""
    source = _source(batch)
    survey = source.check()
    return render(
        "admin/import.html",
        batch=batch,
        form=form or ColumnsForm.of(source.table.columns, batch.columns),
        survey=survey,
        problems=source.problems[:SHOWN_PROBLEMS],
        more_problems=max(0, len(source.problems) - SHOWN_PROBLEMS),
        rows=source.first_rows(SHOWN_ROWS),
        fields={field: FIELDS[field][0] for field in source.columns if field in FIELDS},
        notes=[(survey.noted[note], words) for note, words in NOTES.items() if survey.noted[note]],
        status=status,
    )


def _source(batch):
    from app.exchange.batch_writing import source_of
    from app.exchange.tables import Table

    return source_of(batch, Table.of_bytes(batch.file, batch.content))
