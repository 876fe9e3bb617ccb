"""What each of the five people does every day, on a slow line: everything comes, nothing is lost."""

import pytest
from playwright.sync_api import expect

from app.demo.story import JANA, RUTH, SOPHIE, SVEN
from tests.journeys.pages import DISCUSSION, IDEA, QUESTION, topic

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("language", "javascript"), [("de", True), ("en", False)])
def test_a_visitor_reads_the_answer(visit, place, language, javascript):
    someone = visit(slow=True, language=language, javascript=javascript)
    someone.open("/questions")
    someone.main.get_by_role("link", name=QUESTION, exact=True).click()
    someone.sees("Accepted answer")


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("de", False)])
def test_a_member_answers(visit, place, language, javascript):
    sven = visit(SVEN, slow=True, language=language, javascript=javascript)
    sven.open(topic(place, DISCUSSION).url)
    words = f"Von der Bahn aus geschrieben ({language})."
    sven.page.locator("#body").fill(words)
    sven.press("Send")
    expect(sven.main.get_by_role("article").filter(has_text=words)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_moderator_looks_at_what_waits(visit, javascript):
    ruth = visit(RUTH, slow=True, language="de", javascript=javascript)
    ruth.open("/moderation")
    expect(ruth.main.get_by_role("button", name=ruth.says("Approve"), exact=True).first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_team_looks_at_an_idea(visit, place, javascript):
    sophie = visit(SOPHIE, slow=True, language="de", javascript=javascript)
    sophie.open(topic(place, IDEA).url)
    sophie.heading(IDEA)
    sophie.open("/owed")
    expect(sophie.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_owner_looks_after_the_house(visit, javascript):
    jana = visit(JANA, slow=True, language="de", javascript=javascript)
    jana.open("/admin/system")
    expect(jana.page.get_by_role("heading", level=1)).to_be_visible()
