"""Poll: what is decided with it, its questions (app/kinds/polls/asking.py), its end and who sees the results."""

import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text, and_, delete, insert, or_, select
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.audience import EVERYBODY, ONE_GROUP, electorate_of
from app.topics.models import Topic, add_part

SECRET, OPEN = "secret", "open"
AFTER_BALLOT, ALWAYS, AFTER_CLOSE, WHEN_PUBLISHED = RESULT_MODES = (
    "after_ballot",
    "always",
    "after_close",
    "when_published",
)
RESULT_MODE_NAMES = {
    AFTER_BALLOT: _l("After one's own ballot"),
    ALWAYS: _l("Always"),
    AFTER_CLOSE: _l("After the poll has closed"),
    WHEN_PUBLISHED: _l("When the team publishes them"),
}
# What those read who may not see the results yet.
RESULT_PROMISES = {
    AFTER_BALLOT: _l("You see the results as soon as you have voted."),
    ALWAYS: _l("Everybody sees the results."),
    AFTER_CLOSE: _l("The results are shown when the poll has closed."),
    WHEN_PUBLISHED: _l("The team publishes the results after the poll has closed."),
}
OPEN_DAYS = 7


class Poll(Base):
    """The part of a topic on a polls board."""

    __tablename__ = "polls"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    is_secret: Mapped[bool] = mapped_column(default=True)
    results_shown: Mapped[str] = mapped_column(default=AFTER_BALLOT)
    # Said above the options: what is decided with it, by whom, until when.
    decides: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_until: Mapped[str] = mapped_column(default="")
    # Who is asked (app/kinds/polls/audience.py); `group_id` where that is a group.
    audience: Mapped[str] = mapped_column(default=EVERYBODY)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"))
    closes_at: Mapped[datetime] = mapped_column(index=True)
    # When those who were invited and had not voted heard of it once more.
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ballot_count: Mapped[int] = mapped_column(default=0)
    # How many could vote when it closed; while it is open they are counted afresh.
    electorate: Mapped[int | None]
    # What was counted on paper, in all (app/kinds/polls/paper.py): never added to the ballots.
    paper_count: Mapped[int] = mapped_column(default=0)
    # The announcement that was drafted when it ended.
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("announcement_drafts.id", ondelete="SET NULL"))
    # Shuffles the options the same way each time for one member, without naming the member.
    shuffle_key: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(16))

    topic: Mapped[Topic] = relationship(
        lazy="raise_on_sql",
        backref=backref("poll", uselist=False, lazy="raise_on_sql", passive_deletes=True),
    )

    @classmethod
    def open(cls, topic, form=None):
        """The part of a new poll; without a form an empty one that the team still has to fill."""
        poll = add_part(topic, "poll", cls(topic_id=topic.id, closes_at=now() + timedelta(days=OPEN_DAYS)))
        if form:
            poll._take(form)
        db.session.flush()
        if form:
            poll._add_questions(form.asked)
        return poll

    def change(self, form, *, by):
        """Take over what the edit form says; once somebody has voted only the words and a later end."""
        # Locked, so that a first ballot cannot slip in between.
        db.session.refresh(self, ["ballot_count", "closed_at"], with_for_update=True)
        if self.ballot_count:
            self._take_words(form)
            self.closes_at = max(self.closes_at, form.closes_at.moment)
        else:
            self._take(form)
            if form.asked != form.known:
                self.ask(form.asked)
        record("topic.changed", actor=by, topic=self.topic)

    def ask(self, questions):
        """Replace the questions by these `Asked`. Raises ValueError once somebody has voted."""
        if self.ballot_count:
            raise ValueError("the questions are locked: somebody has voted")
        db.session.execute(delete(PollQuestion).where(PollQuestion.poll_id == self.topic_id))
        self._add_questions(questions)

    def close(self, *, by, at=None):
        """No more ballots. A second time changes nothing."""
        if not self.closed_at:
            self.closed_at = at or now()
            self.electorate = db.session.scalar(select(electorate_of(self, self.topic.board)))
            record("poll.closed", actor=by, topic=self.topic)

    def publish(self, *, by):
        """Show results that waited for it. Raises ValueError before the end; a second time changes nothing."""
        if not self.is_over:
            raise ValueError("results cannot be published while the poll is open")
        if not self.published_at:
            self.published_at = now()
            record("poll.published", actor=by, topic=self.topic)

    def remind(self):
        """Let those who were invited and have not voted hear of it once more; a second time changes nothing."""
        if not self.reminded_at:
            self.reminded_at = now()
            record("poll.reminded", topic=self.topic)

    @property
    def is_over(self):
        """Whether the time has run out or the team has closed it; the clock counts, not the worker."""
        return self.closed_at is not None or now() >= self.closes_at

    @property
    def waits_for_publication(self):
        return self.results_shown == WHEN_PUBLISHED

    @property
    def results_are_open(self):
        """Whether everybody who sees the poll may see its results, with or without a ballot."""
        if self.results_shown == ALWAYS:
            return True
        if self.results_shown == WHEN_PUBLISHED:
            return self.published_at is not None
        return self.is_over

    @classmethod
    def hides_results(cls):
        """The SQL condition that not everybody may see the results yet: the opposite of `results_are_open`."""
        runs = and_(cls.closed_at.is_(None), cls.closes_at > now())
        waits = and_(cls.results_shown == WHEN_PUBLISHED, cls.published_at.is_(None))
        return or_(waits, and_(runs, cls.results_shown.in_((AFTER_BALLOT, AFTER_CLOSE))))

    def shows_results_to(self, *, voted):
        """Whether somebody who has or has not voted may see the results: the same for the team."""
        return self.results_are_open or (voted and self.results_shown == AFTER_BALLOT)

    @property
    def results_promise(self):
        """When the results will be shown, in words."""
        return RESULT_PROMISES[self.results_shown]

    def _take(self, form):
        self.is_secret = form.secrecy.data == SECRET
        self.audience = form.audience.data
        self.group_id = form.group.data if self.audience == ONE_GROUP else None
        self.results_shown, self.closes_at = form.results_shown.data, form.closes_at.moment
        self._take_words(form)

    def _add_questions(self, questions):
        """Two statements however many there are: added as objects, SQLite would take one each."""
        rows = [asked.row(self.topic_id, position) for position, asked in enumerate(questions)]
        if not rows:
            return
        ids = db.session.scalars(insert(PollQuestion).returning(PollQuestion.id, sort_by_parameter_order=True), rows)
        pairs = zip(ids, questions, strict=True)
        if options := [row for id, asked in pairs for row in asked.option_rows(id)]:
            db.session.execute(insert(PollOption), options)

    def _take_words(self, form):
        self.decides, self.decided_by = form.decides.data, form.decided_by.data
        self.decided_until = form.decided_until.data

    @property
    def secrecy(self):
        """`is_secret` as the form says it."""
        return SECRET if self.is_secret else OPEN
