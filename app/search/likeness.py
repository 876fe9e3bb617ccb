"""How alike two short texts are: a title and what somebody types, or two questions.

Its own file because it needs no index: words count by their stems, by the letters they share, and by how rare they
are. Measured in bench/quality.py; the numbers below were chosen there, the same for all data and both languages.
"""

from collections import Counter
from functools import lru_cache
from math import sqrt

from app.search.analysis import STOP_WORDS, fold, stems_of, words

LENGTHS = (3, 4, 5)
# "How long" and "who" tell questions apart: less than rare words do, but they do.
COMMON = 2.0
SHARED_WORDS = 0.4
USUAL_LENGTH, K1, B = 12, 1.2, 0.5
MOST_WORDS = 40


class Likeness:
    """One text, to be compared with others. `rarities` says how much its rarer words count: `{word: 7.1}`.

    `same` are stems that mean the same as one of its words: `{"funknetz": "wlan"}`.
    """

    def __init__(self, text, rarities=None, same=None):
        own = dict.fromkeys(words(text)[:MOST_WORDS])
        given = rarities or {}
        known = [given[word] for word in own if word in given and word not in STOP_WORDS]
        self.usual = sum(known) / len(known) if known else 2 * COMMON
        self.worth = {word: self._rarity(word, given) for word in own}
        self.same = {stem: word for stem, word in (same or {}).items() if word in own}
        self.stems = self.same | {stem: word for word in own for stem in _stems(word)}
        self.letters = Counter()
        for word, worth in self.worth.items():
            for letters in _letters(word):
                self.letters[letters] += worth / sqrt(len(_letters(word)))
        self.size = sqrt(sum(worth * worth for worth in self.worth.values()))
        self.whole = sum(self.worth.values())

    def to(self, other):
        """From 0 to about 1."""
        others = words(other)[:MOST_WORDS]
        if not others or not self.whole:
            return 0.0
        return SHARED_WORDS * self._shared_words(others) + (1 - SHARED_WORDS) * self._shared_letters(others)

    def _shared_words(self, others):
        found = Counter(self._mine(word) for word in others)
        length = K1 * (1 - B + B * len(others) / USUAL_LENGTH)
        worth = (self.worth[word] * (K1 + 1) * times / (times + length) for word, times in found.items() if word)
        return sum(worth) / self.whole

    def _shared_letters(self, others):
        shared = size = 0.0
        for word in dict.fromkeys(others):
            mine = self._mine(word)
            worth = self.worth[mine] if mine else COMMON if word in STOP_WORDS else self.usual
            letters = _letters(mine if self._is_another(word) else word)
            shared += worth * sum(map(self.letters.__getitem__, letters)) / sqrt(len(letters))
            size += worth * worth
        return shared / (self.size * sqrt(size))

    def _mine(self, word):
        """The word of this text that is the same but for its ending."""
        return next((self.stems[stem] for stem in _stems(word) if stem in self.stems), None)

    def _is_another(self, word):
        """Whether it is a word that only means the same."""
        return bool(self.same) and any(stem in self.same for stem in _stems(word))

    def _rarity(self, word, given):
        return COMMON if word in STOP_WORDS else given.get(word, self.usual)


def likeness(one, other, rarities=None):
    """How alike two texts are, whichever is first."""
    return (Likeness(one, rarities).to(other) + Likeness(other, rarities).to(one)) / 2


def _stems(word):
    return (word,) if word in STOP_WORDS else stems_of(word)


@lru_cache(5_000)
def _letters(word):
    edged = f"_{fold(word)}_"
    return frozenset(edged[at : at + size] for size in LENGTHS for at in range(len(edged) - size + 1))
