"""One segment of the index on disk, as arrays that threads may share.

Its own file because it alone knows how Whoosh 3.54 lays out a segment; nothing here changes once it is read.
"""

from contextlib import contextmanager
from itertools import accumulate, repeat
from pathlib import Path
from threading import Lock
from time import monotonic
from zlib import crc32

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.util.numeric import byte_to_length

from app.search.documents import FIELDS
from app.search.folder import Damaged
from app.search.lexicon import LEXICON, Lexicon

COLUMNS = {"pid": "I", "topic": "I", "board": "I", "ts": "I", "kind": "I", "author": "I", "opening": "B", "language": "B"}
NEVER_ZERO = ("pid", "topic", "board", "ts", "kind")

# As the column has them; 0 for a post whose language nobody knows.
LANGUAGES = {"de": 1, "en": 2}
LENGTHS = np.array([byte_to_length(number) for number in range(256)], np.float32)
NO_IDS, NO_WEIGHTS = np.empty(0, np.int32), np.empty(0, np.float32)


# Fields with so few words that all of them are kept in memory.
FEW = ("tags", "title")
MOST_ABSENT = 5_000


class Absent(set):
    """Words that a segment is known not to have: forgotten when they have become many."""

    def update(self, words):
        if len(self) > MOST_ABSENT:
            self.clear()
        super().update(words)


class Segment:
    """The documents and postings of one segment. Deletions are not part of it: they belong to a generation."""

    _terms, _held = None, None

    def __init__(self, storage, described):
        self.id = described.segment_id()
        self.count = described.doc_count_all()
        lexicon = Path(storage.folder) / described.make_filename(LEXICON)
        self._check(storage, lexicon)
        self.lexicon = Lexicon(lexicon)
        for name in COLUMNS:
            setattr(self, name, read_column(storage, described, name))
        self.lengths = {name: read_column(storage, described, f"_{name}_len") for name in FIELDS}
        self.total_lengths = {name: float(LENGTHS[codes].sum()) for name, codes in self.lengths.items()}
        self.boards = frozenset(np.unique(self.board).tolist())
        self._terms = W3Codec().terms_reader(storage, described)
        self._reading = Lock()
        self.absent = Absent()

    def close(self):
        terms, self._terms = self._terms, None
        if terms:
            terms.close()

    __del__ = close

    def lacks(self, name, term):
        """Whether a field is known not to hold a term: most words of a question stand in no title, and to look costs."""
        if not self.total_lengths[name] or term in self.absent:
            return True
        return name in FEW and " " not in term and term.encode() not in self._terms_held()[name]

    def _terms_held(self):
        if self._held is None:
            with self._files():
                self._held = {name: frozenset(self.terms_of(name)) for name in FEW}
        return self._held

    def lengths_of(self, name, ids):
        """How many terms a field has in each of these documents."""
        return LENGTHS[self.lengths[name][ids]]

    def postings(self, name, term, format):
        """Which documents hold a term, and how often: two arrays. A term with blanks is several, side by side."""
        if " " in term:
            return self._side_by_side(name, term.split(), format)
        ids, weights = [NO_IDS], [NO_WEIGHTS]
        with self._files():
            for steps, given, _, count in self._blocks(name, term, format):
                ids.append(np.cumsum(steps, dtype=np.int32))
                weights.append(np.full(count, 1.0 if given is None else given, np.float32))
        return np.concatenate(ids), np.concatenate(weights)

    def _side_by_side(self, name, terms, format):
        wanted = np.ones(self.count, bool)
        for term in terms:
            holding = np.zeros(self.count, bool)
            holding[self.postings(name, term, format)[0]] = True
            wanted &= holding
        if not wanted.any():
            return NO_IDS, NO_WEIGHTS
        found = [self.places(name, term, format, wanted) for term in terms]
        times = {}
        for document, starts in found[0].items():
            behind = (found[at][document] for at in range(1, len(terms)))
            times[document] = sum(all(start + at in places for at, places in enumerate(behind, 1)) for start in starts)
        kept = sorted(document for document, count in times.items() if count)
        return np.array(kept, np.int32), np.array([times[document] for document in kept], np.float32)

    def places(self, name, term, format, wanted, until=float("inf")):
        """Where a term stands in the `wanted` documents (a mask): `{document: {place, …}}`. Stops at `until`."""
        found = {}
        with self._files():
            for ids, _, values, _ in self._blocks(name, term, format):
                for document, value in zip(np.cumsum(ids).tolist(), values, strict=True):
                    if wanted[document]:
                        found[document] = set(places_in(value))
                if monotonic() > until:
                    raise TimeoutError
        return found

    def known(self, terms):
        """Those of the terms that stand in the segment."""
        with self._files():
            return {term for term in terms if any((name, term.encode()) in self._terms for name in FIELDS)}

    def terms_of(self, name):
        """Every term of a field, in the order of the index."""
        for found, term in self._terms.terms_from(name, b""):
            if found != name:
                return
            yield term

    def raw_postings(self, name, term, format):
        """`(document, weight, value)` of each posting."""
        for steps, weights, values, count in self._blocks(name, term, format):
            if not isinstance(weights, tuple):
                weights = repeat(1.0 if weights is None else weights, count)
            yield from zip(accumulate(steps), weights, values, strict=True)

    @contextmanager
    def _files(self):
        """One thread at a time: the files have one position each."""
        with self._reading:
            try:
                yield
            except (TimeoutError, MemoryError):
                raise
            except Exception as error:
                raise Damaged(f"{self.id}: {error!r}") from error

    def _blocks(self, name, term, format):
        """The raw blocks of a posting list: `(id steps, weights, values, count)`."""
        key = (name, term.encode() if isinstance(term, str) else term)
        if key not in self._terms:
            return
        matcher = self._terms.matcher(*key, format)
        while matcher.is_active():
            matcher._read_data()
            yield *matcher._data, matcher._blocklength
            matcher._next_block()

    def _check(self, storage, path):
        """Compare the sizes of the files with those noted when they were written."""
        lines = path.read_text("utf-8")
        if not lines.endswith("\n\n"):
            raise Damaged(path)
        for note in lines[: lines.index("\n")].split():
            name, size = note.rsplit("=", 1)
            if storage.file_length(name) != int(size):
                raise Damaged(name)


def read_column(storage, described, name):
    """A column of numbers; Whoosh leaves zeros at its end (and empty columns) unwritten."""
    path = W3Codec.column_filename(described, name)
    typecode = COLUMNS.get(name, "B")
    whole = np.zeros(described.doc_count_all(), np.uint8 if typecode == "B" else np.uint32)
    if storage.file_exists(path):
        with storage.open_file(path) as file:
            written = np.frombuffer(file.read(), "u1" if typecode == "B" else ">u4")
        whole[: len(written)] = written
    if name in NEVER_ZERO and not whole.all():
        raise Damaged(path)
    return whole


def places_in(value):
    """The places that a posting's value holds (writing.py packs them)."""
    place = step = shift = 0
    for byte in value:
        step |= (byte & 127) << shift
        shift += 7
        if byte & 128:
            place += step
            step = shift = 0
            yield place


def code_of(kind):
    """A kind as a number, so that a new kind needs no table here."""
    return crc32(kind.encode())
