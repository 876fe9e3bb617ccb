"""What the tests of insights share."""

import pytest

from app.audit.models import AuditEntry
from app.events.models import Event


@pytest.fixture
def acts(db):
    """acts(): what the audit log says, oldest first."""
    return lambda: list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.fixture
def events(db):
    """events(): the names of what happened, oldest first."""
    return lambda: list(db.session.scalars(db.select(Event.name).order_by(Event.id)))
