"""Byline: what a list or a topic's page shows of the author of a text.

A page of twenty posts needs twenty of them and nothing else of those members; as whole objects of the database
session they would cost more than the posts.
"""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Member

COLUMNS = (Member.id, Member.name, Member.handle, Member.role, Member.avatar, Member.left_at)


@dataclass(slots=True)
class Byline:
    """Stands for a Member where only the byline is shown; it knows what templates ask of an author."""

    id: int
    name: str
    handle: str
    role: str
    avatar: str | None
    left_at: datetime | None

    url, hue, stands_at_least = Member.url, Member.hue, Member.stands_at_least


class Bylines(dict):
    """The bylines of a page, one for each author: `bylines.of(row)` for the columns of a row that are theirs."""

    def of(self, columns):
        """The Byline, or None where the author is not known."""
        id = columns[0]
        if id is None:
            return None
        if id not in self:
            self[id] = Byline(*columns)
        return self[id]


def byline_facts(author):
    """What a byline is drawn from: see app.web.kept."""
    if author is None:
        return None
    return author.id, author.name, author.handle, author.role, author.avatar, author.left_at is None
