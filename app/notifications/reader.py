"""What this room does with events."""

from app.events.readers import Reader


def read(events):
    """Nothing yet."""


READER = Reader("notifications", read)
