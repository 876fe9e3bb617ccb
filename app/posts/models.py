"""Post: every text anyone writes, with its history."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.accounts.roles import NEW
from app.audit.models import audit
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.posts.hidden_authors import hide_author, known_as
from app.topics.models import DELETED, HELD, HIDDEN, MERGED, PUBLISHED, REMOVED, RETURNED, Topic
from app.uploads.models import FOLDER, find_pictures, loosen_pictures
from app.web.language import guess_language
from app.web.slugs import slugify
from app.web.text import RENDERER_VERSION, excerpt, normalise, pictures_in, render_markdown


class EditConflict(Exception):
    """Somebody else has changed the text since this editor opened it."""


class Post(Base):
    """One text: Markdown as written, and the safe HTML made from it once."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_topic", "topic_id", "thread_id", "id"),
        # Most posts are in no thread; counted with the others, they make this index look useless to SQLite.
        Index(
            "ix_posts_thread",
            "thread_id",
            "id",
            sqlite_where=text("thread_id IS NOT NULL"),
            postgresql_where=text("thread_id IS NOT NULL"),
        ),
        Index("ix_posts_author", "author_id", "id"),
        # Few posts are not published; an index of all would lure SQLite away from the topic's.
        Index(
            "ix_posts_unpublished",
            "state",
            "id",
            sqlite_where=text(f"state != '{PUBLISHED}'"),
            postgresql_where=text(f"state != '{PUBLISHED}'"),
        ),
        Index(
            "ix_posts_merge",
            "merge_id",
            "id",
            sqlite_where=text("merge_id IS NOT NULL"),
            postgresql_where=text("merge_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    is_opening: Mapped[bool] = mapped_column(default=False)
    # What it answers, and the post at the top of that thread; both empty for answers and plain replies.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    # With which merge it came into its topic; empty for what was written there.
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("merges.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(default=PUBLISHED)
    # Where the post stood before it was deleted or removed, so that restoring brings that back.
    earlier_state: Mapped[str | None]
    # A moderator has looked and agreed: reports do not hide it again.
    approved_at: Mapped[datetime | None]
    # For which reasons it was held when it was sent: what `app.posts.holding.why_held` gave; None for most.
    held_for: Mapped[list | None] = mapped_column(db.JSON(none_as_null=True))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    language: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    vote_count: Mapped[int] = mapped_column(default=0)
    # Votes that came with an import and whose voters are unknown.
    carried_up: Mapped[int] = mapped_column(default=0)
    carried_down: Mapped[int] = mapped_column(default=0)
    # Published comments in this post's thread.
    comment_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    # The last to change the words was not the author: the page says so.
    edited_for_author: Mapped[bool] = mapped_column(default=False, server_default=false())
    origin: Mapped[str | None] = mapped_column(unique=True)
    # Written without a name (app/posts/hidden_authors.py); then there is no author here.
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")


    @property
    def url(self):
        """The topic's page at this post. Needs `topic` and its board loaded."""
        return self.topic.url if self.is_opening else f"{self.topic.url}?post={self.id}#post-{self.id}"

    @property
    def is_published(self):
        return self.state == PUBLISHED

    @property
    def is_gone(self):
        """Deleted by its author or removed by a moderator."""
        return self.state in (DELETED, REMOVED)

    def edit(self, body, *, by, version, title=None, is_audited=True):
        """Another text; the old one goes into the history. Returns whether anything has changed.

        What is published for somebody else stands in the audit log, unless whoever calls says it in another way.

        Raises EditConflict unless `version` is the one this editor saw; what is there already is no conflict, so
        sending twice changes nothing.
        """
        body = normalise(body)
        if body == self.body and title in (None, self.topic.title):
            return False
        if version != self.version:
            raise EditConflict
        writer, by = by, known_as(by, self)
        before, for_author = self.edited_before(), bool(by) and by.id != self.author_id
        self._keep_revision(by)
        self._write(body, by=writer)
        self.version += 1
        self.edited_at, self.edited_for_author = now(), for_author
        if self.is_opening:
            self.topic.excerpt = excerpt(body)
            if title:
                self.topic.retitle(title, by=by)
        is_for_another = for_author and is_audited
        facts = {"version": self.version - 1, "before": before} if is_for_another else {}
        record("post.edited", actor=by, topic=self.topic, post=self, **facts)
        if is_for_another:
            versions = {"before": f"version {self.version - 1}", "after": f"version {self.version}"}
            audit("post.edit", actor=by, member=self.author, topic=self.topic, post=self, **versions)
        return True

    def edited_before(self):
        """When it was edited last and whether for its author, as plain facts that undoing brings back."""
        return {"edited_at": self.edited_at and self.edited_at.isoformat(), "edited_for_author": self.edited_for_author}

    def delete(self, *, by):
        """Take the post away; it can be restored. A second time changes nothing."""
        if not self.is_gone:
            self._set_state(DELETED)
            record("post.deleted", actor=known_as(by, self), topic=self.topic, post=self)

    def remove(self, *, by):
        """A moderator takes the post away for breaking a rule; it can be restored."""
        if not self.is_gone:
            self._set_state(REMOVED)
            record("post.removed", actor=by, topic=self.topic, post=self)

    def restore(self, *, by):
        """Bring a deleted, removed or hidden post back to where it was."""
        if self.is_gone or self.state == HIDDEN:
            self._set_state(self.earlier_state or PUBLISHED)
            record("post.restored", actor=known_as(by, self), topic=self.topic, post=self)

    def hide(self):
        """Out of sight until a moderator has looked, because of reports."""
        if self.state == PUBLISHED:
            self._set_state(HIDDEN)
            record("post.hidden", topic=self.topic, post=self)

    def approve(self, *, by):
        """A moderator agrees: the post is published, and reports will not hide it again."""
        published = self.state == PUBLISHED
        self.approved_at = now()
        if not published:
            first_time = self.state in (HELD, RETURNED)
            self._set_state(PUBLISHED)
            if first_time:
                self.created_at = now()
            record("post.approved", actor=by, topic=self.topic, post=self)

    def return_to_author(self, *, by):
        """A moderator asks the author for another wording; only the author sees it meanwhile."""
        if self.state != RETURNED:
            self._set_state(RETURNED)
            record("post.returned", actor=by, topic=self.topic, post=self)

    def hold_again(self, *, by):
        """The author has reworded a returned post: it waits for a moderator once more."""
        if self.state == RETURNED:
            self._set_state(HELD)
            record("post.held", actor=known_as(by, self), topic=self.topic, post=self)

    def hold_edited(self, reasons, *, by):
        """What was written into a published text has to be looked at: it waits, unless others have written below it."""
        if not reasons or self.state != PUBLISHED:
            return
        self.held_for, self.approved_at = reasons, None
        if not (self.comment_count or self.is_opening and self.topic.reply_count):
            self._set_state(HELD)
            record("post.held", actor=known_as(by, self), topic=self.topic, post=self)

    def put_back(self, state, *, by):
        """Undo a decision: the state the post had before it."""
        if state != self.state:
            self._set_state(state)
            record("post.restored", actor=by, topic=self.topic, post=self)

    def count_votes(self, change):
        """Move the vote counters of the post, and of the topic when it is the opening."""
        counted = update(Post).where(Post.id == self.id).values(vote_count=Post.vote_count + change)
        counted = counted.returning(Post.vote_count).execution_options(synchronize_session=False)
        set_committed_value(self, "vote_count", db.session.scalar(counted))
        if self.is_opening:
            self.topic.vote_count = Topic.vote_count + change

    def _write(self, body, *, by=None):
        pictures = self._show_pictures(pictures_in(body), by.id if by else self.author_id)
        self.body = body
        self.html = render_markdown(body, pictures).html
        self.renderer_version = RENDERER_VERSION
        self.language = guess_language(body)

    def _show_pictures(self, wanted, writer_id):
        """Bind the pictures that the text shows to this post, let go of others; {address: how it is shown}."""
        shown = find_pictures(wanted)
        if self.id and self.body and FOLDER in self.body:
            loosen_pictures(self, but=shown.values())
        for address, upload in shown.items():
            upload.show_in(self, wanted[address], by_id=writer_id)
        return {address: upload.attributes for address, upload in shown.items()}

    def _keep_revision(self, by):
        db.session.add(
            Revision(
                post_id=self.id,
                number=self.version,
                title=self.topic.title if self.is_opening else None,
                body=self.body,
                editor_id=by and by.id,
            )
        )

    def _set_state(self, state):
        was_published, self.earlier_state = self.is_published, self.state
        self.state = state
        if self.is_opening and self.topic.state != MERGED:
            self.topic.state = state
        if was_published != self.is_published:
            self._count(1 if self.is_published else -1)

    def _count(self, change):
        """A post counts in its topic while it is published; boards and members are counted by a reader."""
        if self.is_opening:
            return
        self.topic.count_reply(change, is_comment=bool(self.thread_id))
        if self.thread_id:
            db.session.execute(
                db.update(Post)
                .where(Post.id == self.thread_id)
                .values(comment_count=Post.comment_count + change)
                .execution_options(synchronize_session=False)
            )


class Revision(Base):
    """What a post said before an edit."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str | None]
    body: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    editor: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @property
    def language(self):
        return guess_language(self.body)


def open_topic(
    board, author, title, body, *, origin=None, at=None, tags=(), votes=0, heat=0.0, held_for=None, hidden=False
):
    """Open a topic with its opening post; returns the topic, with the post as `topic.opening`.

    The kind's part is added by the kind (`Kind.open`), and so are the rows of the `votes` it starts with. It is
    held for the reasons in `held_for` (`why_held`); where nobody was asked, a new member's is. `hidden`: without
    a name.
    """
    at = at or now()
    body = normalise(body)
    state, language = first_state(author, held_for), guess_language(body)
    topic = Topic(
        board=board,
        author_id=None if hidden else author.id,
        is_anonymous=hidden,
        title=title,
        slug=slugify(title),
        excerpt=excerpt(body),
        language=language,
        created_at=at,
        last_activity_at=at,
        origin=origin,
        state=state,
        tag_names=list(tags),
        vote_count=votes,
        heat=heat,
    )
    # Not by the relationship: the author may be Flask-Login's stand-in for the member.
    set_committed_value(topic, "author", None if hidden else author)
    topic.opening = _new_post(topic, author, body, at, held_for, hidden=hidden, is_opening=True, vote_count=votes)
    db.session.flush()
    actor = _hide(topic.opening, author) if hidden else author
    # First that it is held: who reads "opened" must know by then whether it is public.
    if state != PUBLISHED:
        record("post.held", actor=actor, topic=topic, post=topic.opening)
    record("topic.opened", actor=actor, topic=topic, post=topic.opening)
    if not hidden:
        _count_unheld(author, held_for)
    return topic


def add_post(topic, author, body, *, parent=None, at=None, held_for=None, hidden=False):
    """Add a reply, an answer, or (with `parent`) a comment; returns the post. Held as `open_topic` says.

    `hidden`: without a name, as whoever opened the topic without one writes there.
    """
    thread = {}
    if parent:
        # A comment goes where its thread goes, also when a merge is undone.
        thread = {"parent_id": parent.id, "thread_id": parent.thread_id or parent.id, "merge_id": parent.merge_id}
    post = _new_post(topic, author, normalise(body), at or now(), held_for, hidden=hidden, **thread)
    db.session.flush()
    actor = _hide(post, author) if hidden else author
    if post.is_published:
        post._count(1)
    record("post.added" if post.is_published else "post.held", actor=actor, topic=topic, post=post)
    if not hidden:
        _count_unheld(author, held_for)
    return post


def _count_unheld(author, held_for):
    """Where nothing of new members is held, they become members all the same."""
    if held_for == [] and author.role == NEW:
        author.count_approved_post()


def first_state(author, held_for=None):
    """Where a text of this author starts: held for reasons, or, where nobody was asked, because the author is new."""
    if held_for is None:
        return HELD if author.role == NEW else PUBLISHED
    return HELD if held_for else PUBLISHED


def _new_post(topic, author, body, at, held_for, *, hidden, **columns):
    shown, state = None if hidden else author, first_state(author, held_for)
    columns |= {"author_id": shown and shown.id, "is_anonymous": hidden}
    post = Post(topic=topic, state=state, created_at=at, held_for=held_for or None, **columns)
    set_committed_value(post, "author", shown)
    post._write(body, by=author)
    db.session.add(post)
    return post


def _hide(post, author):
    """Note who wrote it; returns who is named in what is recorded of it: nobody."""
    hide_author(post, author)
