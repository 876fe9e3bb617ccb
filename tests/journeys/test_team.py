"""The team says what becomes of an idea and what came of it; an asker accepts; members vote in polls; a wizard opens."""

import re

import pytest
from playwright.sync_api import expect

from app.demo.story import BJOERN, JONAS, LENA, MEHMET, OLE, SOPHIE, UWE
from tests.journeys.place import Place
from tests.journeys.visit import Visit

pytestmark = pytest.mark.journey
REASON = "Das machen wir: Die Haken sind bestellt und kommen nächste Woche an die Wand."


@pytest.mark.parametrize(("language", "javascript", "wisher"), [("en", True, UWE), ("de", False, BJOERN)])
def test_it_decides_with_a_reason_and_tells_who_asked(visit, language, javascript, wisher):
    asker = visit(wisher, language=language, javascript=javascript)
    title = f"Ein Spiegel im Flur ({language})"
    asker.open("/ideas/new")
    asker.fill("Title", title)
    asker.fill("Text", "Damit man den Milchschaum im Bart sieht.")
    asker.press("Post an idea")
    asker.heading(title)
    address = asker.page.url.removeprefix(asker.address)

    sophie = visit(SOPHIE, language=language, javascript=javascript, phone=javascript)
    sophie.open(address)
    sophie.link("Set status").click()
    sophie.main.get_by_role("radio", name=sophie.says("Done"), exact=True).check()
    sophie.fill("Reason", "Hängt.")
    sophie.expected = {422}
    sophie.press("Set status")
    reason = sophie.main.get_by_label(sophie.says("Reason"), exact=True)
    expect(reason).to_have_value("Hängt.")
    expect(reason).to_have_attribute("aria-invalid", "true")
    words = sophie.says("A final status needs a reason of at least %(n)s characters.", n=40)
    expect(sophie.page.locator("#reason-error")).to_have_text(words)
    assert "reason-error" in reason.get_attribute("aria-describedby")
    reason.fill(REASON)
    sophie.press("Set status")
    sophie.sees(REASON)

    sophie.link("Say what came of it").click()
    told = f"Der Spiegel hängt ({language})"
    sophie.fill("Title", told)
    sophie.fill("Text", "Ihr wolltet einen Spiegel. Da ist er.")
    sophie.press("Publish an announcement")
    sophie.heading(told)
    asker.comes_with_time("/inbox", asker.main.get_by_text(re.compile(re.escape(told))))
    asker.open("/listened")
    asker.sees(told)
    asker.open(address)
    outcome = asker.main.get_by_role("region", name=asker.says("What came of it"))
    expect(outcome).to_contain_text(told)


@pytest.mark.parametrize("javascript", [True, False])
def test_it_accepts_an_answer(visit, javascript):
    jonas, ole = (visit(name, language="de", javascript=javascript) for name in (JONAS, OLE))
    title = f"Wann kommt der Bäckerwagen? ({javascript})"
    jonas.open("/questions/new")
    jonas.fill("Title", title)
    jonas.fill("Text", "Morgens oder nachts?")
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


@pytest.fixture
def empty_place(tmp_path):
    place = Place(tmp_path / "empty").open()
    yield place
    place.close()


@pytest.mark.parametrize("language", ["de"])
def test_it_opens_an_empty_site_with_the_wizard_and_writes_the_first_post(chromium, empty_place, language):
    owner = Visit(chromium, empty_place.address, language=language)
    address = re.search(r"http\S+/setup\?token=\S+", empty_place.flask("setup-address"))[0]
    owner.open("/setup?" + address.split("?")[1])
    owner.fill("Name of the community", "Radladen Speiche")
    owner.fill("Your name", "Thea")
    owner.fill("Password", "Kette links, Kurbel rechts")
    owner.press("Open the community")
    owner.is_at("/admin")
    owner.sees("Welcome! Your community is open.")
    owner.open("/ideas/new")
    owner.fill("Title", "Samstags länger öffnen")
    owner.fill("Text", "Viele kommen erst nach dem Markt.")
    owner.press("Post an idea")
    owner.heading("Samstags länger öffnen")
    owner.open("/")
    owner.sees("Samstags länger öffnen")
    assert owner.trouble == []
    owner.context.close()
