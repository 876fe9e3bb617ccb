"""AnnouncementDraft: an announcement that the team still writes, or that waits for its moment.

It stands apart and is no topic, so that no list, feed or search can show it by mistake before it is published.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.boards.models import Board
from app.database import Base, now
from app.extensions import db
from app.follows.models import follow_own_topic
from app.kinds.announcements.models import NEWS, OUTCOME_NAMES, Announcement
from app.posts.models import open_topic
from app.uploads.models import hand_over_pictures
from app.web.text import pictures_in

# Why a draft was not published at its moment.
NO_SOURCE, NOT_SEEN, TOO_WIDE, NO_BOARD, NO_AUTHOR = ("no_source", "not_seen", "too_wide", "no_board", "no_author")
TROUBLES = {
    NO_SOURCE: _l("Please name at least one idea, question or poll; only news has none."),
    NOT_SEEN: _l("Something that it answers is not there any more."),
    TOO_WIDE: _l("More people may read it than what it answers. Please choose a board with the same audience."),
    NO_BOARD: _l("Nothing new can be opened on its board."),
    NO_AUTHOR: _l("Whoever wrote it is not on the team any more."),
}


class CannotPublish(Exception):
    """A draft cannot be published as it is; `args[0]` is one of TROUBLES."""


class AnnouncementDraft(Base):
    """What an announcement will say. Once it is published, `topic_id` names the announcement."""

    __tablename__ = "announcement_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="RESTRICT"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(default=NEWS)
    source_ids: Mapped[list] = mapped_column(db.JSON, default=list)
    tag_names: Mapped[list] = mapped_column(db.JSON, default=list)
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    trouble: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    board: Mapped[Board] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def url(self):
        return f"/announcements/drafts/{self.id}"

    @property
    def outcome_name(self):
        return OUTCOME_NAMES[self.outcome]

    @property
    def trouble_words(self):
        """Why it was not published at its moment, or None."""
        return TROUBLES.get(self.trouble)

    def take(self, form, board, *, by):
        """Take over what the form says; the pictures that `by` has added are published in the author's name."""
        self.board_id, self.title, self.body = board.id, form.title.data, form.take_text()
        self.outcome, self.tag_names = form.outcome.data, list(form.tag_names)
        self.source_ids = [source.id for source in form.found_sources]
        self.trouble, self.changed_at = "", now()
        if self.author_id and self.author_id != by.id:
            hand_over_pictures(pictures_in(self.body), sender_id=by.id, writer_id=self.author_id)

    def schedule(self, moment):
        """Publish it by itself at this moment; None keeps it until somebody does."""
        self.publish_at, self.trouble = moment, ""

    def publish(self, sources):
        """Make the announcement, whose author is whoever wrote the draft; a second time changes nothing.

        It must have been loaded locked, so that two who press the button at once, or the clock, publish it once,
        as it is by then; and its sources must have been checked (`check_draft` in queries.py).
        """
        if self.topic_id is None:
            topic = open_topic(self.board, self.author, self.title, self.body, tags=self.tag_names)
            Announcement.say(topic, self.outcome, sources)
            follow_own_topic(topic, self.author)
            self.topic_id = topic.id
        return self.topic_id
