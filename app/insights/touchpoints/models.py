"""Touchpoint: a place where customers meet the business, in one of five stages of their journey."""

import secrets
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.site import current_site
from app.web.words import current_language

STAGES = ATTENTION, EVALUATION, PURCHASE, USE, LOYALTY = ("attention", "evaluation", "purchase", "use", "loyalty")
STAGE_NAMES = {
    ATTENTION: _l("Attention"),
    EVALUATION: _l("Evaluation"),
    PURCHASE: _l("Purchase"),
    USE: _l("Use and service"),
    LOYALTY: _l("Loyalty"),
}
# 128 bits, so that nobody finds the address of a poster by trying.
TOKEN_BYTES = 16


class Touchpoint(Base):
    """A place where customers meet the business: "the till", "the newsletter"."""

    __tablename__ = "touchpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What it is called in each language of the house: {"de": "Die Kasse", "en": "The till"}.
    names: Mapped[dict] = mapped_column(db.JSON)
    stage: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    # Where its poster leads; another one is made when a poster must not count any more.
    token: Mapped[str] = mapped_column(unique=True)
    # Whether members are asked in the app too, beside the poster.
    asks_members: Mapped[bool] = mapped_column(default=True, server_default="1")
    # The day on which the team wants to look at it again.
    review_on: Mapped[date | None]
    # When the team was last told that the day has come.
    reminded_on: Mapped[date | None]
    archived_at: Mapped[datetime | None]
    # What it is called in the file that brought it.
    origin: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self):
        return name_in(self.names)

    @property
    def stage_name(self):
        return STAGE_NAMES[self.stage]

    def change(self, *, by, **values):
        """Change names, stage or position; the same values again change nothing."""
        changed = {name: value for name, value in values.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        if changed:
            record("touchpoint.changed", actor=by, touchpoint=self.id)

    def renew_poster(self, *, by):
        """Another address for the poster; the old one leads nowhere from now on."""
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        record("touchpoint.changed", actor=by, touchpoint=self.id)

    def archive(self, *, by):
        """Nobody is asked about it any more; what was answered stays."""
        if self.archived_at is None:
            self.archived_at = now()
            record("touchpoint.changed", actor=by, touchpoint=self.id)

    def unarchive(self, *, by):
        if self.archived_at is not None:
            self.archived_at = None
            record("touchpoint.changed", actor=by, touchpoint=self.id)


def open_touchpoint(names, stage, *, by=None, position=None, origin=None):
    """Make a touchpoint, at the end of its stage unless `position` says where. Needs at least one name."""
    if position is None:
        last = select(func.coalesce(func.max(Touchpoint.position), 0)).where(Touchpoint.stage == stage)
        position = db.session.scalar(last) + 1
    touchpoint = Touchpoint(
        names=names, stage=stage, position=position, origin=origin, token=secrets.token_urlsafe(TOKEN_BYTES)
    )
    db.session.add(touchpoint)
    db.session.flush()
    record("touchpoint.changed", actor=by, touchpoint=touchpoint.id)
    return touchpoint


def name_in(names):
    """What a touchpoint is called in the reader's language, else in the site's, else in any."""
    site = current_site()
    wished = (current_language(), site.language if site else "en", *names)
    return next(names[language] for language in wished if names.get(language))


def is_asked_in_app():
    """The SQL condition on Touchpoint that members are asked about it in the app."""
    return and_(Touchpoint.archived_at.is_(None), Touchpoint.asks_members)


def in_journey_order():
    """What to order a query of touchpoints by: the stages as customers come through them, then the team's order."""
    stages = case({stage: number for number, stage in enumerate(STAGES)}, value=Touchpoint.stage)
    return stages, Touchpoint.position, Touchpoint.id
