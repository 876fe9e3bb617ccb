"""Which words there are, and which of them look like another: as a segment's lexicon, but asked of PostgreSQL.

Its own file because one question asks for many words, and here they are fetched together.
"""

from math import log

from app.search.documents import FIELDS
from app.search.letters import AKIN, grams, is_longer, kinship
from app.search.relatives import as_parts, ways_to_part
from app.search.scoring import FEWEST

# More than is wanted, in numbers of letters.py (AKIN, SHORTEST_PART): the rest is looked at one by one.
_ALIKE = """
SELECT found.stem, words.word, words.title, words.tags, words.body
FROM (
    SELECT asked.stem, grams.word, count(*) AS shared
    FROM unnest(CAST(:stems AS text[]), CAST(:grams AS text[])) AS asked (stem, gram)
    JOIN $grams AS grams ON grams.gram = asked.gram
    GROUP BY asked.stem, grams.word
) AS found
JOIN $words AS words ON words.word = found.word
WHERE 2 * shared >= 0.5 * (length(stem) + length(words.word)) - 1
   OR (length(stem) >= 4 AND shared >= length(stem) - 2)
"""
_BEGINNING = "SELECT word, title, tags, body FROM $words WHERE word >= :start AND word < :end"
_CONTAINING = """
SELECT found.stem, words.word, words.title, words.tags, words.body
FROM (
    SELECT asked.stem, grams.word
    FROM unnest(CAST(:stems AS text[]), CAST(:grams AS text[])) AS asked (stem, gram)
    JOIN $grams AS grams ON grams.gram = asked.gram
    GROUP BY asked.stem, grams.word HAVING count(*) >= length(asked.stem) - 3
) AS found
JOIN $words AS words ON words.word = found.word
"""
_COUNTS = "SELECT word, title, tags, body FROM $words WHERE word = ANY (:words)"
_ABOUT = "SELECT posts, title, tags, body FROM $about"
HIGHEST_SIGN = "\U0010ffff"


def _is_alike(word, stem):
    return is_longer(word, stem) or kinship(word, stem) >= AKIN


def _inside(stem):
    return {stem[at : at + 3] for at in range(len(stem) - 2)}


def _is_inside(word, stem):
    return stem in word and word != stem


# What the lexicon of the other engine knows: the statement, the letters it looks for, and which of the words it is.
_BY_GRAMS = {"alike": (_ALIKE, grams, _is_alike), "containing": (_CONTAINING, _inside, _is_inside)}


class Vocabulary:
    """Answers for one question, from one look at the tables."""

    def __init__(self, connection):
        self._connection, self._counts, self._found = connection, {}, {}
        self.documents, *totals = connection.execute(_ABOUT).one()
        mean = zip(("title", "tags", "body"), totals, strict=True)
        self.averages = {name: max(1.0, total / self.documents) if self.documents else 1.0 for name, total in mean}

    def prepare(self, asked):
        """Fetch at once what the relatives of these words are going to be asked for."""
        self._fetch("alike", {stem for word in asked.words for one in (word, *word.others) for stem in one.stems})

    def prepare_loosely(self, asked):
        """The same for when words akin to them will do."""
        self._fetch("containing", {stem for word in asked.words for stem in as_parts(word)})
        self.known({stem for word in asked.words for pair in ways_to_part(word) for stems in pair for stem in stems})

    def look_up(self, kind, word):
        """As Scorer.look_up."""
        if (kind, word) not in self._found:
            if kind in _BY_GRAMS:
                self._fetch(kind, {word})
            else:
                self._found[kind, word] = self._beginning_with(word)
        return self._found[kind, word]

    def known(self, terms):
        return {term for term in terms if self.holding(None, term, among=terms)}

    def holding(self, name, term, among=()):
        """In how many documents a field (or any) holds a term. `among` are terms that will be asked for, too."""
        if term not in self._counts:
            unknown = {one for one in (term, *among) if one not in self._counts}
            self._counts |= dict.fromkeys(unknown, dict.fromkeys(FIELDS, 0))
            for word, *counts in self._connection.execute(_COUNTS, {"words": list(unknown)}):
                self._note(word, counts)
        counts = self._counts[term]
        return max(0, counts[name] if name else sum(counts.values()))

    def rarity(self, stems):
        """As Scorer.rarity."""
        return log((max(FEWEST, self.documents) + 1) / (max((self.holding(None, stem, stems) for stem in stems), default=0) + 1)) + 1

    def _fetch(self, kind, stems):
        """What `kind` knows of each of these stems, by the letters that words have in common."""
        query, letters_of, is_wanted = _BY_GRAMS[kind]
        stems = [stem for stem in stems if len(stem) > 2 and (kind, stem) not in self._found]
        pairs = [(stem, gram) for stem in stems for gram in letters_of(stem)]
        self._found |= {(kind, stem): {} for stem in stems}
        given = {"stems": [stem for stem, _ in pairs], "grams": [gram for _, gram in pairs]}
        for stem, word, *counts in self._connection.execute(query, given) if pairs else ():
            if is_wanted(word, stem) and (count := self._note(word, counts)) > 0:
                self._found[kind, stem][word] = count

    def _beginning_with(self, start):
        rows = self._connection.execute(_BEGINNING, {"start": start, "end": start + HIGHEST_SIGN})
        found = {word: self._note(word, counts) for word, *counts in rows}
        return {word: count for word, count in found.items() if count > 0}

    def _note(self, word, counts):
        self._counts[word] = dict(zip(("title", "tags", "body"), counts, strict=True))
        return sum(counts)
