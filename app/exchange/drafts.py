"""What a source hands over, whatever its format: authors, topics, replies and links, each with its own key.

Keys are unique within the source ("post:12"). `body` makes the Markdown when it is wanted, so that what is
already there costs nothing.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Author(NamedTuple):
    """Somebody who wrote."""

    key: str
    name: str
    created_at: datetime | None
    noun: str = "member"


class OpeningDraft(NamedTuple):
    """A topic with its opening post; `part` holds what its kind keeps apart."""

    key: str
    noun: str
    author: str | None
    title: str
    body: Callable[[], str]
    created_at: datetime
    edited_at: datetime | None = None
    closed_at: datetime | None = None
    tags: tuple = ()
    up: int = 0
    down: int = 0
    part: dict = {}
    accepted_at: None = None


class ReplyDraft(NamedTuple):
    """A post under a topic; `parent` is the post it answers, `topic` the opening's key."""

    key: str
    noun: str
    author: str | None
    topic: str
    parent: str | None
    body: Callable[[], str]
    created_at: datetime
    edited_at: datetime | None = None
    up: int = 0
    down: int = 0
    accepted_at: datetime | None = None


class LinkDraft(NamedTuple):
    """One topic points at another."""

    topic: str
    other: str
    kind: str
    created_at: datetime

    @property
    def noun(self):
        return self.kind


class MoveDraft(NamedTuple):
    """How an idea came to its status."""

    topic: str
    author: str | None
    after: str
    reason: str
    created_at: datetime


class MergeDraft(NamedTuple):
    """One idea was taken up into another."""

    topic: str
    kept: str
    author: str | None
    reason: str
    created_at: datetime


class Survey:
    """What a check of all files found: how much of each noun, and what stays out or lacks something."""

    def __init__(self):
        self.found = Counter()
        self.noted = Counter()
