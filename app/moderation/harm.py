"""How much harm a text may do while it waits: the order of the queue, the worst first and then the oldest."""

from app.moderation.models import EDITED, FIRST_POSTS, HELD_FOR, REPORTED, REWORDED, SEEN

# What is said in reports weighs more than what only waits to be shown.
BY_REPORT = {"unlawful": 9, "insult": 7, "private_data": 7, "spam": 5, "off_topic": 4, "other": 4}
BY_WHY = {SEEN: 4, REPORTED: 4, EDITED: 3, HELD_FOR: 3, REWORDED: 2, FIRST_POSTS: 1}


def harm_of(why, reported=()):
    """A number from 1 to 9; `reported` are the reasons of the open reports."""
    return max([BY_WHY[why], *(BY_REPORT[reason] for reason in reported)])
