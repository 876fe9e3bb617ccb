"""Looks a survey over before it is published, as a good colleague would, and says in words what to mend.

Plain functions of what the team wrote (app/kinds/polls/asking.py): nothing is asked of the database. What it
finds is advice; the team may publish anyway.
"""

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.kinds.polls.asking import CSAT, MULTIPLE, NPS, SCALE, SINGLE, minutes
from app.kinds.polls.checked_words import LEADING, ONE_THING, TWO_THINGS, WAY_OUT
from app.statistics.shares import wilson

TOO_LONG, LEADS, ASKS_TWICE, NO_WAY_OUT = "too_long", "leads", "asks_twice", "no_way_out"
ADVICE = {
    TOO_LONG: _l("This takes about %(words)s minutes. After five many stop: leave out what you would not act on."),
    LEADS: _l("“%(words)s” suggests an answer. Ask so that every answer is equally easy to give."),
    ASKS_TWICE: _l("This asks two things at once (“%(words)s”). Who likes only one of them cannot answer: make two questions of it."),
    NO_WAY_OUT: _l("Who does not know has to guess. Offer “Don't know”, or let this question be left out."),
}
LONGEST_MINUTES = 5
# One answer is given to the whole question: if it holds two, one of them stays without.
ONE_ANSWER = (SINGLE, SCALE, CSAT, NPS)
CLOSED = (SINGLE, MULTIPLE, SCALE, CSAT, NPS)
# Without an earlier poll to go by: what surveys among customers usually get.
USUAL_TURNOUT = 0.2
LEAST_TO_TELL = 30


@dataclass(frozen=True)
class Finding:
    """Something to mend. `question` counts from 1; None means the whole. `words` led to it."""

    name: str
    question: int | None = None
    words: str = ""

    @property
    def advice(self):
        return str(ADVICE[self.name]) % {"words": self.words}


@dataclass(frozen=True)
class Likely:
    """How many answers to expect of `of` members, and how far a share of one half may then be off, in points."""

    n: int
    of: int
    points: int
    is_guess: bool

    @property
    def words(self):
        basis = _("a guess: no poll has closed here yet") if self.is_guess else _("as in your last polls")
        return _(
            "About %(n)s of %(of)s members will probably answer (%(basis)s). A result of 50 per cent then means "
            "50 per cent, give or take %(points)s.",
            n=self.n, of=self.of, basis=basis, points=self.points,
        )  # fmt: skip

    @property
    def is_few(self):
        return self.n < LEAST_TO_TELL


@dataclass(frozen=True)
class Advice:
    """What the checker says of a whole poll: the findings, and how many answers to expect (None where nobody can tell)."""

    findings: list
    likely: Likely | None = None

    def of(self, number):
        """The findings of one question, counted from 1; None for those of the whole."""
        return [found for found in self.findings if found.question == number]


def check(asked, title=""):
    """What to mend in these questions, in their order. A poll with one question has it in its title."""
    length = minutes([each.kind for each in asked])
    found = [Finding(TOO_LONG, words=str(length))] if length > LONGEST_MINUTES else []
    for number, each in enumerate(asked, start=1):
        found += _check_question(number, each, each.text or title, is_only=len(asked) == 1)
    return found


def likely(electorate, turnouts):
    """What to expect of this many members after polls with these shares of voters, newest first."""
    shares = sorted(turnouts)
    middle = shares[len(shares) // 2] if shares else USUAL_TURNOUT
    n = round(electorate * middle)
    low, high = wilson(n / 2, n)
    return Likely(n, electorate, round(50 * (high - low)), is_guess=not shares)


def _check_question(number, asked, text, *, is_only):
    if found := LEADING.search(text):
        yield Finding(LEADS, number, found[0].strip(" ,"))
    if asked.kind in ONE_ANSWER and (words := _second_thing(text)):
        yield Finding(ASKS_TWICE, number, words)
    # A single question need not be answered at all, and so has a way out.
    if not is_only and _has_no_way_out(asked):
        yield Finding(NO_WAY_OUT, number)


def _second_thing(text):
    """The words around what joins two things in one question, or the second question; "" when it is one."""
    asked = [part.strip() for part in re.findall(r"[^.!?:]+\?", text)] or [text.strip()]
    if len(asked) > 1:
        return asked[1]
    alone = ONE_THING.sub(lambda found: "·" * len(found[0]), asked[0])
    found = TWO_THINGS.search(alone)
    return _around(asked[0], *found.span()) if found else ""


def _around(text, start, end):
    before, after = text[:start].split(), text[end:].split()
    return " ".join([*before[-1:], text[start:end], *after[:1]]).rstrip("?,")


def _has_no_way_out(asked):
    return asked.is_required and asked.kind in CLOSED and not any(map(WAY_OUT.search, asked.options))
