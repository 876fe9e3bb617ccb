"""How posts get into the index: Whoosh's writer, fed with terms we found ourselves.

Its own file because it is the other half of segments.py. Whoosh's own way (an analyzer, a sorting pool, a file
read for each posting's length) costs three times as much; what it leaves on disk is the same.
"""

import heapq
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np
from whoosh import columns, fields
from whoosh.writing import SegmentWriter

from app.search.analysis import positions
from app.search.documents import FIELDS
from app.search.lexicon import GRAMS, LEXICON, LONGEST_KNOWN, SHORTEST_KNOWN, lines_of, where_letters_stand
from app.search.segments import COLUMNS, LANGUAGES, LENGTHS, Segment, code_of, read_column

SMALL, LARGE = 64, 32_768
MOST_SMALL, MOST_ALIKE = 4, 8
MOST_DELETED = 0.25
# Names of files and numbers of orders are no words; the underscore is the edge of a word in the lexicon.
NOT_OF_WORDS = frozenset(b"0123456789_")


def schema():
    """Text is searched, never stored; everything else is a column of numbers."""
    texts = {name: fields.TEXT(phrase=True) for name in FIELDS}
    numbers = {name: fields.COLUMN(columns.NumericColumn(code)) for name, code in COLUMNS.items()}
    return fields.Schema(**texts, **numbers)


class PostWriter(SegmentWriter):
    """Writes posts into a new segment and takes over what is left of small old ones."""

    def __init__(self, index):
        super().__init__(index, compound=False)
        self._found = {name: {} for name in FIELDS}
        self._lengths = {name: [] for name in FIELDS}
        self._taken_over = []

    def remove(self, pids):
        wanted = np.fromiter(pids, np.uint32)
        for described in self.segments if len(wanted) else ():
            pid = read_column(self.storage, described, "pid")
            for document in np.flatnonzero(np.isin(pid, wanted)).tolist():
                described.delete_document(document)

    def put(self, post):
        self._start({**vars(post), "kind": code_of(post.kind), "language": LANGUAGES.get(post.language, 0)})
        for name in FIELDS:
            found, length = positions(getattr(post, name), post.language)
            self._end_field(name, length)
            postings = self._found[name]
            for term, places in found.items():
                posting = (self.docnum, *_posting(places))
                if term in postings:
                    postings[term].append(posting)
                else:
                    postings[term] = [posting]
        self._end()

    def take_over(self, described):
        """Copy the documents of a segment that are not deleted."""
        segment = Segment(self.storage, described)
        moved = np.full(segment.count, -1, np.int64)
        columns = [getattr(segment, name).tolist() for name in COLUMNS]
        lengths = {name: LENGTHS[codes].astype(int).tolist() for name, codes in segment.lengths.items()}
        for document, *numbers in zip(range(segment.count), *columns, strict=True):
            if not described.is_deleted(document):
                moved[document] = self.docnum
                self._start(dict(zip(COLUMNS, numbers, strict=True)))
                for name in FIELDS:
                    self._end_field(name, lengths[name][document])
                self._end()
        self._taken_over.append((segment, moved.tolist()))

    def _start(self, row):
        self.perdocwriter.start_doc(self.docnum)
        for name in COLUMNS:
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, int(row[name]))

    def _end_field(self, name, length):
        self._lengths[name].append(length)
        self.perdocwriter.add_field(name, self.schema[name], None, length)

    def _end(self):
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self):
        self.perdocwriter.close()
        counts = {}
        for name in FIELDS:
            self._write_field(name, counts)
        self.fieldwriter.close()
        for segment, _ in self._taken_over:
            segment.close()
        self._write_lexicon(counts)

    def _write_field(self, name, counts):
        lengths, writer, is_started = self._lengths[name], self.fieldwriter, False
        for term, parts in groupby(self._all_terms(name), itemgetter(0)):
            parts = [posting for part in parts for posting in part[2]()]
            if not parts:
                continue
            if not is_started:
                writer.start_field(name, self.schema[name])
                is_started = True
            writer.start_term(term)
            add = writer._postwriter.add_posting
            for document, weight, value in parts:
                add(document, weight, value, lengths[document])
            writer.finish_term()
            _count(counts, term, len(parts))
        if is_started:
            writer.finish_field()

    def _all_terms(self, name):
        """`(term, order, postings)` of the new posts and of each segment taken over, sorted by term."""
        own = sorted((term.encode(), -1, postings.copy) for term, postings in self._found[name].items())
        others = [self._old_terms(name, order) for order in range(len(self._taken_over))]
        return heapq.merge(own, *others, key=itemgetter(0, 1))

    def _old_terms(self, name, order):
        segment, moved = self._taken_over[order]
        format = self.schema[name].format
        for term in segment.terms_of(name):
            yield term, order, lambda term=term: _moved(segment.raw_postings(name, term, format), moved)

    def _write_lexicon(self, counts):
        """The words of the segment and what they look like, under a line with the sizes of all its files."""
        segment, storage, lines = self.get_segment(), self.storage, lines_of(counts)
        with segment.create_file(storage, GRAMS) as file:
            file.write(where_letters_stand(lines))
        sizes = " ".join(f"{name}={storage.file_length(name)}" for name in segment.list_files(storage))
        with segment.create_file(storage, LEXICON) as file:
            file.write(sizes.encode() + b"\n" + b"".join(lines) + b"\n")


def keep_few_segments(writer, segments):
    """Which old segments stay as they are; the others are taken over by the one being written."""
    stay, tiers = [], {}
    for segment in segments:
        alive = segment.doc_count_all() - segment.deleted_count()
        if not alive:
            continue
        if alive < segment.doc_count_all() * (1 - MOST_DELETED):
            writer.take_over(segment)
        elif alive >= LARGE:
            stay.append(segment)
        else:
            tiers.setdefault(_tier(alive), []).append(segment)
    for tier, alike in sorted(tiers.items()):
        if len(alike) >= (MOST_ALIKE if tier else MOST_SMALL):
            for segment in alike:
                writer.take_over(segment)
        else:
            stay += alike
    return stay


def drop_deleted(writer, segments):
    """Rewrites every segment with deleted posts, so that nothing of them is left on the disk."""
    for segment in segments:
        if segment.deleted_count():
            writer.take_over(segment)
    return [segment for segment in segments if not segment.deleted_count()]


def _posting(places):
    """Weight and value of a posting. Whoosh's own format of places takes ten bytes more for each of them."""
    return float(len(places)), _packed(tuple(places))


@lru_cache(2000)
def _packed(places):
    return b"".join(_number(after - before) for before, after in zip((0, *places), places, strict=False))


def _number(step):
    """Seven bits a byte, the lowest first; the last byte has the eighth bit."""
    parts = []
    while step > 127:
        parts.append(step & 127)
        step >>= 7
    return bytes([*parts, step | 128])


def _moved(postings, moved):
    return [(moved[document], weight, value) for document, weight, value in postings if moved[document] >= 0]


def _count(counts, term, number):
    if SHORTEST_KNOWN <= len(term) <= LONGEST_KNOWN and NOT_OF_WORDS.isdisjoint(term):
        word = term.decode()
        counts[word] = counts.get(word, 0) + number


def _tier(alive):
    tier = 0
    while alive >= SMALL * 8**tier:
        tier += 1
    return tier
