"""A visitor finds the solved question, is asked to sign in for a vote, and reads in their own language and light."""

import pytest
from playwright.sync_api import expect

from app.demo.story import LENA
from tests.journeys.pages import QUESTION
from tests.journeys.visit import everywhere

pytestmark = pytest.mark.journey


@everywhere(slow=("de", False))
def test_a_visitor_finds_the_solved_question(visit, choices):
    """From the poster at the till: what the place is and what it kept, the answer without an account, and a way in."""
    someone = visit(**choices)
    someone.open("/")
    someone.link("What we have heard").click()
    someone.is_at("/listened")
    someone.sees("You said")
    someone.page.get_by_role("navigation", name=someone.says("Main places")).get_by_text(someone.says("Search")).click()
    someone.is_at("/search")
    words = someone.main.get_by_label(someone.says("What are you looking for?"))
    words.fill("Hund")
    words.press("Enter")
    someone.main.get_by_role("link", name=QUESTION, exact=True).click()
    someone.sees("Accepted answer")
    assert {cookie["name"] for cookie in someone.context.cookies()} == set()
    answer = someone.main.get_by_role("article").filter(has_text=someone.says("Accepted answer"))
    helpful = someone.says("Helpful: the text by %(name)s", name="Ole Jessen")
    answer.get_by_role("link", name=helpful).click()
    someone.is_at("/sign-in")
    someone.sign_in(LENA)
    expect(someone.page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    someone.main.get_by_role("button", name=helpful).wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_it_searches_while_a_word_is_typed_and_also_without(visit, javascript):
    someone = visit(javascript=javascript, language="de")
    someone.open("/search?q=Hafermilch")
    someone.main.get_by_role("link", name="Hafermilch ohne Aufpreis").wait_for()
    if javascript:
        someone.main.get_by_label("Was suchst du?").fill("Donaudampfschiff")
        someone.heading("Nothing found")
        expect(someone.page.locator("[id=results]")).to_have_count(1)
        expect(someone.main.get_by_label("Was suchst du?")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_it_chooses_language_and_theme_at_the_foot_of_the_page(visit, javascript):
    someone = visit(language="en", javascript=javascript)
    someone.open("/ideas")
    foot = someone.page.get_by_role("contentinfo")
    foot.get_by_role("button", name="Deutsch").click()
    expect(someone.page.locator("html")).to_have_attribute("lang", "de")
    expect(someone.page.get_by_role("heading", level=1)).to_have_text("Ideen")
    light = background(someone)
    foot.get_by_role("button", name="Dunkel").click()
    expect(someone.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert background(someone) != light
    someone.open("/questions")
    expect(someone.page.locator("html[lang=de][data-theme=dark]")).to_have_count(1)


def background(someone):
    return someone.page.locator("html").evaluate("element => getComputedStyle(element).backgroundColor")
