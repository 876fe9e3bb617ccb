"""Answers to "how did it feel" from a CSV file, whatever its columns and its scale: a pulse for each person.

It stands apart from ideas_table.py because it makes no topics: each row is somebody's score at a touchpoint on a day.
"""

import hashlib
from datetime import timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.insights.pulses.models import SCORES, today
from app.web.text import normalise

from .cells import undo_defusing
from .drafts import Survey
from .sources import BrokenFile, Record

FIELDS = {
    "touchpoint": ("touchpoint", "kontaktpunkt", "service_type", "place", "ort"),
    "score": ("score", "bewertung", "fft_score"),
    "date": ("date", "datum", "day", "tag", "answered_on"),
    "why": ("why", "warum", "reason", "grund", "answer", "comment", "kommentar"),
    "person": ("person", "respondent_id", "respondent"),
    "id": ("id", "comment_id", "nummer", "number"),
}
NEEDED = ("touchpoint", "score", "date")
# The day comes first unless there is no such month.
DATES = (None, "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y")
MOST_PROBLEMS = 500
LONGEST_NAME = 60


class Scale(NamedTuple):
    """The number that means best, the one that means worst, and those that are no answer."""

    best: int = 2
    worst: int = -2
    none: tuple = ()

    def read(self, number):
        """A number as one of our five scores, the nearest; None where it is no answer. Raises ValueError beyond the scale."""
        if number in self.none:
            return None
        if not min(self.best, self.worst) <= number <= max(self.best, self.worst):
            raise ValueError(number)
        share = (number - self.worst) / (self.best - self.worst)
        return round(share * (SCORES[-1] - SCORES[0])) + SCORES[0]


OURS = Scale()
# The Friends and Family Test of English hospitals: 1 very good … 5 very poor; 6 does not know, 7 has not said.
FRIENDS_AND_FAMILY = Scale(1, 5, (6, 7))


class PulseDraft(NamedTuple):
    """One person's answer; `key` is theirs within the file."""

    key: str
    touchpoint: str
    score: int
    why: str
    day: object


class PulsesTable:
    """Answers in a Table. `check()` comes first; only then may `drafts` be asked."""

    def __init__(self, table, columns, scale=None):
        self.table, self.columns = table, {field: name for field, name in columns.items() if name in table.columns}
        is_friends = self.columns.get("score") == "fft_score"
        self.scale = scale or (FRIENDS_AND_FAMILY if is_friends else OURS)
        self.latest = today() + timedelta(days=1)

    @staticmethod
    def guess_columns(names):
        """Which of these columns holds which field: {field: name}."""
        plain = {name.casefold(): name for name in reversed(names)}
        found = {field: next((plain[word] for word in words if word in plain), None) for field, words in FIELDS.items()}
        return {field: name for field, name in found.items() if name}

    def check(self):
        """Read every row; returns the Survey. What is wrong stands in `problems`, a BrokenFile for each row."""
        self.survey, self.problems, self.drafts = Survey(), [], {}
        missing = [field for field in NEEDED if field not in self.columns]
        if missing:
            reason = _l("no column holds: %(fields)s", fields=", ".join(missing))
            self.problems.append(BrokenFile(self.table.name, 1, reason))
            return self.survey
        try:
            for row in self.table.rows():
                self._check_row(row)
        except BrokenFile as problem:
            self.problems.append(problem)
        self.survey.found["pulse"] = len(self.drafts)
        self.survey.found["touchpoint"] = len({draft.touchpoint for draft in self.drafts.values()})
        return self.survey

    def _check_row(self, row):
        if len(self.problems) >= MOST_PROBLEMS:
            return
        try:
            draft = self._read(row)
            if draft is not None:
                self._take(row, draft)
        except BrokenFile as problem:
            self.problems.append(problem)

    def _read(self, row):
        """The row as a draft, or None where it says nothing that counts."""
        if row.values is None:
            raise row.broken(_l("there are more cells than columns"))
        score, day = self._score(row), self._day(row)
        name = " ".join(normalise(self._text(row, "touchpoint")).split())
        if len(name) > LONGEST_NAME:
            raise row.broken(_l("“%(name)s” is longer than %(n)s characters", name=self.columns["touchpoint"], n=LONGEST_NAME))
        if not name or score is None:
            self.survey.noted["no_score" if score is None else "no_touchpoint"] += 1
            return None
        return PulseDraft(self._key(row), name, score, normalise(self._text(row, "why")).strip(), day)

    def _take(self, row, draft):
        """The first row of a person is the answer; what further ones say is added to why."""
        known = self.drafts.get(draft.key)
        if known is None:
            self.drafts[draft.key] = draft
            return
        if "person" not in self.columns:
            raise row.broken(_l("this answer stands in the file twice"))
        if (known.score, known.touchpoint) != (draft.score, draft.touchpoint):
            raise row.broken(_l("an earlier row of this person says something else"))
        self.survey.noted["further_rows"] += 1
        self.survey.noted["other_day"] += known.day != draft.day
        why = "\n\n".join(dict.fromkeys(text for text in (known.why, draft.why) if text))
        self.drafts[draft.key] = known._replace(why=why)

    def _score(self, row):
        said = self._text(row, "score").replace("−", "-")
        if not said:
            return None
        number = Record(row.file, row.row, {self.columns["score"]: said}).integer(self.columns["score"])
        try:
            return self.scale.read(number)
        except ValueError as error:
            raise row.broken(_l("“%(score)s” is not on the scale", score=said[:20])) from error

    def _day(self, row):
        cell = self._text(row, "date")
        day = Record(row.file, row.row, {self.columns["date"]: cell} if cell else {}).date(self.columns["date"], *DATES).date()
        if day > self.latest:
            raise row.broken(_l("“%(name)s” lies in the future", name=self.columns["date"]))
        return day

    def _key(self, row):
        """Who it was, or the answer's own number, or else the row itself: the same row again is the same answer."""
        for field in ("person", "id"):
            if number := self._text(row, field):
                return f"{field}:{number[:200]}"
        said = "\0".join(self._text(row, field) for field in NEEDED + ("why",))
        return f"row:{row.row}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def _text(self, row, field):
        return undo_defusing(row.text(self.columns[field], "")).strip() if field in self.columns else ""
