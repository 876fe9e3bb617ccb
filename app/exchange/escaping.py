"""Which characters of a text Markdown would take for its own, and only those get a backslash."""

import re

NEEDS_THOUGHT = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|\*+|_+|`+|~+|[\[\]]|!$"
    r"|<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@)"
    r"|&(?=#?[A-Za-z0-9]{1,32};)"
)
LINE_START = re.compile(r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|([-_*])(?:\s*\1){2,}\s*$|`{3,}[^`]*$|~{3,}")
FIRST_START = re.compile(r"\[[^\]]*\]:")
LATER_START = re.compile(r"=+\s*$|[|:\s-]*-[|:\s-]*$")
NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def guard_start(line, first):
    """A line must not begin like a heading, a list, a quote, a rule, a table or a fence."""
    if found := NUMBER_START.match(line):
        return f"{found[1]}\\{line[found.end(1) :]}" if first or int(found[1]) == 1 else line
    starts = (LINE_START, FIRST_START if first else LATER_START)
    return "\\" + line if any(start.match(line) for start in starts) else line


class Specials:
    """Which characters of a line's text would be read as Markdown."""

    def __init__(self, runs):
        text = "\n".join(body for kind, body in runs if kind == "text")
        marks = {body for kind, body in runs if kind == "open"}
        self.starred = bool(marks & {"em", "strong"}) or _could_pair(text, r"\*+", _beside_words)
        self.struck = "del" in marks
        self.scored = _could_pair(text, r"_+", _not_within_word)
        self.ticked = any(kind == "code" for kind, _ in runs) or len(re.findall("`+", text)) > 1
        self.linked = False
        self.bare = False

    def follow(self, kind, body):
        if isinstance(body, tuple):
            self.linked = kind == "open"

    def escape(self, words, before, after, following):
        if self.linked and before == "<":
            return words

        def judge(found):
            run = found[0]
            left = words[found.start() - 1 : found.start()] or before
            right = words[found.end() : found.end() + 1] or after
            return _escaped(run) if self._matters(run, left, right, following) else run

        return NEEDS_THOUGHT.sub(judge, words)

    def _matters(self, run, left, right, following):
        first = run[0]
        if first == "*":
            return self.starred and _beside_words(left, right)
        if first == "_":
            return self.scored and _not_within_word(left, right)
        if first == "~":
            return self.struck or len(run) > 1
        if first == "`":
            return self.ticked
        if first in "[]":
            return self.linked or (first == "]" and right == "(")
        if first == "!":
            return bool(following) and following[0][0] == "open" and right == "["
        return True


def _could_pair(text, pattern, counts):
    found = re.finditer(pattern, text)
    judged = (
        counts(text[each.start() - 1 : each.start()], text[each.end() : each.end() + 1]) for each in found
    )
    return sum(judged) > 1


def _beside_words(left, right):
    return bool(left.strip() or right.strip())


def _not_within_word(left, right):
    return _beside_words(left, right) and not (left.isalnum() and right.isalnum())


def _escaped(run):
    return "".join("\\" + character for character in run)
