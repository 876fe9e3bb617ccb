"""How posts get into the tables: as `tsvector`s made of our own terms, with a count of each word.

Its own file because it is the other half of asking.py.
"""

from collections import Counter

from app.search.analysis import positions
from app.search.documents import FIELDS
from app.search.letters import grams
from app.search.lexicon import LONGEST_KNOWN, SHORTEST_KNOWN
from app.search.postgres.tables import IN_TITLE, LAST_PLACE, ROOM, WEIGHTS

_COUNTS = """
SELECT lexeme, count(*) FILTER (WHERE 'A' = ANY (weights)) AS title, count(*) FILTER (WHERE 'B' = ANY (weights)) AS tags,
       count(*) FILTER (WHERE 'D' = ANY (weights)) AS body
FROM $posts, unnest(terms) WHERE id = ANY (:ids) AND positions IS NOT NULL GROUP BY lexeme
"""
_TOTALS = "SELECT count(*), coalesce(sum(title), 0), coalesce(sum(tags), 0), coalesce(sum(body), 0) FROM $posts WHERE id = ANY (:ids)"
_PUT = """
INSERT INTO $posts (id, topic, board, kind, author, ts, language, title, tags, body, terms) VALUES
(:pid, :topic, :board, :kind, :author, :ts, :language, :title, :tags, :body, CAST(:terms AS tsvector))
"""
# In the order of the words, so that two writers would wait for each other and not forever.
_KEEP_WORDS = """
INSERT INTO $words AS kept (word, title, tags, body)
SELECT * FROM unnest(CAST(:words AS text[]), CAST(:title AS int[]), CAST(:tags AS int[]), CAST(:body AS int[])) ORDER BY 1
ON CONFLICT (word) DO UPDATE SET title = kept.title + excluded.title, tags = kept.tags + excluded.tags, body = kept.body + excluded.body
RETURNING word, xmax = 0
"""
_KEEP_GRAMS = "INSERT INTO $grams SELECT * FROM unnest(CAST(:grams AS text[]), CAST(:words AS text[])) ON CONFLICT DO NOTHING"
_KEEP_TOTALS = "UPDATE $about SET posts = posts + :posts, title = title + :title, tags = tags + :tags, body = body + :body"
_FORGET_WORDS = "DELETE FROM $words WHERE title <= 0 AND tags <= 0 AND body <= 0"
_FORGET_GRAMS = "DELETE FROM $grams AS grams WHERE NOT EXISTS (SELECT FROM $words AS words WHERE words.word = grams.word)"


def replace_posts(connection, put, gone):
    """Take out the posts `gone` (ids) and put in others, and keep count."""
    counts, totals = _take_out(connection, gone)
    rows = [_row(document, counts, totals) for document in put]
    if rows:
        connection.execute(_PUT, rows)
    _count(connection, {word: count for word, count in counts.items() if any(count.values())})
    connection.execute(_KEEP_TOTALS, {name: totals[name] for name in ("posts", *FIELDS)})


def forget_words(connection):
    """Words that no post has any more."""
    connection.execute(_FORGET_WORDS)
    connection.execute(_FORGET_GRAMS)


def _take_out(connection, gone):
    given, counts, totals = {"ids": sorted(gone)}, {}, Counter()
    if gone:
        for word, *numbers in connection.execute(_COUNTS, given):
            counts[word] = Counter({name: -number for name, number in zip(("title", "tags", "body"), numbers, strict=True)})
        numbers = connection.execute(_TOTALS, given).one()
        totals.update({name: -number for name, number in zip(("posts", "title", "tags", "body"), numbers, strict=True)})
        connection.execute("DELETE FROM $posts WHERE id = ANY (:ids)", given)
    return counts, totals


def _row(document, counts, totals):
    lengths, terms, start = {}, {}, 1
    for name in reversed(FIELDS):
        found, lengths[name] = positions(getattr(document, name), document.language)
        for term, places in found.items():
            counts.setdefault(term, Counter())[name] += 1
            terms.setdefault(term, []).extend((start + place, WEIGHTS[name]) for place in places)
            if name == "title":
                terms[IN_TITLE + term] = []
        start += max((places[-1] for places in found.values()), default=0) + ROOM
    totals.update({"posts": 1, **lengths})
    return {**vars(document), **lengths, "terms": " ".join(_lexeme(term, places) for term, places in terms.items())}


def _lexeme(term, places):
    """As PostgreSQL reads it: 'karte':3A,7D. Behind the last place it knows, only that the term stands there."""
    return quoted(term) + ":"[: len(places)] + ",".join(f"{min(place, LAST_PLACE)}{weight}" for place, weight in places)


def quoted(term):
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _count(connection, counts):
    if not counts:
        return
    given = {name: [count[name] for count in counts.values()] for name in FIELDS}
    new = [word for word, is_new in connection.execute(_KEEP_WORDS, {"words": list(counts), **given}) if is_new]
    pairs = [(gram, word) for word in new if is_word(word) for gram in grams(word)]
    if pairs:
        connection.execute(_KEEP_GRAMS, dict(zip(("grams", "words"), map(list, zip(*pairs, strict=True)), strict=True)))


def is_word(term):
    """Names of files and numbers of orders are no words."""
    return SHORTEST_KNOWN <= len(term) <= LONGEST_KNOWN and not any(sign in "0123456789_" for sign in term)
