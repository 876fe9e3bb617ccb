"""Who would hear of an announcement and how, for the team to know before it is published.

It stands apart because it only counts: telling itself is telling.py, and both ask the same question of who asked.
"""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from app.accounts.models import Member, is_claimed
from app.boards.models import Board
from app.extensions import db
from app.notifications.composing import can_mail_from_here, wants
from app.notifications.models import MailWishes
from app.notifications.recipients import of_sources
from app.permissions import member_sees_board

AT_ONCE = 5_000


@dataclass(frozen=True)
class Audience:
    """So many asked; so many will be told in the app, some of them by mail too; some have stopped mails."""

    asked: int
    told: int
    by_mail: int
    stopped: int

    @property
    def out_of_reach(self):
        """Have asked and cannot be told: gone, kept out, brought along by an import, or they have muted it."""
        return max(0, self.asked - self.told)


def audience_of(topic_ids, board, author):
    """The Audience of an announcement of this author on this board that answers these topics."""
    asked = of_sources(topic_ids)
    ids = sorted((asked.told | asked.followers) - {author.id if author else None})
    told = by_mail = stopped = 0
    for start in range(0, len(ids), AT_ONCE):
        counts = db.session.execute(_count(ids[start : start + AT_ONCE], board)).one()
        told, by_mail, stopped = told + counts.told, by_mail + counts.by_mail, stopped + counts.stopped
    if not can_mail_from_here():
        by_mail = 0
    return Audience(len(asked.everybody - {author.id if author else None}), told, by_mail, stopped)


def _count(ids, board):
    has_address = Member.email.is_not(None)
    return (
        select(
            func.count(Member.id).label("told"),
            func.count(Member.id).filter(and_(has_address, wants("daily"))).label("by_mail"),
            func.count(Member.id).filter(and_(has_address, ~wants("daily"))).label("stopped"),
        )
        .select_from(Member)
        .join(Board, Board.id == board.id)
        .outerjoin(MailWishes, MailWishes.member_id == Member.id)
        .where(Member.id.in_(ids), member_sees_board(), is_claimed())
    )
