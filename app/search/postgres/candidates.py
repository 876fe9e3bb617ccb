"""The posts that may be among the best, as arrays: PostgreSQL finds them, and they are scored as everywhere.

Its own file because it is what takes the place of a segment.
"""

from time import time

import numpy as np

from app.search.documents import FIELDS
from app.search.postgres.tables import WEIGHTS
from app.search.scoring import WEEK, Scorer

_FIELD_OF = {weight: name for name, weight in WEIGHTS.items()}


class Candidates:
    """Some posts: a row for each term that matters, `id, topic, ts, title, tags, body, lexeme, positions, weights`."""

    id = "candidates"

    def __init__(self, rows):
        posts = list({row.id: row for row in rows}.values())
        self.count = len(posts)
        self.pid = np.array([post.id for post in posts], np.uint32)
        self.topic = np.array([post.topic for post in posts], np.uint32)
        self.ts = np.array([post.ts for post in posts], np.uint32)
        self._lengths = {name: np.array([getattr(post, name) for post in posts], np.float32) for name in FIELDS}
        numbers, self._places = {post.id: number for number, post in enumerate(posts)}, {}
        for row in rows:
            for place, weight in zip(row.positions, row.weights, strict=True):
                here = self._places.setdefault((_FIELD_OF[weight], row.lexeme), {})
                here.setdefault(numbers[row.id], set()).add(place)

    def lengths_of(self, name, ids):
        return np.maximum(1, self._lengths[name][ids])

    def postings(self, name, term):
        """As Segment.postings."""
        first, *others = (self._places.get((name, part), {}) for part in term.split())
        times = {number: _side_by_side(places, [other.get(number, ()) for other in others]) for number, places in first.items()}
        kept = sorted(number for number, count in times.items() if count)
        return np.array(kept, np.int32), np.array([times[number] for number in kept], np.float32)


class CandidateScorer(Scorer):
    """Scores candidates; how rare a word is says the vocabulary, which knows all posts."""

    def __init__(self, candidates, vocabulary, recency):
        self.sources, self.recency, self.week = [(candidates, None)], recency, int(time() // WEEK)
        self.vocabulary, self.documents, self.averages = vocabulary, vocabulary.documents, vocabulary.averages

    def holding(self, name, term, found):
        # Of several words side by side nobody counts how often they stand there.
        return self.vocabulary.holding(name, term) if " " not in term else max(1, sum(len(ids) for ids, _ in found))

    def postings(self, segment, name, term):
        ids, counts = segment.postings(name, term)
        return ids, self._worth(segment, name, ids, counts)


def _side_by_side(starts, others):
    return sum(all(start + at in places for at, places in enumerate(others, 1)) for start in starts)
