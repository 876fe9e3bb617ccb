"""Which threads are hot and which are let run, for the pages that say so."""

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from app.boards.models import PUBLIC, Board
from app.database import now
from app.extensions import db
from app.moderation.pace.models import STAYS, Heat
from app.permissions import board_is_visible
from app.topics.models import PUBLISHED, Topic

MOST = 5


def hot_threads(reader):
    """The hot threads that nobody has done anything about, the hottest first, as Heat with topic and board."""
    query = (
        select(Heat)
        .join(Heat.topic)
        .join(Topic.board)
        .options(contains_eager(Heat.topic).contains_eager(Topic.board))
        .where(
            Heat.noted_at > now() - STAYS,
            Topic.state == PUBLISHED,
            Topic.closed_at.is_(None),
            or_(Topic.slow_until.is_(None), Topic.slow_until < now()),
            or_(Topic.let_run_until.is_(None), Topic.let_run_until < now()),
            board_is_visible(reader),
        )
    )
    return list(db.session.scalars(query.order_by(Heat.reports.desc(), Heat.replies.desc()).limit(MOST)))


def running_threads():
    """The public threads that moderators let run right now, with their boards."""
    query = (
        select(Topic)
        .join(Topic.board)
        .options(contains_eager(Topic.board))
        .where(Topic.let_run_until > now(), Topic.state == PUBLISHED, Board.audience == PUBLIC)
    )
    return list(db.session.scalars(query.order_by(Topic.let_run_until).limit(20)))
