"""Which posts answer best: BM25F over the arrays of the segments, newer posts a little ahead."""

from collections import OrderedDict
from math import exp, log
from threading import Lock
from time import time

import numpy as np

from app.search.documents import FIELDS
from app.search.lexicon import SHORTEST_KNOWN

FIELD_BOOSTS = {"title": 2.5, "tags": 1.5, "body": 1.0}
B, K1 = 0.5, 1.1
# Of a question in many words one that is missing says little; of two or three it says much.
FEW_WORDS = 3
# Among fewer posts nobody can tell which words are rare: then all count like rare ones, and more than "the" and "how".
FEWEST = 300
HALF_LIFE, WEEK = 365 * 86_400, 7 * 86_400
OVERHEAD = 500
NOTHING = np.empty(0, np.int32), np.empty(0, np.float32)


class Cache:
    """Arrays by name, the least recently used forgotten first; never larger than `limit` bytes."""

    def __init__(self, limit):
        self.limit, self.size = limit, 0
        self._kept, self._lock = OrderedDict(), Lock()

    def get(self, key, make):
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        value, size = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, size + OVERHEAD
                self.size += size + OVERHEAD
            while self.size > self.limit:
                _, (_, size) = self._kept.popitem(last=False)
                self.size -= size
        return value


class Scorer:
    """Scores the posts of one generation of the index. `sources` are pairs of a segment and a mask of what is alive."""

    def __init__(self, sources, formats, cache, recency):
        self.sources, self.formats, self.cache, self.recency = sources, formats, cache, recency
        self.documents = sum(segment.count for segment, _ in sources)
        self.averages = {name: self._average(name) for name in FIELDS}
        self.week = int(time() // WEEK)

    def best(self, gathered, seen_by, limit, *, need, only=None):
        """The best post of each of the `limit` best topics that hold `need` of the groups, and how many posts match.

        `gathered` is what `gather` made of each group; `seen_by(segment)` is a mask of what the reader may see (or
        None for all of it); `only` narrows to some documents: one mask a segment.
        """
        best, matching = _Best(limit), 0
        for number, (segment, alive) in enumerate(self.sources):
            lists = [parts[number] for parts in gathered if parts[number]]
            if sum(any(part[-1] for part in parts) for parts in lists) < need:
                continue
            ids, scores, factor = _sum_up(segment.count, lists, need, len(gathered))
            for mask in (seen_by(segment), alive, only and only[number]):
                if mask is not None:
                    keep = mask[ids]
                    ids, scores = ids[keep], scores[keep]
            matching += len(ids)
            best.add(segment, ids, scores, factor)
        return best.posts(), matching

    def gather(self, group, common=()):
        """For each segment: documents, worth, how much the term counts in that field by its rarity, whether it matches.

        A group is `[(term, weight, is_match), …]`: what is no match raises the score of what is found otherwise.
        `common` terms are looked for in titles only.
        """
        gathered, rarest = [[] for _ in self.sources], {}
        for term, weight, is_match in group:
            for name in ("title",) if term in common else FIELDS:
                found = [self.postings(segment, name, term) for segment, _ in self.sources]
                holding = self.holding(name, term, found)
                if holding:
                    rarity = log(self.documents / (holding + 1)) + 1
                    if weight == 1.0:
                        rarest[name] = min(rarity, rarest.get(name, rarity))
                    # A rare relative says no more than the word itself.
                    counts = weight * FIELD_BOOSTS[name] * min(rarity, rarest.get(name, rarity))
                    for parts, (ids, worth) in zip(gathered, found, strict=True):
                        if len(ids):
                            parts.append((ids, worth, counts, name, is_match))
        return gathered

    def holding(self, name, term, found):
        """In how many documents a field holds a term; `found` are its postings."""
        return sum(len(ids) for ids, _ in found)

    def rarity(self, stems):
        """How much a word counts wherever it stands."""
        return log((max(FEWEST, self.documents) + 1) / (max(map(self._holding, stems), default=0) + 1)) + 1

    def _holding(self, stem):
        if len(stem) >= SHORTEST_KNOWN and stem.isalpha():
            return self.look_up("alike", stem).get(stem, 0)
        return max(sum(len(self.postings(segment, name, stem)[0]) for segment, _ in self.sources) for name in FIELDS)

    def postings(self, segment, name, term):
        """Documents and what the term is worth in each, before its rarity is known."""
        if segment.lacks(name, term):
            return NOTHING
        key = segment.id, name, term, self.week, self.averages[name]
        return self.cache.get(key, lambda: self._read(segment, name, term))

    def look_up(self, kind, word):
        """Words of all segments with the number of their postings: `kind` names a method of the lexicon."""
        counts, found = {}, []
        for segment, _ in self.sources:
            here = self.cache.get((segment.id, kind, word), lambda s=segment: _sized(getattr(s.lexicon, kind)(word)))
            found.append((segment, here))
            for term, count in here.items():
                counts[term] = counts.get(term, 0) + count
        for segment, here in found:
            segment.absent.update(counts.keys() - here.keys())
        return counts

    def known(self, terms):
        return set().union(*(segment.known(terms) for segment, _ in self.sources))

    def _read(self, segment, name, term):
        ids, counts = segment.postings(name, term, self.formats[name])
        worth = self._worth(segment, name, ids, counts)
        return (ids, worth), ids.nbytes + worth.nbytes

    def _worth(self, segment, name, ids, counts):
        """What a term is worth where it stands so often: less in long texts, and in old ones."""
        lengths = segment.lengths_of(name, ids)
        worth = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / self.averages[name]))
        if self.recency:
            age = np.maximum(0, self.week * WEEK - segment.ts[ids].astype(np.float32))
            worth *= 1 - self.recency * (1 - np.exp2(-age / HALF_LIFE))
        return worth.astype(np.float32)

    def _average(self, name):
        """The mean length of a field in steps of 3 %, so that one more post does not outdate every array."""
        total = sum(segment.total_lengths[name] for segment, _ in self.sources)
        mean = total / self.documents if self.documents else 0
        return exp(round(log(mean) * 32) / 32) if mean else 1.0


class _Best:
    """The best posts so far, one a topic."""

    def __init__(self, limit):
        self.limit, self.least = limit, 0.0
        self.score, self.topic, self.pid = np.empty(0, np.float32), np.empty(0, np.uint32), np.empty(0, np.uint32)

    def add(self, segment, ids, scores, factor):
        worthy = np.flatnonzero(scores > self.least / factor)
        if len(worthy):
            chosen, topics = self._one_a_topic(segment.topic[ids[worthy]], scores[worthy])
            worthy = worthy[chosen]
            self._merge(scores[worthy] * np.float32(factor), topics, segment.pid[ids[worthy]])

    def posts(self):
        return list(zip(self.pid.tolist(), self.topic.tolist(), self.score.tolist(), strict=True))

    def _one_a_topic(self, topics, scores):
        """The best of each topic. Looks only at so many of the best posts that they hold `limit` topics."""
        look_at = 4 * self.limit
        while True:
            few = look_at < len(scores)
            top = np.argpartition(scores, -look_at)[-look_at:] if few else np.arange(len(scores))
            top = top[np.argsort(-scores[top], kind="stable")]
            found, first = np.unique(topics[top], return_index=True)
            if not few or len(found) >= self.limit:
                return top[first], found
            look_at *= 4

    def _merge(self, score, topic, pid):
        score, topic, pid = (np.concatenate(pair) for pair in ((self.score, score), (self.topic, topic), (self.pid, pid)))
        order = np.argsort(-score, kind="stable")
        _, first = np.unique(topic[order], return_index=True)
        order = order[np.sort(first)][: self.limit]
        self.score, self.topic, self.pid = score[order], topic[order], pid[order]
        self.least = float(self.score[-1]) if len(order) == self.limit else 0.0


def _sum_up(count, groups, need, asked):
    """Documents that hold enough of the groups, their scores (with few groups in proportion), and a last factor."""
    if len(groups) == 1 and len(groups[0]) == 1:
        ids, worth, weight = groups[0][0][:3]
        return ids, worth, weight / asked
    total, held = np.zeros(count, np.float32), np.zeros(count, np.uint8)
    for lists in groups:
        matches = [ids for ids, _, _, _, is_match in lists if is_match]
        if len(matches) == 1:
            held[matches[0]] += 1
        elif matches:
            here = np.zeros(count, np.uint8)
            for ids in matches:
                here[ids] = 1
            held += here
        _add_group(total, lists)
    ids = np.flatnonzero(held >= need)
    scores = total[ids]
    if asked <= FEW_WORDS:
        scores *= held[ids] / np.float32(asked)
    return ids, scores, 1.0


def _add_group(total, lists):
    """In each field the form of the word that counts most counts, and no other beside it."""
    fields = {}
    for ids, worth, weight, name, _ in lists:
        fields.setdefault(name, []).append((ids, worth * np.float32(weight)))
    for found in fields.values():
        if len(found) == 1:
            ids, worth = found[0]
            total[ids] += worth
        else:
            best = np.zeros(len(total), np.float32)
            for ids, worth in found:
                best[ids] = np.maximum(best[ids], worth)
            total += best


def _sized(found):
    return dict(found), 180 * len(found)
