"""CSV files as people have them: read as streams, in any usual encoding, with any usual divider.

The first row names the columns. Rows are counted as a spreadsheet shows them: the header is row 1, and a cell with
line breaks is still one row.
"""

import codecs
import csv
import io
from contextlib import closing
from functools import partial
from pathlib import Path

from flask_babel import lazy_gettext as _l

from .sources import CHUNK, DAMAGED, BrokenFile, Record, open_source

DIVIDERS = ",;\t"
LONGEST_CELL = 1024 * 1024
MOST_COLUMNS = 200


class Table:
    """A CSV file that can be read again and again: `columns` are its names, `rows()` the Records below them.

    Raises BrokenFile where the file as a whole cannot be read.
    """

    def __init__(self, name, open_bytes):
        self.name, self._open_bytes = name, open_bytes
        try:
            self.encoding = _encoding_of(open_bytes)
            self.divider = self._find_divider()
            self.columns = self._read_columns()
        except DAMAGED as error:
            raise BrokenFile(name, None, _l("the file is cut off or damaged")) from error

    @classmethod
    def of_path(cls, path):
        """A file on this machine, packed or not."""
        path = Path(path)
        return cls(path.name, partial(open_source, path))

    @classmethod
    def of_bytes(cls, name, content):
        return cls(name, partial(io.BytesIO, content))

    def rows(self):
        """Every row below the header, empty ones left out; one with too many cells has no values. Raises BrokenFile where the file itself is broken."""
        width = len(self.columns)
        with closing(self._cells()) as rows:
            next(rows)
            for number, cells in rows:
                if any(cells[width:]):
                    yield Record(self.name, number, None)
                elif any(cell.strip() for cell in cells):
                    cells = [*cells, *[""] * (width - len(cells))]
                    yield Record(self.name, number, dict(zip(self.columns, cells, strict=False)))

    def _cells(self):
        number = 0
        csv.field_size_limit(LONGEST_CELL)
        try:
            with self._open_text() as text:
                for cells in csv.reader(text, delimiter=self.divider, strict=True):
                    number += 1
                    yield number, cells
        except csv.Error as error:
            raise BrokenFile(self.name, number + 1, _l("this row cannot be read: a quotation mark is missing, or a cell is too long")) from error
        except DAMAGED as error:
            raise BrokenFile(self.name, number + 1, _l("the file is cut off or damaged")) from error

    def _open_text(self):
        # What no encoding explains becomes a question mark rather than a refusal.
        return io.TextIOWrapper(self._open_bytes(), encoding=self.encoding, errors="replace", newline="")

    def _find_divider(self):
        with self._open_text() as text:
            first = text.readline(LONGEST_CELL)
        return max(DIVIDERS, key=first.count)

    def _read_columns(self):
        with closing(self._cells()) as rows:
            _number, cells = next(rows, (0, None))
        if cells is None:
            raise BrokenFile(self.name, None, _l("the file is empty"))
        names = [" ".join(cell.replace("\0", "").split()) for cell in cells]
        if not any(names) or len(names) > MOST_COLUMNS:
            raise BrokenFile(self.name, 1, _l("the first row has to name the columns"))
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice:
            raise BrokenFile(self.name, 1, _l("two columns are called “%(name)s”", name=twice))
        return names


def _encoding_of(open_bytes):
    """UTF-8 if all of it is, UTF-16 if it says so, or else what spreadsheets on Windows write."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with open_bytes() as stream:
        chunk = stream.read(CHUNK)
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
