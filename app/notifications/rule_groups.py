"""Who falls out of a group by rule, as time goes by, is told no longer what they may not see.

Its own file because no event says so: a rule is asked anew each time, and only its bell would still count the lines.
"""

from datetime import timedelta

from sqlalchemy import select

from app.boards.models import Board
from app.events.schedule import TimedAct
from app.groups.rules import GroupRule
from app.notifications.writing import forget_unseen


def forget_in_rule_groups():
    """Take back the unread lines of those who do not fulfil the rule of a board's group any more."""
    forget_unseen(Board.group_id.in_(select(GroupRule.group_id)))


TIMED = [TimedAct("groups.forget", timedelta(hours=1), forget_in_rule_groups)]
