"""What the pages of the team read: figures, readers, members, letters."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select

from app.accounts.models import Member, SignIn
from app.accounts.names import name_key
from app.admin.starting import has_gaps
from app.boards.models import Board
from app.database import has_wal_bug, now, sqlite_driver
from app.events.models import last_event_id
from app.events.readers import Cursor
from app.events.schedule import TimedRun
from app.events.worker import Lease
from app.extensions import db
from app.groups.models import Group, GroupMember, is_among
from app.groups.rules import GroupRule
from app.kinds.questions.faq import saved_calls_this_month
from app.moderation.models import Case
from app.notifications.models import Mail
from app.posts.models import Post
from app.search.here import index_of
from app.search.models import suggestions_of_a_month
from app.search.rounds import Rounds
from app.site import Site

MEMBERS_A_PAGE = 50
MAILS_A_PAGE = 50
WAITING, FAILED, SENT = MAIL_STATES = ("waiting", "failed", "sent")
LATE = 500
# What readers and timed acts do, for people; one that is not here goes by its own name.
WORK_NAMES = {
    "moderation": _l("Moderation"),
    "notifications": _l("Notices"),
    "search": _l("Search"),
    "counts": _l("Counting"),
    "tags": _l("Tags"),
    "remind_moderators": _l("Reminding moderators of what waits"),
    "forget_strangers": _l("Forgetting who reported long ago"),
    "end_blocks": _l("Ending blocks whose time is over"),
    "mail": _l("Mail"),
    "backup": _l("Backup"),
    "ideas.heat": _l("Order of the ideas"),
    "ideas.answers": _l("Publishing prepared answers"),
    "questions": _l("Questions"),
    "questions.escalate": _l("Handing unsolved questions to the team"),
    "questions.peaks": _l("Looking for what many ask at once"),
    "questions.remind": _l("Reminding askers to accept"),
    "polls.close": _l("Closing polls"),
    "priority.close": _l("Closing rounds about touchpoints"),
    "touchpoints.review": _l("Reminding of touchpoints to look at"),
    "concepts.close": _l("Closing concept tests"),
    "polls.forget": _l("Keeping ballots secret"),
    "polls.remind": _l("Reminding of polls"),
    "groups.forget": _l("Looking who has left a group by rule"),
    "drafts.publish": _l("Publishing drafts"),
    "drafts.pictures": _l("Keeping the pictures of drafts"),
    "outcomes.tell": _l("Telling what came of it"),
    "outcomes.ask_back": _l("Asking whether it is right"),
    "mail.at_once": _l("Letters that go at once"),
    "mail.daily": _l("Letters of the day"),
    "mail.seen": _l("Noting who was here"),
    "search.forget_missed": _l("Forgetting what was looked for long ago"),
    "forget what is over": _l("Clearing away what is over"),
}


@dataclass(frozen=True)
class ReaderState:
    """How far a reader of events has come."""

    name: str
    position: int
    lag: int
    failures: int
    error: str
    moved_at: object


def figures():
    """The numbers of the overview in one query."""
    week = now() - timedelta(days=7)
    here = Member.left_at.is_(None), Member.password_hash.is_not(None)
    counts = {
        "members": select(func.count(Member.id)).where(*here),
        "new_members": select(func.count(Member.id)).where(*here, Member.created_at > week),
        "active": select(func.count(func.distinct(SignIn.member_id))).where(SignIn.seen_at > week),
        "topics": select(func.coalesce(func.sum(Board.topic_count), 0)),
        "new_posts": select(func.count(Post.id)).where(Post.id > _last_id_before(week)),
        "saved_calls": saved_calls_this_month(),
        "cases": select(func.count(Case.id)).where(Case.closed_at.is_(None)),
    }
    return db.session.execute(
        select(*(query.scalar_subquery().label(name) for name, query in counts.items()))
    ).one()


def _last_id_before(moment):
    """The newest post before a moment: ids grow with time, so walking back from the newest soon meets it."""
    query = select(Post.id).where(Post.created_at <= moment).order_by(Post.id.desc()).limit(1)
    return func.coalesce(query.scalar_subquery(), 0)


def next_steps(site):
    """What a fresh community still needs: (words, address, whether it is done)."""
    pages = db.session.execute(select(Site.imprint, Site.privacy, Site.smtp_url)).one()
    members = db.session.scalar(
        select(func.count(Member.id)).where(Member.password_hash.is_not(None)).limit(3)
    )
    topic = db.session.scalar(select(Post.id).where(Post.is_opening).limit(1))
    return [
        (_("Fill in the imprint"), "/admin/pages/imprint", not has_gaps(pages.imprint)),
        (_("Fill in the privacy page"), "/admin/pages/privacy", not has_gaps(pages.privacy)),
        (_("Write a first post, so that nobody meets an empty room"), "/boards", topic is not None),
        (_("Invite somebody from your team"), "/admin/members/new", members > 1),
        (
            _("Set up mail, if you like"),
            "/admin/mail",
            bool(pages.smtp_url or current_app.config["SMTP_URL"]),
        ),
        (_("Say how people can reach you"), "/admin/settings", bool(site.contact)),
    ]


def reader_states():
    """Every reader with its position, how many events it is behind, and what stopped it."""
    newest = last_event_id()
    cursors = {cursor.reader: cursor for cursor in db.session.scalars(select(Cursor))}
    states = []
    for reader in current_app.readers:
        cursor = cursors.get(reader.cursor_name) or Cursor(
            reader=reader.name, position=0, failures=0, error=""
        )
        lag = max(0, newest - cursor.position)
        states.append(
            ReaderState(work_name(reader.name), cursor.position, lag, cursor.failures, cursor.error, cursor.moved_at)
        )
    return states


def search_progress():
    """How many posts the search index knows, of how many, while it is being built; else None."""
    return Rounds(index_of()).left_over()


def work_name(name):
    return WORK_NAMES.get(name, name)


def failed_mail_count():
    return db.session.scalar(
        select(func.count(Mail.id)).where(Mail.failed_at.is_not(None), Mail.sent_at.is_(None))
    )


def page_of_members(*, q="", role=None, before=None):
    """A page of members, newest first, and the key of the next one."""
    query = select(Member).where(Member.left_at.is_(None)).order_by(Member.id.desc())
    if q:
        query = query.where(Member.name_key.contains(name_key(q), autoescape=True))
    if role:
        query = query.where(Member.role == role)
    if before:
        query = query.where(Member.id < before)
    found = list(db.session.scalars(query.limit(MEMBERS_A_PAGE + 1)))
    return found[:MEMBERS_A_PAGE], found[MEMBERS_A_PAGE - 1].id if len(found) > MEMBERS_A_PAGE else None


def page_of_mails(state, before=None):
    """A page of the outbox in one state, newest first, and the key of the next one."""
    conditions = {
        WAITING: (Mail.sent_at.is_(None), Mail.failed_at.is_(None)),
        FAILED: (Mail.sent_at.is_(None), Mail.failed_at.is_not(None)),
        SENT: (Mail.sent_at.is_not(None),),
    }
    query = select(Mail).where(*conditions[state]).order_by(Mail.id.desc())
    if before:
        query = query.where(Mail.id < before)
    found = list(db.session.scalars(query.limit(MAILS_A_PAGE + 1)))
    return found[:MAILS_A_PAGE], found[MAILS_A_PAGE - 1].id if len(found) > MAILS_A_PAGE else None


def counted_groups():
    """Every group with how many members it has, and whether by a rule: (group, count, is_by_rule)."""
    is_here = Member.left_at.is_(None), is_among(Group.id, Member)
    count = select(func.count(Member.id)).where(*is_here).correlate(Group).scalar_subquery()
    query = select(Group, count, GroupRule.group_id.is_not(None)).outerjoin(GroupRule, GroupRule.group_id == Group.id)
    return list(db.session.execute(query.order_by(Group.name)))


def members_of(group):
    """(member, whether taken in by hand) of a group by name; at most a thousand, for one page."""
    by_hand = exists().where(GroupMember.group_id == group.id, GroupMember.member_id == Member.id)
    query = select(Member, by_hand).where(Member.left_at.is_(None), is_among(group.id, Member))
    return list(db.session.execute(query.order_by(Member.name_key).limit(1000)))


def count_members_of(group):
    query = select(func.count(Member.id)).where(Member.left_at.is_(None), is_among(group.id, Member))
    return db.session.scalar(query)


def system_facts():
    """What the machine says: database, worker, disk."""
    driver = sqlite_driver()
    is_sqlite = db.engine.dialect.name == "sqlite"
    disk = shutil.disk_usage(current_app.config["INSTANCE"])
    return {
        "database": "SQLite" if is_sqlite else "PostgreSQL",
        "version": driver.sqlite_version
        if is_sqlite
        else ".".join(map(str, db.engine.dialect.server_version_info)),
        "wal_bug": is_sqlite and has_wal_bug(driver.sqlite_version_info),
        "lease": db.session.scalar(select(Lease).where(Lease.name == "worker")),
        "free_mb": disk.free // 1_000_000,
        "disk_low": disk.free < 500_000_000 or disk.free / disk.total < 0.05,
        "timed": list(db.session.scalars(select(TimedRun).order_by(TimedRun.name))),
        "work_name": work_name,
        "search_progress": search_progress(),
        "search_engine": current_app.config["SEARCH"],
        "suggestions": suggestions_of_a_month(),
    }
