"""What keeps the look of the house whole: colours in one place, nothing inline, small bundles, icons that exist."""

import hashlib
import re
from pathlib import Path

import pytest

from app.web.assets import SHEETS, SPRITES, STATIC, STYLES, SYMBOL, Asset, script, style_sheet

TEMPLATES = STATIC.parent / "templates"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.I)
# Colours belong to tokens.css; mixing two tokens in a space is not a new colour.
WITHOUT_MIXES = re.compile(r"color-mix\(in oklab", re.I)
CLASS = re.compile(r'\bclass="([^"]*)"')
PART = re.compile(r"""\{%-?\s*(?:include|import|from)\s+["']([^"']+\.html)["']""")
WORK_IN_PROGRESS_CLASSES = {"htmx-added", "htmx-request"}


def templates():
    return sorted(TEMPLATES.rglob("*.html"))


def name_of(path):
    return str(path.relative_to(STATIC.parent))


@pytest.mark.parametrize("name", [name for name in STYLES if name != "tokens"])
def test_it_names_colours_only_in_tokens(name):
    css = WITHOUT_MIXES.sub("", (STATIC / "css" / f"{name}.css").read_text("utf-8"))
    assert not COLOUR.findall(css)


@pytest.mark.parametrize("name", STYLES)
def test_it_sets_text_in_two_weights(name):
    weights = re.findall(r"font-weight: ([^;}]+)", (STATIC / "css" / f"{name}.css").read_text("utf-8"))
    assert set(weights) <= {"400", "var(--strong)"}


def test_it_has_no_hex_colour_at_all():
    assert not re.search(r"#[0-9a-f]{3,8}\b", (STATIC / "css" / "tokens.css").read_text("utf-8"), re.I)


def test_it_uses_only_tokens_that_exist():
    css = "".join(style_sheet(STATIC, name) for name in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", css))


def test_it_has_each_block_in_one_file():
    owners = {}
    for name in STYLES:
        css = (STATIC / "css" / f"{name}.css").read_text("utf-8")
        for block in set(re.findall(r"^  (?:@media.*?{ )?\.([a-z]+(?:-[a-z]+)*)", css, re.M)):
            owners.setdefault(block, set()).add(name)
    assert {block: files for block, files in owners.items() if len(files) > 1} == {}


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_it_writes_nothing_inline(path):
    html = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    if "mail" in path.parts:  # mail programs read nothing but inline styles
        return
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", html, re.I)
    assert all("src=" in tag or "application/ld+json" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_it_loads_nothing_from_other_hosts(path):
    assert not re.search(r"(?:src|<link[^>]*href)=[\"'](?:https?:)?//", path.read_text("utf-8"))


def test_it_has_every_icon_that_a_page_asks_for():
    drawings = [icon for name in SPRITES for icon in SYMBOL.findall((STATIC / name).read_text("utf-8"))]
    drawn = set(drawings)
    assert len(drawings) == len(drawn), "each icon stands in one sprite"
    asked = {
        (icon, name_of(path))
        for path in templates()
        for icon in re.findall(r"\bicon\(['\"]([\w-]+)['\"]", path.read_text("utf-8"))
    }
    kinds = {
        (icon, name_of(path))
        for path in Path(STATIC.parent / "app").rglob("*.py")
        for icon in re.findall(r"\bicon=\"([\w-]+)\"", path.read_text("utf-8"))
    }
    assert {pair for pair in asked | kinds if pair[0] not in drawn} == set()


def test_it_styles_every_class_that_a_page_uses():
    known = set().union(*map(classes_of, SHEETS)) | WORK_IN_PROGRESS_CLASSES
    unknown = {
        (word, name_of(path))
        for path in templates()
        if "mail" not in path.parts
        for word in words_of_classes(path.read_text("utf-8"))
        if word not in known
    }
    assert unknown == set()


def test_it_has_the_sheet_of_the_rooms_where_a_page_needs_it_and_only_there():
    apart = classes_of("rooms.css") - classes_of("app.css")
    pages = {name_of(path): path.read_text("utf-8") for path in templates()}
    needs = {name for name, html in pages.items() if 'extends "layouts/' in html and apart & words_of_classes(with_parts(html))}
    has = {name for name, html in pages.items() if 'extends "layouts/room.html"' in html}
    # The page of components shows them all.
    assert has - {"templates/admin/style.html"} == needs


def classes_of(sheet):
    return set(re.findall(r"\.([a-z][\w-]*)", style_sheet(STATIC, sheet)))


def words_of_classes(html):
    """The classes a template writes out; what it puts together while it runs is not among them."""
    plain = re.sub(r"\{[{%#].*?[}%#]\}", "…", html, flags=re.S)
    return {word for words in CLASS.findall(plain) for word in words.split() if "…" not in word}


def with_parts(html, known=frozenset()):
    """A template's text and that of all it includes or imports, whatever these take in again."""
    parts = set(PART.findall(html)) - known
    known = known | parts
    return html + "".join(with_parts((TEMPLATES / part).read_text("utf-8"), known) for part in parts)


def test_it_stays_small():
    assert sum(len(Asset.of(name, style_sheet(STATIC, name)).packed) for name in SHEETS) <= 15_000
    assert len(Asset.of("app.js", script(STATIC)).packed) <= 40_000
    assert sum(len(Asset.of(name, (STATIC / name).read_text("utf-8")).packed) for name in SPRITES) <= 8_000


def test_it_vendors_what_it_says():
    folder = STATIC / "vendor" / "htmx"
    digest = hashlib.sha256((folder / "htmx.min.js").read_bytes()).hexdigest()
    assert f"sha256 {digest}" in (folder / "VERSION").read_text("utf-8")
    assert (folder / "LICENSE").exists()
