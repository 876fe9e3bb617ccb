"""One answer a device and day, and not too many from one network: without keeping anybody's address.

It stands apart because it is the only place that knows anything of devices. A cookie, set only by answering, names the
touchpoints that this device has answered today. Addresses are counted as a hash with a random salt; the salt is
thrown away when its day is over, and from then on nobody can say which address a hash was. A form that is sent twice
meets its own key here.
"""

import hashlib
import hmac
import secrets
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db, insert_into
from app.insights.pulses.models import Pulse, today
from app.site import current_site
from app.web.visitor import limit_key

COOKIE = "pulse"
# For so long after answering more can be said: how to be reached.
HOUR = 3600


class DaySalt(Base):
    """What a day's addresses are hashed with; deleted when the day is over."""

    __tablename__ = "pulse_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str]


class SentPulse(Base):
    """That a form was sent, and the answer it made; deleted when the day is over."""

    __tablename__ = "sent_pulses"

    key: Mapped[str] = mapped_column(primary_key=True)
    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]


def network_today():
    """The sender's address as nobody can read it back: what limits are counted for."""
    return hmac.new(_salt().encode(), limit_key().encode(), hashlib.sha256).hexdigest()[:32]


def _salt():
    day = today()
    salt = db.session.scalar(select(DaySalt.salt).where(DaySalt.day == day))
    if salt is None:
        made = insert_into(DaySalt).values(day=day, salt=secrets.token_hex(32))
        # Another process may have been faster: its salt counts.
        db.session.execute(made.on_conflict_do_nothing())
        salt = db.session.scalar(select(DaySalt.salt).where(DaySalt.day == day))
    return salt


def answered_today(touchpoint):
    """Whether this device has told us of this touchpoint today, as far as its cookie says."""
    return touchpoint.id in _touchpoints_of_cookie()


def note_answer(response, touchpoint):
    """Put the cookie of the day on the response; it ends at midnight where the business is."""
    told = sorted({*_touchpoints_of_cookie(), touchpoint.id})
    value = _cookie_signer().dumps([today().isoformat(), told])
    https = current_app.config["HTTPS"]
    response.set_cookie(
        COOKIE, value, max_age=_seconds_left(), path="/pulse", httponly=True, secure=https, samesite="Lax"
    )
    return response


def _touchpoints_of_cookie():
    try:
        day, told = _cookie_signer().loads(request.cookies.get(COOKIE, ""))
    except (BadData, TypeError, ValueError):
        return ()
    return told if day == today().isoformat() else ()


def _seconds_left():
    zone = ZoneInfo(current_site().timezone)
    midnight = datetime.combine(today() + timedelta(days=1), time(), zone)
    return max(60, int((midnight - now()).total_seconds()))


def pulse_of_form(key):
    """The answer that this very form made when it was sent before, or None."""
    query = select(Pulse).join(SentPulse, SentPulse.pulse_id == Pulse.id).where(SentPulse.key == _digest(key))
    return db.session.scalar(query) if key else None


def remember_form(key, pulse):
    if key:
        db.session.add(SentPulse(key=_digest(key), pulse_id=pulse.id, day=today()))


def _digest(key):
    return hashlib.sha256(key.encode()).hexdigest()


def name_answer(pulse):
    """A word of ours that names an answer for an hour, for whoever has just given it."""
    return URLSafeTimedSerializer(_keys(), salt="this answer").dumps(pulse.id)


def find_answer(name):
    """The answer with this name, with its touchpoint, or None when it is none or too old."""
    try:
        id = URLSafeTimedSerializer(_keys(), salt="this answer").loads(name, max_age=HOUR)
    except BadData:
        return None
    return db.session.scalar(select(Pulse).options(db.joinedload(Pulse.touchpoint)).where(Pulse.id == id))


def forget_the_day_before():
    """Throw away salts and keys of days that are over."""
    for table in (DaySalt, SentPulse):
        db.session.execute(delete(table).where(table.day < today()))


def _cookie_signer():
    return URLSafeSerializer(_keys(), salt="told today")


def _keys():
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
