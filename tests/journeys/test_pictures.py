"""A member shows a picture: chosen, pasted or dropped, and sent along with the text where there is no JavaScript."""

import pytest
from playwright.sync_api import expect

from app.demo.story import LENA
from tests.uploads.conftest import make_picture

pytestmark = pytest.mark.journey
PHOTO = {"name": "photo.jpg", "mimeType": "image/jpeg"}
# A file as a browser hands it over when somebody pastes or drops it.
HAND_OVER = """([name, bytes]) => {
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], "photo.png", {type: "image/png"}));
    const how = name === "paste" ? {clipboardData: given} : {dataTransfer: given};
    const event = new (name === "paste" ? ClipboardEvent : DragEvent)(name, {bubbles: true, cancelable: true, ...how});
    document.querySelector("textarea[name=body]").dispatchEvent(event);
}"""
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 500);
})"""


@pytest.fixture
def topic(place):
    [[id, slug]] = place.ask("SELECT t.id, t.slug FROM topics t JOIN boards b ON b.id = t.board_id "
                             "WHERE b.kind = 'ideas' AND t.closed_at IS NULL AND t.state = 'published' ORDER BY t.id LIMIT 1")  # fmt: skip
    return f"/ideas/{id}-{slug}"


def shown(visit, alt):
    """The picture with these words, once it is really there."""
    picture = visit.main.get_by_role("img", name=alt)
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    visit.page.wait_for_function("(img) => img.complete && img.naturalWidth > 0", arg=picture.element_handle())
    return picture


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("de", True), ("en", False), ("de", False)])
def test_it_sends_a_picture_with_a_reply(visit, topic, language, javascript):
    lena = visit(LENA, language=language, javascript=javascript)
    alt = f"A plate, {language} {javascript}"
    lena.open(topic)
    lena.main.get_by_text(lena.says("Add a picture")).click()
    lena.main.locator("#picture").set_input_files(PHOTO | {"buffer": make_picture((1200, 800))})
    if javascript:
        lena.sees("The picture is in your text.")
    lena.fill("What does the picture show?", alt)
    text = lena.main.locator("textarea[name=body]")
    text.evaluate("(field) => field.focus()")
    text.press("Control+End")
    text.press_sequentially("Look at this.")
    lena.press("Send")
    lena.sees("Look at this.")
    picture = shown(lena, alt)
    box = picture.bounding_box()
    assert abs(box["width"] / box["height"] - 1.5) < 0.02
    assert box["x"] + box["width"] <= 390
    passer_by = visit(language=language, javascript=javascript)
    passer_by.open(topic)
    shown(passer_by, alt)


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_it_takes_what_is_pasted_or_dropped(visit, topic, way):
    lena = visit(LENA, phone=False)
    lena.open(topic)
    lena.page.evaluate(HAND_OVER, [way, list(make_picture((300, 200), "PNG"))])
    lena.sees("The picture is in your text.")
    lena.page.keyboard.type(f"By {way} [of course]")
    text = lena.main.locator("textarea[name=body]")
    assert f"![By {way} \\[of course\\]](/uploads/" in text.input_value()
    lena.press("Send")
    shown(lena, f"By {way} [of course]")


def test_it_asks_for_words_before_it_sends(visit, topic):
    lena = visit(LENA)
    lena.open(topic)
    lena.page.evaluate(HAND_OVER, ["paste", list(make_picture((300, 200), "PNG"))])
    lena.sees("The picture is in your text.")
    lena.press("Send")
    expect(lena.main.get_by_label(lena.says("What does the picture show?"))).to_be_focused()
    assert lena.main.locator("textarea[name=body]").input_value()


def test_it_says_why_a_picture_is_not_taken(visit, topic):
    lena = visit(LENA)
    lena.expected = {422}
    lena.open(topic)
    lena.page.evaluate(HAND_OVER, ["paste", [1, 2, 3]])
    lena.sees("This is not a picture we can read. Please send a JPEG, PNG, WebP, GIF or AVIF file.")
    assert "uploads" not in lena.main.locator("textarea[name=body]").input_value()


def test_nothing_jumps_when_pictures_come(visit, topic):
    passer_by = visit()
    passer_by.open(topic)
    passer_by.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert passer_by.page.evaluate(SHIFTS) == 0


def test_it_shows_the_face_of_a_member(visit, place):
    lena = visit(LENA)
    lena.open("/account")
    lena.main.get_by_label(lena.says("A picture of you")).set_input_files(PHOTO | {"buffer": make_picture((500, 300))})
    lena.press("Use this picture")
    lena.sees("That is your picture now.")
    assert lena.page.evaluate("[...document.querySelectorAll('main img.avatar')].every((img) => img.naturalWidth === 144)")
    lena.press("Remove the picture")
    lena.sees("The picture is gone.")
    expect(lena.main.locator("img.avatar")).to_have_count(0)
