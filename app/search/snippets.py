"""The part of a post that shows why it was found."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from app.search.analysis import WORD, tokens

LOOKED_AT = 10_000
LEAD = 40


def snippet(text, terms, language=None, length=200):
    """About `length` characters of plain text around the searched terms, each marked; safe to put in a page."""
    text = text[:LOOKED_AT]
    found = _places(text, terms, language)
    start, end = _window(text, found, length)
    parts, at = ["… " if start else ""], start
    for first, last, _ in found:
        if start <= first and last <= end:
            parts += [_tidy(text[at:first]), Markup("<mark>"), escape(text[first:last]), Markup("</mark>")]
            at = last
    parts += [_tidy(text[at:end]), " …" if end < len(text) else ""]
    return Markup("").join(parts)


def _places(text, terms, language):
    """Where a word stands whose stem was searched: `[(first, last, word), …]`."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    wanted = [word for word in set(WORD.findall(lower)) if not terms.isdisjoint(_stems(word, language))]
    if not wanted:
        return []
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, wanted))})\b")
    return [(*match.span(), match[0]) for match in pattern.finditer(lower)]


@lru_cache(20_000)
def _stems(word, language):
    return tuple(tokens(word, language))


def _window(text, found, length):
    """Start and end of the stretch with the most different words, then the most words; whole words only."""
    if len(text) <= length:
        return 0, len(text)
    best, start, last = (0, 0), 0, 0
    for number, (first, _, _) in enumerate(found[:200]):
        while last < len(found) and found[last][1] <= first + length - LEAD:
            last += 1
        inside = found[number:last]
        value = len({word for _, _, word in inside}), len(inside)
        if value > best:
            best, start = value, first
    start = _word_start(text, max(0, start - LEAD))
    end = min(len(text), start + length)
    return start, _word_end(text, start, end)


def _word_start(text, at):
    if not at:
        return 0
    space = re.compile(r"\s").search(text, at - 1, at + LEAD)
    return space.end() if space else at


def _word_end(text, start, at):
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", start, at + 1)
    return space if space > start + (at - start) // 2 else at


def _tidy(text):
    """White space as single blanks; `escape` happens when the parts are joined."""
    return re.sub(r"\s+", " ", text)
