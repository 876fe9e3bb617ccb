"""A question to the tables: PostgreSQL finds the posts that may be best, our own scoring puts them in order.

Its own file because it is all the SQL of searching.
"""

from app.search.answering import Answering
from app.search.postgres.tables import IN_TITLE
from app.search.postgres.writing import quoted
from app.search.scoring import FIELD_BOOSTS

# How many posts are scored, of how many at most from one topic. The others hold fewer or commoner words, or are older.
CANDIDATES, OF_ONE_TOPIC = 300, 3
_NARROWINGS = {
    "kinds": "kind = ANY (:kinds)",
    "author": "author = :author",
    "since": "ts >= :since",
    "language": "language = :language",
    "topics": "topic = ANY (:topics)",
}
_FIND = """
WITH matching AS MATERIALIZED (
    SELECT id, topic FROM $posts WHERE terms @@ CAST(:whole AS tsquery) AND board = ANY (:boards){narrowed}
), worth AS (
    SELECT id, sum(worth) AS worth FROM ({parts}) AS parts GROUP BY id
), ranked AS (
    SELECT id, count(*) OVER () AS matching, coalesce(worth, 0) AS worth,
           row_number() OVER (PARTITION BY topic ORDER BY coalesce(worth, 0) DESC, id DESC) AS place
    FROM matching LEFT JOIN worth USING (id)
)
SELECT id, matching FROM ranked WHERE place <= :of_one_topic ORDER BY worth DESC, id DESC LIMIT :most
"""
_PART = "SELECT id, CAST(:worth{n} AS real) AS worth FROM $posts WHERE terms @@ CAST(:query{n} AS tsquery)"
_ROWS = """
SELECT id, topic, ts, title, tags, body, lexeme, positions, weights FROM $posts, unnest(terms)
WHERE id = ANY (:ids) AND lexeme = ANY (:terms) AND positions IS NOT NULL
"""


class Asking(Answering):
    """One question, answered within one connection."""

    def __init__(self, connection, vocabulary, recency):
        self._connection, self.scorer, self._recency = connection, vocabulary, recency

    def _find(self, asked, allowed, limit, only):
        if asked.is_loose:
            self.scorer.prepare_loosely(asked)
        return super()._find(asked, allowed, limit, only)

    def _narrowed(self, asked):
        """Phrases and what is not wanted, as a part of the query."""
        parts = [_phrase(phrase) for phrase in asked.phrases]
        parts += [f"!{_any(word.stems)}" for word in asked.not_words]
        parts += [f"!{_phrase(phrase)}" for phrase in asked.not_phrases]
        return " & ".join(parts) or None, True

    def _gather(self, groups, common):
        """Each group with its query, and once more in titles only, and what finding it is worth."""
        terms = {term for group in groups for term, _, _ in group}
        self.scorer.known({part for term in terms for part in term.split()})
        return [(group, *_queries(group, common)) for group in groups], common, terms

    def _best(self, gathered, allowed, limit, need, only):
        groups, common, terms = gathered
        queries = [query for _, query, _ in groups if query]
        if not queries or (need > 1 and len(queries) < len(groups)):
            return [], 0
        whole = (" & " if need > 1 else " | ").join(queries)
        found = self._candidates(f"({whole}) & {only}" if only else whole, groups, allowed, max(CANDIDATES, 2 * limit))
        if not found:
            return [], 0
        posts = self._scored([row.id for row in found], [group for group, _, _ in groups], common, terms, limit)
        return posts, found[0].matching

    def _candidates(self, whole, groups, allowed, most):
        parts, given = [], {"whole": whole, "most": most, "of_one_topic": OF_ONE_TOPIC}
        for group, query, titled in groups:
            rarity = self.scorer.rarity([term for term, weight, _ in group if weight == 1.0])
            for each, worth in ((query, rarity), (titled, rarity * FIELD_BOOSTS["title"])):
                if each:
                    given |= {f"worth{len(parts)}": worth, f"query{len(parts)}": each}
                    parts.append(_PART.format(n=len(parts)))
        given |= {name: value if isinstance(value, int | str) else list(value) for name, value in allowed.items()}
        narrowed = "".join(f" AND {_NARROWINGS[name]}" for name in allowed if name != "boards")
        query = _FIND.format(parts=" UNION ALL ".join(parts), narrowed=narrowed)
        return self._connection.execute(query, given).all()

    def _scored(self, ids, groups, common, terms, limit):
        from app.search.postgres.candidates import Candidates, CandidateScorer

        parts = sorted({part for term in terms for part in term.split()})
        rows = self._connection.execute(_ROWS, {"ids": ids, "terms": parts}).all()
        scorer = CandidateScorer(Candidates(rows), self.scorer, self._recency)
        gathered = [scorer.gather(group, common) for group in groups]
        # That they match has been found out, also by phrases and exclusions.
        return scorer.best(gathered, lambda candidates: None, limit, need=1)[0]


def _queries(group, common):
    """A group as a query, and those of its terms that are asked for in titles."""
    matches = [term for term, _, is_match in group if is_match]
    whole = [IN_TITLE + term if term in common else term for term in matches]
    titled = [IN_TITLE + term for term in matches if " " not in term]
    return (_any(whole) if whole else ""), (_any(titled) if titled else "")


def _any(terms):
    return f"({' | '.join(map(_term, terms))})"


def _term(term):
    return f"({' <-> '.join(map(quoted, term.split()))})" if " " in term else quoted(term)


def _phrase(placed):
    """Words with their places: `('oat') <2> ('milk')`."""
    parts, before = [], None
    for place, word in placed:
        parts.append(_any(word.stems) if before is None else f"<{place - before}> {_any(word.stems)}")
        before = place
    return f"({' '.join(parts)})"
