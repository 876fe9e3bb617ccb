"""EditSuggestion: other words for somebody's text, which its author or a moderator takes or leaves.

A table of its own beside the history of a post, because nothing has changed until somebody says yes.
"""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from re import findall

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.web.text import normalise


class EditSuggestion(Base):
    """How somebody would word a text; `version` is the one they saw."""

    __tablename__ = "edit_suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    is_taken: Mapped[bool | None]

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])

    @property
    def is_open(self):
        return self.decided_at is None

    @property
    def url(self):
        return f"/suggestions/{self.id}"

    def take(self, *, by):
        """The text says this from now on, and its history names who suggested it.

        Raises EditConflict when the text was changed since; a second decision changes nothing.
        """
        if self.is_open:
            self.post.edit(self.body, by=self.by or by, version=self.version, is_audited=False)
            self._decide(True, by)

    def leave(self, *, by):
        """The text stays as it is."""
        if self.is_open:
            self._decide(False, by)

    def _decide(self, is_taken, by):
        self.decided_at, self.decided_by_id, self.is_taken = now(), by.id, is_taken
        _count(self.post.topic_id, -1)
        record("suggestion.decided", actor=by, topic=self.post.topic, post=self.post, suggestion=self.id)


def suggest_edit(post, body, note, *, by):
    """Suggest another wording; returns the suggestion, or None when it says what stands there already."""
    body = normalise(body)
    if body == post.body:
        return None
    suggestion = EditSuggestion(post_id=post.id, version=post.version, body=body, note=note, by_id=by.id)
    db.session.add(suggestion)
    _count(post.topic_id, 1)
    db.session.flush()
    record("suggestion.made", actor=by, topic=post.topic, post=post, suggestion=suggestion.id)
    return suggestion


def _count(topic_id, change):
    counted = db.update(Question).where(Question.topic_id == topic_id)
    counted = counted.values(suggestion_count=Question.suggestion_count + change)
    db.session.execute(counted.execution_options(synchronize_session=False))


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stays, goes or comes."""

    act: str
    text: str


def difference(before, after):
    """What would change, word by word, as Pieces: "same", "out", "in"."""
    old, new = (findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    pieces = []
    for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces += [Piece(name, text) for name, text in (("out", "".join(old[a:b])), ("in", "".join(new[c:d]))) if text]
    return pieces
