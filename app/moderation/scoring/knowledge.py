"""What was learned, at hand in each process: loaded when first needed, asked for anew every half minute."""

import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.extensions import db
from app.moderation.scoring.learner import Learned
from app.moderation.scoring.models import Knowledge

FRESH_SECONDS = 30


@dataclass
class Kept:
    """What this process knows of a subject, and until when it does not ask again."""

    learned: Learned | None = None
    version: int = 0
    until: float = 0.0


def known_of(subject):
    """The `Learned` of this subject, or None while nothing was learned. One statement every half minute."""
    kept = current_app.extensions.setdefault("earshot_knowledge", {}).setdefault(subject, Kept())
    if kept.until < time.monotonic():
        _renew(kept, subject)
    return kept.learned


def forget_kept():
    """Ask anew: this process has just learned."""
    current_app.extensions.pop("earshot_knowledge", None)


def _renew(kept, subject):
    version = db.session.scalar(select(Knowledge.version).where(Knowledge.subject == subject)) or 0
    if version != kept.version:
        query = select(Knowledge).where(Knowledge.subject == subject).options(undefer(Knowledge.packed))
        stored = db.session.scalar(query.execution_options(populate_existing=True))
        # A backup that was put back may know nothing yet.
        kept.learned, kept.version = (Learned.unpack(stored.packed), stored.version) if stored and stored.packed else (None, version)
    kept.until = time.monotonic() + FRESH_SECONDS
