"""What goes into the index and what a search brings back.

Its own file because readers, routes and tests name these without touching the index.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

# The texts of a document.
FIELDS = ("body", "tags", "title")


@dataclass(frozen=True)
class Document:
    """A post as the index wants it. Only an opening has a title; `kind` is the board's; `ts` is in seconds."""

    pid: int
    topic: int
    board: int
    kind: str
    author: int
    ts: int
    opening: bool
    body: str
    title: str = ""
    tags: str = ""
    language: str | None = None


class Hit(NamedTuple):
    pid: int
    topic: int
    score: float


@dataclass(frozen=True)
class Hits:
    """The best post of each topic. `matching` counts posts.

    `terms` are what to mark in snippets and never to be shown: they may come from boards the reader does not see.
    `rarities` is how much each word counts (`{word: 7.1}`), when any of the words would do.
    `is_complete` is False when a phrase took too long to look for everywhere. `is_loose` says that nothing has any of
    the words, and these posts have words akin to them.
    """

    hits: list
    matching: int = 0
    has_more: bool = False
    terms: frozenset = frozenset()
    is_complete: bool = True
    is_loose: bool = False
    rarities: dict = field(default_factory=dict)
