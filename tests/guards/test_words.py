"""Every word a person reads is in the catalogue, in German with du and with Sie."""

import re

import pytest
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField

from app.config import ROOT
from app.translating import FAMILIAR, find_words, missing, read_catalogue
from app.translating import texts as both
from app.web.forms import HouseForm

PLACES = re.compile(r"%\((\w+)\)[sd]")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2}")
TEMPLATES = ROOT / "templates"
# What is the same in every language, and the page of last resort, which says everything in both.
SAID_AS_IT_IS = {"MB", "bin/earshot setup-address", "bin/earshot backup", "Earshot"}
BOTH_LANGUAGES = {"errors/static.html"}
# Languages, forms of address and protocols go by their own names.
OWN_NAMES = {"English", "Deutsch", "Du", "Sie", "STARTTLS (587)", "TLS (465)"}
# Attributes that are read out or shown.
SPOKEN = re.compile(r'\b(?:alt|title|aria-label|aria-description|placeholder)="([^"]*)"')


@pytest.fixture(scope="module")
def words():
    return find_words()


@pytest.fixture(scope="module")
def german():
    return read_catalogue("de")


@pytest.fixture(scope="module")
def formal():
    return read_catalogue("de", "sie")


def test_it_has_every_word_in_german(words, german):
    lacking = [m.id for m in words if m.id and m.id not in german]
    assert lacking == []
    assert missing(german) == []


def test_it_has_no_word_that_nobody_says_any_more(words, german, formal):
    assert [m.id for m in german if m.id and m.id not in words] == []
    assert [m.id for m in formal if m.id and m.id not in words] == []


def test_it_keeps_every_placeholder(german, formal):
    for message in [*german, *formal]:
        if not message.id:
            continue
        wanted = set(PLACES.findall(message.id if isinstance(message.id, str) else " ".join(message.id)))
        for text in both(message):
            assert set(PLACES.findall(text)) <= wanted, message.id
            # A singular may say "one" in words; everything else must say its number and names.
            if not message.pluralizable:
                assert set(PLACES.findall(text)) == wanted, message.id


def test_it_says_sie_wherever_it_says_du(german, formal):
    lacking = [m.id for m in german if m.id and FAMILIAR.search(" ".join(both(m))) and m.id not in formal]
    assert lacking == []


def test_it_never_says_du_to_somebody_it_calls_sie(formal):
    assert [m.id for m in formal if m.id and FAMILIAR.search(" ".join(both(m)))] == []
    assert missing(formal) == []


def test_it_writes_german_marks(german, formal):
    """No straight quotation marks and no three dots in German texts."""
    for message in [*german, *formal]:
        for text in both(message) if message.id else ():
            assert '"' not in re.sub(r"<[^>]*>", "", text), text
            assert "..." not in text, text


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_it_wraps_every_word_of_a_template(file):
    """No words between tags, nor in attributes that are read out, but through the catalogue."""
    if str(file.relative_to(TEMPLATES)) not in BOTH_LANGUAGES:
        assert bare_words(file.read_text("utf-8")) == []


def test_it_finds_bare_words():
    """The guard above is worth something."""
    assert bare_words("<p class='x'>Hello {{ name }}</p>") == ["Hello"]
    assert bare_words('<a title="Go {{ there }}">{{ _("x") }}</a>') == ["Go"]
    assert bare_words("{% trans %}Hello <b>you</b>{% endtrans %}{# Note #}{{ _('Hello') }} · 3") == []


def bare_words(source):
    """The words of a template that stand outside expressions, trans blocks and tags."""
    text = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    text = re.sub(r"\{%-? trans.*?endtrans -?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-? block \w*class -?%\}.*?\{% endblock %\}", "", text)
    # Attributes that a template puts together for a macro are no words.
    text = re.sub(r"\{%-? set \w+ -?%\}.*?\{%-? endset -?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\0", text, flags=re.DOTALL)
    spoken = "\0".join(SPOKEN.findall(text))
    # A macro may hold attributes alone, without their tag.
    shown = re.sub(r'[\w:-]+="[^"]*"', "", re.sub(r"<[^>]*>", "\0", text))
    pieces = {piece.strip() for piece in f"{shown}\0{spoken}".split("\0")}
    return sorted(piece for piece in pieces - SAID_AS_IT_IS if WORD.search(piece))


def all_forms(form=HouseForm):
    for each in form.__subclasses__():
        yield each
        yield from all_forms(each)


def test_it_wraps_the_words_of_every_form(app):
    """Labels, descriptions and choices are asked for in the reader's language."""
    bare = []
    for form in all_forms():
        # The style guide shows made-up words, in German on purpose.
        if not form.__module__.startswith("app.") or form.__module__ == "app.admin.style":
            continue
        fields = {name: each for name, each in vars(form).items() if isinstance(each, UnboundField)}
        for name, field in fields.items():
            bare += [(form.__name__, name, words) for words in words_of(field) if isinstance(words, str) and words]
    assert bare == [], bare


def words_of(field):
    yield field.args[0] if field.args else field.kwargs.get("label")
    yield field.kwargs.get("description")
    choices = field.kwargs.get("choices")
    for choice in choices if isinstance(choices, (list, tuple)) else ():
        # A choice whose label is its value is shown by no page: the buttons of its template have words.
        if isinstance(choice, SelectChoice) and choice.label not in (choice.value, *OWN_NAMES):
            yield choice.label
