"""Topic: the spine that every kind hangs on."""

from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, false, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.boards.models import Board
from app.database import Base, now
from app.events.models import Event, record
from app.extensions import db, write_past_session
from app.web.slugs import slugify

# What has happened to a text. A topic has the state of its opening post, unless it was merged.
PUBLISHED, HELD, RETURNED, HIDDEN, REMOVED, DELETED = STATES = (
    "published",
    "held",
    "returned",
    "hidden",
    "removed",
    "deleted",
)
# Only of topics: what was said there stands in another one now (app/topics/merges.py).
MERGED = "merged"
DUPLICATE, LINKED = LINK_KINDS = ("duplicate", "linked")
# The orders of lists: each is read from an index, over all boards and in one, however many topics there are.
ORDERS = {"activity": "last_activity_at", "new": "created_at", "votes": "vote_count", "heat": "heat"}
UNANSWERED = "reply_count = comment_count AND closed_at IS NULL"


class Topic(Base):
    """One idea, question, poll, announcement or discussion; its texts are posts, its kind's own state a part."""

    __tablename__ = "topics"
    __table_args__ = (
        # The state is left out: nearly all topics are published, and one's own waiting ones stand among them.
        *(Index(f"ix_topics_{name}", column, "id") for name, column in ORDERS.items()),
        *(Index(f"ix_topics_board_{name}", "board_id", column, "id") for name, column in ORDERS.items()),
        Index("ix_topics_board_pinned", "board_id", "pinned_at"),
        Index("ix_topics_author", "author_id", "id"),
        # Who still waits for an answer: few of all.
        Index(
            "ix_topics_unanswered",
            "created_at",
            sqlite_where=text(UNANSWERED),
            postgresql_where=text(UNANSWERED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="RESTRICT"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    title: Mapped[str]
    slug: Mapped[str]
    state: Mapped[str] = mapped_column(default=PUBLISHED)
    excerpt: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    # The tags' names in order, kept here so that lists need no query for them.
    tag_names: Mapped[list] = mapped_column(db.JSON, default=list)
    vote_count: Mapped[int] = mapped_column(default=0)
    # Every published reply; those of them that hang under another reply are counted again as comments.
    reply_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    # How many others were taken up into it (app/topics/merges.py), and how many notes moderators have left on its page.
    merged_count: Mapped[int] = mapped_column(default=0, server_default="0")
    note_count: Mapped[int] = mapped_column(default=0, server_default="0")
    heat: Mapped[float] = mapped_column(default=0.0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_activity_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    # A moderator has closed it, so its author does not open it again.
    is_locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    pinned_at: Mapped[datetime | None]
    # Slow mode: a member waits so many minutes between two replies here, until then.
    slow_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    slow_until: Mapped[datetime | None]
    # A moderator lets the thread run: it is offered no slow mode, and more reports are needed to hide its texts.
    let_run_until: Mapped[datetime | None]
    let_run_because: Mapped[str] = mapped_column(default="", server_default="")
    origin: Mapped[str | None] = mapped_column(unique=True)
    # Opened without a name (app/posts/hidden_authors.py); then there is no author here.
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())

    # What the reader of a page may still give on a board with a vote budget; None where nothing is counted.
    votes_left = None

    board: Mapped[Board] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def kind(self):
        """The name of the kind: the board's."""
        return self.board.kind

    @property
    def url(self):
        return f"/{self.kind}/{self.id}-{self.slug}"

    @property
    def vote_budget(self):
        """How many votes each member has on the topic's board; 0 where they are not counted."""
        return self.board.vote_budget

    @property
    def is_published(self):
        return self.state == PUBLISHED

    @property
    def minutes_between(self):
        """How many minutes a member waits between two replies here; 0 outside slow mode."""
        return self.slow_minutes if self.slow_until and self.slow_until > now() else 0

    @property
    def runs(self):
        """Whether a moderator lets this thread run right now."""
        return self.let_run_until is not None and self.let_run_until > now()

    def retitle(self, title, *, by):
        """Another title, and with it another slug; the old address still leads here."""
        if title != self.title:
            self.title, self.slug = title, slugify(title)
            record("topic.changed", actor=by, topic=self)

    def close(self, *, by, lock=False, at=None):
        """No more replies; locked, only a moderator opens it again. A second time changes nothing."""
        self.is_locked = self.is_locked or lock
        if not self.closed_at:
            self.closed_at = at or now()
            record("topic.closed", actor=by, topic=self)

    def reopen(self, *, by):
        self.is_locked = False
        if self.closed_at:
            self.closed_at = None
            record("topic.reopened", actor=by, topic=self)

    def pin(self, *, by, at=None):
        """First in its board until unpinned."""
        if not self.pinned_at:
            self.pinned_at = at or now()
            record("topic.pinned", actor=by, topic=self)

    def unpin(self, *, by):
        if self.pinned_at:
            self.pinned_at = None
            record("topic.unpinned", actor=by, topic=self)

    def slow_down(self, minutes, *, until, by):
        """Members wait this long between two replies here, until then; 0 minutes end it."""
        self.slow_minutes, self.slow_until = minutes, until if minutes else None
        record("topic.slowed", actor=by, topic=self, minutes=minutes)

    def let_run(self, until, *, because, by):
        """Bear with a heated thread until then, and say why in the public log; None ends it."""
        self.let_run_until, self.let_run_because = until, because
        record("topic.let_run", actor=by, topic=self, until=until.isoformat() if until else "")

    def move_to(self, board, *, by):
        """Another board. When its kind differs, the caller changes the part (`app.kinds.change_part`)."""
        if board.id != self.board_id:
            source_id, self.board = self.board_id, board
            db.session.flush()
            record("topic.moved", actor=by, topic=self, source=source_id, board_kind=board.kind)

    def count_reply(self, change, *, is_comment):
        """One published reply more (1) or less (-1), whatever others write meanwhile; with a new one it moves up in lists."""
        counts = {"reply_count": change, "comment_count": change if is_comment else 0}
        here = {name: getattr(self, name) + number for name, number in counts.items()}
        given = {"topic": self.id}
        if change > 0:
            here["last_activity_at"] = given["at"] = now()
        write_past_session(_count_replies(change, is_comment), given)
        for name, value in here.items():
            set_committed_value(self, name, value)


@cache
def _count_replies(change, is_comment):
    """The statement of `count_reply`, built once of each sort."""
    table = Topic.__table__
    counted = ("reply_count", "comment_count") if is_comment else ("reply_count",)
    values = {name: table.c[name] + change for name in counted}
    if change > 0:
        values["last_activity_at"] = bindparam("at")
    return update(table).where(table.c.id == bindparam("topic")).values(values)


class TopicLink(Base):
    """That one topic points at another: as its duplicate, or as related."""

    __tablename__ = "topic_links"
    __table_args__ = (UniqueConstraint("topic_id", "other_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


def add_part(topic, name, part):
    """Hang a kind's part on a new topic, without asking the database for an earlier one; returns the part."""
    db.session.add(part)
    set_committed_value(topic, name, part)
    set_committed_value(part, "topic", topic)
    return part


def was_moved(id):
    """Whether a topic has stood on another board, so that its earlier address may be of another kind."""
    moved = select(Event.id).where(Event.topic_id == id, Event.name == "topic.moved")
    return db.session.scalar(moved.limit(1)) is not None


def link_topics(topic, other, kind, *, by=None):
    """Link two topics; whether it is new. A second time changes nothing. Raises ValueError for a topic and itself."""
    if topic.id == other.id:
        raise ValueError("a topic cannot be linked to itself")
    known = select(TopicLink.id).where(
        TopicLink.topic_id == topic.id, TopicLink.other_id == other.id, TopicLink.kind == kind
    )
    is_new = db.session.scalar(known) is None
    if is_new:
        db.session.add(TopicLink(topic_id=topic.id, other_id=other.id, kind=kind))
        if kind == DUPLICATE:
            record("question.duplicated", actor=by, topic=topic, other=other.id)
    return is_new
