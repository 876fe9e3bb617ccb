"""What the tests of insights share."""

import pytest

from app.audit.models import AuditEntry
from app.events.models import Event
from app.insights.touchpoints.models import PURCHASE, open_touchpoint
from tests.conftest import Browser


@pytest.fixture
def acts(db):
    """acts(): what the audit log says, oldest first."""
    return lambda: list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.fixture
def events(db):
    """events(): the names of what happened, oldest first."""
    return lambda: list(db.session.scalars(db.select(Event.name).order_by(Event.id)))


@pytest.fixture
def till(site, db):
    """A touchpoint where customers pay."""
    touchpoint = open_touchpoint({"en": "The till", "de": "Die Kasse"}, PURCHASE)
    db.session.commit()
    return touchpoint


@pytest.fixture
def tell(app, till):
    """tell(-2, "Long queue", browser=…): answers the till's poster, from a new device unless one is given."""

    def act(score, why="", *, browser=None, **more):
        browser = browser or Browser(app)
        answer = browser.post(f"/pulse/{till.token}", {"score": str(score), "why": why} | more, token=False)
        return browser, answer

    return act
