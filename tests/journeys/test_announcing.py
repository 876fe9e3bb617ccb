"""From a member's wish to "we listened": a draft that shows who will hear, publishing, and everybody hears once."""

import re

import pytest

from app.demo.story import ANNEKE, LEVKE, SOPHIE

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("language", "javascript", "wisher"), [("en", True, ANNEKE), ("de", False, LEVKE)])
def test_it_goes_from_a_wish_to_we_listened(visit, language, javascript, wisher):
    asker = visit(wisher, language=language, javascript=javascript)
    wish, told = f"Eine Leselampe am Ofen ({language})", f"Die Leselampe hängt ({language})"
    asker.open("/ideas/new")
    asker.fill("Title", wish)
    asker.fill("Text", "Abends sieht man dort die Zeitung nicht.")
    asker.press("Post an idea")
    asker.heading(wish)
    address = asker.page.url.removeprefix(asker.address)

    sophie = visit(SOPHIE, language=language, javascript=javascript, phone=javascript)
    sophie.open(address)
    sophie.link("Say what came of it").click()
    sophie.heading("Who hears of it")
    sophie.fill("Title", told)
    sophie.fill("Text", "Sie brennt seit gestern.")
    sophie.page.locator("#outcome").select_option("done")
    sophie.press("Keep as a draft and see who hears of it")
    sophie.heading(told)
    sophie.sees("Draft, for the team alone")
    sophie.heading("Who hears of it")
    asker.open("/announcements")
    asker.misses(told)
    sophie.press("Publish now")
    sophie.heading(told)

    asker.comes_with_time("/inbox", asker.main.get_by_text(re.compile(re.escape(told))))
    asker.main.get_by_role("button", name=re.compile(re.escape(told))).click()
    asker.heading(told)
    asker.page.reload()
    asker.sees("%(asked)s asked, %(told)s told, %(read)s read", asked=1, told=1, read=1)
    asker.open("/account/told")
    asker.heading(wish)
    asker.sees(told)
