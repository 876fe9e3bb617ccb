"""Did we get it right? What those who asked say 14 days after "done", and what follows when too many say no.

It stands apart because it counts voices: below MIN_ANSWERS one or two of them would decide for all.
"""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from app.boards.models import Board
from app.database import now
from app.events.models import record
from app.extensions import db
from app.kinds.announcements.models import Announcement, AnnouncementSource
from app.kinds.ideas.models import CHECKING, DONE
from app.kinds.ideas.prepared import forget_prepared
from app.topics.models import Topic
from app.web.words import speaking

# Of four, one no would be a quarter and two a half: only from five on does a share say something.
MIN_ANSWERS = 5
WRONG_SHARE = 0.3


def say_whether_right(announcement, hearer, *, is_right):
    """Count what one of those who asked says, the last word of each; too many no's open it again."""
    # Locked, so that two voices at once are both counted. Needs `announcement.topic`.
    db.session.refresh(announcement, ["right_count", "wrong_count", "reopened_at"], with_for_update=True)
    db.session.refresh(hearer, ["is_right"])
    if hearer.is_right is is_right:
        return
    for said, change in ((hearer.is_right, -1), (is_right, 1)):
        if said is True:
            announcement.right_count += change
        elif said is False:
            announcement.wrong_count += change
    hearer.is_right = is_right
    if announcement.reopened_at is None and is_too_wrong(announcement.right_count, announcement.wrong_count):
        _reopen(announcement)


def is_too_wrong(right, wrong):
    """Whether enough have answered, and 30 % of them or more say no."""
    answers = right + wrong
    return answers >= MIN_ANSWERS and wrong >= WRONG_SHARE * answers


def _reopen(announcement):
    """The ideas that were done are looked at again, and everybody who has to do with them hears why."""
    announcement.reopened_at = now()
    record("outcome.reopened", topic=announcement.topic)
    with speaking(None):
        because = _(
            "%(wrong)s of %(all)s who answered said that it is not right yet.",
            wrong=announcement.wrong_count,
            all=announcement.right_count + announcement.wrong_count,
        )
    for topic in _done_ideas(announcement):
        topic.idea.move_to(CHECKING, by=None, because=because)
        forget_prepared(topic.id)


def _done_ideas(announcement):
    query = (
        select(Topic)
        .join(Topic.board)
        .join(Topic.idea)
        .join(AnnouncementSource, AnnouncementSource.topic_id == Topic.id)
        .options(contains_eager(Topic.board), contains_eager(Topic.idea))
        .where(AnnouncementSource.announcement_id == announcement.topic_id, Topic.idea.has(status=DONE))
        .where(Board.kind == "ideas")
    )
    return list(db.session.scalars(query))


def begin_check(topic_id):
    """Note that those who asked are asked now; once."""
    begun = (
        update(Announcement)
        .where(Announcement.topic_id == topic_id, Announcement.checked_at.is_(None))
        .values(checked_at=now())
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(begun).rowcount == 1
