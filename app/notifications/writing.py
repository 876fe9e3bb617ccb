"""Writing lines into inboxes, for one member or ten thousand with the same few statements.

It stands apart because every kind of notice is written the same way: only to who may see the topic, never to
the actor, one unread line a topic, and no event twice.
"""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from app.accounts.models import Member, is_claimed
from app.boards.models import Board
from app.database import now
from app.extensions import db
from app.notifications.models import Notice
from app.notifications.recipients import PERSONAL, muted
from app.permissions import member_sees_topic
from app.topics.models import Topic

# Below the parameter limits of both databases.
AT_ONCE = 5_000
# What a line keeps saying when more happens in its topic: the further down, the more it matters.
WEIGHT = {
    about: weight
    for weight, names in enumerate(
        (
            ("topic",),
            ("reply",),
            ("mention", "comment", "answer", "suggested", "taken", "left"),
            ("status", "merged", "outcome", "right", "accepted", "solved", "doubted", "duplicate",
             "with_team", "yours", "remind", "peak", "asked", "invited", "vote_soon"),
            ("approved", "returned", "removed", "taken_back", "closed", "reopened", "moved", "retitled", "reworded", "split", "hidden"),
        )
    )
    for about in names
}
# These are counted, and lead to the first of them; of all others the newest is said.
COUNTED = ("topic", "reply", "answer", "comment")
# What is mailed at once and not with the day's letter.
URGENT = ("mention", "answer")
# One announcement, told as a new topic and as the outcome of what somebody asked for.
SAME_NEWS = {("topic", "outcome"), ("outcome", "topic")}


@dataclass(frozen=True)
class Line:
    """What is said to everybody: the event, who did it, where, and the words that go with it."""

    event_id: int
    actor_id: int | None
    topic: Topic | None
    post_id: int | None = None
    detail: str = ""
    text: str = ""
    # Somebody else keeps count of who has heard, so an earlier line of a later event is no reason to be silent.
    is_counted: bool = False


def write_lines(line, about):
    """Tell the members in `about` (member id → what about), as far as they may hear of it."""
    about = {id: what for id, what in about.items() if id not in (None, line.actor_id)}
    if not about:
        return
    silent = muted(line.topic.id) if line.topic else ()
    wanted = [id for id, what in about.items() if what in PERSONAL or id not in silent]
    for start in range(0, len(wanted), AT_ONCE):
        write_to(line, about, who_may_hear(line.topic, wanted[start : start + AT_ONCE]))


def who_may_hear(topic, ids):
    """Of these members the ones who can sign in and, where there is a topic, see it."""
    query = select(Member.id).where(Member.id.in_(ids), is_claimed())
    if topic is None:
        query = query.where(Member.left_at.is_(None), Member.blocked_at.is_(None))
    else:
        query = query.join(Topic, Topic.id == topic.id).join(Board, Board.id == Topic.board_id)
        query = query.where(member_sees_topic())
    return list(db.session.scalars(query.order_by(Member.id)))


def write_to(line, about, ids):
    """Write the line for these members, who may hear of it, each with the words of `about`."""
    if not ids:
        return
    earlier = _earlier_lines(line, ids)
    new, grown = [], []
    for id in ids:
        lines = earlier.get(id, ())
        if not line.is_counted and any(known.last_event_id >= line.event_id for known in lines):
            continue
        unread = next((known for known in lines if known.read_at is None), None)
        if unread is None or line.topic is None:
            new.append(_new_line(line, id, about[id]))
        else:
            grown.append(_grown_line(line, unread, about[id]))
    if new:
        db.session.execute(insert(Notice), new)
        _count_up([values["member_id"] for values in new])
    if grown:
        db.session.execute(update(Notice), grown)


def _earlier_lines(line, ids):
    """Member id → their lines on this topic, or (without a topic) what this very event has written."""
    shown = (Notice.about, Notice.count, Notice.last_event_id, Notice.urgent_event_id, Notice.read_at)
    query = select(Notice.id, Notice.member_id, *shown)
    if line.topic is None:
        query = query.where(Notice.topic_id.is_(None), Notice.last_event_id >= line.event_id)
    else:
        query = query.where(Notice.topic_id == line.topic.id)
    found = {}
    for known in db.session.execute(query.where(Notice.member_id.in_(ids))):
        found.setdefault(known.member_id, []).append(known)
    return found


def _new_line(line, member_id, what):
    return {
        "member_id": member_id,
        "topic_id": line.topic.id if line.topic else None,
        "count": 1,
        "created_at": now(),
        "urgent_event_id": line.event_id if what in URGENT else 0,
        **_words(line, what),
    }


def _grown_line(line, unread, what):
    """The unread line stands for more, and says what matters most."""
    count = unread.count + ((unread.about, what) not in SAME_NEWS)
    values = {"id": unread.id, "count": count, "created_at": now()}
    values["urgent_event_id"] = line.event_id if what in URGENT else unread.urgent_event_id
    if WEIGHT[what] > WEIGHT[unread.about] or _is_newer_word(what, unread.about):
        values |= _words(line, what)
    return values | {"last_event_id": max(line.event_id, unread.last_event_id)}


def _is_newer_word(what, earlier):
    return WEIGHT[what] == WEIGHT[earlier] and not (what == earlier and what in COUNTED)


def _words(line, what):
    return {
        "about": what,
        "actor_id": line.actor_id,
        "post_id": line.post_id,
        "detail": line.detail,
        "text": line.text,
        "last_event_id": line.event_id,
    }


def _count_up(member_ids):
    db.session.execute(
        update(Member)
        .where(Member.id.in_(member_ids))
        .values(unread_notices=Member.unread_notices + 1)
        .execution_options(synchronize_session=False)
    )


def forget_unseen(*where):
    """Take away the unread lines of members who may no longer see the topic, and count down their bells."""
    query = (
        select(Notice.id, Notice.member_id)
        .join(Topic, Topic.id == Notice.topic_id)
        .join(Board, Board.id == Topic.board_id)
        .join(Member, Member.id == Notice.member_id)
        .where(Notice.read_at.is_(None), ~member_sees_topic(), *where)
    )
    unseen = list(db.session.execute(query))
    for start in range(0, len(unseen), AT_ONCE):
        _forget(unseen[start : start + AT_ONCE])


def _forget(lines):
    db.session.execute(delete(Notice).where(Notice.id.in_([id for id, _ in lines])))
    # At most one unread line a topic, but a whole board may be hidden at once.
    times = {}
    for _, member_id in lines:
        times[member_id] = times.get(member_id, 0) + 1
    for count in set(times.values()):
        ids = [member_id for member_id, n in times.items() if n == count]
        db.session.execute(
            update(Member)
            .where(Member.id.in_(ids))
            .values(unread_notices=Member.unread_notices - count)
            .execution_options(synchronize_session=False)
        )
