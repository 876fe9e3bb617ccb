"""The poster of a touchpoint: what is asked, five faces, the code, and that it needs no account.

It stands apart because it only arranges; what the things look like in a file, pdf.py and svg.py know. All lengths are
shares of the page's width, so that A5 is A4 made smaller.
"""

from flask_babel import gettext as _

from app.insights.posters.drawing import SIZES, Curve, Drawing, Line, Rectangle, fit
from app.offline.colours import accent

INK, GREY, WHITE = "#1d1b16", "#57534a", "#ffffff"
# From sad to happy; as the faces on the page that the code leads to.
MOUTHS = (-1, -0.5, 0, 0.5, 1)
# How many modules of white a code needs around it (ISO/IEC 18004).
QUIET = 4


def draw_poster(touchpoint, site, address, *, size, language):
    """The Drawing, in the words of whoever speaks now; `address` is the whole one that the code leads to."""
    width, height = SIZES[size]
    drawing = Drawing(width, height, f"{site.name}: {touchpoint.name}", language)
    colour = accent(site.accent_hue)
    drawing.things += [Rectangle(0, 0, width, height, WHITE), Rectangle(0, 0, width, 0.03 * width, colour)]
    y = _write(drawing, site.name, 0.1, 0.036, colour, lines=1)
    y = _write(drawing, touchpoint.name, y + 0.035, 0.105, INK, lines=2, is_bold=True)
    y = _write(drawing, _("How did it feel for you?"), y + 0.02, 0.055, INK, lines=2)
    y = _draw_faces(drawing, y + 0.045, colour)
    y = _draw_code(drawing, y + 0.05, address)
    y = _write(drawing, _("Scan, tap a face, done."), y + 0.035, 0.05, INK, lines=2, is_bold=True)
    y = _write(drawing, _("Without an account, without a name, in ten seconds."), y + 0.012, 0.031, GREY, lines=2)
    _write(drawing, address.removeprefix("https://"), y + 0.02, 0.022, GREY, lines=2)
    return drawing


def _write(drawing, words, y, size, colour, *, lines, is_bold=False):
    """Lines of text below this height; returns the height below them. All but the words in shares of the width."""
    width = drawing.width
    size, lines = fit(words, 0.84 * width, largest=size * width, smallest=0.4 * size * width, most_lines=lines, is_bold=is_bold)
    y = y * width
    for line in lines:
        y += 1.15 * size
        drawing.things.append(Line(width / 2, y - 0.25 * size, line, size, colour, is_bold))
    return y / width


def _draw_faces(drawing, y, colour):
    width, radius, gap = drawing.width, 0.052, 0.15
    for number, mouth in enumerate(MOUTHS):
        x = 0.5 + (number - 2) * gap
        drawing.things += [
            Curve(tuple(_scaled(step, x, y + radius, radius, width)), colour, 0.0065 * width)
            for step in (CIRCLE, LEFT_EYE, RIGHT_EYE, _mouth(mouth))
        ]
    return y + 2 * radius


def _mouth(mood):
    """An arc that hangs for -1, is straight for 0 and smiles for 1, in a circle of radius 1 around 0."""
    y, bend = 0.38 - 0.1 * mood, 0.42 * mood
    return ("M", -0.42, y), ("C", -0.2, y + bend, 0.2, y + bend, 0.42, y)


# Four arcs of a circle as Bézier curves.
ARC = 0.5523
CIRCLE = (
    ("M", 1, 0), ("C", 1, ARC, ARC, 1, 0, 1), ("C", -ARC, 1, -1, ARC, -1, 0),
    ("C", -1, -ARC, -ARC, -1, 0, -1), ("C", ARC, -1, 1, -ARC, 1, 0),
)  # fmt: skip
LEFT_EYE = (("M", -0.34, -0.3), ("L", -0.33, -0.3))
RIGHT_EYE = (("M", 0.33, -0.3), ("L", 0.34, -0.3))


def _scaled(steps, x, y, radius, width):
    for name, *points in steps:
        yield (name, *(((x, y)[n % 2] + value * radius) * width for n, value in enumerate(points)))


def _draw_code(drawing, y, address):
    """The code as black on white, with runs of modules in one piece: hairlines between them confuse no scanner."""
    import segno

    rows = segno.make(address, error="m", micro=False).matrix
    # As large as the rest of the page leaves room for.
    side = min(0.54, drawing.height / drawing.width - y - 0.27)
    module, left = side / (len(rows) + 2 * QUIET), (1 - side) / 2
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            box = left + (start + QUIET) * module, y + (number + QUIET) * module, length * module, module
            drawing.things.append(Rectangle(*(value * drawing.width for value in box), "#000000"))
    return y + side


def _runs(row):
    """(start, length) of the dark modules that stand side by side."""
    start = None
    for place, is_dark in enumerate([*row, 0]):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            yield start, place - start
            start = None
