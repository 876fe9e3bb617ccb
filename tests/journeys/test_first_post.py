"""A new member joins, writes, and waits; a moderator lets the text in, takes that back, and lets it in again."""

import pytest
from playwright.sync_api import expect

from app.demo.story import RUTH

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("de", True), ("de", False)])
def test_it_joins_writes_waits_and_is_approved(visit, language, javascript):
    newcomer = visit(language=language, javascript=javascript)
    name = f"Wiebke {language} {javascript}"
    title = f"Ein Haken für nasse Jacken ({language} {javascript})"
    join(newcomer, name)
    newcomer.open("/ideas/new")
    newcomer.fill("Title", title)
    newcomer.fill("Text", "Neben der Tür wäre Platz.")
    newcomer.press("Post an idea")
    newcomer.heading(title)
    newcomer.sees("Thank you! The team looks at first posts before everybody sees them.")
    address = newcomer.page.url.removeprefix(newcomer.address)
    passer_by = visit(javascript=javascript)
    passer_by.expected = {404}
    passer_by.open(address)
    passer_by.heading("Nothing here")

    ruth = visit(RUTH, language=language, javascript=javascript)
    ruth.comes_with_time("/moderation", case_about(ruth, title))
    case_about(ruth, title).get_by_role("button", name=ruth.says("Approve"), exact=True).click()
    ruth.sees("Approved. Everybody can see it now.")
    if javascript:
        expect(ruth.main.get_by_text(ruth.says("Approved. Everybody can see it now."))).to_be_focused()
        ruth.press("Undo")
    else:
        ruth.open("/moderation/log")
        ruth.main.get_by_role("listitem").filter(has_text=title).get_by_role("button", name=ruth.says("Undo")).click()
    case_about(ruth, title).wait_for()
    passer_by.open(address)
    passer_by.heading("Nothing here")
    case_about(ruth, title).get_by_role("button", name=ruth.says("Approve"), exact=True).click()
    ruth.sees("Approved. Everybody can see it now.")
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
    case.get_by_text(ruth.says("Send back or remove, with a reason")).click()
    case.get_by_label(ruth.says("Words to the author")).fill("Bitte sag dazu, welche Röstung es ist.")
    case.get_by_role("button", name=ruth.says("Decide and tell the author")).click()
    ruth.sees("Sent back. Its author was told why.")
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


def case_about(ruth, title):
    return ruth.main.get_by_role("article").filter(has_text=title)
