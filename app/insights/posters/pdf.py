"""A drawing as a PDF of one page, written by hand: it needs no font file and no library.

After ISO 32000-1, with the two standard fonts that every reader brings along.
"""

import zlib

from app.insights.posters.drawing import Curve, Line, Rectangle, printable, width_of


def write_pdf(drawing):
    """The bytes of the file."""
    content = zlib.compress("\n".join(_operators(drawing)).encode("latin-1"), 9)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Lang {_text(drawing.language)} /ViewerPreferences << /DisplayDocTitle true >> >>".encode("latin-1"),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_number(drawing.width)} {_number(drawing.height)}] "
            "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> /Contents 6 0 R >>"
        ).encode(),
        (font % "Helvetica").encode(),
        (font % "Helvetica-Bold").encode(),
        f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode() + content + b"\nendstream",
        f"<< /Title {_utf16(drawing.title)} /Producer (Earshot) >>".encode("latin-1"),
    ]
    return _file(objects)


def _file(objects):
    written, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    last = len(objects)
    return bytes(written + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, last, start))


def _operators(drawing):
    """From the upper left corner, y downwards, to PDF's lower left one."""
    yield "1 J 1 j"
    for thing in drawing.things:
        yield from WRITERS[type(thing)](thing, drawing.height)


def _rectangle(thing, height):
    box = (thing.x, height - thing.y - thing.height, thing.width, thing.height)
    yield f"{_colour(thing.colour)} rg {' '.join(map(_number, box))} re f"


def _curve(thing, height):
    yield f"{_colour(thing.colour)} RG {_number(thing.width)} w"
    for operator, *points in thing.steps:
        turned = (value if number % 2 == 0 else height - value for number, value in enumerate(points))
        yield f"{' '.join(map(_number, turned))} {operator.lower()}"
    yield "S"


def _line(thing, height):
    words = printable(thing.words)
    left = thing.x - width_of(words, thing.size, is_bold=thing.is_bold) / 2
    font = "F2" if thing.is_bold else "F1"
    place = f"{_number(left)} {_number(height - thing.y)} Td"
    yield f"{_colour(thing.colour)} rg BT /{font} {_number(thing.size)} Tf {place} {_text(words)} Tj ET"


WRITERS = {Rectangle: _rectangle, Curve: _curve, Line: _line}


def _text(words):
    """A string in WinAnsi, as characters of Latin-1 so that all of the file can be written alike."""
    escaped = printable(words).replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped.encode('cp1252').decode('latin-1')})"


def _utf16(words):
    marked = "\ufeff" + words
    return f"<{marked.encode('utf-16-be').hex().upper()}>"


def _colour(colour):
    """ "#rrggbb" as three shares."""
    return " ".join(_number(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))


def _number(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")
