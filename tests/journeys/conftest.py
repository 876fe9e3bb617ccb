"""A real site, a real browser, and visits to it whose every page is watched.

Whatever a visit does: no error in the console, nothing against the content policy (security C4), no request to
another host (L1), and no status of 400 or more but those that the journey expects.
"""

import fcntl
import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from app.demo.story import JANA, PASSWORD
from tests.journeys.place import Place
from tests.journeys.visit import Visit

# The shell has no window to draw, which takes most of a whole browser's time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys of a process."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def place(chromium, tmp_path_factory):
    """The demo community, served; its owner has made the group that the demo lacks."""
    place = Place(tmp_path_factory.mktemp("journeys") / "demo")
    shutil.copytree(_filled_demo(tmp_path_factory.getbasetemp()), place.folder)
    place.open()
    _make_a_group(chromium, place)
    yield place
    place.close()


def _filled_demo(folder):
    """The demo's instance, which one process of the tests fills for all of them."""
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    demo = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not demo.exists():
            place = Place(shared / "demo.part")
            place.flask("migrate")
            place.flask("demo")
            place.trust_members()
            place.folder.rename(demo)
    return demo


@pytest.fixture
def visit(chromium, place, request):
    """visit("Lena Matthiesen", phone=False, dark=True, language="de", javascript=False, slow=True): a watched visit.

    Without a name it is a visitor's; `at` is another place than the demo. Nobody may have had any trouble when the journey ends. With EARSHOT_PICTURES
    each visit leaves a picture of its end in that folder (bin/pictures makes one sheet of them).
    """
    visits = []

    def start(name=None, at=place, **choices):
        state = _signed_in(chromium, at, name) if name else None
        visits.append(Visit(chromium, at.address, state=state, **choices))
        return visits[-1]

    yield start
    trouble = [line for visit in visits for line in visit.trouble]
    for number, visit in enumerate(visits, start=1):
        visit.leave(_picture(request.node, number))
    if any("status 500" in line for line in trouble):
        trouble.append(place.told.read_text()[-3000:])
    assert trouble == []


def _picture(story, number):
    folder = os.environ.get("EARSHOT_PICTURES")
    if not folder:
        return None
    name = re.sub(r"[^\w.-]+", "-", f"{story.path.stem.removeprefix('test_')} {story.name.removeprefix('test_')}")
    return Path(folder) / f"{name[:120].strip('-')}-{number}.jpg"


def _make_a_group(chromium, place):
    owner = Visit(chromium, place.address, state=_signed_in(chromium, place, JANA))
    owner.open("/admin/groups")
    owner.fill("Name", "Backgruppe")
    owner.press("Make the group")
    owner.sees("Backgruppe")
    assert owner.trouble == []
    owner.context.close()


def _signed_in(chromium, place, name, _kept={}):  # noqa: B006 - one sign-in a person and process
    """The cookies of somebody of the demo, signed in without a page; what the form looks like, journeys tell."""
    if (place.address, name) not in _kept:
        context = chromium.new_context(base_url=place.address)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', context.request.get("/sign-in").text())[1]
        form = {"name": name, "password": PASSWORD, "csrf_token": token}
        answer = context.request.post("/sign-in", form=form)
        assert answer.url == f"{place.address}/", answer.text()
        _kept[place.address, name] = context.storage_state()
        context.close()
    return _kept[place.address, name]
