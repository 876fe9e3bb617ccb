"""What a reader asked for: the words, "phrases" and -exclusions of one search line.

Its own file because the index, the snippets and the results page all read it.
"""

import re
from dataclasses import dataclass, field, replace

from app.search.analysis import stems_of, words

LONGEST_QUESTION = 200
MOST_WORDS = 16
SHORTEST_PREFIX = 3

# Phones and word processors write quotation marks in the manner of the language.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PART = re.compile(r'(?P<not>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Word:
    """One word: its lower-case form and the stems it may stand under.

    `others` are words that mean the same. Several words that are an entry of the synonyms are one word here: its stems
    then hold blanks ("wi fi"), and so do those of such others.
    """

    text: str
    stems: tuple
    others: tuple = ()
    is_quoted: bool = False

    def __bool__(self):
        return bool(self.stems)


@dataclass
class Asked:
    """A search line, understood. Phrases are words with their places: `[(0, Word), (2, Word)]`.

    A broad one finds what holds any of the words at once, a loose one also what holds only words akin to them.
    """

    words: list = field(default_factory=list)
    phrases: list = field(default_factory=list)
    not_words: list = field(default_factory=list)
    not_phrases: list = field(default_factory=list)
    starts_with: str | None = None
    is_loose: bool = False
    is_broad: bool = False

    @property
    def stems(self):
        """What to mark in a text."""
        each = [stem for word in self.words for one in (word, *word.others) for stem in one.stems]
        return frozenset(part for stem in each for part in stem.split())

    @property
    def same(self):
        """What means the same as a word: each stem of it, with the first word of what was asked."""
        return {
            part: word.text.split()[0]
            for word in self.words
            for other in word.others
            for stem in other.stems
            for part in stem.split()
        }

    def broadly(self):
        """The same for whoever looks at all that it finds: any of the words will do, or words akin to them."""
        return replace(self, is_loose=True, is_broad=True)

    def loosely(self):
        """The same for when nothing has the words: words akin to them will do, and the last may be a beginning."""
        last = self.words[-1].text
        return replace(self, is_loose=True, starts_with=last if len(last) >= SHORTEST_PREFIX else None)


def understand(text, *, typing=False, synonyms=None):
    """Read a search line, whatever it is. While somebody is `typing`, the last word is a beginning.

    `synonyms` add what means the same; not to words in quotation marks and to those that are not wanted.
    """
    asked, left = Asked(), MOST_WORDS
    text = text[:LONGEST_QUESTION].translate(_QUOTES)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    for part in _PART.finditer(text):
        is_quoted = part["phrase"] is not None
        read = [Word(word, tuple(stems_of(word)), is_quoted=is_quoted) for word in words(part[0])]
        placed = list(enumerate(read))
        placed = [(place, word) for place, word in placed if word][:left]
        left -= len(placed)
        if placed:
            _sort_in(asked, part, placed)
    asked.starts_with = _beginning(text, asked, typing)
    asked.words = synonyms.of(asked.words) if synonyms else asked.words
    return asked


def _sort_in(asked, part, placed):
    is_phrase, is_unwanted = part["phrase"] is not None and len(placed) > 1, bool(part["not"])
    if is_unwanted and is_phrase:
        asked.not_phrases.append(placed)
    elif is_unwanted:
        asked.not_words.extend(word for _, word in placed)
    else:
        asked.words.extend(word for _, word in placed)
        if is_phrase:
            asked.phrases.append(placed)


def _beginning(text, asked, typing):
    """The last word, when it is a beginning: a `*` says so, and so does a line still being typed."""
    line = text.rstrip()
    is_open = line.endswith("*") or (typing and line == text and not line.endswith('"'))
    last = words(line)[-1:]
    if is_open and asked.words and last == [asked.words[-1].text] and len(last[0]) >= SHORTEST_PREFIX:
        return last[0]
    return None
