"""The owner opens a community with one page, lets the first people in, and once a month sees that all is well."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.place import Place
from tests.journeys.visit import everywhere

pytestmark = pytest.mark.journey


@pytest.fixture
def empty_place(tmp_path):
    place = Place(tmp_path / "empty").open()
    yield place
    place.close()


@everywhere(slow=("en", False))
def test_an_owner_opens_a_community_and_looks_after_it(visit, empty_place, choices):
    owner = visit(at=empty_place, **choices)
    address = re.search(r"http\S+/setup\?token=\S+", empty_place.flask("setup-address"))[0]
    owner.open(f"/setup?{urlsplit(address).query}&language={choices['language']}")
    owner.fill("Name of the community", "Radladen Speiche")
    owner.fill("Your name", "Thea")
    owner.fill("Password", "Kette links, Kurbel rechts")
    owner.press("Open the community")
    owner.is_at("/admin")
    owner.sees("Welcome! Your community is open.")
    owner.heading("What to do next")

    owner.open("/ideas/new")
    owner.fill("Title", "Samstags länger öffnen")
    owner.fill("Text", "Viele kommen erst nach dem Markt.")
    owner.press("Post an idea")
    owner.heading("Samstags länger öffnen")

    owner.open("/admin/members/new")
    owner.fill("Name", "Ilse")
    owner.press("Make the account")
    link = urlsplit(owner.main.get_by_label(owner.says("Copy this and hand it over")).input_value()).path
    ilse = visit(at=empty_place, **choices | {"slow": False})
    ilse.open(link)
    ilse.heading("Welcome, %(name)s", name="Ilse")
    ilse.fill("New password", "Speichen zählen bis 32")
    ilse.main.get_by_role("checkbox").check()
    ilse.press("Take this account")
    ilse.is_at("/")
    ilse.main.get_by_role("link", name="Samstags länger öffnen").first.click()
    vote = ilse.main.get_by_role("button", name=re.compile(re.escape(ilse.says("Vote for “%(title)s”", title="Samstags länger öffnen"))))
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")

    owner.open("/admin/system")
    owner.heading("By the clock")
    expect(owner.main.get_by_role("row").filter(has_text=owner.says("well")).first).to_be_visible()
    owner.open("/admin/members")
    expect(owner.main.get_by_role("link", name="Ilse")).to_be_visible()
