"""What members cannot solve: the team finds it in its queue and answers, the asker accepts, and others find it."""

import pytest
from playwright.sync_api import expect

from app.demo.story import HANNAH, LENA, SOPHIE
from tests.journeys.pages import topic

pytestmark = pytest.mark.journey
CAKES = "Which of the cakes are vegan?"
ANSWER = "Dunkelgrün ist vegan: heute der Apfelkuchen und die Nussecken."


def test_it_goes_from_the_team_to_the_page_of_what_is_asked_often(visit, place):
    cakes = topic(place, CAKES)
    hannah, sophie = visit(HANNAH, language="en"), visit(SOPHIE, language="de", phone=False)
    hannah.open(cakes.url)
    hannah.sees("Now with the team")

    sophie.open("/moderation")
    sophie.main.get_by_role("link", name=CAKES).click()
    sophie.is_at(cakes.url)
    sophie.page.locator("#body").fill(ANSWER)
    sophie.press("Send")
    sophie.sees(ANSWER)

    hannah.comes_with_time(cakes.url, hannah.main.get_by_text(ANSWER))
    answer = hannah.main.locator(".post--official")
    answer.get_by_role("button", name="Accept answer").click()
    hannah.sees("Go to the accepted answer")
    hannah.misses("Now with the team")

    passer_by = visit(None, language="en", javascript=False)
    passer_by.open(cakes.url)
    passer_by.press("Yes")
    passer_by.sees("Thank you, that helps us.")

    place_of = sophie.main.get_by_role("link", name=CAKES)
    sophie.open("/faq")
    expect(place_of).to_have_count(0)
    sophie.open("/faq/edit")
    proposed = sophie.main.get_by_role("region", name=sophie.says("Proposed")).locator("li").filter(has_text=CAKES)
    proposed.get_by_role("button", name=sophie.says("Put on the page")).click()
    listed = sophie.main.get_by_role("region", name=sophie.says("On the page")).locator("li").filter(has_text=CAKES)
    listed.get_by_role("button", name=sophie.says("Up"), exact=False).first.click()
    passer_by.open("/faq")
    passer_by.sees(ANSWER)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_it_says_me_too_in_one_tap(visit, place, javascript):
    lena = visit(LENA, language="de", javascript=javascript)
    lena.open(topic(place, "Wo kann man in der Nähe mit dem Anhänger parken?").url)
    button = lena.main.locator(".post--opening .vote__button")
    before = button.get_attribute("aria-pressed")
    expect(button).to_contain_text(lena.says("Me too"))
    button.click()
    expect(lena.main.locator(".post--opening .vote__button")).not_to_have_attribute("aria-pressed", before)
