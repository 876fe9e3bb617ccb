"""The site's icons: its logo, or its initial on the accent. Drawn once and kept in the instance."""

import base64
import hashlib
import unicodedata
from io import BytesIO

from flask import current_app
from markupsafe import escape

from app.offline.colours import accent
from app.offline.logo import logo_file

# How many pixels, and how much of them the mark fills; None has round corners and fills all.
SIZES = {
    "icon-192.png": (192, None),
    "icon-512.png": (512, None),
    # Systems cut these into shapes of their own: nothing that matters stands outside the middle.
    "icon-maskable.png": (512, 0.6),
    "apple-touch-icon.png": (180, 0.8),
    "favicon.ico": (48, None),
}
SVG = "icon.svg"
# Another number draws all icons anew.
DRAWING = "1"
CORNER, LETTER, SMALL = 0.22, 0.62, 96
FINER = 2
DIAERESIS = "\N{COMBINING DIAERESIS}"


def icon_of(site, name):
    """The icon of this name and its ETag; drawn now when it is not there yet."""
    logo = logo_file()
    letter = initial(site.name)
    about = (DRAWING, letter, accent(site.accent_hue), logo.name if logo else "")
    etag = hashlib.sha256(repr(about).encode()).hexdigest()[:16]
    path = _folder() / f"{etag}-{name}"
    if not path.exists():
        mark = _Mark(letter, accent(site.accent_hue), logo)
        _write(path, mark.svg() if name == SVG else mark.png(*SIZES[name]))
    return path.read_bytes(), etag


def initial(name):
    """The first letter or digit of a name."""
    return next((sign.upper()[0] for sign in name if sign.isalnum()), "•")


class _Mark:
    def __init__(self, letter, colour, logo):
        self.letter, self.colour, self.logo = letter, colour, logo

    def svg(self):
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
            f"{self._logo_in_svg() if self.logo else self._letter_in_svg()}</svg>"
        ).encode()

    def _letter_in_svg(self):
        return (
            f'<rect width="64" height="64" rx="{64 * CORNER:g}" fill="{self.colour}"/>'
            '<text x="32" y="33" font-family="system-ui, sans-serif" font-size="38" font-weight="600" fill="white" '
            f'text-anchor="middle" dominant-baseline="central">{escape(self.letter)}</text>'
        )

    def _logo_in_svg(self):
        data = base64.b64encode(self._drawn_logo(SMALL, 1, "#0000")).decode()
        return f'<image width="64" height="64" href="data:image/png;base64,{data}"/>'

    def png(self, size, share):
        if self.logo:
            return self._drawn_logo(size, share or 1, "white" if share else "#0000")
        return self._drawn_letter(size, share)

    def _drawn_logo(self, size, share, ground):
        from PIL import Image, ImageOps

        with Image.open(self.logo, formats=["WEBP"]) as stored:
            logo = ImageOps.contain(stored.convert("RGBA"), (round(size * share),) * 2)
        icon = Image.new("RGBA", (size, size), ground)
        icon.alpha_composite(logo, ((size - logo.width) // 2, (size - logo.height) // 2))
        return _as_png(icon)

    def _drawn_letter(self, size, share):
        from PIL import Image, ImageDraw

        side = size * FINER
        icon = Image.new("RGBA", (side, side), self.colour if share else "#0000")
        draw = ImageDraw.Draw(icon)
        if not share:
            draw.rounded_rectangle((0, 0, side - 1, side - 1), round(side * CORNER), self.colour)
        self._draw_letter(draw, side, LETTER * (share or 0.9))
        return _as_png(icon.resize((size, size), Image.Resampling.LANCZOS))

    def _draw_letter(self, draw, side, share):
        from PIL import ImageFont

        letter, *marks = unicodedata.normalize("NFD", self.letter)
        middle = side / 2
        if not letter.isascii():
            # The font that comes with Pillow has no other letters; a speech bubble speaks for them.
            wide, high = side * share * 0.5, side * share * 0.35
            draw.rounded_rectangle((middle - wide, middle - high, middle + wide, middle + high), high, "white")
            draw.polygon([(middle - wide / 2, middle), (middle, middle + high), (middle - wide / 2, middle + high * 1.8)], "white")
            return
        font = ImageFont.load_default(side * share)
        draw.text((middle, middle), letter, "white", font, anchor="mm", stroke_width=side / 150, stroke_fill="white")
        if DIAERESIS in marks:
            top, dot = middle - side * share * 0.55, side * share * 0.07
            for x in (middle - 2.4 * dot, middle + 2.4 * dot):
                draw.ellipse((x - dot, top - dot, x + dot, top + dot), "white")


def _as_png(image):
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _folder():
    return current_app.config["INSTANCE"] / "icons"


def _write(path, content):
    """An icon appears whole or not at all; those of an earlier name, colour or logo go."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
    for old in path.parent.glob(f"*-{path.name.partition('-')[2]}"):
        if old.name != path.name and not old.name.startswith("."):
            old.unlink(missing_ok=True)
