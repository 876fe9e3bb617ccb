"""What a poster is made of: rectangles, curves and lines of text on a page, and how wide a text is.

A file of its own because two writers (pdf.py, svg.py) draw the same things. All lengths are points (1/72 inch) from the
upper left corner. Text is set in Helvetica, which every PDF reader has; its widths are those of Adobe's font metrics.
"""

import unicodedata
from dataclasses import dataclass, field

from app.web.slugs import SPELLINGS

A4, A5 = (595.28, 841.89), (419.53, 595.28)
SIZES = {"a4": A4, "a5": A5}

# Thousandths of the size for the characters from space to "~".
PLAIN = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
# What no accent explains.
OTHERS = {"ß": 611, "–": 556, "—": 1000, "„": 500, "“": 500, "”": 500, "‘": 278, "’": 278, "…": 1000, "·": 278, "•": 350, "€": 556, "Æ": 1000, "æ": 889, "Ø": 778, "ø": 611}
# Signs that Helvetica's characters lack, and what they are written as.
NEAREST = {"\u202f": " ", "−": "–", "‐": "-", "‑": "-"}


@dataclass(frozen=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Curve:
    """A line through points: ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y); drawn, not filled."""

    steps: tuple
    colour: str
    width: float


@dataclass(frozen=True)
class Line:
    """One line of text whose middle stands at x and whose letters stand on y."""

    x: float
    y: float
    words: str
    size: float
    colour: str
    is_bold: bool = False


@dataclass
class Drawing:
    """A page: its size in points, what it is called, its language, and what stands on it in order."""

    width: float
    height: float
    title: str
    language: str
    things: list = field(default_factory=list)


def printable(words):
    """The words in characters that Helvetica has: letters it does not know as in addresses, all else as "?"."""
    return "".join(map(_printable, unicodedata.normalize("NFC", words)))


def _printable(character):
    spelled = SPELLINGS.get(ord(character.lower()), "?")
    spelled = spelled.title() if character.isupper() else spelled
    bare = unicodedata.normalize("NFD", character)[0]
    return next(tried for tried in (character, NEAREST.get(character, ""), bare, spelled) if tried and _is_known(tried))


def _is_known(words):
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def width_of(words, size, *, is_bold=False):
    """How wide a text is in points."""
    return sum(_width(character, BOLD if is_bold else PLAIN) for character in words) * size / 1000


def _width(character, widths):
    if character in OTHERS:
        return OTHERS[character]
    place = ord(unicodedata.normalize("NFD", character)[0]) - 32
    return widths[place] if 0 <= place < len(widths) else 556


def fit(words, width, *, largest, smallest, most_lines, is_bold=False):
    """(size, lines): the largest size at which the words fit into so many lines of this width.

    What does not fit even at the smallest size is cut with "…".
    """
    size = largest
    while size > smallest:
        lines = _wrap(words, size, width, is_bold)
        if lines is not None and len(lines) <= most_lines:
            return size, lines
        size -= 1
    return smallest, _cut(words, smallest, width, most_lines, is_bold)


def _wrap(words, size, width, is_bold):
    """The lines at this size, or None where a single word is wider than a line."""
    lines = []
    for word in words.split():
        if width_of(word, size, is_bold=is_bold) > width:
            return None
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(words, size, width, most_lines, is_bold):
    lines, line = [], ""
    for character in " ".join(words.split()):
        if width_of(line + character + "…", size, is_bold=is_bold) <= width:
            line += character
            continue
        lines.append(line.strip())
        line = character
        if len(lines) == most_lines:
            return [*lines[:-1], f"{lines[-1]}…"]
    return [*lines, line.strip()]
