"""Whether this site is well: database, worker, search index. Asked by probes every few seconds, so it is cheap."""

import time
from datetime import timedelta

from flask import current_app

from app.database import now
from app.events.worker import Lease
from app.extensions import db

# A long act (a backup of a large database) holds the worker up without being a fault.
PATIENCE = timedelta(seconds=60)


def examine():
    """What is well and what is not: {"database": True, "worker": False, "search": True}. Never raises."""
    return {name: _asked(question) for name, question in QUESTIONS.items()}


def database_answers():
    db.session.execute(db.text("SELECT 1 FROM site")).first()
    return True


def worker_works():
    """Somebody holds the community's lease; and when this process has a worker, that one moves too."""
    lease = db.session.get(Lease, "worker")
    return lease is not None and lease.ends_at > now() - PATIENCE and own_worker_moves()


def own_worker_moves():
    worker = getattr(current_app, "worker", None)
    if worker is None:
        return True
    return worker.thread.is_alive() and time.monotonic() - worker.beat < PATIENCE.total_seconds()


def search_opens():
    """The index is there, of today's making, and not marked as damaged.

    It is looked at, not loaded: a probe must not bring Whoosh into every process.
    """
    from app.search.here import index_of

    return index_of().is_well()


QUESTIONS = {"database": database_answers, "worker": worker_works, "search": search_opens}


def _asked(question):
    try:
        return bool(question())
    except Exception:
        current_app.logger.exception("health: %s", question.__name__)
        db.session.rollback()
        return False
