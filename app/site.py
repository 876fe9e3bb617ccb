"""Site: the one row that holds what the owner decides about the whole community."""

from datetime import datetime

from flask import g
from flask_login import current_user
from sqlalchemy import CheckConstraint, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db

LANGUAGES = ("en", "de")
# How German speaks to members; English has one form.
ADDRESSES = ("du", "sie")
# How sure the spam score must be before a text waits for a moderator, by how careful the owner wants to be.
SPAM_CARE = {"off": 2.0, "calm": 0.95, "normal": 0.8, "strict": 0.5}
PAGES = ("imprint", "privacy", "rules", "accessibility")


class Site(Base):
    """The community itself. There is at most one row; without it the set-up is still open."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    tagline: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    address: Mapped[str] = mapped_column(default="du")
    timezone: Mapped[str] = mapped_column(default="Europe/Berlin")
    accent_hue: Mapped[int] = mapped_column(default=40)
    sign_up_open: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[str] = mapped_column(default="")
    spam_care: Mapped[str] = mapped_column(default="normal", server_default="normal")
    # Words of the owner for the eight statuses of an idea: {"planned": "Coming soon"}.
    status_words: Mapped[dict] = mapped_column(db.JSON, default=dict)
    # Seven lines as the owner writes them, from Monday on ("9:00–18:00"; empty: closed); none at all: always open.
    opening_hours: Mapped[list] = mapped_column(db.JSON, default=list, server_default="[]")
    # Days on which the business is closed: "2026-12-25".
    holidays: Mapped[list] = mapped_column(db.JSON, default=list, server_default="[]")
    # Another one whenever a rule of moderation changes; empty while nobody has changed any.
    rules_stamp: Mapped[str] = mapped_column(default="", server_default="")
    # Another one whenever a group of synonyms changes; empty while there is none.
    synonyms_stamp: Mapped[str] = mapped_column(default="", server_default="")
    smtp_url: Mapped[str] = mapped_column(default="", deferred=True)
    mail_from: Mapped[str] = mapped_column(default="", deferred=True)
    imprint: Mapped[str] = mapped_column(Text, default="", deferred=True)
    privacy: Mapped[str] = mapped_column(Text, default="", deferred=True)
    rules: Mapped[str] = mapped_column(Text, default="", deferred=True)
    accessibility: Mapped[str] = mapped_column(Text, default="", deferred=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def formal(self):
        """Whether German says Sie."""
        return self.address == "sie"


def current_site():
    """The site row, read once a request; None while the set-up is open."""
    try:
        return g.site
    except AttributeError:
        # First who reads: with a member's session comes the site.
        if not (current_user and "site" in g):
            g.site = db.session.scalar(select(Site))
        return g.site


def open_site(name, *, language, address="du", **rest):
    """Make the site row. Raises ValueError for a language or address that is not known."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}")
    if address not in ADDRESSES:
        raise ValueError(f"address must be one of {', '.join(ADDRESSES)}")
    site = Site(id=1, name=name, language=language, address=address, **rest)
    db.session.add(site)
    g.site = site
    return site
