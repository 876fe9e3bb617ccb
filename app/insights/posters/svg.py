"""A drawing as SVG, for those who set it into a poster of their own."""

from markupsafe import escape

from app.insights.posters.drawing import Curve, Line, Rectangle

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def write_svg(drawing):
    """The text of the file; its lengths are points, so that it prints in its own size."""
    width, height = (_number(length) for length in (drawing.width, drawing.height))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="title" lang="{escape(drawing.language)}">',
        f'<title id="title">{escape(drawing.title)}</title>',
        *(WRITERS[type(thing)](thing) for thing in drawing.things),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rectangle(thing):
    place = f'x="{_number(thing.x)}" y="{_number(thing.y)}"'
    return f'<rect {place} width="{_number(thing.width)}" height="{_number(thing.height)}" fill="{thing.colour}"/>'


def _curve(thing):
    path = " ".join(f"{step[0]}{' '.join(map(_number, step[1:]))}" for step in thing.steps)
    line = f'stroke="{thing.colour}" stroke-width="{_number(thing.width)}" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" {line}/>'


def _line(thing):
    weight = ' font-weight="bold"' if thing.is_bold else ""
    place = f'x="{_number(thing.x)}" y="{_number(thing.y)}" font-size="{_number(thing.size)}"'
    return f'<text {place} font-family="{FONT}"{weight} text-anchor="middle" fill="{thing.colour}">{escape(thing.words)}</text>'


WRITERS = {Rectangle: _rectangle, Curve: _curve, Line: _line}


def _number(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")
