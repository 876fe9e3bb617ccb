"""Fider's `posts.csv` as it is: its statuses, its answers with who gave them, and its duplicates as merges."""

import re

from flask_babel import lazy_gettext as _l

from app.kinds.ideas.models import ALREADY_THERE, DONE, IN_WORK, NEW, NOT_NOW, PLANNED
from app.web.text import normalise

from .drafts import MergeDraft, MoveDraft
from .ideas_table import IdeasTable, author_key

COLUMNS = {
    "id": "number", "title": "title", "text": "description", "created": "created_at", "author": "created_by",
    "votes": "votes_count", "status": "status", "reason": "response", "tags": "tags", "answered": "responded_at",
}  # fmt: skip
STATUSES = {
    "open": NEW, "started": IN_WORK, "completed": DONE, "declined": NOT_NOW, "planned": PLANNED,
    "duplicate": ALREADY_THERE, "": NEW,
}  # fmt: skip


class Fider(IdeasTable):
    """The posts of a Fider site. Its comments are not in the file; how many there are is noted."""

    format = "fider"
    # Tags are joined by comma and space, and one tag may hold a comma by itself.
    tag_divider = re.compile(", ")

    def __init__(self, table, place, columns=None):
        super().__init__(table, place, COLUMNS)
        self.originals = {}

    @staticmethod
    def fits(names):
        """Whether a file with these columns is Fider's."""
        return {*COLUMNS.values(), "responded_by", "original_number"} <= set(names)

    def moves(self):
        for row in self.table.rows():
            draft = self._opening(row)
            if draft.part["status"] != NEW:
                by = author_key(row.text("responded_by", ""))
                yield MoveDraft(draft.key, by, draft.part["status"], draft.part["reason"], self._answered(row))

    def merges(self):
        for row in self.table.rows():
            if kept := self.originals.get(self._key(row)):
                by = author_key(row.text("responded_by", ""))
                yield MergeDraft(self._key(row), kept, by, self._text(row, "reason"), self._answered(row))

    def check(self):
        super().check()
        self.originals = {key: kept for key, kept in self.originals.items() if kept in self.keys}
        return self.survey

    def _check_more(self, row, draft):
        self._note_author(row.text("responded_by", ""))
        comments = row.text("comments_count", "").strip()
        self.survey.noted["comments_elsewhere"] += int(comments) if comments.isdecimal() and len(comments) < 9 else 0
        original = row.text("original_number", "").strip()
        if self._text(row, "status").casefold() == "duplicate" and original:
            self.originals[draft.key] = f"idea:{original}"
            if self._turns_round(draft.key):
                raise row.broken(_l("it is a duplicate of itself, in a circle"))

    def _turns_round(self, start):
        key = self.originals[start]
        while key != start and key in self.originals:
            key = self.originals[key]
        if key == start:
            del self.originals[start]
            return True
        return False

    def _part(self, row):
        answered = self._answered(row) if self._text(row, "answered") else None
        # What is merged had a status of its own before, which the file does not tell.
        status = NEW if self._key(row) in self.originals else self._status(row)
        return {"status": status, "reason": self._reason(row), "moved_at": answered}

    def _status(self, row):
        word = self._text(row, "status").casefold()
        if word not in STATUSES:
            raise row.broken(_l("“%(word)s” is not a status we know", word=word[:60]))
        return STATUSES[word]

    def _reason(self, row):
        """The answer, and which one it is a duplicate of: the original may be in no file of ours."""
        original = row.text("original_title", "").strip()
        parts = (f"→ {original}" if original else "", self._text(row, "reason"))
        return normalise("\n\n".join(part for part in parts if part))

    def _answered(self, row):
        return self._created(row, "answered")
