"""Announcement: what came of what members said, and which topics it answers."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base
from app.events.models import record
from app.extensions import db
from app.topics.models import Topic, add_part

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
    # Since when somebody may still have to be told of it; empty once everybody was.
    tell_since: Mapped[datetime | None] = mapped_column(index=True)
    # Authors, voters and participants of the sources; those of them who were told, and who opened it.
    asked_count: Mapped[int] = mapped_column(default=0)
    told_count: Mapped[int] = mapped_column(default=0)
    read_count: Mapped[int] = mapped_column(default=0)
    # When those who asked were asked whether it is right now, what they said, and that it was not.
    checked_at: Mapped[datetime | None]
    right_count: Mapped[int] = mapped_column(default=0)
    wrong_count: Mapped[int] = mapped_column(default=0)
    reopened_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("announcement", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )

    @classmethod
    def open(cls, topic, form=None):
        """The part of a new announcement, with the sources the form names; without a form plain news."""
        if form:
            return cls.say(topic, form.outcome.data, form.found_sources)
        return cls._of(topic, NEWS)

    @classmethod
    def say(cls, topic, outcome, sources):
        """The part of a new announcement that is told to everybody whom its sources concern."""
        announcement = cls._of(topic, outcome)
        announcement.publish(sources, by=topic.author)
        return announcement

    @classmethod
    def _of(cls, topic, outcome):
        announcement = add_part(topic, "announcement", cls(topic_id=topic.id, outcome=outcome))
        db.session.flush()
        return announcement

    def publish(self, sources, *, by):
        """Name the topics that this answers, and say so to everybody who follows the events."""
        self._add_sources(sources, by)
        record("outcome.published", actor=by, topic=self.topic, sources=[source.id for source in sources])

    def change(self, form, *, by):
        """Another outcome or other sources; only sources that are new hear of it."""
        known = self.source_ids()
        wanted = {source.id for source in form.found_sources}
        if (self.outcome, known) == (form.outcome.data, wanted):
            return
        self.outcome = form.outcome.data
        if gone := known - wanted:
            db.session.execute(
                delete(AnnouncementSource).where(
                    AnnouncementSource.announcement_id == self.topic_id, AnnouncementSource.topic_id.in_(gone)
                )
            )
        self._add_sources([source for source in form.found_sources if source.id not in known], by)
        record("topic.changed", actor=by, topic=self.topic)

    def source_ids(self):
        """The ids of the topics that this answers: one query."""
        query = select(AnnouncementSource.topic_id).where(AnnouncementSource.announcement_id == self.topic_id)
        return set(db.session.scalars(query))

    def _add_sources(self, sources, by):
        for source in sources:
            db.session.add(AnnouncementSource(announcement_id=self.topic_id, topic_id=source.id))
            record("announcement.sourced", actor=by, topic=source, announcement=self.topic_id)

    @property
    def outcome_name(self):
        return OUTCOME_NAMES[self.outcome]

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
