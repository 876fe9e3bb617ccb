"""PulseCase: a low score that somebody of the team looks after; with how to reach the person, and the team's notes."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.accounts.roles import OWNER, TEAM
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.insights.pulses.models import Pulse

STATES = OPEN, IN_WORK, DONE = ("open", "in_work", "done")
STATE_NAMES = {OPEN: _l("Open"), IN_WORK: _l("In work"), DONE: _l("Done")}
# After so long whoever may be reached is asked whether it is fixed.
ASK_AFTER = timedelta(days=14)
# And after so long name, address and number are deleted, whatever has come of it.
KEEP_CONTACTS = timedelta(days=90)


class PulseCase(Base):
    """That a low score is with the team: whose it is, how far, and what the person says 14 days later."""

    __tablename__ = "pulse_cases"

    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    # When the person said that it is not fixed.
    reopened_at: Mapped[datetime | None]
    # When "is it fixed?" is due, when it was asked, and what was said; empty where nobody can be asked.
    ask_at: Mapped[datetime | None] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    is_fixed: Mapped[bool | None]

    pulse: Mapped[Pulse] = relationship(lazy="raise_on_sql")
    owner: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    contact: Mapped["PulseContact | None"] = relationship(lazy="raise_on_sql", passive_deletes=True, uselist=False)

    @property
    def id(self):
        return self.pulse_id

    @property
    def is_open(self):
        return self.state != DONE

    def hand_to(self, member, *, by):
        """Somebody else of the team looks after it; a second time changes nothing."""
        if self.owner_id != member.id:
            self.owner_id = member.id
            record("pulse.case_handed", actor=by, member=member, pulse=self.pulse_id)

    def move_to(self, state, *, by=None):
        """How far it is. Done for the second time, the person is asked again."""
        if self.state == state:
            return
        self.state, self.done_at = state, now() if state == DONE else None
        if state == DONE and self.reopened_at is not None and self.is_fixed is False:
            self.ask_at, self.asked_at, self.is_fixed = now() + ASK_AFTER, None, None
        record("pulse.case_moved", actor=by, pulse=self.pulse_id, after=state)

    def hear(self, is_fixed, *, by=None):
        """What the person says to "is it fixed?": yes ends it, no opens it again. The same answer changes nothing."""
        if self.is_fixed is is_fixed:
            return
        self.is_fixed, self.asked_at = is_fixed, self.asked_at or now()
        if is_fixed:
            self.move_to(DONE, by=by)
            return
        self.reopened_at, self.state, self.done_at = now(), OPEN, None
        record("pulse.case_reopened", actor=by, owner=self.owner_id, pulse=self.pulse_id)

    def add_note(self, body, *, by):
        db.session.add(PulseNote(pulse_id=self.pulse_id, author_id=by.id, body=body))


class PulseContact(Base):
    """How somebody who was not happy may be reached, with the words they agreed to; deleted at `ends_at`."""

    __tablename__ = "pulse_contacts"

    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulse_cases.pulse_id", ondelete="CASCADE"), primary_key=True)
    # Who answered in the app and agreed; they are asked there too.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # The sentence above the button, as it was shown.
    consent: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class PulseNote(Base):
    """What the team has noted on a case."""

    __tablename__ = "pulse_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulse_cases.pulse_id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")


def open_pulse_case(pulse):
    """Give a low score to whoever of the team has the fewest; one that is with the team already stays as it is."""
    case = db.session.get(PulseCase, pulse.id)
    if case is None:
        owner = _least_busy()
        case = PulseCase(pulse_id=pulse.id, owner_id=owner and owner.id)
        db.session.add(case)
        db.session.flush()
        record("pulse.case_opened", member=owner, pulse=pulse.id)
    return case


def may_contact(case, *, name="", email="", phone="", consent, language, member=None):
    """Keep how the person may be reached; sent again it takes the place of what was there."""
    at = now()
    given = {"name": name, "email": email, "phone": phone, "consent": consent, "language": language}
    contact = PulseContact(
        pulse_id=case.pulse_id, member_id=member and member.id, given_at=at, ends_at=at + KEEP_CONTACTS, **given
    )
    db.session.merge(contact)
    case.ask_at = case.ask_at or at + ASK_AFTER
    return contact


def _least_busy():
    """Who of the team has the fewest open cases; the owner of the community only where there is nobody else."""
    load = select(func.count()).where(PulseCase.owner_id == Member.id, PulseCase.state != DONE).scalar_subquery()
    here = Member.role.in_((TEAM, OWNER)), Member.left_at.is_(None), Member.blocked_at.is_(None)
    return db.session.scalar(select(Member).where(*here).order_by(Member.role == OWNER, load, Member.id).limit(1))
