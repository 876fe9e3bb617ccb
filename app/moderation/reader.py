"""The queue: what waits for a moderator, and what no longer does."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.database import now
from app.events.readers import Reader
from app.extensions import db
from app.moderation.harm import harm_of
from app.moderation.models import (
    EDITED,
    FIRST_POSTS,
    HELD_FOR,
    REMOVE,
    REPORTED,
    RETURN,
    REWORDED,
    Case,
    Decision,
    open_case,
)
from app.moderation.prints import forget_print, keep_print
from app.moderation.reports import Report, settle_reports
from app.moderation.threads.acts import note_rewording
from app.posts.models import Post
from app.topics.models import DELETED, HELD, HIDDEN, REMOVED, RETURNED
from app.web.text import plain_text

# The stored reason whose texts later ones are compared with.
ADVERTISING = "advertising"
# Events after which a text may have begun to wait for a moderator, or ceased to.
FOLLOWED = ("post.held", "post.edited", "report.made", "post.hidden", "post.deleted", "post.restored", "post.approved",
            "post.removed", "post.returned")  # fmt: skip


def read(events):
    """Bring the queue in line with the texts these events speak of: by their state, so that twice is once."""
    ids = {event.post_id for event in events if event.name in FOLLOWED} - {None}
    for post in _find_posts(ids):
        _tend(post)
    for event in events:
        if event.name in ("decision.made", "decision.undone") and event.post_id:
            _learn(event)
        elif event.name == "post.edited":
            note_rewording(event)


def _learn(event):
    """A removed advertisement is known again, unless it was none after all."""
    decision = db.session.get(Decision, event.data["decision"], populate_existing=True)
    if decision is None or decision.act != REMOVE or decision.rule != ADVERTISING:
        return
    if decision.undone_at:
        forget_print(event.post_id)
    else:
        body = db.session.scalar(select(Post.body).where(Post.id == event.post_id))
        keep_print(event.post_id, plain_text(body or "", own_words=True))


def _tend(post):
    reported = _open_reports(post)
    why = _why_it_waits(post, reported)
    if why:
        open_case(post, why, harm_of(why, reported))
    else:
        _close_case(post)


def _why_it_waits(post, reported):
    """Why somebody has to look at this text, or None."""
    if post.state == HELD:
        return REWORDED if _was_returned(post) else _why_it_was_held(post)
    if post.state in (DELETED, REMOVED, RETURNED):
        return None
    if post.state == HIDDEN or reported:
        return REPORTED
    return EDITED if post.held_for and post.approved_at is None else None


def _why_it_was_held(post):
    """By a rule, or only because its author is new."""
    rules = {reason["rule"] for reason in post.held_for or ()}
    return HELD_FOR if rules - {FIRST_POSTS} else FIRST_POSTS


def _open_reports(post):
    query = select(Report.reason).where(Report.post_id == post.id, Report.settled_at.is_(None))
    return list(db.session.scalars(query.distinct()))


def _was_returned(post):
    query = select(Decision.id).where(
        Decision.post_id == post.id, Decision.act == RETURN, Decision.undone_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None


def _close_case(post):
    """There is nothing to decide any more: the author has taken the text away, say."""
    case = db.session.scalar(select(Case).where(Case.post_id == post.id, Case.closed_at.is_(None)))
    if case is not None:
        case.closed_at = now()
        settle_reports(post)


def _find_posts(ids):
    query = select(Post).join(Post.topic).options(contains_eager(Post.topic)).where(Post.id.in_(ids))
    # What another session has written meanwhile must be seen.
    return list(db.session.scalars(query.order_by(Post.id).execution_options(populate_existing=True)))


READER = Reader("moderation", read)
