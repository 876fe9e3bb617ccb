"""Bringing in a batch: what the Writer does, with a note of every new row, the history of statuses, and merges."""

from sqlalchemy import case, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from app.audit.models import audit
from app.boards.models import Board, open_board
from app.extensions import db
from app.kinds.ideas.models import MERGED as MERGED_STATUS
from app.kinds.ideas.models import NEW, Idea, IdeaMove
from app.topics.merges import Merge
from app.topics.models import MERGED, Topic
from app.web.slugs import slugify

from .batches import ImportBatch, made_by, note_rows
from .bringing_in import WrongBoard, settle_import
from .fider import Fider
from .ideas_table import IdeasTable
from .origins import add_rows
from .writing import Writer

FORMATS = {source.format: source for source in (IdeasTable, Fider)}


def look_at(table, board_name, *, by=None, content=None):
    """A new batch for this Table, in the format that fits, with a guess which column is which."""
    source = Fider if Fider.fits(table.columns) else IdeasTable
    batch = ImportBatch(
        format=source.format,
        file=table.name[:200],
        board_name=board_name,
        by_id=by and by.id,
        columns=source.guess_columns(table.columns),
        content=content,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def source_of(batch, table):
    """The source that reads this table as the batch says. Raises WrongBoard for a board of another kind."""
    board = board_of(batch)
    return FORMATS[batch.format](table, board.slug if board else slugify(batch.board_name), batch.columns)


def board_of(batch):
    """The board that the batch is for, or None where it would be made."""
    named = or_(Board.slug == slugify(batch.board_name), Board.name == batch.board_name)
    board = db.session.scalar(select(Board).where(named).order_by(Board.name != batch.board_name, Board.id))
    if board and board.kind != "ideas":
        raise WrongBoard.of_kind(board, "ideas")
    return board


def bring_in_batch(batch, source, *, by=None, progress=lambda steps: None):
    """Write a source whose check found no problem; returns the Writer. Commits as it goes.

    A run that was cut off goes on where it was when it is started again.
    """
    if source.problems:
        raise source.problems[0]
    board = board_of(batch)
    if board is None:
        board = open_board(batch.board_name, "ideas", by=by)
        note_rows(batch.id, "board_id", [board.id])
    batch.board_id = board.id
    db.session.commit()
    writer = BatchWriter(source, board.id, batch.id, progress)
    writer.write()
    batch.finish(writer.added)
    audit("import.finished", actor=by, after=f"batch {batch.id}: {batch.file}")
    settle_import(source, board.id, writer.added)
    db.session.commit()
    return writer


class BatchWriter(Writer):
    """A Writer that notes what it made, so that it can be undone."""

    def __init__(self, source, board_id, batch_id, progress):
        super().__init__(source, board_id, progress)
        self.batch_id = batch_id

    def write(self):
        super().write()
        self._write_each(self.source.moves(), self._write_moves)
        self._write_each(self.source.merges(), self._write_merges)

    def _commit(self):
        """A request goes on afterwards, with the member and the site it has loaded."""
        db.session.commit()

    def _note(self, column, ids):
        note_rows(self.batch_id, column, list(ids))

    def _write_moves(self, drafts):
        """The move to the status of today, for ideas of this batch that have none yet."""
        ids, authors = self.origins.topics(draft.topic for draft in drafts), self.origins.authors(drafts)
        known = select(IdeaMove.topic_id).where(IdeaMove.topic_id == Topic.id).exists()
        mine = set(db.session.scalars(select(Topic.id).where(Topic.id.in_(made_by(self.batch_id, "topic_id")), ~known)))
        rows = [
            {
                "topic_id": ids[draft.topic],
                "before": NEW,
                "after": draft.after,
                "reason": draft.reason,
                "by_id": authors.get(draft.author),
                "created_at": draft.created_at,
            }
            for draft in drafts
            if ids.get(draft.topic) in mine
        ]
        if rows:
            add_rows(insert(IdeaMove), rows)

    def _write_merges(self, drafts):
        """The votes stay as they were carried: there the kept one has those of its duplicates already."""
        ids = self.origins.topics(key for draft in drafts for key in (draft.topic, draft.kept))
        authors = self.origins.authors(drafts)
        free = ~select(Merge.id).where(Merge.merged_id == Topic.id).exists()
        here = Topic.board_id == self.board_id
        mine = set(db.session.scalars(select(Topic.id).where(Topic.id.in_(made_by(self.batch_id, "topic_id")), free, here)))
        kept = set(db.session.scalars(select(Topic.id).where(Topic.id.in_(ids.values()), here)))
        rows = [
            {
                "merged_id": ids[draft.topic],
                "kept_id": ids[draft.kept],
                "reason": draft.reason,
                "status_before": NEW,
                "by_id": authors.get(draft.author),
                "created_at": draft.created_at,
            }
            for draft in drafts
            if ids.get(draft.topic) in mine and ids.get(draft.kept) in kept
        ]
        if rows:
            self._note("merge_id", add_rows(insert(Merge).returning(Merge.id), rows).scalars())
            settle_merged([row["merged_id"] for row in rows], [row["kept_id"] for row in rows])
            self.added["merge"] += len(rows)


def settle_merged(merged_ids, kept_ids):
    """The state of what was merged, and the count of what took it up."""
    merge = aliased(Merge)
    count = select(func.count(merge.id)).where(merge.kept_id == Topic.id, merge.undone_at.is_(None))
    topics = update(Topic).where(Topic.id.in_([*merged_ids, *kept_ids])).values(
        state=case((Topic.id.in_(merged_ids), MERGED), else_=Topic.state), merged_count=count.scalar_subquery()
    )
    ideas = update(Idea).where(Idea.topic_id.in_(merged_ids)).values(status=MERGED_STATUS)
    for change in (topics, ideas):
        db.session.execute(change.execution_options(synchronize_session=False))
