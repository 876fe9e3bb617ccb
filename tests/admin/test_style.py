"""The style guide shows every component in every state, and every colour on offer can be read."""

import re

import pytest
from bs4 import BeautifulSoup

from app.admin.forms import ACCENTS
from app.admin.style import GROUND
from app.web.assets import STATIC, STYLES

CSS = STATIC / "css"
# Set by scripts while something is on its way, by the layout around every page, and of the ground.
ELSEWHERE = {"cluster--apart", "htmx-added", "htmx-request", "page__main", "toasts", "flashes"}
ENOUGH, ENOUGH_FOR_SHAPES = 4.5, 3


@pytest.fixture
def guide(sign_in, emil):
    """guide(lang="de"): the classes on the page."""
    browser = sign_in(emil)
    return lambda **args: browser.get("/admin/style", query_string=args)


def classes_in(html):
    return {name for tag in BeautifulSoup(html, "html.parser").select("[class]") for name in tag["class"]}


@pytest.mark.parametrize("name", [name for name in STYLES if name not in GROUND])
def test_it_shows_every_class_of_every_component(guide, name):
    css = re.sub(r"/\*.*?\*/", "", (CSS / f"{name}.css").read_text("utf-8"), flags=re.S)
    wanted = set(re.findall(r"\.([a-z][\w-]*)", css)) - ELSEWHERE
    assert wanted - classes_in(guide().text) == set()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_it_speaks_both_languages_in_light_and_dark(guide, language, theme):
    answer = guide(lang=language, theme=theme)
    root = BeautifulSoup(answer.text, "html.parser").html
    assert (answer.status_code, root["lang"], root["data-theme"]) == (200, language, theme)
    assert ("Stimmen" in answer.text) is (language == "de")


def test_it_knows_no_other_language_or_theme(guide):
    root = BeautifulSoup(guide(lang="fr", theme="<x>").text, "html.parser").html
    assert (root["lang"], root["data-theme"]) == ("en", "auto")


def test_it_reads_and_writes_no_row_of_its_own(guide, count_queries, db):
    guide()  # The first page of a process asks how long texts wait.
    with count_queries() as queries:
        guide()
    assert len(queries) == 1, "only who is signed in"
    assert not db.session.new


def test_it_names_each_thing_once(guide):
    ids = [tag["id"] for tag in BeautifulSoup(guide().text, "html.parser").select("main [id]")]
    # Cards and votes carry the number of their topic, and here all of them are topic 1.
    assert {id for id in ids if ids.count(id) > 1} <= {"topic-vote-1", "topic-vote-1-button"}


def test_it_offers_colours_as_swatches_that_show_themselves(sign_in, ada):
    page = BeautifulSoup(sign_in(ada).get("/admin/settings").text, "html.parser")
    hues = [swatch["data-hue"] for swatch in page.select(".swatch")]
    assert hues == [str(accent.value) for accent in ACCENTS]
    assert [radio["value"] for radio in page.select(".swatch input[name=accent_hue]")] == hues
    assert len(page.select(".swatch input[checked]")) == 1


# --- Contrast ----------------------------------------------------------------------------------------------


def declared_hues():
    css = (CSS / "tokens.css").read_text("utf-8")
    return {int(hue) for hue in re.findall(r'^\s*\[data-hue="\d+"\] { --hue: (\d+); }', css, re.M)} | {168}


def test_it_has_a_rule_for_every_colour_on_offer():
    assert {accent.value for accent in ACCENTS} <= declared_hues()


@pytest.mark.parametrize("hue", sorted(declared_hues()))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_can_be_read_in_every_colour(hue, dark):
    colour = tokens(dark, hue)
    pairs = [
        ("accent", "surface"), ("accent", "paper"), ("accent", "sunken"), ("accent-hover", "surface"),
        ("on-accent", "accent"), ("on-accent", "accent-hover"), ("accent-ink", "accent-soft"), ("accent-ink", "surface"),
        ("ink", "accent-soft"), ("muted", "accent-soft"), ("ink", "paper"), ("muted", "paper"), ("muted", "sunken"),
    ]  # fmt: skip
    weak = {pair: round(contrast(*(colour[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < ENOUGH} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["amber", "orange", "red", "rose", "violet", "blue", "teal", "green"])
def test_it_can_be_read_on_every_badge(name, dark):
    colour = tokens(dark, 168)
    assert contrast(colour[f"{name}-ink"], colour[f"{name}-soft"]) >= ENOUGH
    assert contrast(colour[f"{name}-ink"], colour["surface"]) >= ENOUGH_FOR_SHAPES


def tokens(dark, hue):
    """The colours of tokens.css, name → (lightness, chroma, hue)."""
    css = (CSS / "tokens.css").read_text("utf-8").replace("var(--hue)", str(hue))
    rules = re.findall(r"--([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)", css)
    return {name: tuple(map(float, (night if dark else day).split("/")[0].split())) for name, day, night in rules}


def contrast(one, other):
    """WCAG 2.2, "contrast ratio": (L1 + 0.05) / (L2 + 0.05) with the lighter on top.

    A colour outside sRGB is brought back by the browser, by clipping or by taking chroma away: the worse counts.
    """
    ratios = []
    for shown in (clipped, in_gamut):
        light, dim = sorted((luminance(shown(one)), luminance(shown(other))), reverse=True)
        ratios.append((light + 0.05) / (dim + 0.05))
    return min(ratios)


def luminance(linear):
    """WCAG 2.2, "relative luminance", of linear-light sRGB."""
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def clipped(colour):
    return [min(1, max(0, part)) for part in linear_srgb(*colour)]


def in_gamut(colour):
    """The same lightness and hue with as much chroma as sRGB holds."""
    lightness, chroma, hue = colour
    while chroma > 0 and any(not -0.0001 <= part <= 1.0001 for part in linear_srgb(lightness, chroma, hue)):
        chroma -= 0.001
    return clipped((lightness, max(0, chroma), hue))


def linear_srgb(lightness, chroma, hue):
    """OKLCH → OKLab → linear-light sRGB: Björn Ottosson, "A perceptual color space for image processing" (2020),
    https://bottosson.github.io/posts/oklab/, as CSS Color 4 takes it over."""
    from math import cos, radians, sin

    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def test_it_reckons_contrast_right():
    assert round(contrast((1, 0, 0), (0, 0, 0)), 1) == 21
    # sRGB red is oklch(0.628 0.2577 29.23), and red on white is 4.0 : 1.
    assert abs(contrast((0.62796, 0.25768, 29.234), (1, 0, 0)) - 4.0) < 0.02
