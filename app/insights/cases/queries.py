"""What is read for the pages of cases."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.insights.cases.models import DONE, PulseCase, PulseNote
from app.permissions import visible_pulse_cases

MOST = 100


def open_cases(reader, length=MOST):
    """What waits, the worst news first: those who said "not fixed", then the oldest."""
    query = visible_pulse_cases(reader).where(PulseCase.state != DONE)
    order = PulseCase.reopened_at.is_(None), PulseCase.opened_at, PulseCase.pulse_id
    return list(db.session.scalars(query.order_by(*order).limit(length)))


def done_cases(reader, length=MOST):
    """What is done, the newest first."""
    query = visible_pulse_cases(reader).where(PulseCase.state == DONE)
    return list(db.session.scalars(query.order_by(PulseCase.done_at.desc(), PulseCase.pulse_id.desc()).limit(length)))


def notes_of(case):
    """The team's notes on a case with who wrote them, the oldest first."""
    query = select(PulseNote).options(joinedload(PulseNote.author)).where(PulseNote.pulse_id == case.pulse_id)
    return list(db.session.scalars(query.order_by(PulseNote.id)))
