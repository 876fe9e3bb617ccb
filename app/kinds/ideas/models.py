"""Idea: what becomes of a member's wish, and every move on the way."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text, update
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.site import current_site
from app.topics.models import Topic, add_part

NEW, CHECKING, PLANNED, IN_WORK, DONE, NOT_NOW, ALREADY_THERE, MERGED = STATUSES = (
    "new",
    "checking",
    "planned",
    "in_work",
    "done",
    "not_now",
    "already_there",
    "merged",
)
OPEN = (NEW, CHECKING)
ACTIVE = (PLANNED, IN_WORK)
FINAL = (DONE, NOT_NOW, ALREADY_THERE, MERGED)
# Merging is an act of its own, not a status that somebody picks.
CHOOSABLE = tuple(status for status in STATUSES if status != MERGED)
SHORTEST_REASON = 40

STATUS_NAMES = {
    NEW: _l("New"),
    CHECKING: _l("Being checked"),
    PLANNED: _l("Planned"),
    IN_WORK: _l("In work"),
    DONE: _l("Done"),
    NOT_NOW: _l("Not now"),
    ALREADY_THERE: _l("Already there"),
    MERGED: _l("Merged"),
}


class Idea(Base):
    """The part of a topic on an ideas board: its status and the words that go with it."""

    __tablename__ = "ideas"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(default=NEW, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("idea", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )

    @classmethod
    def open(cls, topic, form=None):
        return add_part(topic, "idea", cls(topic_id=topic.id, status=NEW, reason="", what_would_change=""))

    @property
    def is_final(self):
        """No more votes: what was asked has its answer."""
        return self.status in FINAL

    @property
    def status_name(self):
        """The status in the owner's words."""
        return status_name(self.status)

    def move_to(self, status, *, by, because="", what_would_change="", at=None):
        """Give the idea another status, with its reason, and keep the move in the history.

        Raises ValueError for an unknown status, or for a final one without a reason of SHORTEST_REASON
        characters, or for "not now" without what would change our mind.
        """
        _check_move(status, because, what_would_change)
        if (status, because, what_would_change) == (self.status, self.reason, self.what_would_change):
            return
        at = at or now()
        db.session.add(
            IdeaMove(
                topic_id=self.topic_id,
                before=self.status,
                after=status,
                reason=because,
                what_would_change=what_would_change,
                by_id=by.id if by else None,
                created_at=at,
            )
        )
        before, self.status, self.reason = self.status, status, because
        self.what_would_change, self.moved_at = what_would_change, at
        record("idea.moved", actor=by, topic=self.topic, before=before, after=status)


class IdeaMove(Base):
    """One change of an idea's status."""

    __tablename__ = "idea_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("ideas.topic_id", ondelete="CASCADE"), index=True)
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def status_name(self):
        """The status the idea moved to, in the owner's words."""
        return status_name(self.after)


def status_name(status):
    """A status in the owner's words, or in ours where the owner has chosen none."""
    site = current_site()
    return (site and site.status_words.get(status)) or STATUS_NAMES[status]


def heat(votes30, replies30, age_hours):
    """How much an idea is talked of now: the order of "trending".

    A gravity formula, as Hacker News ranks its front page ((points − 1) / (age + 2)^1.8, published by Paul
    Graham with the source of news.arc): votes and replies of 30 days weigh 5 and 3, and with the exponent
    1.4 an idea stays in sight for days instead of hours.
    """
    return (5 * votes30 + 3 * replies30 - 1) / (max(0, age_hours) + 2) ** 1.4


def _check_move(status, because, what_would_change):
    if status not in STATUSES:
        raise ValueError(f"{status!r} is not a status")
    if status in FINAL and len(because.strip()) < SHORTEST_REASON:
        raise ValueError(f"a final status needs a reason of at least {SHORTEST_REASON} characters")
    if status == NOT_NOW and not what_would_change.strip():
        raise ValueError("not_now needs what would change our mind")


def restate(topic_id, status):
    """Say past the session where an idea stands, because it was merged or that was taken back."""
    ideas = update(Idea).where(Idea.topic_id == topic_id).values(status=status)
    db.session.execute(ideas.execution_options(synchronize_session=False))
