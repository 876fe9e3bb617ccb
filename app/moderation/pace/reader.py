"""Follows replies and reports and notes when a thread grows hot."""

from app.events.readers import Reader
from app.moderation.pace.models import measure_heat

FOLLOWED = ("post.added", "post.held", "report.made")


def read(events):
    """Measure each thread once in which something was written or reported."""
    for topic_id in sorted({event.topic_id for event in events if event.name in FOLLOWED} - {None}):
        measure_heat(topic_id)


READER = Reader("pace", read)
