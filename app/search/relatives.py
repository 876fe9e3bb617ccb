"""Under which terms a word of a question may stand in the index: its stems, compounds made with it, words akin to it.

Its own file because this is where German is understood, and nothing here knows how documents are scored.
"""

from heapq import nlargest

from app.search.analysis import also_written, fold, stems_of
from app.search.letters import AKIN, SHORTEST_PART, is_longer, is_slip, kinship

# What means the same counts as much as the word, but the word itself comes first.
EXACT, SAME, EXPANDED = 1.0, 0.9, 0.5
MOST_EXPANSIONS, MOST_AKIN = 20, 12
LINKS = ("", "s", "es", "n", "en", "er", "e")
LONG_WORD = 5
# Some word to put before another: only its length matters.
BEFORE = "stadt"
# With so many words the others say what is meant, and a word akin to one may raise what they find.
MANY_WORDS = 3
# How much a word with the same beginning must have in common with another to be meant by it.
ALIKE = 0.6


class Relatives:
    """Asks a generation's scorer which words there are."""

    def __init__(self, scorer):
        self.scorer, self.counts = scorer, {}

    def of(self, word, asked):
        """`[(term, weight, is_match), …]`: what is no match only raises what other words have found."""
        longer, akin = set(), {}
        if asked.is_loose:
            longer.update(self._parts(word), self._any_compounds(word))
        if word.text == asked.starts_with:
            found = self.scorer.look_up("beginning_with", fold(word.text))
            longer.update(nlargest(MOST_EXPANSIONS, found.keys() - word.stems, key=found.get))
        for stem in word.stems:
            if len(stem) > 2 and stem.isalpha():
                found = self.scorer.look_up("alike", stem)
                longer.update(self._compounds(stem, word, found))
                self.counts.update(found)
                for term in found:
                    akin[term] = max(akin.get(term, 0), kinship(term, stem))
        terms = [(stem, EXACT, True) for stem in dict.fromkeys((*word.stems, *also_written(word.text)))]
        same = {stem for other in word.others for stem in (*other.stems, *also_written(other.text))} - set(word.stems)
        for other in word.others:
            longer.update(self._longer_than(other))
        terms += [(term, SAME, True) for term in sorted(same)]
        terms += [(term, EXPANDED, True) for term in sorted(longer - same - set(word.stems))]
        known = longer.union(word.stems, same)
        if asked.is_loose:
            terms += [(term, akin[term] ** 3, True) for term in self._closest(akin, known) if may_be(term, word)]
        elif len(asked.words) >= MANY_WORDS:
            terms += [(term, akin[term] ** 3, False) for term in self._closest(akin, known)]
        return terms

    def _longer_than(self, word):
        """The compounds made with what means the same."""
        known = [stem for stem in word.stems if len(stem) > 2 and stem.isalpha()]
        return {term for stem in known for term in self._compounds(stem, word, self.scorer.look_up("alike", stem))}

    def _closest(self, akin, known):
        others = {term: (akin[term], self.counts[term], term) for term in akin.keys() - known if akin[term] >= AKIN}
        return nlargest(MOST_AKIN, others, key=others.get)

    def _compounds(self, stem, word, found):
        """Kundenkarte for Karte: a longer word whose other part is a word of its own. With a long word any will do."""
        found = {term: count for term, count in found.items() if is_longer(term, stem) and term not in word.stems}
        text = fold(word.text)
        heads = {stem, text} if len(word.text) < LONG_WORD else {text, _plain(text)}
        others = {term: _other_parts(term, stem, heads) for term in nlargest(MOST_EXPANSIONS, found, key=found.get)}
        if len(word.text) >= LONG_WORD:
            return [term for term, parts in others.items() if parts]
        known = self.scorer.known({part for parts in others.values() for part in parts})
        return [term for term, parts in others.items() if any(part in known for part in parts)]

    def _any_compounds(self, word):
        """Parkplatz for parken, Tageszeitung for Zeitung, Umsatzsteuernummer for Steuer: when nothing better is there."""
        found = {}
        for stem in as_parts(word):
            for term, count in self.scorer.look_up("containing", stem).items():
                sides = [side for side in term.split(stem, 1) if side]
                if all(len(side) >= LONG_WORD for side in sides):
                    found[term] = count
        return nlargest(MOST_EXPANSIONS, found, key=found.get)

    def _parts(self, word):
        """Kunde and Karte for Kundenkarte, when both are words of their own."""
        pairs = ways_to_part(word)
        known = self.scorer.known({stem for pair in pairs for stems in pair for stem in stems})
        both = [front | back for front, back in pairs if front & known and back & known]
        return set().union(*both) & known


def ways_to_part(word):
    """Everywhere a word may be parted: the stems of its front, without the sound that links, and of its back."""
    text, pairs = fold(word.text), []
    for at in range(SHORTEST_PART, len(text) - SHORTEST_PART + 1):
        fronts = [text[:at].removesuffix(link) for link in LINKS if text[:at].endswith(link)]
        pairs.append(({stem for front in fronts for stem in stems_of(front)}, set(stems_of(text[at:]))))
    return pairs


def as_parts(word):
    """The stems of a word, also as it loses its ending at the end of a longer one: Zeitung, but Tageszeit(ung)."""
    behind = {stem.removeprefix(BEFORE) for stem in stems_of(BEFORE + word.text) if stem.startswith(BEFORE)}
    return {stem for stem in behind.union(word.stems) if len(stem) >= SHORTEST_PART}


def _plain(text):
    """As umlauts end up that were typed with two letters."""
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def may_be(term, word):
    """Whether a term can be what somebody meant who typed this word."""
    return any(is_slip(term, stem) or term[:4] == stem[:4] and kinship(term, stem) >= ALIKE for stem in word.stems)


def _other_parts(term, stem, heads):
    """What is left of a longer word without this part and the sound that links them."""
    parts = set()
    if term.endswith(stem):
        front = term[: -len(stem)]
        parts |= {front.removesuffix(link) for link in LINKS if front.endswith(link)}
    for head in heads:
        if term.startswith(head):
            back = term[len(head) :]
            parts |= {back.removeprefix(link) for link in LINKS if back.startswith(link)}
    return {part for part in parts if len(part) >= SHORTEST_PART}
