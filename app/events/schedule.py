"""Timed acts: what the worker does by the clock. Each is a row, so that a stop is caught up afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db


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
    done = False
    for timed in app.timed_acts:
        run = db.session.get(TimedRun, timed.name)
        if run is None:
            run = TimedRun(name=timed.name, due_at=now())
            db.session.add(run)
        # A due date further off than the act's rhythm comes from a clock that was wrong.
        if now() < run.due_at <= now() + timed.every:
            db.session.rollback()
            continue
        _do(timed, run)
        done = True
    return done


def _do(timed, run):
    try:
        timed.act()
        run.error = ""
    except Exception as error:
        db.session.rollback()
        run = db.session.get(TimedRun, timed.name) or TimedRun(name=timed.name, due_at=now())
        run.error = f"{type(error).__name__}: {error}"[:500]
        db.session.add(run)
    run.due_at = now() + timed.every
    db.session.commit()
