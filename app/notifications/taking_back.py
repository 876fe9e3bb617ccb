"""Taking a letter out of the outbox that must not go any more.

It stands apart because mail may wait for hours: what may be said, to whom, and what they wish for is asked again
right before a letter goes.
"""

from sqlalchemy import delete, func, select, true, update

from app.accounts.models import Member
from app.database import reading
from app.extensions import db
from app.notifications.composing import is_reachable, visible_lines, wants
from app.notifications.models import Mail, MailWishes, Notice
from app.permissions import member_sees_topic
from app.topics.models import PUBLISHED, Topic


def take_back(letter):
    """Take a letter back that its reader may not see, does not want or would not get; whether it had to be.

    What else stood in it comes with the next letter. Does not commit; leaves no transaction open when it may go.
    """
    told = letter.told or {}
    notices, topics = told.get("notices", []), told.get("topics", [])
    with reading():
        may_go = not (notices or topics) or _may_go(letter, notices, topics)
        db.session.rollback()
    if may_go:
        return False
    unmailed = update(Notice).where(Notice.id.in_(notices)).values(mailed_event_id=0)
    db.session.execute(unmailed.execution_options(synchronize_session=False))
    db.session.execute(delete(Mail).where(Mail.id == letter.id))
    return True


def _may_go(letter, notices, topics):
    """Whether all of it may be seen by a reader who still lives at this address and wants such letters."""
    reader = is_reachable(), Member.id == letter.member_id, Member.email == letter.to
    of_lines = "at_once" if letter.key.startswith("at-once:") else "daily"
    lines = _with_wishes(visible_lines(func.count(Notice.id))).where(
        Notice.id.in_(notices), wants(of_lines), *reader
    )
    week = _with_wishes(select(func.count(Topic.id)).join(Topic.board).join(Member, true())).where(
        Topic.id.in_(topics), Topic.state == PUBLISHED, member_sees_topic(), wants("weekly"), *reader
    )
    found = db.session.execute(select(lines.scalar_subquery(), week.scalar_subquery())).one()
    return tuple(found) == (len(notices), len(topics))


def _with_wishes(query):
    return query.outerjoin(MailWishes, MailWishes.member_id == Member.id)
