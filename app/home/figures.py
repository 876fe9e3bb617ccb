"""What was promised and kept, in numbers for visitors.

It stands apart because counting grows with the community: it is done at most once a minute a process.
"""

import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from app.extensions import db
from app.kinds.ideas.models import ACTIVE, DONE, Idea
from app.site import current_site
from app.topics.models import PUBLISHED, Topic

SECONDS = 60


@dataclass(frozen=True)
class Figures:
    """Ideas done and on the way, questions asked and answered, on the boards that were named."""

    done: int
    active: int
    asked: int
    answered: int

    @property
    def answered_share(self):
        return 100 * self.answered / self.asked if self.asked else None


def figures_of(boards):
    """The figures of these boards: one statement, or none while they are known for these very boards."""
    # The site too: after a restore another community may have the same numbers.
    key = current_site().opened_at, tuple((board.id, board.kind) for board in boards)
    known, figures, ends = current_app.extensions.get("home_figures", (None, None, 0))
    if known != key or ends < time.monotonic():
        figures = _count(boards)
        current_app.extensions["home_figures"] = (key, figures, time.monotonic() + SECONDS)
    return figures


def _count(boards):
    ideas, questions = _on(boards, "ideas"), _on(boards, "questions")
    answered = Topic.reply_count > Topic.comment_count
    counts = (
        _number_of_ideas(ideas, Idea.status == DONE),
        _number_of_ideas(ideas, Idea.status.in_(ACTIVE)),
        select(func.count(Topic.id)).where(questions),
        select(func.count(Topic.id)).where(questions, answered),
    )
    return Figures(*db.session.execute(select(*(count.scalar_subquery() for count in counts))).one())


def _on(boards, kind):
    return (Topic.state == PUBLISHED) & Topic.board_id.in_([board.id for board in boards if board.kind == kind])


def _number_of_ideas(on_boards, status):
    return select(func.count(Topic.id)).join(Idea, Idea.topic_id == Topic.id).where(on_boards, status)
