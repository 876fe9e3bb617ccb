"""Ideas that come back: similar ones while a title is typed, and two that are put together and taken apart again."""

import pytest
from playwright.sync_api import expect

from app.demo.story import DANIEL, RUTH
from tests.journeys.pages import topic

pytestmark = pytest.mark.journey

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"
CHANGING, SOUP = "Wickeltisch auch im Herren-WC", "Mittags eine Suppe"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_it_shows_similar_ideas_while_a_title_is_typed(visit, javascript):
    daniel = visit(DANIEL, language="en", javascript=javascript)
    daniel.open("/ideas/new")
    daniel.page.locator("#title").press_sequentially("Wickel", delay=20)
    if not javascript:
        daniel.press("Look for similar")
    daniel.sees("Is it one of these?")
    expect(daniel.link(CHANGING)).to_be_visible()
    assert daniel.page.locator("#title").input_value() == "Wickel"


def test_it_ends_the_form_with_a_vote_there(visit, place):
    daniel = visit(DANIEL, language="en")
    daniel.open("/questions/new")
    daniel.page.locator("#title").press_sequentially("Wickeltisch", delay=20)
    daniel.page.locator("#body").fill("Wo kann ich mein Kind wickeln?")
    assert daniel.page.evaluate(DRAFTS) == 1
    found = daniel.page.locator("#similar li").filter(has_text=CHANGING)
    voted = found.get_by_text(daniel.says("Your vote is there already"))
    mine = found.get_by_role("button")
    expect(voted.or_(mine)).to_be_visible()
    if mine.count():
        mine.click()
        daniel.is_at(topic(place, CHANGING).url)
        daniel.page.wait_for_load_state()
        assert daniel.page.evaluate(DRAFTS) == 0
        daniel.open("/questions/new")
        assert daniel.page.locator("#title").input_value() == ""


@LANGUAGES
def test_it_puts_two_ideas_together_and_takes_them_apart(visit, place, language):
    soup, changing = topic(place, SOUP), topic(place, CHANGING)
    ruth = visit(RUTH, language=language, phone=language == "de")
    ruth.open(soup.url)
    ruth.page.get_by_role("link", name=ruth.says("Merge into another one"), exact=True).click()
    ruth.heading("Merge into another one")
    ruth.wakes()
    search = ruth.page.locator("input[name=q][hx-get]")
    search.fill("Wickeltisch")
    ruth.page.locator("#targets").get_by_role("link", name=CHANGING).click()
    ruth.heading("Merge")
    ruth.press("Merge")
    ruth.is_at(changing.url)
    ruth.open(soup.url)
    ruth.is_at(changing.url)
    fold = ruth.page.locator("details.fold").filter(has_text=SOUP)
    fold.locator("summary").click()
    # What was said there is fetched when it comes into view.
    ruth.page.mouse.wheel(0, 400)
    expect(fold.get_by_text("Im Winter unbedingt.")).to_be_visible()
    fold.get_by_role("button", name=ruth.says("Take the merge back")).click()
    ruth.is_at(soup.url)
    expect(ruth.main.get_by_text("Im Winter unbedingt.")).to_be_visible()
