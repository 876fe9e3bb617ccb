"""Clear a queue of mixed items by keyboard in headless Chromium: how long each takes the machine, and that no page reloads.

    python -m bench.queue [--items 100] [--folder FOLDER] [--port 8211]

The items: first texts of new members, texts that rules hold, reported and hidden ones, and edited ones, on
boards of several kinds. The keys: approve, approve and trust, send back, remove.
The time of an item begins with its key and ends when it is gone and the next one has the focus; the bar is 2 s for each.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.servers import ROOT, earshot

BAR, PATIENCE = 2_000, 30
KEYS = "aaxatrxaxr"
# Told in the page itself, so that no wire between browser and bench is measured.
WATCH = """
addEventListener("keydown", () => {
    const row = document.activeElement.closest(".case"), began = performance.now();
    const look = () => {
        const at = document.activeElement.closest(".case");
        if (row?.isConnected || (!at && document.querySelector(".case"))) return requestAnimationFrame(look);
        (window.took ??= []).push(performance.now() - began);
    };
    if (row) requestAnimationFrame(look);
}, true);
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="keep what is filled here")
    parser.add_argument("--port", type=int, default=8211)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fill:
        fill(chosen.items)
        return
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="queue-"))
    try:
        session = _filled(folder, chosen.items)
        with earshot(folder, chosen.port) as server:
            sys.exit(0 if clear(server.url, session, chosen.items) else 1)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


def clear(url, session, items):
    """Work through the whole queue; prints what it took and returns whether every item kept to the bar."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "member", "value": session, "url": url}])
        context.add_init_script(WATCH)
        page = context.new_page()
        documents = []
        page.on("request", lambda request: request.is_navigation_request() and documents.append(request.url))
        page.goto("/moderation")
        page.wait_for_selector("script[data-app]", state="attached")
        page.evaluate("window.same = true")
        took = list(_decisions(page, items))
        same, left = page.evaluate("window.same === true"), page.locator(".case").count()
        browser.close()
    took.sort()
    print(f"{len(took)} items: median {statistics.median(took):.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms, worst {took[-1]:.0f} ms (bar {BAR} ms)")
    print(f"{left} left; {len(documents)} page loaded" + ("" if same and len(documents) == 1 else ", so it was loaded again"))
    return len(took) == items and left == 0 and same and len(documents) == 1 and took[-1] <= BAR


def _decisions(page, items):
    page.keyboard.press("j")
    for number in range(items):
        key = KEYS[number % len(KEYS)]
        # Whom one has trusted already cannot be trusted again.
        page.keyboard.press(key if key != "t" or page.locator(".case:focus button[value=trust]").count() else "a")
        ends = time.monotonic() + PATIENCE
        while page.evaluate("window.took?.length ?? 0") <= number:
            if time.monotonic() > ends:
                raise SystemExit(f"item {number + 1} never went: {page.locator('.case').count()} stand there")
            time.sleep(0.005)
        yield page.evaluate("window.took.at(-1)")


# --- What waits ------------------------------------------------------------------------------------------


def _filled(folder, items):
    """The session of a moderator at an instance whose queue holds so many items."""
    if not (folder / "session.txt").exists():
        environment = os.environ | {"EARSHOT_INSTANCE": str(folder), "DATABASE_URL": "", "EARSHOT_LIMITS": "off"}
        command = [sys.executable, "-m", "bench.queue", "--fill", "--items", str(items)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return (folder / "session.txt").read_text()


def fill(items):
    """A community, and what waits in it."""
    from app import create_app

    app = create_app({"WORKER": False})
    with app.app_context():
        _make_community(app, items)


def _make_community(app, items):
    from app.accounts.models import sign_up, start_session
    from app.accounts.roles import MEMBER, MODERATOR, NEW, OWNER
    from app.boards.models import open_board
    from app.events.readers import run_reader
    from app.extensions import db
    from app.kinds import KINDS
    from app.migrating import migrate
    from app.moderation.reader import READER
    from app.posts.models import open_topic
    from app.site import open_site

    migrate(app)
    open_site("Queue", language="en", rules="Be kind.")
    sign_up("Owner", email="owner@example.org", role=OWNER)
    moderator = sign_up("Moderator", email="moderator@example.org", role=MODERATOR)
    members = [sign_up(f"Member {n}", email=f"m{n}@example.org", role=MEMBER) for n in range(12)]
    new = [sign_up(f"New {n}", email=f"n{n}@example.org", role=NEW) for n in range(12)]
    db.session.commit()
    topics = []
    for kind in ("ideas", "questions", "discussions"):
        board = open_board(kind.title(), kind)
        topics.append(open_topic(board, members[0], f"Longer evenings ({kind})", "Could the place stay open until nine?"))
        KINDS[kind].open(topics[-1])
    db.session.commit()
    token = start_session(moderator)
    db.session.commit()
    for number in range(items):
        make = MAKING[number % len(MAKING)]
        make(topics[number % len(topics)], (members if make in BY_MEMBERS else new)[number % 12], members, number)
        db.session.commit()
    while run_reader(READER):
        pass
    (app.config["INSTANCE"] / "session.txt").write_text(token)


def _first_text(topic, author, members, number):
    from app.posts.models import add_post

    return add_post(topic, author, f"I am new here, and this is text {number}. What a nice place!")


def _held_by_rule(topic, author, members, number):
    from app.posts.models import add_post

    links = " ".join(f"https://shop{n}.example/{number}" for n in range(5))
    held_for = [{"rule": "links", "facts": {"num": 5, "most": 4}, "matches": [], "id": None}]
    return add_post(topic, author, f"Look at these: {links}", held_for=held_for)


def _reported(topic, author, members, number, voices=1):
    from app.moderation.reports import REASONS, report
    from app.posts.models import add_post

    post = add_post(topic, author, f"You are all wrong, says text {number}.")
    for voice in range(1, voices + 1):
        report(post, members[(number + voice) % 12], REASONS[number % len(REASONS)], "Have a look, please.")
    return post


def _hidden(topic, author, members, number):
    return _reported(topic, author, members, number, voices=3)


def _edited(topic, author, members, number):
    from app.posts.models import add_post

    post = add_post(topic, author, f"A fine evening, says text {number}.")
    add_post(topic, members[(number + 1) % 12], "Indeed.", parent=post)
    post.edit(f"Buy watches, says text {number}.", by=author, version=1)
    post.hold_edited([{"rule": "words", "facts": {"found": "watches"}, "matches": ["watches"], "id": None}], by=author)


MAKING = (_first_text, _held_by_rule, _reported, _hidden, _edited)
BY_MEMBERS = (_held_by_rule, _reported, _hidden, _edited)


if __name__ == "__main__":
    main()
