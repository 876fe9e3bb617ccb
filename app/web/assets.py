"""Serves the house's own look and behaviour without a build step.

The first view of a page waits for one style sheet and shares its line with one sprite, so both hold what everybody
sees; what a few rooms need besides has a sheet of its own, and what members need besides a sprite. The script waits
for the first paint.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, current_app, make_response, request

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = {
    "app.css": [
        *("tokens", "reset", "base", "layout"),
        *("icon", "button", "form", "card", "badge", "avatar", "vote", "post", "prose"),
        *("flash", "pager", "tabs", "menu", "editor", "empty"),
        *("poll", "timeline", "table", "notice", "roadmap", "hero", "chain", "chart", "utilities"),
    ],
    # Pages that need it extend layouts/room.html.
    "rooms.css": ["case", "changes", "curve", "faces", "poster", "swatch"],
}
STYLES = [name for names in SHEETS.values() for name in names]
SPRITES = ("icons.svg", "icons-members.svg")
SYMBOL = re.compile(r'<symbol id="([\w-]+)"')
SCRIPT_LIBRARY = "vendor/htmx/htmx.min.js"
A_YEAR = 365 * 24 * 3600
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json"}


@dataclass(frozen=True)
class Asset:
    """One file as browsers get it: its address changes whenever its content does."""

    name: str
    body: bytes
    packed: bytes
    digest: str

    @classmethod
    def of(cls, name, text):
        """The asset of this name with this text, packed once."""
        body = text.encode()
        return cls(name, body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:16])

    @property
    def filename(self):
        stem, dot, ending = self.name.rpartition(".")
        return f"{stem}-{self.digest}{dot}{ending}"

    @property
    def url(self):
        return f"/assets/{self.filename}"


class Assets:
    """All assets of one static folder, read once."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.read()

    def read(self):
        """Build every asset from the files as they are now."""
        self.stamp = self._newest_change()
        texts = {
            **{name: style_sheet(self.folder, name) for name in SHEETS},
            "app.js": script(self.folder),
            "start.js": (self.folder / "js" / "start.js").read_text("utf-8"),
            **{name: (self.folder / name).read_text("utf-8") for name in SPRITES},
            "favicon.svg": (self.folder / "favicon.svg").read_text("utf-8"),
            "emoji.json": (self.folder / "emoji.json").read_text("utf-8"),
        }
        self.by_name = {name: Asset.of(name, text) for name, text in texts.items()}
        self.by_icon = {icon: self.by_name[name] for name in SPRITES for icon in SYMBOL.findall(texts[name])}
        self.by_filename = {asset.filename: asset for asset in self.by_name.values()}

    def fresh(self):
        """Itself; while we work on the look, first read again when a file has changed."""
        if current_app.debug and self.stamp != self._newest_change():
            self.read()
        return self

    def sprite_with(self, icon):
        """The sprite in which this icon is drawn; the first one where it is in none."""
        return self.by_icon.get(icon) or self.by_name[SPRITES[0]]

    def _newest_change(self):
        return max(path.stat().st_mtime_ns for path in self.folder.rglob("*") if path.is_file())


def register_assets(app: Flask, folder=STATIC):
    """Read the static folder (fails if a style is missing or unlisted), serve it, and offer `asset('app.css')`."""
    assets = app.extensions["assets"] = Assets(folder)

    def show_asset(filename):
        asset = assets.fresh().by_filename.get(filename) or abort(404)
        return send(asset)

    show_asset.is_public = True
    app.add_url_rule("/assets/<filename>", "assets.show", show_asset, methods=["GET"])
    app.add_template_global(lambda name: assets.fresh().by_name[name].url, "asset")
    app.add_template_global(lambda icon: assets.fresh().sprite_with(icon).url, "sprite_of")


def style_sheet(folder, sheet):
    """A style sheet: every file that is listed for it, in this order, without comments and needless space."""
    found = {path.stem for path in (folder / "css").glob("*.css")}
    if found != set(STYLES):
        raise RuntimeError(f"static/css and STYLES differ: {', '.join(sorted(found ^ set(STYLES)))}")
    return "\n".join(_tighten((folder / "css" / f"{name}.css").read_text("utf-8")) for name in SHEETS[sheet])


def script(folder):
    """The script: htmx, then every element in a scope of its own."""
    elements = [path.read_text("utf-8") for path in sorted((folder / "js" / "elements").glob("*.js"))]
    library = (folder / SCRIPT_LIBRARY).read_text("utf-8").rstrip()
    return "\n".join([library, *(f'(() => {{\n"use strict";\n{text}}})();' for text in elements)])


def send(asset):
    """The asset as a response: packed when the browser unpacks, kept for a year, 304 when it has it."""
    packed = request.accept_encodings["gzip"] > 0
    response = make_response(asset.packed if packed else asset.body)
    response.content_type = TYPES[Path(asset.name).suffix] + "; charset=utf-8"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(asset.digest + ("-gzip" if packed else ""))
    return response.make_conditional(request)


def _tighten(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()
