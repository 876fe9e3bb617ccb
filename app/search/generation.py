"""One state of the index as a search sees it: its segments, what is deleted in them, and who may see what.

Its own file because a search must hold one generation from beginning to end while the writer makes the next.
"""

from time import monotonic

import numpy as np

from app.search.answering import Answering
from app.search.documents import FIELDS
from app.search.scoring import Scorer
from app.search.segments import LANGUAGES, Segment, code_of

LONGEST_PHRASE_SEARCH = 0.3


class Generation(Answering):
    """Answers searches from what the index held when it was opened. Threads may share it."""

    def __init__(self, storage, toc, known, cache, recency):
        self.segments = {}
        sources = []
        for described in toc.segments:
            segment = known.get(described.segment_id()) or Segment(storage, described)
            self.segments[segment.id] = segment
            sources.append((segment, _alive(described)))
        self.cache, self.sources = cache, sources
        self.formats = {name: toc.schema[name].format for name in FIELDS}
        self.scorer = Scorer(sources, self.formats, cache, recency)

    def count(self):
        return len(self.pids())

    def pids(self):
        """The pids of all posts that can be found, as one array."""
        parts = [segment.pid if alive is None else segment.pid[alive] for segment, alive in self.sources]
        return np.concatenate(parts) if parts else np.empty(0, np.uint32)

    def _gather(self, groups, common):
        return [self.scorer.gather(group, common) for group in groups]

    def _best(self, gathered, allowed, limit, need, only):
        return self.scorer.best(gathered, allowed.mask_of(self.cache), limit, need=need, only=only)

    def _narrowed(self, asked):
        """Masks for phrases and exclusions, one a segment (None without any), and whether time sufficed."""
        if not (asked.phrases or asked.not_words or asked.not_phrases):
            return None, True
        until, masks = monotonic() + LONGEST_PHRASE_SEARCH, []
        try:
            for segment, _ in self.sources:
                masks.append(self._narrow(segment, asked, until))
        except TimeoutError:
            masks += [np.zeros(segment.count, bool) for segment, _ in self.sources[len(masks) :]]
            return masks, False
        return masks, True

    def _narrow(self, segment, asked, until):
        mask = np.ones(segment.count, bool)
        for word in asked.not_words:
            mask &= ~self._holding(segment, word)
        for phrase in asked.phrases:
            mask &= self._with_phrase(segment, phrase, mask, until)
        for phrase in asked.not_phrases:
            mask &= ~self._with_phrase(segment, phrase, mask, until)
        return mask

    def _holding(self, segment, word):
        mask = np.zeros(segment.count, bool)
        for name in FIELDS:
            for stem in word.stems:
                mask[self.scorer.postings(segment, name, stem)[0]] = True
        return mask

    def _with_phrase(self, segment, phrase, wanted, until):
        for _, word in phrase:
            wanted = wanted & self._holding(segment, word)
        mask = np.zeros(segment.count, bool)
        if wanted.any():
            for name in FIELDS:
                mask[self._phrase_in(segment, name, phrase, wanted, until)] = True
        return mask

    def _phrase_in(self, segment, name, phrase, wanted, until):
        starts = None
        for place, word in phrase:
            here = {}
            for stem in word.stems:
                for document, places in segment.places(name, stem, self.formats[name], wanted, until).items():
                    here.setdefault(document, set()).update(at - place for at in places)
            starts = here if starts is None else {at: starts[at] & here[at] for at in starts.keys() & here.keys()}
        return [document for document, places in starts.items() if places]


class Allowed:
    """What a reader may see, and what they narrowed it to: kinds, an author, posts since a time, a language, topics."""

    def __init__(self, boards, kinds=None, author=None, since=None, language=None, topics=None):
        self.boards = frozenset(boards)
        self.kinds = frozenset(map(code_of, kinds)) if kinds else None
        self.author, self.since, self.language = author, since, LANGUAGES.get(language)
        self.topics = None if topics is None else np.fromiter(topics, np.uint32)

    def mask_of(self, cache):
        return lambda segment: self._mask(segment, cache)

    def _mask(self, segment, cache):
        narrowed = self.kinds, self.author, self.since, self.language
        mask = None
        if any(narrowed) or not segment.boards <= self.boards:
            mask = cache.get((segment.id, self.boards, *narrowed), lambda: self._make(segment))
        if self.topics is None:
            return mask
        among = np.isin(segment.topic, self.topics)
        return among if mask is None else among & mask

    def _make(self, segment):
        mask = np.isin(segment.board, list(self.boards))
        if self.kinds:
            mask &= np.isin(segment.kind, list(self.kinds))
        if self.author:
            mask &= segment.author == self.author
        if self.since:
            mask &= segment.ts >= self.since
        if self.language:
            mask &= segment.language == self.language
        return mask, mask.nbytes


def _alive(described):
    """A mask of the documents that are not deleted; None when that is all of them."""
    if not described.deleted_count():
        return None
    mask = np.ones(described.doc_count_all(), bool)
    mask[list(described.deleted_docs())] = False
    return mask
