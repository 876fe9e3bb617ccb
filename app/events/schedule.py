"""Timed acts: what the worker does by the clock. Each is a row, so that a stop is caught up afterwards."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now, reading
from app.extensions import db

log = logging.getLogger("earshot.worker")


@dataclass(frozen=True)
class TimedAct:
    """Something done every so often: `act()` writes to `db.session` without committing."""

    name: str
    every: timedelta
    act: Callable[[], None]


class TimedRun(Base):
    """When a timed act is due next, and what stopped it last."""

    __tablename__ = "timed_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(default="")


def run_due_acts(app):
    """Do every act that is due; each commits with its next date. Returns whether one was done."""
    with reading():
        runs = {run.name: run.due_at for run in db.session.scalars(db.select(TimedRun))}
        db.session.rollback()
    due = [timed for timed in app.timed_acts if _is_due(timed, runs.get(timed.name))]
    for timed in due:
        _do(timed)
    return bool(due)


def _is_due(timed, at):
    # A date further off than the act's rhythm comes from a clock that was wrong.
    return at is None or not now() < at <= now() + timed.every


def _do(timed):
    error = ""
    try:
        timed.act()
        db.session.flush()
    except Exception as trouble:
        db.session.rollback()
        log.exception("%s failed and will be tried again", timed.name)
        error = f"{type(trouble).__name__}: {trouble}"[:500]
    db.session.merge(TimedRun(name=timed.name, due_at=now() + timed.every, error=error))
    db.session.commit()
