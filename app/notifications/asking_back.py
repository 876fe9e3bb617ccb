"""Asking back: 14 days after "done", those who asked are asked once whether it is right now.

It stands apart from telling because it begins by the clock; like telling it goes bit by bit and counts in `hearers`.
"""

import time
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager

from app.database import now, reading
from app.events.models import Event, record
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.announcements.checking import begin_check
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import DONE, Announcement
from app.notifications.recipients import muted
from app.notifications.telling import AT_ONCE, MOST_SECONDS, PAUSE_SECONDS
from app.notifications.writing import Line, who_may_hear, write_to
from app.topics.models import PUBLISHED, Topic

WAIT = timedelta(days=14)
# What was done long ago, before anybody was asked, is not dug out.
LATEST = timedelta(days=60)


def ask_back():
    """Ask those who asked for what has been done for 14 days. Commits, bit by bit."""
    ends = time.monotonic() + MOST_SECONDS
    with reading():
        due = _due()
        db.session.expunge_all()
        db.session.rollback()
    for topic, is_new in due:
        if is_new and begin_check(topic.id):
            record("outcome.checked", topic=topic)
        db.session.commit()
        while _ask_some(topic):
            time.sleep(PAUSE_SECONDS)
            if time.monotonic() > ends:
                return


def _due():
    """(topic, whether nobody was asked yet): those whose time has come, and those begun and not finished."""
    at = now()
    open_ones = select(Hearer.member_id).where(
        Hearer.announcement_id == Announcement.topic_id, Hearer.asked, Hearer.checked_at.is_(None)
    )
    query = (
        select(Topic, Announcement.checked_at)
        .join(Topic.board)
        .join(Announcement, Announcement.topic_id == Topic.id)
        .options(contains_eager(Topic.board))
        .where(Announcement.outcome == DONE, Announcement.reopened_at.is_(None), Announcement.tell_since.is_(None))
        .where(Topic.state == PUBLISHED, Topic.created_at.between(at - LATEST, at - WAIT), open_ones.exists())
    )
    return [(topic, checked_at is None) for topic, checked_at in db.session.execute(query)]


def _ask_some(topic):
    """Ask the next ones; False when nobody is left. Commits."""
    next_ones = (
        select(Hearer.member_id)
        .where(Hearer.announcement_id == topic.id, Hearer.asked, Hearer.checked_at.is_(None))
        .limit(AT_ONCE)
    )
    # Said twice: on PostgreSQL only what is said of the row itself is looked at again after waiting for another.
    still_open = (Hearer.announcement_id == topic.id, Hearer.checked_at.is_(None))
    asked = update(Hearer).where(*still_open, Hearer.member_id.in_(next_ones))
    ids = list(
        db.session.scalars(
            asked.values(checked_at=now())
            .returning(Hearer.member_id)
            .execution_options(synchronize_session=False)
        )
    )
    if ids:
        event = select(func.max(Event.id)).where(Event.topic_id == topic.id, Event.name == "outcome.checked")
        line = Line(db.session.scalar(event) or 0, None, topic, is_counted=True)
        may_hear = who_may_hear(topic, set(ids) - muted(topic.id))
        write_to(line, dict.fromkeys(may_hear, "right"), may_hear)
    db.session.commit()
    return bool(ids)


TIMED = [TimedAct("outcomes.ask_back", timedelta(minutes=5), ask_back)]
