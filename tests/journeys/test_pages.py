"""Every page is whole for everybody: no barrier that axe-core finds, room on small screens, targets for thumbs (X1-X4)."""

import pytest
from playwright.sync_api import expect

from app.config import ROOT
from app.demo.story import BJOERN, LENA
from tests.conftest import make_plain_app
from tests.journeys.pages import DISCUSSION, MAIN, NO_PAGES, all_pages, topic
from tests.journeys.visit import DESKTOP, PHONE
from tests.rounds import THOROUGH

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("de", "en")
EVERY_WAY = ((PHONE, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (DESKTOP, "light"))
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
ASK_AXE = """async (rules) => {
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
        `${id}: ${html.slice(0, 160)} ${[...any, ...all, ...none].map(({ message }) => message).join("; ").slice(0, 200)}`));
}"""
SMALL_TARGETS = """(least) => [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary")].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    const hidden = !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    // A link inside a sentence may be as high as its line (WCAG 2.5.8); a label makes its box larger.
    const inline = element.matches("p a, dd a, li a, .prose a, .post__note a") && getComputedStyle(element).display === "inline";
    const skip = element.closest(".visually-hidden, .skip-link, label, .prose");
    if (hidden || inline || skip || !width) return [];
    return width < least || height < least ? [`${element.outerHTML.slice(0, 120)} ${width} x ${height}`] : [];
})"""
ALL_HAS_COME = """() => document.querySelector("[hx-trigger*=revealed], .htmx-request") && new Promise((done) => {
    const wait = (left) => left && document.querySelector("[hx-trigger=revealed], .htmx-request") ? setTimeout(wait, 20, left - 1) : done();
    requestAnimationFrame(() => requestAnimationFrame(() => wait(100)));
})"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].flatMap((element) => {
    const { right, width } = element.getBoundingClientRect();
    const scrolls = element.closest(".table-scroll, .prose table, .prose pre, .visually-hidden, .menu__list");
    return !scrolls && width && right > innerWidth + 1 ? [element.outerHTML.slice(0, 120)] : [];
})"""
# WCAG 1.4.12: what readers may set by themselves.
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"
# Past the content policy, as a reader's own style sheet.
# Even the shortest change takes a frame, and what inherits follows it.
STAND_STILL = """() => {
    for (let left = 100, all; left && (all = document.getAnimations()).length; left--) {
        for (const each of all) each.effect.getComputedTiming().endTime === Infinity ? each.cancel() : each.finish();
    }
}"""
ADD_STYLE = "(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }"


@pytest.fixture(scope="module")
def axe():
    """axe-core, which bin/test fetches with npm."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: install npm, then start bin/test (or npm ci --ignore-scripts)")
    return AXE.read_text("utf-8")


@pytest.fixture
def pages(place):
    return all_pages(place)


def test_x1_every_page_of_the_house_is_looked_at(pages, tmp_path):
    rules = {rule.endpoint for rule in make_plain_app(tmp_path).url_map.iter_rules() if "GET" in rule.methods}
    assert rules - {"static"} - {endpoint for _, endpoint, _, _ in pages} == NO_PAGES


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_x1_x2_x4_l1_l2_every_page_is_whole(visit, pages, axe, language, half):
    """A page is loaded once a language and then looked at in every way.

    axe-core searches the main pages in every language, light and width, the others in one language, light and width;
    with EARSHOT_THOROUGH all of them in every way.
    The visits note foreign requests and violations of the content policy by themselves.
    """
    found, known = {}, {}
    main = {name: page for page in pages if (name := page[0]) in MAIN}
    assert len(main) == len(MAIN)
    for number, page in enumerate(pages[half::2]):
        name, _endpoint, who, path = page
        is_main = page is main.get(name)
        is_searched = is_main or THOROUGH or number % 2 == LANGUAGES.index(language)
        if language == "en" and not is_searched:
            continue
        visitor = known.get(who) or visit_calmly(visit, known, who, language)
        visitor.page.set_viewport_size(PHONE if language == "de" else DESKTOP)
        visitor.open(path)
        for way, lines in look_at(visitor, axe if is_searched else None, language, is_main):
            if lines:
                found[f"{name} ({who or 'visitor'}, {language}, {way})"] = lines
    assert not found, told(found)
    passer_by = known[None]
    assert {cookie["name"] for cookie in passer_by.context.cookies()} <= {"visit"}
    assert passer_by.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_x4_nothing_moves_for_who_wants_it_calm(visit, place):
    calm = visit(LENA, reduced_motion="reduce")
    calm.open("/ideas")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        return [transitionDuration, animationDuration].join().split(",").some((time) => parseFloat(time) > 0.01);
    }).length"""
    assert calm.page.evaluate(moving) == 0
    assert calm.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_x4_forced_colours_still_show_what_is_chosen(visit):
    lena = visit(LENA, forced_colors="active")
    lena.open("/ideas")
    assert lena.page.evaluate("matchMedia('(forced-colors: active)').matches")
    voted = lena.page.locator(".vote__button[aria-pressed=true]").first
    assert voted.evaluate("button => getComputedStyle(button).borderTopWidth") == "3px"
    chosen = lena.page.locator(".tabs__link[aria-current]").first
    assert chosen.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


def test_x2_the_keyboard_sees_where_it_is_and_no_bar_hides_it(visit, place):
    lena = visit(LENA, language="de")
    lena.open(topic(place, DISCUSSION).url)
    lena.page.keyboard.press("Tab")
    expect(lena.page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    seen = 0
    for _ in range(45):
        lena.page.keyboard.press("Tab")
        lena.page.wait_for_timeout(20)
        hidden = lena.page.evaluate(HIDDEN_FOCUS)
        assert hidden is None, hidden
        seen += 1
    assert seen == 45


HIDDEN_FOCUS = """async () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // Smooth scrolling may still be on its way.
    for (let left = 40; left; left--) {
        const box = element.getBoundingClientRect(), x = box.left + box.width / 2;
        const seen = [box.top + 2, box.top + box.height / 2, box.bottom - 2].some((y) => {
            const top = document.elementFromPoint(x, y);
            return top && (element.contains(top) || top.contains(element) || top.closest("label")?.contains(element));
        });
        const style = getComputedStyle(element), after = getComputedStyle(element, "::after");
        const marked = [style, after].some(({ outlineStyle }) => outlineStyle !== "none")
            || (element.closest("label") && getComputedStyle(element.closest("label")).outlineStyle !== "none");
        if (seen && marked) return null;
        await new Promise((done) => setTimeout(done, 25));
    }
    return element.outerHTML.slice(0, 200);
}"""


def test_x3_the_keyboard_votes_replies_and_hears_of_it(visit, place):
    bjoern = visit(BJOERN, language="de", phone=False)
    bjoern.open(topic(place, DISCUSSION).url)
    vote = bjoern.main.locator("form.vote button").first
    vote.focus()
    before, name = vote.get_attribute("aria-pressed"), vote.evaluate("button => button.textContent.replace(/[0-9]/g, '')")
    bjoern.page.keyboard.press("Enter")
    expect(vote).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    expect(vote).to_be_focused()
    assert vote.evaluate("button => button.textContent.replace(/[0-9]/g, '')") == name
    assert vote.evaluate("button => getComputedStyle(button).outlineStyle") != "none"
    bjoern.page.locator("#body").focus()
    bjoern.page.keyboard.type("Mit der Tastatur geschrieben.")
    send = bjoern.button("Send")
    for _ in range(5):
        bjoern.page.keyboard.press("Tab")
        if send.evaluate("button => button === document.activeElement"):
            break
    bjoern.page.keyboard.press("Enter")
    expect(bjoern.page.locator("#announcer")).to_have_text(bjoern.says("Your text is there."))
    expect(bjoern.main.get_by_role("article").filter(has_text="Mit der Tastatur geschrieben.")).to_be_focused()


def test_x3_the_keyboard_goes_on_where_it_was_after_a_part_was_swapped(visit):
    lena = visit(LENA, language="de", phone=False)
    lena.open("/ideas")
    lena.link("Newest").focus()
    lena.page.keyboard.press("Enter")
    lena.page.wait_for_url("**sort=new*")
    expect(lena.page.locator("#topics")).to_be_focused()
    lena.page.keyboard.press("Tab")
    expect(lena.page.locator("#topics .tabs__link").first).to_be_focused()


def visit_calmly(visit, known, who, language):
    """The visit of one person, kept in `known`: without motion, so that no colour is caught on its way to another."""
    known[who] = visit(who, language=language, reduced_motion="reduce")
    return known[who]


def look_at(visitor, axe, language, is_main):
    """(way, what is wrong) of the page that is open; without `axe` only whether it fits a narrow screen."""
    one = ((PHONE, "light") if language == "de" else (DESKTOP, "dark"),)
    asked = set()
    for size, light in () if axe is None else EVERY_WAY if is_main or THOROUGH else one:
        visitor.page.emulate_media(color_scheme=light)
        # Between two lights of one width only colours differ.
        yield f"{size['width']} {light}", ask(visitor, axe, size, COLOUR_RULES if size["width"] in asked else ALL_RULES)
        asked.add(size["width"])
    if language == "de":
        yield "320", fits(visitor)
        if is_main:
            yield "spaced", spaced(visitor)


def ask(visitor, axe, size, rules):
    """What axe-core finds on the whole page: the window is as high as it, so that no bar lies over a part of it."""
    visitor.page.set_viewport_size(size)
    for _ in range(2):
        # What comes into view may make the page longer, and so does what is only fetched then.
        visitor.page.set_viewport_size({**size, "height": visitor.page.evaluate("document.body.scrollHeight")})
        visitor.page.evaluate(ALL_HAS_COME)
    visitor.page.evaluate(f"if (!window.axe) {{ {axe} }}")
    visitor.page.evaluate(STAND_STILL)
    return visitor.page.evaluate(ASK_AXE, rules)


def fits(visitor):
    """What is too wide for 320 pixels, which are also what 1280 are at 400 per cent, or too small for a thumb."""
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    wide = visitor.page.evaluate(TOO_WIDE)
    told_wide = [f"{wide} px too wide"] if wide > 0 else []
    return [*told_wide, *visitor.page.evaluate(CUT_OFF), *visitor.page.evaluate(SMALL_TARGETS, 24)]


def spaced(visitor):
    """What is cut off where readers set wider text by themselves."""
    visitor.page.set_viewport_size(PHONE)
    visitor.page.evaluate(ADD_STYLE, SPACED)
    visitor.page.evaluate(STAND_STILL)
    assert visitor.page.evaluate("getComputedStyle(document.body).letterSpacing") != "normal"
    wide = visitor.page.evaluate(TOO_WIDE)
    return [*([f"{wide} px too wide"] if wide > 0 else []), *visitor.page.evaluate(CUT_OFF)]


def told(found):
    """One line a trouble; pytest would shorten the dictionary."""
    return "\n" + "\n".join(f"{where}: {line}" for where, lines in found.items() for line in lines)
