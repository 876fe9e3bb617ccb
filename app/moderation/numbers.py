"""The numbers of a year of moderation, for everybody (Art. 15 of the Digital Services Act): counted, never named."""

from datetime import UTC, datetime
from math import ceil
from statistics import median

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.extensions import db
from app.moderation.models import APPROVE, REMOVE, RETURN, Case, Decision
from app.moderation.objections import Objection
from app.moderation.reports import Report
from app.moderation.sanctions import BLOCKED, SILENCED, SLOWED, WARNED, Sanction
from app.moderation.threads.acts import CLOSE, MERGE, MOVE, RETITLE, REWORD, SPLIT
from app.posts.models import Post

MOST_WAITS = 5_000


def numbers_of(year):
    """[(words, number)] of a year (UTC), in five statements."""
    decided, outcomes = _decided(year), _counted(Report.upheld, Report, year)
    objected, against = _counted(Objection.upheld, Objection, year), _counted(Sanction.kind, Sanction, year)
    waits, automatic = _waits(year)
    return [
        (_l("Texts approved"), decided.get(APPROVE, 0)),
        (_l("Texts sent back"), decided.get(RETURN, 0)),
        (_l("Texts removed"), decided.get(REMOVE, 0)),
        (_l("Threads closed"), decided.get(CLOSE, 0)),
        (_l("Threads moved, split, merged or retitled"), sum(decided.get(act, 0) for act in (MOVE, SPLIT, MERGE, RETITLE))),
        (_l("Texts edited for their authors"), decided.get(REWORD, 0)),
        (_l("Of the decided texts, held by a rule first"), automatic),
        (_l("Decisions by a machine alone"), 0),
        (_l("Hours until a decision, median"), ceil(median(waits)) if waits else 0),
        (_l("Reports"), sum(outcomes.values())),
        (_l("Reports that were right"), outcomes.get(True, 0)),
        (_l("Objections"), sum(objected.values())),
        (_l("Objections that were right"), objected.get(True, 0)),
        (_l("Warnings"), against.get(WARNED, 0)),
        (_l("Members slowed or silenced"), against.get(SLOWED, 0) + against.get(SILENCED, 0)),
        (_l("Members kept out"), against.get(BLOCKED, 0)),
    ]


def _decided(year):
    query = select(Decision.act, func.count()).where(_in(Decision, year), Decision.undone_at.is_(None))
    return dict(db.session.execute(query.group_by(Decision.act)).all())


def _counted(column, model, year):
    query = select(column, func.count()).where(_in(model, year)).group_by(column)
    return dict(db.session.execute(query).all())


def _waits(year):
    """How many hours each text waited, and how many of them a rule had held."""
    query = (
        select(Case.opened_at, Decision.created_at, Post.held_for.is_not(None))
        .join(Decision.case)
        .join(Post, Post.id == Decision.post_id)
        .where(_in(Decision, year), Decision.undone_at.is_(None))
        .order_by(Decision.id.desc())
        .limit(MOST_WAITS)
    )
    rows = db.session.execute(query).all()
    return [(done - opened).total_seconds() / 3600 for opened, done, _held in rows], sum(row[2] for row in rows)


def _in(model, year):
    return (model.created_at >= datetime(year, 1, 1, tzinfo=UTC)) & (model.created_at < datetime(year + 1, 1, 1, tzinfo=UTC))
