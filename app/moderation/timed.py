"""What moderation does by the clock: lets those in again whose time is over."""

from datetime import timedelta

from app.events.schedule import TimedAct
from app.moderation.sanctions import end_blocks

TIMED = [TimedAct("end_blocks", timedelta(minutes=10), end_blocks)]
