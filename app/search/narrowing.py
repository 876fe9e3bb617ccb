"""What a search is narrowed to: a kind and what it knows of its topics, a board, an author, a time, a language.

Its own file because the address, the index and the makeshift search each read it in their own way.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote_plus

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Member
from app.database import now
from app.extensions import db
from app.kinds import KINDS
from app.posts.models import Post
from app.topics.models import Topic

DAYS = {"week": 7, "month": 30, "year": 365}
WITH_ANY_KIND = {"q", "author", "since", "language"}
LANGUAGES = {"de": "Deutsch", "en": "English"}


@dataclass
class Narrowing:
    """Read from an address; what nobody can mean narrows nothing, but an unknown author finds nothing."""

    args: dict
    kind: object
    board: object
    author: Member | None

    @property
    def is_impossible(self):
        return bool(self.args.get("author")) and self.author is None

    @property
    def since(self):
        """The start of a day, so that a day's searches share what they look at."""
        days = DAYS.get(self.args.get("since"))
        return (now() - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0) if days else None

    @property
    def language(self):
        return self.args.get("language") if self.args.get("language") in LANGUAGES else None

    def for_index(self):
        """As Allowed takes it. What a kind knows of its topics changes without the index: it is asked of the database."""
        return {
            "author": self.author.id if self.author else None,
            "since": int(self.since.timestamp()) if self.since else None,
            "language": self.language,
            "topics": set(db.session.scalars(select(Topic.id).where(*self._of_kind()))) if self._of_kind() else None,
        }

    def conditions(self):
        """The same for the database."""
        given = [Post.author_id == self.author.id] if self.author else []
        given += [Post.created_at >= self.since] if self.since else []
        given += [Post.language == self.language] if self.language else []
        return [*given, *self._of_kind()]

    def menus(self, boards):
        """What it can be narrowed to further: `[(parameter, words, [(value, words), …]), …]`."""
        there = [board for board in boards if self.kind is None or board.kind == self.kind.name]
        found = list(self.kind.filters()) if self.kind else []
        # A board of its kind's own needs no choosing: the kind says it.
        if len(there) > len({board.kind for board in there}):
            found.insert(0, ("board", _("Board"), [(board.slug, board.name) for board in there]))
        times = [("week", _("Last 7 days")), ("month", _("Last 30 days")), ("year", _("Last 12 months"))]
        return [*found, ("since", _("When"), times), ("language", _("Language"), list(LANGUAGES.items()))]

    def chosen(self, menus):
        """What narrows it now: parameter → value."""
        kept = {"kind": self.kind.name} if self.kind else {}
        kept |= {"author": self.args["author"]} if self.args.get("author") else {}
        for name, _words, choices in menus:
            if self.args.get(name) in dict(choices):
                kept[name] = self.args[name]
        return kept

    def _of_kind(self):
        return tuple(self.kind.list_filter(self.args)) if self.kind else ()


def narrowing_of(args, boards):
    """What an address says, for a reader who sees these boards."""
    handle = args.get("author")
    known = Member.handle == handle, Member.left_at.is_(None)
    board = next((board for board in boards if board.slug == args.get("board")), None)
    return Narrowing(args, KINDS.get(args.get("kind")), board, db.session.scalar(select(Member).where(*known)) if handle else None)


class Addresses:
    """The addresses of a search with this or that changed; a page has dozens, so each part is quoted once."""

    def __init__(self, question, chosen):
        self.parts = {name: f"{name}={quote_plus(value)}" for name, value in {"q": question, **chosen}.items()}

    def __call__(self, **changes):
        """Another kind takes along neither the board nor what the last kind knew."""
        kept = WITH_ANY_KIND if "kind" in changes else self.parts
        parts = [part for name, part in self.parts.items() if name in kept and name not in changes]
        parts += [f"{name}={quote_plus(str(value))}" for name, value in changes.items() if value is not None]
        return f"/search?{'&'.join(parts)}"
