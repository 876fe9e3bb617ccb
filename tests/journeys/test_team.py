"""The team says what becomes of an idea and what came of it; an asker accepts; members vote in polls."""

import re

import pytest
from playwright.sync_api import expect

from app.demo.story import ANNEKE, BJOERN, JONAS, LENA, LEVKE, MEHMET, OLE, SOPHIE, UWE
from tests.journeys.visit import everywhere

pytestmark = pytest.mark.journey
REASON = "Das machen wir: Die Haken sind bestellt und kommen nächste Woche an die Wand."
# Who writes the same words twice is held.
ASKERS = {("de", True): LEVKE, ("de", False): BJOERN, ("en", True): UWE, ("en", False): ANNEKE}


@everywhere(slow=("de", False))
def test_the_team_decides_with_a_reason_and_tells_who_asked(visit, choices, request):
    """From a wish to "we listened": an answer with a reason, a draft that shows who will hear, and everybody hears once."""
    tag = request.node.callspec.id
    title, told = f"Ein Spiegel im Flur ({tag})", f"Der Spiegel hängt ({tag})"
    asker = visit(ASKERS[choices["language"], choices["javascript"]], **choices | {"slow": False})
    asker.open("/ideas/new")
    asker.fill("Title", title)
    asker.fill("Text", "Damit man den Milchschaum im Bart sieht.")
    asker.press("Post an idea")
    asker.heading(title)
    address = asker.page.url.removeprefix(asker.address)

    sophie = visit(SOPHIE, **choices)
    sophie.open(address)
    sophie.link("Set status").click()
    sophie.main.get_by_role("radio", name=sophie.says("Done"), exact=True).check()
    sophie.fill("Reason", "Hängt.")
    sophie.expected = {422}
    sophie.press("Set status")
    reason = sophie.main.get_by_label(sophie.says("Reason"), exact=True)
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_value("Hängt.")
    words = sophie.says("A final status needs a reason of at least %(n)s characters.", n=40)
    expect(sophie.page.locator("#reason-error")).to_have_text(words)
    assert "reason-error" in reason.get_attribute("aria-describedby")
    reason.fill(REASON)
    sophie.press("Set status")
    sophie.sees(REASON)

    sophie.link("Say what came of it").click()
    sophie.heading("Who hears of it")
    sophie.fill("Title", told)
    sophie.fill("Text", "Ihr wolltet einen Spiegel. Da ist er.")
    sophie.page.locator("#outcome").select_option("done")
    sophie.press("Keep as a draft and see who hears of it")
    sophie.heading(told)
    sophie.sees("Draft, for the team alone")
    sophie.heading("Who hears of it")
    asker.open("/announcements")
    asker.misses(told)
    sophie.press("Publish now")
    sophie.heading(told)

    notice = asker.main.get_by_role("button", name=re.compile(re.escape(told)))
    asker.comes_with_time("/inbox", notice)
    expect(notice).to_have_count(1)
    notice.click()
    asker.heading(told)
    asker.page.reload()
    asker.sees("%(asked)s asked, %(told)s told, %(read)s read", asked=1, told=1, read=1)
    asker.open(address)
    expect(asker.main.get_by_role("region", name=asker.says("What came of it"))).to_contain_text(told)
    asker.open("/account/told")
    asker.heading(title)
    asker.sees(told)
    sophie.open("/listened")
    sophie.sees(told)


@pytest.mark.parametrize("javascript", [True, False])
def test_it_accepts_an_answer(visit, javascript):
    jonas, ole = (visit(name, language="de", javascript=javascript) for name in (JONAS, OLE))
    title = f"Wann kommt der Bäckerwagen? ({javascript})"
    jonas.open("/questions/new")
    jonas.fill("Title", title)
    # The same words twice by one member would wait for the team.
    jonas.fill("Text", f"Morgens oder nachts? ({javascript})")
    jonas.press("Ask a question")
    jonas.heading(title)
    address = jonas.page.url.removeprefix(jonas.address)
    ole.open(address)
    ole.page.locator("#body").fill("Um halb sechs, ich wohne darüber.")
    ole.press("Send")
    ole.sees("Um halb sechs, ich wohne darüber.")
    jonas.open(address)
    jonas.press("Accept answer")
    jonas.sees("Accepted answer")
    jonas.sees("Solved")
    ole.open(address)
    ole.sees("Accepted answer")


@pytest.mark.parametrize(("javascript", "name"), [(True, LENA), (False, OLE)])
def test_it_votes_in_a_secret_poll_and_then_sees_the_result(visit, javascript, name):
    title = f"Welche Musik am Morgen? ({name})"
    mehmet = visit(MEHMET, language="de", javascript=javascript)
    mehmet.open("/polls/new")
    mehmet.fill("Title", title)
    mehmet.fill("Background", "Wir können uns nicht einigen.")
    mehmet.fill("What is decided with it", "Was morgens läuft")
    mehmet.fill("Who decides", "das Team")
    mehmet.fill("Until when", "zum Monatsende")
    mehmet.fill("Options", "Jazz\nNichts\nRadio")
    mehmet.press("Start a poll")
    mehmet.heading(title)
    address = mehmet.page.url.removeprefix(mehmet.address)

    voter = visit(name, language="de", javascript=javascript)
    voter.open(address)
    voter.sees("What this decides:")
    voter.sees("You see the results as soon as you have voted.")
    expect(voter.page.locator(".poll__results")).to_have_count(0)
    voter.expected = {422}
    voter.press("Vote")
    expect(voter.page.locator("#option-error")).to_be_visible()
    voter.main.get_by_role("radio", name="Nichts").check()
    voter.press("Vote")
    voter.sees("You have voted. Your ballot is secret and cannot be changed.")
    expect(voter.page.locator(".poll__results")).to_contain_text("100")
    expect(voter.button("Vote")).to_have_count(0)
