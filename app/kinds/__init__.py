"""What a board can hold. The place that grows: a kind is a folder like its neighbours and one word here."""

from app.database import now
from app.kinds.announcements import KIND as announcements
from app.kinds.discussions import KIND as discussions
from app.kinds.ideas import KIND as ideas
from app.kinds.kind import Kind
from app.kinds.polls import KIND as polls
from app.kinds.questions import KIND as questions

__all__ = ["KINDS", "Kind", "change_part"]

# In the order of the navigation; the name is the first part of every address of that kind.
KINDS = {kind.name: kind for kind in (ideas, questions, polls, announcements, discussions)}


def change_part(topic, board):
    """Move a topic's part to the kind of another board: the old part goes, a plain new one is made."""
    old, new = KINDS[topic.kind], KINDS[board.kind]
    if old is not new:
        old.drop(topic)
        new.open(topic)
        if hasattr(part := new.part_of(topic), "begin_clock"):
            # What is asked elsewhere by now waits since now.
            part.begin_clock(now())
