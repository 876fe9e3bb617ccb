"""One state of the index as a search sees it: its segments, what is deleted in them, and who may see what.

Its own file because a search must hold one generation from beginning to end while the writer makes the next.
"""

from time import monotonic

import numpy as np

from app.search.analysis import fold
from app.search.scoring import EXPANDED, Scorer
from app.search.segments import FIELDS, Segment, code_of

ENOUGH = 3
LONGEST_PHRASE_SEARCH = 0.3
LINKS = ("", "s", "es", "n", "en", "er", "e")
SHORTEST_PART, LONG_WORD = 4, 5


class Generation:
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

    def search(self, asked, allowed, limit):
        """`(posts, matching, terms, is_complete)`: all of the words first, any of them when that finds too little."""
        groups = [self._alternatives(word, asked) for word in asked.words]
        terms = frozenset(term for group in groups for term, _ in group)
        if not groups:
            return [], 0, terms, True
        only, is_complete = self._narrowed(asked)
        seen_by = allowed.mask_of(self.cache)
        posts, matching = self.scorer.best(groups, seen_by, limit, all_groups=True, only=only)
        if len(posts) < ENOUGH and len(groups) > 1 and not asked.phrases:
            posts, matching = self.scorer.best(groups, seen_by, limit, all_groups=False, only=only)
        return posts, matching, terms, is_complete

    def _alternatives(self, word, asked):
        """The stems of a word and, with less weight, words that begin with it or are made with it."""
        longer = set()
        if word.text == asked.starts_with:
            longer.update(self.scorer.expand("beginning_with", fold(word.text), word.stems))
        for stem in word.stems:
            if len(stem) >= SHORTEST_PART and stem.isalpha():
                longer.update(self._compounds(stem, word))
        return [(stem, 1.0) for stem in word.stems] + [(term, EXPANDED) for term in sorted(longer)]

    def _compounds(self, stem, word):
        """Kundenkarte for Karte: a longer word whose other part is a word of its own. With a long word any will do."""
        found = self.scorer.expand("compounds_of", stem, word.stems)
        text = fold(word.text)
        heads = {stem, text} if len(word.text) < LONG_WORD else {text}
        others = {term: _other_parts(term, stem, heads) for term in found}
        if len(word.text) >= LONG_WORD:
            return [term for term, parts in others.items() if parts]
        known = self.scorer.known({part for parts in others.values() for part in parts})
        return [term for term, parts in others.items() if any(part in known for part in parts)]

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
    """What a reader may see, and what they narrowed it to."""

    def __init__(self, boards, kinds, author):
        self.boards = frozenset(boards)
        self.kinds = frozenset(map(code_of, kinds)) if kinds else None
        self.author = author

    def mask_of(self, cache):
        return lambda segment: self._mask(segment, cache)

    def _mask(self, segment, cache):
        if segment.boards <= self.boards and not self.kinds and not self.author:
            return None
        key = segment.id, self.boards, self.kinds, self.author
        return cache.get(key, lambda: self._make(segment))

    def _make(self, segment):
        mask = np.isin(segment.board, list(self.boards))
        if self.kinds:
            mask &= np.isin(segment.kind, list(self.kinds))
        if self.author:
            mask &= segment.author == self.author
        return mask, mask.nbytes


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


def _alive(described):
    """A mask of the documents that are not deleted; None when that is all of them."""
    if not described.deleted_count():
        return None
    mask = np.ones(described.doc_count_all(), bool)
    mask[list(described.deleted_docs())] = False
    return mask
