"""Announcement: what came of what members said, and which topics it answers."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base
from app.topics.models import Topic

DONE, PLANNED, NOT_NOW, IT_FAILED, SPARED, INTERIM, NEWS = OUTCOMES = (
    "done",
    "planned",
    "not_now",
    "it_failed",
    "you_spared_us_this",
    "interim",
    "news",
)
OUTCOME_NAMES = {
    DONE: _l("Done"),
    PLANNED: _l("Planned"),
    NOT_NOW: _l("Not now"),
    IT_FAILED: _l("It failed"),
    SPARED: _l("You spared us this"),
    INTERIM: _l("Interim result"),
    NEWS: _l("News"),
}


class Announcement(Base):
    """The part of a topic on an announcements board."""

    __tablename__ = "announcements"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[str] = mapped_column(default=NEWS, index=True)

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("announcement", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )

    @property
    def needs_sources(self):
        """All but plain news answer something that members said."""
        return self.outcome != NEWS


class AnnouncementSource(Base):
    """An idea, question or poll that an announcement answers."""

    __tablename__ = "announcement_sources"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcements.topic_id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True
    )
