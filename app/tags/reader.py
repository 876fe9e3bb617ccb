"""Topics are filed under their tags after the commit, so that opening one stays short."""

from sqlalchemy import select

from app.events.readers import Reader
from app.extensions import db
from app.tags.models import file_under_tags
from app.topics.models import Topic

FILED_AFTER = ("topic.opened", "topic.changed")


def read(events):
    """File every topic that is new or changed under what it names now."""
    ids = {event.topic_id for event in events if event.name in FILED_AFTER} - {None}
    for topic in db.session.scalars(select(Topic).where(Topic.id.in_(ids))):
        file_under_tags(topic)


READER = Reader("tags", read)
