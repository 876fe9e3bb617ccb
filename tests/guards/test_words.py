"""Every word a person reads is in the catalogue, in German with du and with Sie."""

import re

import pytest

from app.translating import FAMILIAR, find_words, missing, read_catalogue

PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def words():
    return find_words()


@pytest.fixture(scope="module")
def german():
    return read_catalogue("de")


@pytest.fixture(scope="module")
def formal():
    return read_catalogue("de", "sie")


def both(message):
    return message.string if message.pluralizable else (message.string,)


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
