"""Writing on a phone: tools, shortcuts, lists, names after @, emoji, the preview, and drafts that nothing loses."""

import pytest
from playwright.sync_api import expect

from app.demo.story import FRAUKE, LENA, OLE, PIOTR, TOM
from tests.journeys.pages import DISCUSSION, topic

pytestmark = pytest.mark.journey

BOX = "body => [body.value, body.selectionStart, body.selectionEnd]"
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


@pytest.fixture
def address(place):
    return topic(place, DISCUSSION).url


def field(visit):
    return visit.page.locator("#body")


def write(visit, text):
    field(visit).focus()
    visit.page.keyboard.type(text)


def choose(visit, start, end):
    field(visit).evaluate("(body, [from, to]) => { body.focus(); body.setSelectionRange(from, to); }", [start, end])


@LANGUAGES
def test_it_marks_what_is_chosen_and_takes_it_back(visit, address, language):
    lena = visit(LENA, language=language)
    lena.open(address)
    write(lena, "Mehr Hafermilch")
    choose(lena, 5, 15)
    lena.press("Bold")
    assert field(lena).evaluate(BOX) == ["Mehr **Hafermilch**", 7, 17]
    lena.press("Italic")
    assert field(lena).evaluate(BOX) == ["Mehr ***Hafermilch***", 8, 18]
    lena.press("Bold")
    assert field(lena).evaluate(BOX) == ["Mehr *Hafermilch*", 6, 16]
    lena.press("Italic")
    assert field(lena).input_value() == "Mehr Hafermilch"
    lena.press("Link")
    assert field(lena).evaluate(BOX) == ["Mehr [Hafermilch](https://)", 18, 26]
    lena.page.keyboard.press("ControlOrMeta+z")
    assert field(lena).input_value() == "Mehr Hafermilch", "the browser's own undo knows of it"
    lena.press("Code")
    assert field(lena).input_value() == "Mehr `Hafermilch`"
    lena.press("Quote")
    assert field(lena).input_value() == "> Mehr `Hafermilch`"
    lena.press("Quote")
    lena.press("List")
    assert field(lena).input_value() == "- Mehr `Hafermilch`"


def test_it_leaves_out_the_space_that_a_double_tap_takes_along(visit, address):
    lena = visit(LENA, language="de", phone=False)
    lena.open(address)
    write(lena, "Mehr Milch bitte")
    choose(lena, 5, 11)
    lena.page.keyboard.press("Control+b")
    assert field(lena).input_value() == "Mehr **Milch** bitte"
    choose(lena, 0, 4)
    lena.page.keyboard.press("Control+i")
    assert field(lena).input_value() == "*Mehr* **Milch** bitte"
    choose(lena, 15, 20)
    lena.page.keyboard.press("Control+k")
    assert field(lena).input_value() == "*Mehr* **Milch** [bitte](https://)" or "](https://)" in field(lena).input_value()


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("- Hafer\nSoja\n\nFertig", "- Hafer\n- Soja\nFertig"),
        ("9. neun\nzehn", "9. neun\n10. zehn"),
        ("> Zitat\nweiter\n\nraus", "> Zitat\n> weiter\nraus"),
        ("- [x] da\nfehlt", "- [x] da\n- [ ] fehlt"),
        ("Keine\nListe", "Keine\nListe"),
    ],
)
def test_it_goes_on_with_lists_and_ends_them(visit, address, typed, becomes):
    lena = visit(LENA, language="de")
    lena.open(address)
    field(lena).focus()
    for n, line in enumerate(typed.split("\n")):
        if n:
            lena.page.keyboard.press("Enter")
        lena.page.keyboard.type(line)
    expect(field(lena)).to_have_value(becomes)


@LANGUAGES
def test_it_suggests_names_and_writes_to_whom_is_meant(visit, place, address, language):
    ole = visit(OLE, language=language)
    ole.open(address)
    write(ole, "Hallo @len")
    options = ole.page.get_by_role("option")
    expect(options.first).to_contain_text("Lena")
    expect(field(ole)).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    ole.page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    ole.page.keyboard.type("a")
    expect(options.first).to_contain_text("Lena")
    options.first.tap()
    expect(field(ole)).to_have_value("Hallo @lena-matthiesen ")
    expect(field(ole)).to_be_focused()
    write(ole, f"Siehst du das ({language})?")
    ole.press("Send")
    post = ole.main.get_by_role("article").filter(has_text=f"Siehst du das ({language})?").last
    expect(post.get_by_role("link", name="@lena-matthiesen")).to_have_attribute("href", "/members/lena-matthiesen")


def test_it_chooses_a_name_with_the_keyboard_and_first_those_who_write_here(visit, address):
    ole = visit(OLE, language="de", phone=False)
    ole.open(address)
    write(ole, "@")
    options = ole.page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    second = options.nth(1).locator(".editor__detail").inner_text()
    ole.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    ole.page.keyboard.press("Enter")
    expect(field(ole)).to_have_value(f"{second} ")
    expect(options.first).to_be_hidden()
    field(ole).fill("")
    write(ole, "mail@le")
    ole.page.wait_for_timeout(400)
    expect(options.first).to_be_hidden()


@pytest.mark.parametrize(("language", "typed", "name", "sign"), [("de", ":kuch", "Kuchen", "🍰"), ("en", ":thumbs", "thumbs up", "👍"), ("de", ":moe", "", "")])
def test_it_suggests_emoji_by_their_names(visit, address, language, typed, name, sign):
    lena = visit(LENA, language=language)
    lena.open(address)
    asked = []
    lena.context.on("request", lambda request: asked.append(request.url) if "emoji" in request.url else None)
    write(lena, f"Danke {typed[:2]}")
    assert asked == []
    write(lena, typed[2:])
    if not name:
        lena.page.wait_for_timeout(300)
        return expect(lena.page.get_by_role("option")).to_have_count(0)
    option = lena.page.get_by_role("option").first
    expect(option).to_contain_text(name)
    lena.page.keyboard.press("Enter")
    expect(field(lena)).to_have_value(f"Danke {sign}")
    assert len(asked) == 1
    return None


@LANGUAGES
def test_it_shows_a_preview_in_place_and_goes_on(visit, place, address, language):
    lena = visit(LENA, language=language)
    lena.open(address)
    write(lena, "Mehr **Hafermilch**, „bitte“")
    lena.press("Preview")
    region = lena.main.get_by_role("region", name=lena.says("Preview"))
    expect(region.locator("strong")).to_have_text("Hafermilch")
    expect(region).to_be_focused()
    expect(field(lena)).to_be_hidden()
    lena.press("Keep writing")
    expect(field(lena)).to_be_focused()
    expect(field(lena)).to_have_value("Mehr **Hafermilch**, „bitte“")
    assert place.ask("SELECT count(*) FROM posts WHERE body LIKE '%Hafermilch**, „bitte“'") == [(0,)]


@pytest.mark.parametrize("where", ["reply", "new"])
def test_it_shows_a_preview_without_javascript_and_keeps_everything(visit, place, address, where):
    tom = visit(TOM, language="de", javascript=False)
    tom.open(address if where == "reply" else "/ideas/new")
    expect(tom.main.get_by_role("toolbar")).to_have_count(0)
    if where == "new":
        tom.fill("Title", "Ein Brett für Taschen")
        tom.main.get_by_label(tom.says("Tags")).fill("Garderobe")
    field(tom).fill("Unter dem **Tisch**.")
    tom.press("Preview")
    expect(tom.main.locator("strong", has_text="Tisch")).to_be_visible()
    expect(field(tom)).to_have_value("Unter dem **Tisch**.")
    tom.press("Send" if where == "reply" else "Post an idea")
    tom.is_at(address if where == "reply" else tom.page.url.removeprefix(tom.address))
    assert place.ask("SELECT count(*) FROM posts WHERE body = 'Unter dem **Tisch**.'")[0][0] >= 1


@pytest.mark.parametrize("width", [320, 390])
def test_x4_its_tools_fit_thumbs_and_are_one_stop_for_the_tab_key(visit, address, width):
    lena = visit(LENA, language="de")
    lena.page.set_viewport_size({"width": width, "height": 700})
    lena.open(address)
    tools = lena.main.get_by_role("toolbar").get_by_role("button")
    for n in range(tools.count()):
        box = tools.nth(n).bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
    assert lena.page.evaluate("document.documentElement.scrollWidth") <= width
    tools.first.focus()
    lena.page.keyboard.press("ArrowRight")
    expect(tools.nth(1)).to_be_focused()
    lena.page.keyboard.press("ArrowLeft")
    lena.page.keyboard.press("ArrowLeft")
    expect(tools.last).to_be_focused()
    lena.page.keyboard.press("Home")
    lena.page.keyboard.press("Tab")
    expect(field(lena)).to_be_focused()


# --- Drafts ----------------------------------------------------------------------------------------------


def drafts(page):
    return page.evaluate(DRAFTS)


def test_r5_a_draft_comes_back_after_a_crash_and_goes_once_it_is_sent(visit, address):
    frauke = visit(FRAUKE, language="de")
    frauke.open(address)
    write(frauke, "Das hier darf nicht verloren gehen.")
    # A new page without any goodbye of the old one, as after a crash.
    crashed, frauke.page = frauke.page, frauke.context.new_page()
    frauke.open(address)
    expect(field(frauke)).to_have_value("Das hier darf nicht verloren gehen.")
    frauke.sees("Here is what you had typed last time.")
    crashed.close()
    frauke.press("Send")
    expect(field(frauke)).to_have_value("")
    assert drafts(frauke.page) == 0
    frauke.page.reload()
    expect(field(frauke)).to_have_value("")


def test_r5_tabs_on_one_topic_do_not_overwrite_each_other(visit, address):
    piotr = visit(PIOTR, language="de")
    piotr.open(address)
    second = piotr.tab(address)
    write(piotr, "Aus dem ersten Fenster.")
    second.locator("#body").fill("Aus dem zweiten Fenster.")
    assert drafts(second) == 2
    piotr.page.reload()
    expect(field(piotr)).to_have_value("Aus dem ersten Fenster.")
    second.reload()
    expect(second.locator("#body")).to_have_value("Aus dem zweiten Fenster.")
    piotr.press("Send")
    expect(field(piotr)).to_have_value("")
    second.reload()
    expect(second.locator("#body")).to_have_value("Aus dem zweiten Fenster.")
    second.locator("#body").fill("")
    assert drafts(second) == 0


@pytest.mark.parametrize("path", ["reply", "/discussions/new"])
def test_r5_a_draft_stays_until_the_server_has_the_text(visit, address, path):
    tom = visit(language="de")
    tom.sign_in(TOM).is_at("/")
    tom.open(address if path == "reply" else path)
    if path != "reply":
        tom.fill("Title", "Wer hat meinen Schirm?")
    write(tom, f"Er ist blau ({path}).")
    tom.context.clear_cookies(name="member")
    tom.expected = {400, 401}
    tom.press("Send" if path == "reply" else "Start a discussion")
    tom.sees("You were signed out meanwhile. What you wrote is kept: sign in, and you can send it.")
    assert drafts(tom.page) == 1
    tom.sign_in(TOM)
    expect(tom.main.get_by_role("button").first).to_be_visible()
    assert drafts(tom.page) == 1
    tom.press("Send now")
    expect(tom.main.get_by_role("article").filter(has_text=f"Er ist blau ({path}).").last).to_be_visible()
    assert drafts(tom.page) == 0


def test_r5_a_tab_keeps_its_text_when_another_signs_out(visit, address):
    tom = visit(language="de")
    tom.sign_in(TOM).is_at("/")
    tom.open("/")
    tom.page.evaluate("localStorage.setItem('draft:0:topic-1:x', '{\"at\": 1, \"values\": {\"body\": \"alt\"}, \"after\": []}')")
    second = tom.tab(address)
    second.locator("#body").fill("Noch nicht gesendet.")
    tom.page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    tom.page.wait_for_url(lambda url: url.rstrip("/") == tom.address)
    second.wait_for_timeout(300)
    second.evaluate("dispatchEvent(new Event('visibilitychange'))")
    second.close()
    # Somebody else at the same device does not get it.
    for name, text in ((LENA, ""), (TOM, "Noch nicht gesendet.")):
        tom.context.clear_cookies()
        tom.open("/sign-in")
        tom.sign_in(name).is_at("/")
        tom.open(address)
        expect(field(tom)).to_have_value(text)
        kept = tom.page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
        assert len(kept) == 1 and not kept[0].startswith("draft:0:"), "what was there before is gone"


@pytest.mark.parametrize("cookies", ["member", None])
def test_r5_words_are_kept_when_the_whole_visit_has_ended(visit, address, cookies):
    """Without the sign-in, or without anything: one page with the words in it takes the place of the page."""
    tom = visit(language="de")
    tom.sign_in(TOM).is_at("/")
    tom.open(address)
    write(tom, "Regnet es noch?")
    tom.context.clear_cookies(**({"name": cookies} if cookies else {}))
    tom.expected = {400, 401}
    tom.press("Send")
    tom.heading("Sign in" if cookies else "Please send again")
    expect(tom.page.get_by_role("banner")).to_have_count(1)
    assert "Regnet es noch?" in tom.page.content()
    assert drafts(tom.page) == 1


def test_it_says_in_place_why_a_reply_was_refused(visit, address):
    tom = visit(TOM, language="de")
    tom.open(address)
    field(tom).fill("\u200b")
    tom.expected = {422}
    tom.press("Send")
    tom.sees("Please write something.")
    expect(tom.page.get_by_role("banner")).to_have_count(1)
    field(tom).fill("Doch: etwas.")
    tom.press("Send")
    expect(tom.main.get_by_role("article").filter(has_text="Doch: etwas.").last).to_be_visible()
