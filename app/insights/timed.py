"""What insights do by the clock: invite a few members to say how it felt, ask whether it is fixed, and throw away what is not needed any more."""

from datetime import timedelta

from sqlalchemy import delete, update

from app.database import now
from app.events.models import record
from app.events.schedule import TimedAct
from app.extensions import db
from app.insights.cases.models import PulseCase, PulseContact
from app.insights.invitations.models import PAUSE, PulseInvitation, invite_some
from app.insights.pulses.models import Pulse, today
from app.insights.pulses.once_a_day import forget_the_day_before

AT_ONCE = 100
# The curve looks at 90 days and the 90 before; after that nobody needs to know whose answer it was.
KEEP_MEMBERS = timedelta(days=180)
# What may not be shown has been read by the team long before.
KEEP_WORDS = timedelta(days=365)


def ask_whether_fixed():
    """Ask everybody whose 14 days are over and who may be reached, once."""
    due = db.session.scalars(
        db.select(PulseCase)
        .join(PulseCase.contact)
        .options(db.contains_eager(PulseCase.contact))
        .where(PulseCase.ask_at <= now(), PulseCase.asked_at.is_(None))
        .order_by(PulseCase.ask_at)
        .limit(AT_ONCE)
    )
    for case in due.all():
        case.asked_at = now()
        record("pulse.asked_back", pulse=case.pulse_id, asked=case.contact.member_id)


def forget_what_is_over():
    """Contacts after 90 days, whose answer it was after 180, reasons that may not be shown after a year."""
    forget_the_day_before()
    db.session.execute(delete(PulseContact).where(PulseContact.ends_at <= now()))
    db.session.execute(delete(PulseInvitation).where(PulseInvitation.invited_at < now() - 2 * PAUSE))
    old = Pulse.answered_on < today() - KEEP_MEMBERS, Pulse.member_id.is_not(None)
    _blank(update(Pulse).where(*old).values(member_id=None))
    silent = Pulse.answered_on < today() - KEEP_WORDS, Pulse.why != "", Pulse.may_quote.is_(False)
    _blank(update(Pulse).where(*silent).values(why=""))


def _blank(statement):
    db.session.execute(statement.execution_options(synchronize_session=False))


TIMED = [
    TimedAct("pulses.ask_back", timedelta(minutes=30), ask_whether_fixed),
    TimedAct("pulses.invite", timedelta(days=7), invite_some),
    TimedAct("pulses.forget", timedelta(hours=1), forget_what_is_over),
]
