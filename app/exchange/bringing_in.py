"""Bringing one source into one board: check all of it, then write, then count and tell the readers."""

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.boards.models import Board, open_board
from app.database import gather_statistics
from app.events.models import Event, record
from app.extensions import db
from app.topics.models import Topic
from app.web.slugs import slugify

from .counting import count_imported
from .writing import Writer


class WrongBoard(Exception):
    """The board cannot take this source; the message says why."""

    @classmethod
    def of_kind(cls, board, wanted):
        """The board holds another kind than the source needs."""
        return cls(
            _(
                "The board “%(name)s” holds %(kind)s, but this source needs %(wanted)s.",
                name=board.name,
                kind=board.kind,
                wanted=wanted,
            )
        )


def bring_in(source, board_name, progress):
    """Write a source that has been checked into the board of this name, made if there is none.

    Returns the Writer with what was added. Raises WrongBoard. Commits as it goes.
    """
    board_id = find_board(source, board_name).id
    writer = Writer(source, board_id, progress)
    writer.write()
    settle_import(source, board_id, writer.added)
    db.session.commit()
    return writer


def settle_import(source, board_id, added):
    """Count what was brought in and tell the readers, in the caller's transaction; nothing where all was here."""
    if not any(added.values()) and _was_finished(source):
        return
    count_imported(source.prefix, board_id)
    record(
        "import.finished", board=db.session.get(Board, board_id), source=source.prefix, added=dict(added)
    )
    # After thousands of rows, old statistics make the database pick the wrong indexes for every page.
    gather_statistics(db.session.connection())


def _was_finished(source):
    """A run that stopped just before its end left nothing to add, but its counting to do."""
    finished = select(Event.data).where(Event.name == "import.finished")
    return any(data.get("source") == source.prefix for data in db.session.scalars(finished))


def find_board(source, name):
    """The board to write into. Raises WrongBoard if it holds another kind, or another one has the source."""
    query = select(Board).where(or_(Board.slug == slugify(name), Board.name == name)).order_by(Board.id)
    board = db.session.scalars(query).first()
    first = (
        select(Topic.board_id).where(Topic.origin.startswith(f"{source.prefix}:", autoescape=True)).limit(1)
    )
    earlier = db.session.scalar(first)
    if board and board.kind != source.kind:
        raise WrongBoard.of_kind(board, source.kind)
    if earlier and (board is None or board.id != earlier):
        there = db.session.get(Board, earlier).name
        raise WrongBoard(_("This source has already been brought into the board “%(name)s”.", name=there))
    board = board or open_board(name, source.kind)
    db.session.commit()
    return board
