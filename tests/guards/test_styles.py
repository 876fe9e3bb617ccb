"""What keeps the look of the house whole: colours in one place, nothing inline, small bundles, icons that exist."""

import hashlib
import re
from pathlib import Path

import pytest

from app.web.assets import STATIC, STYLES, Asset, script, style_sheet

TEMPLATES = STATIC.parent / "templates"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.I)
# Colours belong to tokens.css; mixing two tokens in a space is not a new colour.
WITHOUT_MIXES = re.compile(r"color-mix\(in oklab", re.I)
CLASS = re.compile(r'\bclass="([^"]*)"')
WORK_IN_PROGRESS_CLASSES = {"htmx-added", "htmx-request"}


def templates():
    return sorted(TEMPLATES.rglob("*.html"))


def name_of(path):
    return str(path.relative_to(STATIC.parent))


@pytest.mark.parametrize("name", [name for name in STYLES if name != "tokens"])
def test_it_names_colours_only_in_tokens(name):
    css = WITHOUT_MIXES.sub("", (STATIC / "css" / f"{name}.css").read_text("utf-8"))
    assert not COLOUR.findall(css)


def test_it_has_no_hex_colour_at_all():
    assert not re.search(r"#[0-9a-f]{3,8}\b", (STATIC / "css" / "tokens.css").read_text("utf-8"), re.I)


def test_it_uses_only_tokens_that_exist():
    css = style_sheet(STATIC)
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
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
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
    known = set(re.findall(r"\.([a-z][\w-]*)", style_sheet(STATIC))) | WORK_IN_PROGRESS_CLASSES
    unknown = {
        (word, name_of(path))
        for path in templates()
        if "mail" not in path.parts
        for words in CLASS.findall(re.sub(r"\{[{%#].*?[}%#]\}", "…", path.read_text("utf-8"), flags=re.S))
        for word in words.split()
        if "…" not in word and word not in known
    }
    assert unknown == set()


def test_it_stays_small():
    assert len(Asset.of("app.css", style_sheet(STATIC)).packed) <= 15_000
    assert len(Asset.of("app.js", script(STATIC)).packed) <= 40_000
    assert len(Asset.of("icons.svg", (STATIC / "icons.svg").read_text("utf-8")).packed) <= 8_000


def test_it_vendors_what_it_says():
    folder = STATIC / "vendor" / "htmx"
    digest = hashlib.sha256((folder / "htmx.min.js").read_bytes()).hexdigest()
    assert f"sha256 {digest}" in (folder / "VERSION").read_text("utf-8")
    assert (folder / "LICENSE").exists()
