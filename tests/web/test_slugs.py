"""Addresses that people can read, in German too."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.slugs import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Größe über Äpfel", "groesse-ueber-aepfel"),
        ("Größe über Äpfel", "groesse-ueber-aepfel"),
        ("GRÖẞE", "groesse"),
        ("More oat milk!", "more-oat-milk"),
        ("Can't stop", "cant-stop"),
        ("O’Brien", "obrien"),
        ("  --hello__world--  ", "hello-world"),
        ("Café crème & Œuvre", "cafe-creme-oeuvre"),
        ("5 € für Kaffee", "5-euro-fuer-kaffee"),
        ("Привет, мир", "privet-mir"),
        ("Łódź İstanbul ı", "lodz-istanbul-i"),
        ("ﬁne ①", "fine-1"),
        ("", "topic"),
        ("!!!", "topic"),
        ("李小龙", "topic"),
        ("\u200b\x00", "topic"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_it_spells_a_title_for_an_address(text, slug):
    assert slugify(text) == slug


def test_it_cuts_between_words():
    assert slugify("one two three", limit=8) == "one-two"
    assert slugify("a" * 80) == "a" * 60
    assert slugify("a " + "b" * 80, limit=20) == "a-" + "b" * 18


def test_it_uses_the_fallback_that_is_given():
    assert slugify("???", fallback="member") == "member"


@given(st.text(max_size=200))
def test_it_is_plain_never_empty_and_stays_the_same(text):
    slug = slugify(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert slugify(slug) == slug
