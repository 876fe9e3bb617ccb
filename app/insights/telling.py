"""Telling the whole team in their inboxes what the insights have for them.

Its own file because these lines come by the clock and belong to no topic.
"""

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import OWNER, TEAM
from app.extensions import db
from app.notifications.models import Notice, count_unread


def tell_team(about, detail):
    """A line for everybody on the team; `about` is one of ABOUT, `detail` the name that stands in its sentence."""
    team = Member.role.in_((TEAM, OWNER)), Member.left_at.is_(None), Member.blocked_at.is_(None)
    for id in db.session.scalars(select(Member.id).where(*team)).all():
        db.session.add(Notice(member_id=id, about=about, detail=detail))
        count_unread(id, 1)
