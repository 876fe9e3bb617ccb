"""Finding words however they are inflected, spelled or disguised: "Gewinne", "G e w i n n", "Gew1nn", "Geѡinn".

It stands apart because it knows nothing of rules: it takes lines of words and a text, and says where they stand.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.accounts.names import is_invisible, look_alikes
from app.search.analysis import fold, stems_of

# A word with the signs that stand for letters; letters with something between each; a word broken into pieces.
WORD = re.compile(r"[\w@$€][\w@$€!|+*]*")
SPREAD = re.compile(r"(?<!\w)\w(?:[\W_]{1,2}\w){3,}(?!\w)")
BROKEN = re.compile(r"\w+(?:[-._*·|]\w+)+")
PLAIN = re.compile(r"[a-zäöüß]+")
# Digits and signs that are read as letters; where a sign is read in two ways, both are tried.
SIGNS = {"0": "o", "1": "il", "!": "il", "|": "il", "3": "e", "€": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t", "+": "t", "8": "b"}
LONG_RUN = re.compile(r"(.)\1{2,}")
LONGEST_PHRASE = 6


@dataclass(frozen=True)
class Words:
    """Lines of words and phrases, ready to be looked for: stems of single words, phrases by their first stem."""

    starts: dict
    beginnings: tuple

    @classmethod
    def of(cls, lines):
        """From one word or phrase a line; a `*` at the end finds everything that begins so."""
        starts, beginnings = {}, []
        for line in lines:
            if line.endswith("*") and " " not in line.strip():
                beginnings += [fold(word) for word in _spellings(line.rstrip("*").lower())]
                continue
            phrase = [_keys(match[0]) for match in WORD.finditer(line)][:LONGEST_PHRASE]
            for key in phrase[0] if phrase else ():
                starts.setdefault(key, []).append(phrase)
        return cls(starts, tuple(filter(None, beginnings)))

    def find(self, text):
        """The pieces of the text that match, as (start, end), each once and in order."""
        if not self.starts and not self.beginnings:
            return []
        pieces = [(match.start(), match.end(), match[0]) for match in WORD.finditer(text)]
        found = {span for at in range(len(pieces)) if (span := self._phrase_at(pieces, at))}
        found |= {match.span() for match in BROKEN.finditer(text) if self._is_word(_joined(match[0]))}
        found |= {match.span() for match in SPREAD.finditer(text) if self._hides_in(_joined(match[0]))}
        return sorted(found)

    def _phrase_at(self, pieces, at):
        start, end, word = pieces[at]
        if self._begins(word):
            return start, end
        for key in _keys(word):
            for phrase in self.starts.get(key, ()):
                rest = pieces[at : at + len(phrase)]
                if len(rest) == len(phrase) and all(keys & _keys(p[2]) for keys, p in zip(phrase, rest, strict=True)):
                    return start, rest[-1][1]
        return None

    def _is_word(self, word):
        """Whether a word that was put together again is one that is looked for by itself."""
        return self._begins(word) or any(len(phrase) == 1 for key in _keys(word) for phrase in self.starts.get(key, ()))

    def _hides_in(self, letters):
        """Whether letters that were spread over the line hold one of the words: nobody writes so by chance."""
        words = [key for key, phrases in self.starts.items() if len(key) > 3 and any(len(p) == 1 for p in phrases)]
        return any(word in fold(spelling) for spelling in _spellings(letters.lower()) for word in words)

    def _begins(self, word):
        return bool(self.beginnings) and any(
            fold(spelling).startswith(self.beginnings) for spelling in _spellings(word.lower())
        )


def visible(text):
    """The text without the characters that nobody sees, which only serve to break words."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isspace() or not is_invisible(sign))


@lru_cache(20_000)
def _keys(word):
    """What a word may stand for: its German and English stems, and itself without accents."""
    keys = set()
    for spelling in _spellings(word.lower()):
        keys.update(stems_of(spelling))
        keys.add(fold(spelling))
    return frozenset(keys)


def _spellings(word):
    """The ways in which a word can be read: as it stands, and without its disguise."""
    read = {word} if PLAIN.fullmatch(word) else {word, *_undisguised(word)}
    for each in list(read):
        if LONG_RUN.search(each):
            read |= {LONG_RUN.sub(r"\1", each), LONG_RUN.sub(r"\1\1", each)}
    return read


def _undisguised(word):
    plain = unicodedata.normalize("NFKC", word).translate(_foreign_look_alikes()).lower().rstrip("!|+*")
    for choice in (0, -1):
        yield "".join(SIGNS[sign][choice] if sign in SIGNS else sign for sign in plain)


@lru_cache(1)
def _foreign_look_alikes():
    """Letters of other scripts that look like ours; the ASCII ones are read by SIGNS."""
    return {sign: plain for sign, plain in look_alikes().items() if sign > 127}


def _joined(text):
    return re.sub(r"[\W_]+", "", text)
