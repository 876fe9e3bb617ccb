import re
from time import thread_time

from app.search.asked import understand
from app.search.snippets import snippet


def cut(text, question, **options):
    return str(snippet(text, understand(question).stems, **options))


def test_it_marks_every_form_of_the_word():
    assert cut("Zwei Häuser und ein Haus.", "haus", language="de") == (
        "Zwei <mark>Häuser</mark> und ein <mark>Haus</mark>."
    )


def test_it_escapes_what_people_wrote():
    text = '<script>alert(1)</script> milch & "brot" <img src=x onerror=milch>'
    made = cut(text, "milch script")
    assert re.sub("</?mark>", "", made).count("<") == 0
    assert "&lt;<mark>script</mark>&gt;" in made
    assert "&amp;" in made


def test_it_marks_nothing_inside_an_escape():
    assert cut("a & b amp lt", "amp lt") == "a &amp; b <mark>amp</mark> <mark>lt</mark>"


def test_it_shows_the_stretch_with_the_most_different_words():
    text = "milch milch milch " + "und so weiter " * 60 + "milch mit brot " + "und so weiter " * 60
    made = cut(text, "milch brot")
    assert "<mark>brot</mark>" in made
    assert made.startswith("… ")
    assert made.endswith(" …")
    assert len(re.sub("<[^>]*>", "", made)) < 210


def test_it_starts_at_the_beginning_when_nothing_is_found():
    assert cut("Kaffee und Tee", "milch") == "Kaffee und Tee"
    assert cut("", "milch") == ""


def test_it_cuts_between_words():
    text = "Wörterbuch " * 100
    shown = re.sub("<[^>]*>|[ …]+", " ", cut(text, "milch")).split()
    assert set(shown) == {"Wörterbuch"}


def test_it_survives_letters_that_grow_in_lower_case():
    assert "<mark>milch</mark>" in cut("İİİİ milch", "milch")


def test_it_survives_words_without_end():
    assert len(cut("x" * 5000, "milch")) < 210


def test_it_is_quick():
    text = ("Über den Garten und die Milch im Laden " * 80)[:3000]
    stems = understand("milch garten").stems
    snippet(text, stems, "de")
    spent = []
    for _ in range(20):
        start = thread_time()
        snippet(text, stems, "de")
        spent.append(thread_time() - start)
    assert min(spent) < 0.0006
