"""What people type is what stands there: German marks, dashes, letters and emoji, everywhere a text shows."""

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.text import excerpt, normalise, plain_text, render_markdown

MARKS = "„“‚‘’»«›‹”–—…§°€ßẞäöüÄÖÜéñøŁ½²³™©✓☕😀👍🏽❤️'\""
SENTENCE = "„So geht’s“, sagte sie – »nicht ›so‹« … 5 € für 2½ Stück ☕ 👍🏽"
# Letters, marks and emoji that are no Markdown; a mark at the line's start would be some.
words = st.text(st.sampled_from(MARKS + "abcXYZ019 ,.?!;"), min_size=1, max_size=80).map(lambda t: f"w{t}w")


@given(st.lists(words, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_it_shows_every_character_that_was_typed(lines):
    text = "\n\n".join(" ".join(line.split()) for line in lines)
    text = text.replace(".", "․")  # full stops between letters make addresses
    shown = BeautifulSoup(render_markdown(text).html, "html.parser").get_text().strip()
    assert shown.replace("\n\n", "\n").split("\n") == normalise(text).split("\n\n")
    assert normalise(text) == text
    assert plain_text(text).split("\n") == text.split("\n\n")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=200))
@settings(max_examples=300, deadline=None)
def test_it_stores_a_text_the_same_however_often_it_is_edited(text):
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(once.replace("\n", "\r\n")) == once


def test_it_keeps_them_through_writing_reading_and_editing(sign_in, ben, boards):
    browser = sign_in(ben)
    title = "„Öffnungszeiten“ – geht’s länger?"
    form = {"board": boards["discussions"].slug, "title": title, "body": SENTENCE, "tags": "Straße"}
    address = browser.post("/discussions/new", form).location
    page = BeautifulSoup(browser.get(address).text, "html.parser")
    assert page.h1.text == title
    assert page.select_one(".post__body").text.strip() == SENTENCE
    number = address.rsplit("/", 1)[1].split("-")[0]
    edit = BeautifulSoup(browser.get(f"/topics/{number}/edit").text, "html.parser")
    assert edit.textarea.text.lstrip("\n") == SENTENCE
    assert edit.select_one("[name=title]")["value"] == title
    preview = browser.post(f"/topics/{number}/edit/preview", {**form, "version": "1"})
    assert BeautifulSoup(preview.text, "html.parser").textarea.text.lstrip("\n") == SENTENCE
    assert excerpt(SENTENCE) == SENTENCE
    assert SENTENCE in BeautifulSoup(browser.get("/discussions").text, "html.parser").text


def test_it_takes_as_many_characters_as_the_page_counts(sign_in, ben, make_topic):
    """A browser counts a line's end once and sends it as two characters."""
    body = ("a" * 99 + "\n") * 200
    topic = make_topic("discussions", ben)
    sent = body.rstrip().replace("\n", "\r\n")
    assert len(sent) > 20_000
    assert sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": sent}).status_code == 303
