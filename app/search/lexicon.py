"""The words of a segment, and which of them look like another: for beginnings, compounds and slips of the pen.

Its own file because words are looked up by three letters in a row, in files of their own that are mapped, so that
all processes share what they read.
"""

import mmap
from pathlib import Path

import numpy as np

from app.search.letters import AKIN, SHORTEST_PART, is_longer, kinship

LEXICON, GRAMS = ".lex", ".grm"
SHORTEST_KNOWN, LONGEST_KNOWN = 3, 30
_EDGE = ord("_")


class Lexicon:
    """The words of one segment with the numbers of their postings. Threads may share it."""

    def __init__(self, path):
        with Path(path).open("rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._first = self._text.find(b"\n") + 1
        numbers = np.memmap(Path(path).with_suffix(GRAMS), "<u4", "r")
        self.count, buckets = int(numbers[0]), int(numbers[1])
        at = np.cumsum([2, self.count, self.count, buckets + 1])
        self._lines, self._sizes, self._starts = numbers[at[0] : at[1]], numbers[at[1] : at[2]], numbers[at[2] : at[3]]
        self._owners, self._mask = numbers[at[3] :], buckets - 1

    def beginning_with(self, start):
        """Words that begin like this, with the number of their postings: `[(word, 12), …]`."""
        holding = self._holding(f"_{start}".encode())
        return self._words(np.flatnonzero(holding >= len(start.encode()) - 1), lambda word: word.startswith(start))

    def alike(self, stem):
        """Longer words that begin or end with a stem, and words akin to it: `[(word, 12), …]`."""
        size = len(stem.encode())
        holding = self._holding(f"_{stem}_".encode())
        likely = 2 * holding >= AKIN * (size + self._sizes)
        if size >= SHORTEST_PART:
            likely |= holding >= size - 1
        return self._words(np.flatnonzero(likely), lambda word: is_longer(word, stem) or kinship(word, stem) >= AKIN)

    def containing(self, stem):
        """Longer words that hold a stem: `[(word, 12), …]`."""
        holding = self._holding(stem.encode())
        return self._words(np.flatnonzero(holding >= len(stem.encode()) - 2), lambda word: stem in word and word != stem)

    def _holding(self, raw):
        """For each word, how many of these three letters in a row it holds; now and then one too many."""
        parts = [self._owners[self._starts[code] : self._starts[code + 1]] for code in set(_codes(raw, self._mask))]
        return np.bincount(np.concatenate(parts), minlength=self.count) if parts else np.zeros(self.count, int)

    def _words(self, numbers, wanted):
        found = []
        for start in (self._lines[numbers] + self._first).tolist():
            line = self._text[start : self._text.find(b"\n", start)].decode()
            word, _, count = line.rpartition(" ")
            if wanted(word):
                found.append((word, int(count)))
        return found


def lines_of(counts):
    """The words as text, a line each, in order."""
    return [f"{word} {count}\n".encode() for word, count in sorted(counts.items())]


def where_letters_stand(lines):
    """The file that says in which lines three letters in a row stand, and where each line begins."""
    words = [line[: line.index(b" ")] for line in lines]
    buckets = 256
    while buckets < min(len(words), 2**18):
        buckets *= 2
    raw = np.frombuffer(b"_" + b"_".join(words) + b"_", np.uint8) if words else np.empty(0, np.uint8)
    codes, owners = _all_codes(raw, buckets - 1)
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=buckets))))
    places = np.cumsum([0, *map(len, lines)])[:-1]
    parts = [[len(words), buckets], places, [len(word) for word in words], starts, owners[order]]
    return b"".join(np.asarray(part).astype("<u4").tobytes() for part in parts)


def _codes(raw, mask):
    return [(a * 961 + b * 31 + c) & mask for a, b, c in zip(raw, raw[1:], raw[2:], strict=False)]


def _all_codes(raw, mask):
    """The code of each three letters in a row, and the number of the word it stands in."""
    if not len(raw):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    wide = raw.astype(np.int64)
    codes = (wide[:-2] * 961 + wide[1:-1] * 31 + wide[2:]) & mask
    owners = np.cumsum(raw == _EDGE)[:-2] - 1
    inside = raw[1:-1] != _EDGE
    return codes[inside], owners[inside]
