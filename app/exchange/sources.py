"""Files as others published them: plain, .gz or .xz, read as streams, with errors that say where."""

import gzip
import lzma
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

PACKED = {".gz": gzip.open, ".xz": lzma.open}
CHUNK = 64 * 1024
LARGEST_ROW = 16 * 1024 * 1024
LARGEST_NUMBER = 2**53
DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)
REQUIRED = object()


class BrokenFile(Exception):
    """A file that cannot be brought in: which one, which row (None: the whole file), and why."""

    def __init__(self, file, row, reason):
        super().__init__(file, row, reason)
        self.file, self.row, self.reason = Path(file).name, row, reason

    def __str__(self):
        if self.row is None:
            return _("%(file)s: %(reason)s", file=self.file, reason=self.reason)
        return _("%(file)s, row %(row)s: %(reason)s", file=self.file, row=self.row, reason=self.reason)


def find_source(folder, name, required=True):
    """The file called `name` in `folder`, packed or not; None if it is missing and may be."""
    folder = Path(folder)
    if not folder.is_dir():
        raise BrokenFile(folder, None, unpack_hint(folder) or _l("there is no such folder"))
    names = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    for suffix in ("", *PACKED):
        if path := names.get((name + suffix).casefold()):
            return path
    if not required:
        return None
    for path in names.values():
        if hint := unpack_hint(path):
            raise BrokenFile(path, None, hint)
    raise BrokenFile(folder / name, None, _l("this file is missing (it may also end in .gz or .xz)"))


def unpack_hint(path):
    if path.suffix == ".7z":
        return _l("please unpack this archive first, for example with: 7z x FILE, then name the folder")
    return None


def read_chunks(path):
    """The unpacked bytes of a file, a piece at a time; raises one of DAMAGED where it is broken."""
    with open_source(path) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


class Record:
    """One row of a source, which names itself when a value is missing or makes no sense."""

    __slots__ = ("file", "row", "values")

    def __init__(self, file, row, values):
        self.file, self.row, self.values = file, row, values

    def text(self, name, default=REQUIRED):
        value = self._value(name, default)
        if value is not default and not isinstance(value, str):
            raise self.broken(_l("“%(name)s” is not a text", name=name))
        return clean(value) if isinstance(value, str) else value

    def integer(self, name, default=REQUIRED, least=-LARGEST_NUMBER):
        value = self._value(name, default)
        if value is default:
            return value
        try:
            number = int(value) if isinstance(value, str) and len(value) < 20 else value
        except ValueError:
            number = None
        if type(number) is not int or not least <= number <= LARGEST_NUMBER:
            raise self.broken(_l("“%(name)s” is not a number we can use", name=name))
        return number

    def date(self, name, *formats, default=REQUIRED):
        """The moment in UTC; without formats an ISO 8601 date and time is expected."""
        value = self._value(name, default)
        if value is default:
            return value
        for form in formats or (None,):
            try:
                moment = datetime.strptime(value, form) if form else datetime.fromisoformat(value)
                return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
            except (ValueError, TypeError, OverflowError):
                continue
        raise self.broken(_l("“%(name)s” is not a date", name=name))

    def broken(self, reason):
        return BrokenFile(self.file, self.row, reason)

    def _value(self, name, default):
        value = self.values.get(name)
        if value is not None:
            return value
        if default is REQUIRED:
            raise self.broken(_l("“%(name)s” is missing", name=name))
        return default


def clean(text):
    """Text without the characters no database and no page can hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def open_source(path):
    """The unpacked file as a binary stream; reading raises one of DAMAGED where it is broken."""
    return PACKED.get(path.suffix.casefold(), open)(path, "rb")


def site_name(folder):
    """What a folder's data is called, without the month of the dump: a newer dump is the same site."""
    return re.sub(r"-\d{4}-\d{2}(-\d{2})?$", "", Path(folder).resolve().name)
