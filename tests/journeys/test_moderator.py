"""A new member joins, writes, and waits; a moderator lets the text in, takes that back, and lets it in again."""

import pytest
from playwright.sync_api import expect

from app.demo.story import NELE, RUTH
from tests.journeys.visit import everywhere

pytestmark = pytest.mark.journey


@everywhere(slow=("en", True))
def test_a_moderator_lets_a_first_text_in_and_takes_it_back(visit, choices, request):
    """Ten minutes a day: each text says why it waits, one tap decides, and nothing is for ever."""
    tag, javascript = request.node.callspec.id, choices["javascript"]
    newcomer = visit(**choices | {"slow": False})
    title = f"Ein Haken für nasse Jacken ({tag})"
    join(newcomer, f"Wiebke {tag}")
    newcomer.open("/ideas/new")
    newcomer.fill("Title", title)
    newcomer.fill("Text", "Neben der Tür wäre Platz.")
    newcomer.press("Post an idea")
    newcomer.heading(title)
    newcomer.sees("Thank you! The team looks at your text before everybody sees it.")
    address = newcomer.page.url.removeprefix(newcomer.address)
    passer_by = visit(language=choices["language"], javascript=False)
    passer_by.expected = {404}
    passer_by.open(address)
    passer_by.heading("Nothing here")

    ruth = visit(RUTH, **choices)
    ruth.comes_with_time("/moderation", case_about(ruth, title))
    expect(case_about(ruth, title).locator(".case__reasons li").first).to_be_visible()
    approve(ruth, title)
    if javascript:
        ruth.page.locator("#toasts").get_by_role("button", name=ruth.says("Undo")).click()
        expect(case_about(ruth, title)).to_be_focused()
    else:
        ruth.press("Undo what I just decided")
    case_about(ruth, title).wait_for()
    passer_by.open(address)
    passer_by.heading("Nothing here")
    approve(ruth, title)
    passer_by.open(address)
    passer_by.heading(title)
    newcomer.comes_with_time("/inbox", newcomer.main.get_by_text(title))


def test_it_sends_a_text_back_and_says_why(visit):
    newcomer = visit(language="de")
    join(newcomer, "Hinnerk")
    newcomer.open("/discussions/new")
    newcomer.fill("Title", "Wer tauscht Kaffeebohnen?")
    newcomer.fill("Text", "Ich habe zu viele von den dunklen.")
    newcomer.press("Start a discussion")
    newcomer.heading("Wer tauscht Kaffeebohnen?")

    ruth = visit(RUTH, language="de")
    ruth.comes_with_time("/moderation", case_about(ruth, "Wer tauscht Kaffeebohnen?"))
    case = case_about(ruth, "Wer tauscht Kaffeebohnen?")
    case.get_by_text(ruth.says("Add words of your own")).click()
    case.get_by_label(ruth.says("Words to the author")).fill("Bitte sag dazu, welche Röstung es ist.")
    case.get_by_role("button", name=ruth.says("Send back")).click()
    expect(ruth.page.get_by_role("status").get_by_text(ruth.says("Sent back. Its author was told why."))).to_be_visible()
    newcomer.comes_with_time("/inbox", newcomer.main.get_by_text("Bitte sag dazu, welche Röstung es ist."))


def join(newcomer, name):
    """Through the real form, at the speed of a person."""
    newcomer.open("/sign-up")
    newcomer.fill("Name", name)
    newcomer.fill("Password", "sieben Möwen über dem Hafen")
    newcomer.main.get_by_label(newcomer.says("I have read the rules and how my data is treated.")).check()
    newcomer.page.wait_for_timeout(2_000)
    newcomer.press("Join in")
    newcomer.is_at("/")


def approve(ruth, title):
    """With one tap; the row is gone, and what was done is said."""
    case_about(ruth, title).get_by_role("button", name=ruth.says("Approve"), exact=True).click()
    said = ruth.page.get_by_role("status").get_by_text(ruth.says("Approved. Everybody can see it now."))
    expect(said).to_be_visible()
    expect(case_about(ruth, title)).to_have_count(0)


def test_it_works_through_the_queue_by_keyboard(visit, place):
    """The work goes on at the next text without a reload; `u` brings the last one back."""
    ruth = visit(RUTH, phone=False)
    ruth.open("/moderation")
    rows = ruth.main.locator(".case")
    before = rows.count()
    ids = [rows.nth(n).get_attribute("id") for n in range(before)]
    ruth.page.keyboard.press("?")
    expect(ruth.page.locator("#keys")).to_have_attribute("open", "")
    ruth.page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    ruth.page.keyboard.press("a")
    expect(rows).to_have_count(before - 1)
    expect(ruth.page.locator(f"#{ids[1]}")).to_be_focused()
    ruth.page.keyboard.press("u")
    expect(rows).to_have_count(before)
    expect(ruth.page.locator(f"#{ids[0]}")).to_be_focused()
    ruth.page.keyboard.press("s")
    expect(ruth.page.locator("#together")).to_be_visible()


def test_it_clears_twelve_items_by_keyboard_without_a_reload(visit, place):
    """Each key decides, the next text has the focus at once, and the page stays the same; bench/queue.py times 100."""
    nele = visit(NELE, phone=False)
    nele.open("/discussions")
    nele.main.locator(".card__link").first.click()
    nele.main.locator("textarea[name=body]").wait_for()
    address = nele.main.locator("form[action$='/posts']").get_attribute("action")
    token = nele.page.locator("input[name=csrf_token]").first.get_attribute("value")
    for number in range(12):
        form = {"body": f"Nachricht Nummer {number} von Nele.", "csrf_token": token}
        assert nele.page.request.post(address, form=form).ok

    ruth = visit(RUTH, phone=False)
    ruth.comes_with_time("/moderation", case_about(ruth, "Nachricht Nummer 11 von Nele."))
    ruth.page.evaluate("window.same = true")
    hers, here = case_about(ruth, "von Nele."), ruth.page.locator(".case:focus")
    for number in range(12):
        for _others in range(20):
            if here.count() and "von Nele." in here.inner_text():
                break
            ruth.page.keyboard.press("j")
        ruth.page.keyboard.press("ax"[number % 2])
        expect(hers).to_have_count(11 - number)
        expect(here).to_have_count(min(1, ruth.main.locator(".case").count()))
    assert ruth.page.evaluate("window.same === true")
    assert place.ask("SELECT count(*) FROM decisions WHERE undone_at IS NULL AND act IN ('approve', 'remove')")[0][0] >= 12


def case_about(ruth, title):
    return ruth.main.locator(".case").filter(has_text=title)
