"""Ideas from a CSV file, whatever its columns are called: which column holds which field is guessed or given."""

import hashlib
import re
from contextlib import closing, suppress
from functools import partial

from flask_babel import lazy_gettext as _l

from app.accounts.names import clean_name, name_key
from app.database import now
from app.kinds.ideas.models import (
    CHOOSABLE,
    DONE,
    IN_WORK,
    NEW,
    NOT_NOW,
    PLANNED,
    STATUS_NAMES,
    Idea,
    status_name,
)
from app.web.text import normalise

from .cells import undo_defusing
from .drafts import Author, OpeningDraft, Survey
from .html import html_to_markdown
from .rows import LONGEST_TITLE
from .sources import BrokenFile, Record

# field → its name on the page, and what columns for it are called in the files that people have.
FIELDS = {
    "title": (_l("Title"), ("title", "titel", "idea", "idee", "name", "subject", "betreff", "suggestion.title")),
    "text": (_l("Text"), ("text", "description", "beschreibung", "body", "details", "content", "suggestion.body")),
    "status": (_l("Status"), ("status", "state", "suggestion.status.name")),
    "reason": (_l("Official answer"), ("reason", "answer", "response", "begründung", "antwort")),
    "tags": (_l("Tags"), ("tags", "labels", "schlagworte", "category", "kategorie", "suggestion.labels.name")),
    "author": (_l("Author"), ("author", "autor", "created by", "created_by", "von", "user")),
    "votes": (_l("Votes"), ("votes", "stimmen", "votes_count", "score", "vote count", "suggestion.votes")),
    "created": (_l("Created"), ("created", "created_at", "date", "datum", "erstellt", "created at")),
    "id": (_l("Number"), ("id", "number", "nummer", "suggestion.id")),
}
# What other places call our statuses.
OTHER_WORDS = {
    "open": NEW, "offen": NEW, "neu": NEW, "under review": "checking", "in prüfung": "checking", "geplant": PLANNED,
    "started": IN_WORK, "in progress": IN_WORK, "in arbeit": IN_WORK, "completed": DONE, "complete": DONE,
    "erledigt": DONE, "umgesetzt": DONE, "declined": NOT_NOW, "closed": NOT_NOW, "abgelehnt": NOT_NOW,
}  # fmt: skip
DATES = (None, "%Y-%m-%d %H:%M:%S %z", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d")
MOST_VOTES = 1_000_000_000
MOST_PROBLEMS = 500
IS_HTML = re.compile(r"\s*<(p|div|ul|ol|h[1-6]|br|span|strong|b|em|i|a)\b[^>]*>", re.IGNORECASE)


class IdeasTable:
    """Ideas in a Table, for the board of this address. `check()` comes first; only then may the rest be asked.

    `columns` says which column holds which field; fields that it leaves out are not brought in.
    """

    kind, part, format = "ideas", Idea, "ideas"
    tag_divider = re.compile("[,;]")

    def __init__(self, table, place, columns):
        self.table, self.columns = table, {field: name for field, name in columns.items() if name in table.columns}
        # Where a file came from is not in it, so its rows are known by the board they went to.
        self.prefix = f"{self.format}:{place}"
        self.asked_at = now()

    @staticmethod
    def guess_columns(names):
        """Which of these columns holds which field: {field: name}."""
        plain = {name.casefold(): name for name in reversed(names)}
        found = ((field, next((plain[word] for word in words if word in plain), None)) for field, (_name, words) in FIELDS.items())
        return {field: name for field, name in found if name}

    def check(self):
        """Read every row; returns the Survey. What is wrong stands in `problems`, a BrokenFile for each row."""
        self.survey, self.problems, self.people, self.keys = Survey(), [], {}, set()
        self.words = _status_words()
        if "title" not in self.columns:
            self.problems.append(BrokenFile(self.table.name, 1, _l("no column holds the title")))
            return self.survey
        try:
            for row in self.table.rows():
                self._check_row(row)
        except BrokenFile as problem:
            self.problems.append(problem)
        self.survey.found["member"] = len(self.people)
        return self.survey

    def first_rows(self, most):
        """What the first rows hold, field by field, as far as they can be read."""
        found = []
        with suppress(BrokenFile), closing(self.table.rows()) as rows:
            for row in rows:
                if len(found) == most:
                    break
                if row.values is not None:
                    found.append({field: self._text(row, field) for field in self.columns})
        return found

    def authors(self):
        for key, name in self.people.items():
            yield Author(key, name, None)

    def openings(self):
        for row in self.table.rows():
            yield self._opening(row)

    def replies(self):
        return ()

    def links(self):
        return ()

    def moves(self):
        """What is known of how the ideas came to their status."""
        return ()

    def merges(self):
        return ()

    def _check_row(self, row):
        if len(self.problems) >= MOST_PROBLEMS:
            return
        try:
            draft = self._opening(row)
            if draft.key in self.keys:
                raise row.broken(_l("this idea stands in the file twice"))
            self._check_more(row, draft)
        except BrokenFile as problem:
            self.problems.append(problem)
            return
        self.keys.add(draft.key)
        self.survey.found["idea"] += 1
        self.survey.found["up"] += draft.up
        self.survey.noted["ideas_without_author"] += draft.author is None
        self._note_author(self._text(row, "author"))

    def _check_more(self, row, draft):
        """What else must be true of a row in this format."""

    def _note_author(self, name):
        if key := author_key(name):
            self.people.setdefault(key, clean_name(name))

    def _opening(self, row):
        if row.values is None:
            raise row.broken(_l("there are more cells than columns"))
        title = " ".join(self._text(row, "title").split())
        text = undo_defusing(row.text(self.columns["text"], "")) if "text" in self.columns else ""
        if not title:
            raise row.broken(_l("the title is missing"))
        if len(title) > LONGEST_TITLE:
            raise row.broken(_l("the title is longer than %(n)s characters", n=LONGEST_TITLE))
        return OpeningDraft(
            self._key(row),
            "idea",
            author_key(self._text(row, "author")),
            title,
            partial(_markdown, text),
            self._created(row),
            tags=tuple(name for name in self.tag_divider.split(self._text(row, "tags")) if name.strip()),
            up=self._votes(row),
            part=self._part(row),
        )

    def _part(self, row):
        return {"status": self._status(row), "reason": normalise(self._text(row, "reason")), "moved_at": None}

    def _key(self, row):
        """The source's own number, or else the row itself: the same row again is the same idea."""
        if number := self._text(row, "id"):
            return f"idea:{number[:200]}"
        said = "\0".join(self._text(row, field) for field in ("title", "text", "author", "created"))
        return f"row:{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def _status(self, row):
        word = " ".join(self._text(row, "status").casefold().split())
        if word and word not in self.words:
            raise row.broken(_l("“%(word)s” is not a status we know", word=word[:60]))
        return self.words[word] if word else NEW

    def _votes(self, row):
        votes = self._known(row, "votes").integer("votes", 0, least=0)
        if votes > MOST_VOTES:
            raise row.broken(_l("“%(name)s” is not a number we can use", name=self.columns["votes"]))
        return votes

    def _created(self, row, field="created"):
        created = self._known(row, field).date(field, *DATES, default=self.asked_at)
        if created > self.asked_at:
            raise row.broken(_l("“%(name)s” lies in the future", name=self.columns[field]))
        return created

    def _known(self, row, field):
        """The row with this field alone, left out where the cell is empty."""
        cell = self._text(row, field)
        return Record(row.file, row.row, {field: cell} if cell else {})

    def _text(self, row, field):
        return undo_defusing(row.text(self.columns[field], "")).strip() if field in self.columns else ""


def author_key(name):
    """Who wrote, where only a name is known: the same name is the same person."""
    key = name_key(clean_name(name)) if name else ""
    return f"user:{hashlib.sha256(key.encode()).hexdigest()[:32]}" if key else None


def _status_words():
    """Every word for a status that may stand in a cell: ours, the owner's, and what others say."""
    words = dict(OTHER_WORDS)
    for status in CHOOSABLE:
        for word in (status, status.replace("_", " "), STATUS_NAMES[status], status_name(status)):
            words[" ".join(str(word).casefold().split())] = status
    return words


def _markdown(text):
    return html_to_markdown(text) if IS_HTML.match(text) else text
