"""Reading the queue and the logs, a page at a time, and how long texts wait."""

import time
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median

from flask import abort, current_app
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.accounts.roles import MODERATOR, OWNER, TEAM
from app.boards.models import PUBLIC, Board
from app.database import now
from app.extensions import db
from app.moderation.models import REMOVE, RETURN, Case, Decision
from app.moderation.reports import Report
from app.moderation.tone.models import Tone
from app.permissions import board_is_visible
from app.posts.models import Post
from app.topics.models import HELD, Topic

PAGE = 20
LOG_PAGE = 40
USUAL_WAIT = timedelta(days=30)
# What is said before there is anything to measure.
FIRST_GUESS_HOURS = 24
REMEMBERED_SECONDS = 600

Claimer, Undoer = aliased(Member), aliased(Member)


@dataclass
class CasePage:
    """Cases with what a moderator needs beside the texts: open reports by post, decisions by author."""

    cases: list
    reports: dict
    histories: dict
    tones: dict
    older: str | None = None


@dataclass
class DecisionPage:
    """A page of a log, and the key of the next one."""

    decisions: list
    older: int | None = None


def page_of_cases(reader, after=None, also_waits=None):
    """The open cases the reader may see: the most harmful first, of equal ones the oldest. Three queries.

    `after` is the key that a page before gave as `older`, `also_waits` what else is to be asked in the same statement.
    """
    query = _cases(reader).where(Case.closed_at.is_(None)).order_by(Case.harm.desc(), Case.id)
    query = query.options(with_expression(Case.also_waits, also_waits))
    if key := _parse(after):
        harm, id = key
        query = query.where(or_(Case.harm < harm, and_(Case.harm == harm, Case.id > id)))
    cases = list(db.session.scalars(query.limit(PAGE + 1)))
    last = cases[PAGE - 1] if len(cases) > PAGE else None
    return beside(cases[:PAGE], older=last and f"{last.harm}-{last.id}")


def _parse(key):
    """The (harm, id) behind a key; None for anything that is not one, which shows the first page."""
    harm, _, id = (key or "").partition("-")
    return (int(harm), int(id)) if harm.isdecimal() and id.isdecimal() and len(id) < 16 else None


def find_cases(reader, ids):
    """Those of these cases that the reader may see, each as `find_case`, the oldest first."""
    return list(db.session.scalars(_cases(reader).where(Case.id.in_(ids)).order_by(Case.id)))


def find_decisions(reader, ids):
    """Those of these decisions that the reader may see, each as `find_decision`, the newest first."""
    query = _decisions(reader).outerjoin(Decision.case).options(contains_eager(Decision.case))
    found = list(db.session.scalars(query.where(Decision.id.in_(ids)).order_by(Decision.id.desc())))
    for decision in found:
        hang_up(decision)
    return found


def hang_up(decision):
    """What undoing needs: the decision's case, with the post that is loaded already."""
    if decision.case is not None:
        set_committed_value(decision.case, "post", decision.post)
        set_committed_value(decision.case, "claimed_by", None)


def beside(cases, older=None):
    """These cases with their open reports, their authors' histories and, as a hint, the tone of their texts."""
    ids = [case.post_id for case in cases]
    return CasePage(cases, _reports(ids), _histories(cases), _tones(ids), older)


def find_case(reader, id):
    """The case with its post, author, topic and board, or 404."""
    return db.session.scalar(_cases(reader).where(Case.id == id)) or abort(404)


def find_decision(reader, id):
    """The decision with its case, post, author, topic and board, or 404."""
    query = _decisions(reader).outerjoin(Decision.case).options(contains_eager(Decision.case))
    decision = db.session.scalar(query.where(Decision.id == id)) or abort(404)
    hang_up(decision)
    return decision


def find_last_decision(case):
    """The decision that closed a case; None when it was closed without one."""
    query = select(Decision).where(Decision.case_id == case.id, Decision.undone_at.is_(None))
    decision = db.session.scalar(query.order_by(Decision.id.desc()).limit(1))
    if decision:
        set_committed_value(decision, "post", case.post)
    return decision


def page_of_decisions(reader, before=None, of=None):
    """The log with names: every decision on texts in boards that this reader sees, newest first; `of` one member's."""
    query = _decisions(reader)
    return _page(query.where(Post.author_id == of.id) if of else query, before)


def shares():
    """[(member, how many they decided in the last 30 days)], of everybody who could, the most first; two statements."""
    counted = select(Decision.by_id, func.count()).where(Decision.created_at > now() - USUAL_WAIT, Decision.undone_at.is_(None))
    counts = dict(db.session.execute(counted.group_by(Decision.by_id)).all())
    could = Member.role.in_((MODERATOR, TEAM, OWNER)) & Member.blocked_at.is_(None) & Member.left_at.is_(None)
    members = db.session.scalars(select(Member).where(could).order_by(Member.id))
    return sorted(((member, counts.get(member.id, 0)) for member in members), key=lambda share: -share[1])


def page_of_public_decisions(before=None):
    """The log without names: only texts in boards that are open to everybody."""
    query = (
        select(Decision)
        .join(Decision.post)
        .join(Post.topic)
        .join(Topic.board)
        .options(contains_eager(Decision.post).contains_eager(Post.topic).contains_eager(Topic.board))
        .where(Board.audience == PUBLIC)
    )
    return _page(query, before)


def median_waiting_hours():
    """How many hours a held text usually waits: the median of 30 days, remembered for ten minutes."""
    remembered = current_app.extensions.get("earshot_waiting")
    if remembered is None or remembered[0] < time.monotonic():
        remembered = time.monotonic() + REMEMBERED_SECONDS, _measure_waiting()
        current_app.extensions["earshot_waiting"] = remembered
    return remembered[1]


def _measure_waiting():
    query = (
        select(Case.opened_at, Decision.created_at)
        .join(Decision.case)
        .where(
            Decision.created_at > now() - USUAL_WAIT,
            Decision.state_before == HELD,
            Decision.undone_at.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(500)
    )
    hours = [(done - opened).total_seconds() / 3600 for opened, done in db.session.execute(query)]
    return max(1, ceil(median(hours))) if hours else FIRST_GUESS_HOURS


def _cases(reader):
    post = contains_eager(Case.post)
    return (
        select(Case)
        .join(Case.post)
        .join(Post.topic)
        .join(Topic.board)
        .outerjoin(Member, Member.id == Post.author_id)
        .outerjoin(Claimer, Claimer.id == Case.claimed_by_id)
        .options(
            post.contains_eager(Post.topic).contains_eager(Topic.board),
            post.contains_eager(Post.author),
            contains_eager(Case.claimed_by.of_type(Claimer)),
        )
        .where(board_is_visible(reader))
    )


def _decisions(reader):
    post = contains_eager(Decision.post)
    return (
        select(Decision)
        .join(Decision.post)
        .join(Post.topic)
        .join(Topic.board)
        .outerjoin(Member, Member.id == Post.author_id)
        .outerjoin(Claimer, Claimer.id == Decision.by_id)
        .outerjoin(Undoer, Undoer.id == Decision.undone_by_id)
        .options(
            post.contains_eager(Post.topic).contains_eager(Topic.board),
            post.contains_eager(Post.author),
            contains_eager(Decision.by.of_type(Claimer)),
            contains_eager(Decision.undone_by.of_type(Undoer)),
        )
        .where(board_is_visible(reader))
    )


def _page(query, before):
    if before:
        query = query.where(Decision.id < before)
    found = list(db.session.scalars(query.order_by(Decision.id.desc()).limit(LOG_PAGE + 1)))
    return DecisionPage(found[:LOG_PAGE], found[LOG_PAGE - 1].id if len(found) > LOG_PAGE else None)


def _tones(post_ids):
    if not post_ids:
        return {}
    return {tone.post_id: tone for tone in db.session.scalars(select(Tone).where(Tone.post_id.in_(post_ids)))}


def _reports(post_ids):
    if not post_ids:
        return {}
    query = (
        select(Report)
        .outerjoin(Report.reporter)
        .options(contains_eager(Report.reporter))
        .where(Report.post_id.in_(post_ids), Report.settled_at.is_(None))
        .order_by(Report.id)
    )
    found = {}
    for report in db.session.scalars(query):
        found.setdefault(report.post_id, []).append(report)
    return found


def _histories(cases):
    """Author id → how often their texts were sent back or removed before."""
    authors = {case.post.author_id for case in cases} - {None}
    if not authors:
        return {}
    query = (
        select(Post.author_id, func.count())
        .join(Decision, Decision.post_id == Post.id)
        .where(Post.author_id.in_(authors), Decision.act.in_((RETURN, REMOVE)), Decision.undone_at.is_(None))
        .group_by(Post.author_id)
    )
    return dict(db.session.execute(query).all())
