"""The poster of a touchpoint: a PDF and an SVG to print, whose code leads where it says."""

import re
import xml.etree.ElementTree as ET
import zlib

import pytest
import segno

from app.insights.posters.drawing import A4, A5, Line, fit, printable, width_of
from app.insights.touchpoints.models import PURCHASE, Touchpoint, open_touchpoint
from app.site import Site
from tests.conftest import Browser


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


@pytest.fixture
def poster(browser, till):
    """poster("pdf", size="a5"): the answer with the till's poster."""
    return lambda ending, **wanted: browser.get(f"/insights/touchpoints/{till.id}/poster.{ending}", query_string=wanted)


def objects_of(pdf):
    """{number: bytes} of a PDF's objects, found by its own table of places."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[1])
    assert pdf[start:].startswith(b"xref\n0 ")
    count = int(pdf[start:].split()[2])
    places = re.findall(rb"(\d{10}) 00000 n \n", pdf[start:])
    assert len(places) == count - 1
    found = {}
    for number, place in enumerate(map(int, places), start=1):
        assert pdf[place:].startswith(b"%d 0 obj\n" % number)
        found[number] = pdf[place : pdf.index(b"\nendobj\n", place)]
    return found


def content_of(pdf):
    body = objects_of(pdf)[6]
    length = int(re.search(rb"/Length (\d+)", body)[1])
    packed = body.split(b"stream\n", 1)[1][:length]
    return zlib.decompress(packed).decode("latin-1")


def texts_of(pdf):
    """The lines of text in their order, as (words, size, left, foot)."""
    found = re.findall(r"BT /(F\d) ([\d.]+) Tf ([\d.-]+) ([\d.-]+) Td \((.*)\) Tj ET", content_of(pdf))
    plain = lambda words: re.sub(r"\\(.)", r"\1", words).encode("latin-1").decode("cp1252")  # noqa: E731
    return [(plain(words), font == "F2", *map(float, place)) for font, *place, words in found]


def modules_of(svg):
    """The black squares of a poster's SVG as the matrix of its code."""
    boxes = [{name: float(value) for name, value in each.attrib.items() if name != "fill"} for each in svg.iter("{http://www.w3.org/2000/svg}rect") if each.get("fill") == "#000000"]
    side = min(box["height"] for box in boxes)
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    size = round((max(box["y"] for box in boxes) - top) / side) + 1
    rows = [[0] * size for _ in range(size)]
    for box in boxes:
        start = round((box["x"] - left) / side)
        for place in range(start, start + round(box["width"] / side)):
            rows[round((box["y"] - top) / side)][place] = 1
    return rows


@pytest.mark.parametrize(("size", "page"), [("a4", A4), ("a5", A5)])
def test_it_is_a_pdf_of_one_page_in_its_size(poster, size, page):
    answer = poster("pdf", size=size, language="en")
    assert answer.mimetype == "application/pdf"
    assert f'filename="the-till-{size}-en.pdf"' in answer.headers["Content-Disposition"]
    objects = objects_of(answer.data)
    assert answer.data.startswith(b"%PDF-1.4\n")
    assert f"/MediaBox [0 0 {page[0]} {page[1]}]".encode() in objects[3]
    assert b"/Count 1" in objects[2] and b"/Lang (en)" in objects[1]


def test_it_says_what_is_asked_in_each_language_and_address(poster, db):
    said = lambda **wanted: [words for words, *_ in texts_of(poster("pdf", **wanted).data)]  # noqa: E731
    english = said(language="en")
    assert english[:3] == ["Café Nordlicht", "The till", "How did it feel for you?"]
    assert "Scan, tap a face, done." in english
    assert said(language="de")[1:3] == ["Die Kasse", "Wie war es für dich?"]
    db.session.execute(db.update(Site).values(address="sie"))
    db.session.commit()
    assert "Wie war es für Sie?" in said(language="de")


def test_every_line_stands_in_the_middle_and_within_the_page(browser, db):
    long = open_touchpoint({"en": "Geschenkgutscheine und Donaudampfschifffahrtsgesellschaften"}, PURCHASE)
    db.session.commit()
    pdf = browser.get(f"/insights/touchpoints/{long.id}/poster.pdf?size=a5").data
    for words, is_bold, size, left, foot in texts_of(pdf):
        width = width_of(words, size, is_bold=is_bold)
        assert left + width / 2 == pytest.approx(A5[0] / 2, abs=0.1)
        assert left > 0 and left + width < A5[0] and 0 < foot < A5[1]


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_its_code_leads_to_the_pulse(poster, till, size):
    svg = ET.fromstring(poster("svg", size=size, language="en").text)
    wanted = segno.make(f"http://localhost/pulse/{till.token}", error="m", micro=False)
    assert modules_of(svg) == [[int(dark) for dark in row] for row in wanted.matrix]


def test_the_pdf_draws_the_same_as_the_svg(poster):
    svg = ET.fromstring(poster("svg", language="en").text)
    rectangles = sum(1 for _each in svg.iter("{http://www.w3.org/2000/svg}rect"))
    words = [each.text for each in svg.iter("{http://www.w3.org/2000/svg}text")]
    pdf = poster("pdf", language="en").data
    assert content_of(pdf).count(" re f") == rectangles
    assert [text for text, *_ in texts_of(pdf)] == words


def test_the_code_holds_the_public_address(make_app, till, emil):
    app = make_app(BASE_URL="https://talk.example.org")
    page = Browser(app, emil).get(f"/insights/touchpoints/{till.id}")
    assert f"https://talk.example.org/pulse/{till.token}" in page.text and "EARSHOT_BASE_URL" not in page.text
    pdf = Browser(app, emil).get(f"/insights/touchpoints/{till.id}/poster.pdf").data
    assert f"talk.example.org/pulse/{till.token}" in [words for words, *_ in texts_of(pdf)]


def test_it_warns_of_an_address_that_phones_do_not_find(browser, till):
    assert "EARSHOT_BASE_URL" in browser.get(f"/insights/touchpoints/{till.id}").text


@pytest.mark.parametrize("wanted", [{"size": "a3"}, {"language": "fr"}, {"size": ""}])
def test_there_is_no_other_poster(poster, wanted):
    assert poster("pdf", **wanted).status_code == 404


def test_e1_no_name_breaks_out_of_the_file(browser, db):
    evil = open_touchpoint({"en": "</text><script>alert(1)</script> (\\) Tj ET ( & <b>"}, PURCHASE)
    db.session.commit()
    svg = browser.get(f"/insights/touchpoints/{evil.id}/poster.svg").text
    assert "<script" not in svg and ET.fromstring(svg) is not None
    shown = " ".join(words for words, *_ in texts_of(browser.get(f"/insights/touchpoints/{evil.id}/poster.pdf").data))
    assert "alert(1)" in shown


def test_after_another_address_old_posters_lead_nowhere(browser, till, db, acts):
    old = till.token
    assert browser.post(f"/insights/touchpoints/{till.id}/poster/renewal").status_code == 303
    assert "touchpoint.poster_renewed" in acts()
    new = db.session.scalar(db.select(Touchpoint.token))
    assert new != old
    assert browser.get(f"/pulse/{old}").status_code == 404
    assert browser.get(f"/pulse/{new}").status_code == 200


@pytest.mark.parametrize(("words", "printed"), [("Café Größe", "Café Größe"), ("Łódź ı", "Lódz i"), ("Кафе", "Kafe"), ("Ωmega", "Omega"), ("5 € – „ja“", "5 € – „ja“"), ("茶", "?")])
def test_letters_that_the_font_lacks_are_spelled(words, printed):
    assert printable(words) == printed


def test_what_does_not_fit_is_cut():
    size, lines = fit("Donaudampfschifffahrt " * 20, 200, largest=30, smallest=12, most_lines=2)
    assert (size, len(lines)) == (12, 2) and lines[-1].endswith("…")
    assert max(width_of(line, size) for line in lines) <= 200


def test_widths_are_those_of_the_font():
    """Letter for letter by the metrics that Adobe publishes; accents add nothing."""
    assert width_of("Hamburgefonts", 1000) == 722 + 556 + 833 + 556 + 556 + 333 + 556 + 556 + 278 + 556 + 556 + 278 + 500
    assert width_of("äöüß", 1000, is_bold=True) == 556 + 611 + 611 + 611
    assert Line(0, 0, "x", 1, "#000000").is_bold is False
