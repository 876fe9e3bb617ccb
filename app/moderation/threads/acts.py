"""The acts on whole threads, each a Decision on the thread's opening; a second time changes nothing.

They stand apart from the decisions of the queue because no case waits for them.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.audit.models import audit
from app.boards.models import Board
from app.events.models import record
from app.extensions import db
from app.kinds import KINDS, change_part
from app.moderation.models import THREAD_ACTS, Decision, NotAsItWas, note_decision
from app.moderation.threads.parts import bring_back_part, keep_part
from app.posts.models import Post, Revision
from app.topics.models import Topic

CLOSE, REOPEN, PIN, UNPIN, MOVE, RETITLE, REWORD, SPLIT, MERGE = NAMES = (
    *("close", "reopen", "pin", "unpin", "move", "retitle", "reword", "split", "merge"),
)
# These keep something from the author or change what they said, so they owe a statement of reasons (security L7).
AGAINST = (CLOSE, MOVE, RETITLE, REWORD, SPLIT, MERGE)
# Of these the page of the thread tells everybody; merging has notes of its own.
NOTED = (CLOSE, MOVE, RETITLE, SPLIT)


def close(opening, *, by, because, rule=""):
    """Lock the thread: its author does not open it again. Returns the Decision, or None where it was locked."""
    topic = opening.topic
    if topic.is_locked:
        return None
    before = {"closed_at": _said(topic.closed_at), "is_locked": topic.is_locked}
    topic.close(by=by, lock=True)
    return decide_on(opening, CLOSE, by=by, because=because, rule=rule, before=before)


def reopen(opening, *, by):
    """Let people reply again."""
    topic = opening.topic
    if not topic.closed_at:
        return None
    before = {"closed_at": _said(topic.closed_at), "is_locked": topic.is_locked}
    topic.reopen(by=by)
    return decide_on(opening, REOPEN, by=by, before=before)


def pin(opening, *, by):
    """First in its board."""
    if opening.topic.pinned_at:
        return None
    opening.topic.pin(by=by)
    return decide_on(opening, PIN, by=by)


def unpin(opening, *, by):
    """Where it belongs by its age."""
    before = {"pinned_at": _said(opening.topic.pinned_at)}
    if not opening.topic.pinned_at:
        return None
    opening.topic.unpin(by=by)
    return decide_on(opening, UNPIN, by=by, before=before)


def retitle(opening, title, *, by, because="", rule=""):
    """Another title, with the old one in the history."""
    before = {"title": opening.topic.title, **opening.edited_before()}
    version = opening.version
    if not opening.edit(opening.body, by=by, version=version, title=title, is_audited=False):
        return None
    facts = {"before": before, "after": {"title": title}, "version_before": version}
    return decide_on(opening, RETITLE, by=by, because=because, rule=rule, **facts)


def move(opening, board, *, by, because="", rule=""):
    """Another board. What belongs only to the old kind is kept with the decision, so that undoing brings it back."""
    topic = opening.topic
    if topic.board_id == board.id:
        return None
    before = {"board": topic.board_id, "name": topic.board.name, "part": keep_part(topic) if topic.kind != board.kind else None}
    change_part(topic, board)
    topic.move_to(board, by=by)
    after = {"board": board.id, "name": board.name}
    return decide_on(opening, MOVE, by=by, because=because, rule=rule, before=before, after=after)


def note_rewording(event):
    """That a moderator has published other words for somebody: told once for each version, unless it was taken back."""
    version = event.data.get("version")
    post = db.session.scalar(_with_author().where(Post.id == event.post_id)) if version and event.actor_id else None
    if post is None or not post.edited_for_author or post.version != version + 1:
        return
    known = select(Decision.id).where(Decision.post_id == post.id, Decision.version_before == version)
    if db.session.scalar(known.where(Decision.undone_at.is_(None))) is None:
        by = db.session.get(Member, event.actor_id)
        decide_on(post, REWORD, by=by, before=event.data["before"], version_before=version)


def _with_author():
    query = select(Post).join(Post.topic).join(Topic.board).outerjoin(Member, Member.id == Post.author_id)
    topic = contains_eager(Post.topic).contains_eager(Topic.board)
    return query.options(topic, contains_eager(Post.author)).execution_options(populate_existing=True)


def decide_on(opening, act, *, by, because="", rule="", other=None, told_at=None, **facts):
    """Write down what was done to a thread, in the log and for its author; returns the Decision.

    `other` is the thread that was made or kept, `told_at` the post of which whoever is told reads.
    """
    decision = note_decision(opening, act, by=by, reason=because, rule=rule, other_id=other.id if other else None, **facts)
    told_at = told_at or opening
    if act in NOTED:
        count_notes([opening.topic_id, other.id if other else None], 1)
    # These have written their own entries.
    if act not in (REWORD, SPLIT, MERGE):
        before, after = (_in_short(facts.get(name)) for name in ("before", "after"))
        audit(f"topic.{act}", actor=by, member=opening.author, post=opening, reason=because or rule, before=before, after=after)
    record(
        "decision.made",
        actor=by,
        member=told_at.author,
        topic=told_at.topic,
        post=told_at,
        decision=decision.id,
        act=act,
        before=decision.state_before,
    )
    return decision


def count_notes(topic_ids, change):
    """So many notes more, or fewer, on the pages of these threads."""
    counted = update(Topic).where(Topic.id.in_([id for id in topic_ids if id])).values(note_count=Topic.note_count + change)
    db.session.execute(counted.execution_options(synchronize_session=False))


def _undo_close(decision, *, by):
    topic, before = decision.post.topic, decision.before
    if not topic.closed_at:
        raise NotAsItWas
    if before["closed_at"]:
        topic.is_locked = before["is_locked"]
    else:
        topic.reopen(by=by)
    count_notes([topic.id], -1)


def _undo_reopen(decision, *, by):
    topic, before = decision.post.topic, decision.before
    if topic.closed_at:
        raise NotAsItWas
    topic.close(by=by, lock=before["is_locked"], at=_moment(before["closed_at"]))


def _undo_pin(decision, *, by):
    if not decision.post.topic.pinned_at:
        raise NotAsItWas
    decision.post.topic.unpin(by=by)


def _undo_unpin(decision, *, by):
    if decision.post.topic.pinned_at:
        raise NotAsItWas
    decision.post.topic.pin(by=by, at=_moment(decision.before["pinned_at"]))


def _undo_words(decision, *, by):
    """What its author had written, unless the words were changed again since."""
    post = decision.post
    query = select(Revision).where(Revision.post_id == post.id, Revision.number == decision.version_before)
    old = db.session.scalar(query)
    if old is None or post.version != decision.version_before + 1:
        raise NotAsItWas
    post.edit(old.body, by=by, version=post.version, title=old.title, is_audited=False)
    post.edited_at, post.edited_for_author = _moment(decision.before["edited_at"]), decision.before["edited_for_author"]
    if decision.act == RETITLE:
        count_notes([post.topic_id], -1)


def _undo_move(decision, *, by):
    topic, before = decision.post.topic, decision.before
    kind, board = KINDS[topic.kind], db.session.get(Board, before["board"])
    if kind.part is not None:
        set_committed_value(topic, kind.part_name, db.session.get(kind.part, topic.id))
    if topic.board_id != decision.after["board"] or topic.merged_count or board is None or _has_ballots(topic):
        raise NotAsItWas
    if before["part"] is not None:
        kind.drop(topic)
        db.session.flush()
        bring_back_part(before["part"])
    topic.move_to(board, by=by)
    count_notes([topic.id], -1)


def _has_ballots(topic):
    return topic.kind == "polls" and topic.poll.ballot_count > 0


def _said(moment):
    return moment.isoformat() if moment else None


def _moment(said):
    return datetime.fromisoformat(said) if said else None


def _in_short(facts):
    return ", ".join(f"{name} {value}" for name, value in (facts or {}).items() if name != "part")


THREAD_ACTS |= {
    CLOSE: _undo_close,
    REOPEN: _undo_reopen,
    PIN: _undo_pin,
    UNPIN: _undo_unpin,
    MOVE: _undo_move,
    RETITLE: _undo_words,
    REWORD: _undo_words,
}
