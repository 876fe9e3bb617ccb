"""Who is asked in a poll, and how many that are: everybody who sees its board, full members alone, or a group.

It stands apart from the poll because lists, pages, invitations and turnout all ask it, each in its own query.
"""

from sqlalchemy import and_, func, or_, select

from app.accounts.models import Member, is_claimed
from app.accounts.roles import NEW
from app.boards.models import GROUP
from app.extensions import db
from app.groups.models import belongs_to, is_among

EVERYBODY, MEMBERS, ONE_GROUP = AUDIENCES = ("everybody", "members", "group")


def asks(poll, reader):
    """An SQL condition that a poll asks this reader, who sees its board; `poll` is Poll in a query, or one row."""
    is_full = reader.role != NEW
    return or_(
        poll.audience == EVERYBODY,
        and_(poll.audience == MEMBERS, is_full),
        and_(poll.audience == ONE_GROUP, belongs_to(poll.group_id, reader)),
    )


def is_asked(reader, poll):
    """Whether this poll asks the reader, who sees its board; a query only where it asks a group."""
    if poll.audience == ONE_GROUP:
        return bool(db.session.scalar(select(belongs_to(poll.group_id, reader))))
    return poll.audience == EVERYBODY or reader.role != NEW


def members_of_board(board):
    """The conditions on Member of who sees a board: imported authors cannot sign in."""
    conditions = [Member.left_at.is_(None), Member.blocked_at.is_(None), is_claimed()]
    if board.audience == GROUP:
        conditions.append(is_among(board.group_id, Member))
    return conditions


def asked_members(poll, board):
    """The conditions on Member of who could vote in a poll on this board."""
    conditions = members_of_board(board)
    if poll.audience == MEMBERS:
        conditions.append(Member.role != NEW)
    if poll.audience == ONE_GROUP:
        conditions.append(is_among(poll.group_id, Member))
    return conditions


def electorate_of(poll, board):
    """A scalar query: how many could vote, with those who were invited by mail and are no members."""
    from app.kinds.polls.invitations import Invitation

    members = select(func.count(Member.id)).where(*asked_members(poll, board)).scalar_subquery()
    invited = Invitation.poll_id == poll.topic_id, Invitation.member_id.is_(None)
    strangers = select(func.count(Invitation.id)).where(*invited).scalar_subquery()
    return members + strangers
