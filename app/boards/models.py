"""Board: a place with a name, an address, an audience and one kind."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.web.slugs import slugify

PUBLIC, MEMBERS, GROUP = AUDIENCES = ("public", "members", "group")
CHANGEABLE = (
    *("name", "description", "audience", "group_id", "position"),
    *("answer_from", "vote_budget", "allows_anonymous", "escalate_hours", "promise_hours"),
)
AUDIENCE_NAMES = {
    PUBLIC: _l("Everybody, also without an account"),
    MEMBERS: _l("Members who are signed in"),
    GROUP: _l("One group"),
}


class Board(Base):
    """Where topics of one kind stand. An archived board is read, but nothing new is opened in it."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(index=True)
    audience: Mapped[str] = mapped_column(default=PUBLIC)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    position: Mapped[int] = mapped_column(default=0)
    # How many votes a member may have here at the same time; 0: as many as they like.
    vote_budget: Mapped[int] = mapped_column(default=0)
    # An idea with this many votes is owed an answer.
    answer_from: Mapped[int] = mapped_column(default=10)
    # After so many opening hours an unsolved question goes to the team; 0: never.
    escalate_hours: Mapped[int] = mapped_column(default=48, server_default="48")
    # Within so many opening hours the business promises an answer; 0: it promises nothing.
    promise_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    # Whether ideas may be posted here without a name.
    allows_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    topic_count: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def url(self):
        return f"/boards/{self.slug}"

    def change(self, *, by, **wanted):
        """Set what these names say; the address stays, so that links hold."""
        for name, value in wanted.items():
            if name not in CHANGEABLE:
                raise ValueError(f"a board's {name} cannot be changed")
            setattr(self, name, value)
        record("board.changed", actor=by, board=self)

    def archive(self, *, by):
        """Close the board for new topics; a second time changes nothing."""
        if not self.archived_at:
            self.archived_at = now()
            record("board.changed", actor=by, board=self)

    def unarchive(self, *, by):
        if self.archived_at:
            self.archived_at = None
            record("board.changed", actor=by, board=self)


def open_board(name, kind, *, by=None, audience=PUBLIC, description="", group_id=None, position=0):
    """Make a board; its address comes from its name, with a number behind it when it is taken."""
    board = Board(
        name=name,
        slug=_free_slug(name),
        kind=kind,
        audience=audience,
        description=description,
        group_id=group_id,
        position=position,
    )
    db.session.add(board)
    db.session.flush()
    record("board.opened", actor=by, board=board)
    return board


def _free_slug(name):
    wanted = slugify(name)
    taken = set(db.session.scalars(select(Board.slug).where(Board.slug.startswith(wanted, autoescape=True))))
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
