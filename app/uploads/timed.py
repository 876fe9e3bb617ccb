"""What the worker takes away: pictures that no post shows, and files that belong to nothing.

A name of its own: the worker collects TIMED of every room.
"""

from datetime import timedelta

from app.events.schedule import TimedAct
from app.uploads.files import sweep
from app.uploads.models import known_names, remove_loose_pictures


def sweep_strays():
    """Files that a stop left behind between writing them and keeping their row."""
    sweep(known_names)


TIMED = [
    TimedAct("loose_pictures", timedelta(hours=1), remove_loose_pictures),
    TimedAct("stray_files", timedelta(days=1), sweep_strays),
]
