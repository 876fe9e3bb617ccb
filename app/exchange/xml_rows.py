"""Rows of an XML table as a stream, without document types and entities, of which XML bombs are built."""

from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from .sources import DAMAGED, LARGEST_ROW, BrokenFile, Record, read_chunks


def read_rows(path):
    """Every <row …/> of a table as a Record; raises BrokenFile at the first row that is not sound."""
    rows = _Rows(path)
    try:
        for chunk in read_chunks(path):
            yield from rows.take(chunk)
        yield from rows.take(b"", last=True)
    except expat.ExpatError as error:
        raise rows.broken(
            _l(
                "this is not sound XML (%(words)s, line %(line)s)",
                words=expat.errors.messages[error.code],
                line=error.lineno,
            )
        ) from error
    except DAMAGED as error:
        raise rows.broken(_l("the file is cut off or damaged")) from error


class _Rows:
    def __init__(self, path):
        self.path = path
        self.count = 0
        self.depth = 0
        self.ready = []
        self.unanswered = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def take(self, chunk, last=False):
        """The rows that this piece of the file completes."""
        self.unanswered += len(chunk)
        self.parser.Parse(chunk, last)
        if self.unanswered > LARGEST_ROW:
            raise self.broken(_l("this row is larger than any text"))
        ready, self.ready = self.ready, []
        return ready

    def broken(self, reason):
        return BrokenFile(self.path, self.count + 1, reason)

    def _start(self, name, attributes):
        self.depth += 1
        if self.depth == 1:
            return
        if self.depth > 2 or name != "row":
            raise self.broken(_l("“%(name)s” is not expected here", name=name[:50]))
        self.count += 1
        self.unanswered = 0
        self.ready.append(Record(self.path, self.count, attributes))

    def _end(self, name):
        self.depth -= 1

    def _refuse(self, *declaration):
        raise self.broken(_l("it declares a document type or entities, which no export does"))
