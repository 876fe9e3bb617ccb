"""Telling what came of it: everybody who asked hears once, ten thousand as well as ten.

It stands apart from the reader because it commits bit by bit: nobody who writes waits for long, and a stop at any
point costs nothing. Who has heard stands in `hearers`, in the same transaction as the line in their inbox.
"""

import time
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager

from app.database import now, reading
from app.events.models import Event, last_event_id, record
from app.events.schedule import TimedAct
from app.extensions import db, insert_into
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import Announcement
from app.notifications.recipients import muted, of_outcome
from app.notifications.writing import Line, who_may_hear, write_to
from app.topics.models import PUBLISHED, Topic

AT_ONCE = 400
# Between two bits whoever waits at the write gate goes first, and pages are made as fast as ever: more than half of the
# time it does nothing.
PAUSE_SECONDS = 0.1
# The worker has other things to do as well.
MOST_SECONDS = 4


def tell_waiting():
    """Tell of every announcement that somebody may still have to hear of. Commits, bit by bit."""
    ends = time.monotonic() + MOST_SECONDS
    with reading():
        waiting = _waiting()
        db.session.rollback()
    for topic_id, since in waiting:
        if not _tell(topic_id, since, ends):
            return


def _waiting():
    query = (
        select(Announcement.topic_id, Announcement.tell_since)
        .join(Topic, Topic.id == Announcement.topic_id)
        .where(Announcement.tell_since.is_not(None), Topic.state == PUBLISHED)
        .order_by(Announcement.tell_since)
    )
    return [tuple(row) for row in db.session.execute(query)]


def _tell(topic_id, since, ends):
    """Tell everybody who has not heard yet; False when time ran out before the last."""
    with reading():
        line, asked, ids = _find_who_is_left(topic_id)
        # Before the rollback, which would forget what the topic is.
        db.session.expunge_all()
        db.session.rollback()
    for start in range(0, len(ids), AT_ONCE):
        _tell_some(line, ids[start : start + AT_ONCE], asked)
        time.sleep(PAUSE_SECONDS)
        if time.monotonic() > ends:
            return False
    _note_all_told(line.topic, since, len(asked.everybody - {line.actor_id}))
    return True


def _find_who_is_left(topic_id):
    query = select(Topic).join(Topic.board).options(contains_eager(Topic.board)).where(Topic.id == topic_id)
    topic, asked = db.session.scalar(query), of_outcome(topic_id)
    told = set(db.session.scalars(select(Hearer.member_id).where(Hearer.announcement_id == topic_id)))
    ids = (asked.told | asked.followers) - told - muted(topic_id) - {topic.author_id}
    outcome = db.session.scalar(select(Announcement.outcome).where(Announcement.topic_id == topic_id))
    return Line(_event_id(topic_id), topic.author_id, topic, detail=outcome, is_counted=True), asked, sorted(ids)


def _event_id(topic_id):
    published = select(func.max(Event.id)).where(Event.topic_id == topic_id, Event.name == "outcome.published")
    return db.session.scalar(published) or last_event_id()


def _tell_some(line, ids, asked):
    """One bit: note who hears and write their lines; whoever is noted already is left alone. Commits."""
    ids = _note_hearers(line.topic, who_may_hear(line.topic, ids), asked)
    write_to(line, dict.fromkeys(ids, "outcome"), ids)
    db.session.commit()


def _note_hearers(topic, ids, asked):
    if not ids:
        return []
    at = now()
    rows = [
        {"announcement_id": topic.id, "member_id": id, "asked": id in asked.everybody, "told_at": at} for id in ids
    ]
    insert = insert_into(Hearer).values(rows).on_conflict_do_nothing()
    new = db.session.execute(insert.returning(Hearer.member_id, Hearer.asked)).all()
    _set(topic.id, told_count=Announcement.told_count + sum(was_asked for _id, was_asked in new))
    return [id for id, _was_asked in new]


def _note_all_told(topic, since, asked_count):
    """Nobody is left, unless another source came meanwhile. Commits."""
    _set(topic.id, Announcement.tell_since == since, tell_since=None)
    _set(topic.id, asked_count=asked_count)
    # Pages that are kept for visitors show the numbers.
    record("outcome.told", topic=topic)
    db.session.commit()


def _set(topic_id, *where, **values):
    change = update(Announcement).where(Announcement.topic_id == topic_id, *where).values(**values)
    db.session.execute(change.execution_options(synchronize_session=False))


TIMED = [TimedAct("outcomes.tell", timedelta(seconds=3), tell_waiting)]
