"""What the tests behind the counter share."""

import pytest

from app.accounts.models import Member
from app.audit.models import AuditEntry
from app.events.models import Event


@pytest.fixture
def again(db):
    """again(ben): Ben as the database has him now."""
    return lambda row: db.session.get(type(row), row.id, populate_existing=True)


@pytest.fixture
def acts(db):
    """acts(): what the audit log says, oldest first."""
    return lambda: list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.fixture
def events(db):
    """events(): the names of what happened, oldest first."""
    return lambda: list(db.session.scalars(db.select(Event.name).order_by(Event.id)))


@pytest.fixture
def owner_with_password(ada, db):
    from app.accounts.passwords import hash_password

    db.session.execute(
        db.update(Member).where(Member.id == ada.id).values(password_hash=hash_password("a b c d e f g h"))
    )
    db.session.commit()
    return ada
