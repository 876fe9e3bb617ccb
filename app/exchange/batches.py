"""ImportBatch: one file that was brought in, and every row it made here, so that all of it can be taken back.

It stands apart from the other modules of this room because it has tables.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.boards.models import Board
from app.database import Base, now
from app.extensions import db

# A file that nobody brought in is thrown away: it holds names.
KEPT_FOR = timedelta(days=1)


class ImportBatch(Base):
    """A file on its way in: looked at, then finished, then perhaps undone.

    `content` is the file itself where it came by the page, until it is finished; `columns` says which column of
    the file holds which field.
    """

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str]
    file: Mapped[str]
    board_name: Mapped[str]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    columns: Mapped[dict] = mapped_column(db.JSON, default=dict)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    added: Mapped[dict] = mapped_column(db.JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    board: Mapped[Board | None] = relationship(lazy="raise_on_sql")
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])

    @property
    def url(self):
        return f"/admin/imports/{self.id}"

    @property
    def is_waiting(self):
        """Whether it has only been looked at."""
        return self.finished_at is None and self.undone_at is None

    def finish(self, added):
        """All of it is here; the file itself is not needed any more."""
        self.added, self.finished_at, self.content = dict(added), now(), None


class ImportedRow(Base):
    """That a batch made this row, and no other did: one of the five is set."""

    __tablename__ = "imported_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id", ondelete="CASCADE"), index=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), unique=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), unique=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), unique=True)
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("merges.id", ondelete="CASCADE"), unique=True)


def note_rows(batch_id, column, ids):
    """Note that a batch made these rows; `column` is the name of one of ImportedRow's."""
    if ids:
        db.session.execute(insert(ImportedRow), [{"batch_id": batch_id, column: id} for id in ids])


def made_by(batch_id, column):
    """The ids that stand in this column for a batch: a subquery."""
    value = getattr(ImportedRow, column)
    return select(value).where(ImportedRow.batch_id == batch_id, value.is_not(None))


def forget_old_files():
    """Throw away what was sent in and never brought in."""
    old = ImportBatch.created_at < now() - KEPT_FOR
    unused = ~select(ImportedRow.id).where(ImportedRow.batch_id == ImportBatch.id).exists()
    db.session.execute(
        delete(ImportBatch)
        .where(old, unused, ImportBatch.finished_at.is_(None), ImportBatch.undone_at.is_(None))
        .execution_options(synchronize_session=False)
    )
