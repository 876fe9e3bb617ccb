"""What is done for concept tests by the clock: those whose time has run out are closed, and the team is told."""

from datetime import timedelta

from sqlalchemy import select

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.insights.concepts.assigning import seal
from app.insights.concepts.models import ConceptTest
from app.insights.telling import tell_team
from app.notifications.models import CONCEPTS_CLOSED


def close_due_tests():
    """Close every test whose time has run out, also those that ran out while nothing was running."""
    due = select(ConceptTest).where(ConceptTest.closed_at.is_(None), ConceptTest.closes_at <= now())
    for test in db.session.scalars(due.with_for_update(key_share=True)).all():
        test.close(by=None, at=test.closes_at)
        seal(test)
        tell_team(CONCEPTS_CLOSED, test.title)


TIMED = [TimedAct("concepts.close", timedelta(minutes=1), close_due_tests)]
