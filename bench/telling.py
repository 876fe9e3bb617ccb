"""Publish to ten thousand voters: what telling them costs the worker, what it does to pages, and whether kill -9 hurts.

    python -m bench.telling [--voters 10000] [--rounds 10] [--seconds 10] [--folder FOLDER] [--port 8210]

Worker: the lines in the app and the day's letters in the outbox take 30 s of CPU time at most. Pages: while it tells,
a member's page takes 1.2 times as long as before at most (the median of one request after the other). Kills: all
processes of the server end at random moments of the telling, and afterwards each voter has heard exactly once.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.browser import Browser
from bench.chaos import _ask as ask
from bench.servers import ROOT, earshot

CPU_BAR, SLOWER_BAR = 30, 1.2
TOLD_SECONDS = 300
WAITS = "SELECT count(*) FROM announcements WHERE tell_since IS NOT NULL"
EVENTS_TO_READ = "SELECT max(id) > (SELECT position FROM cursors WHERE reader = 'notifications') FROM events"
MAIL = {"EARSHOT_BASE_URL": "http://127.0.0.1", "EARSHOT_SMTP_URL": "smtp://127.0.0.1:9"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voters", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--folder", type=Path, help="keep what is filled here")
    parser.add_argument("--port", type=int, default=8210)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        STEPS[chosen.step](chosen.voters)
        return
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="telling-"))
    try:
        instance = filled(folder, chosen.voters)
        fine = cost(copied(instance, "cost"), chosen.voters)
        fine = slowed(copied(instance, "slowed"), chosen.port, chosen.seconds, chosen.voters) and fine
        fine = killed(copied(instance, "killed"), chosen.port, chosen.rounds, chosen.voters) and fine
        sys.exit(0 if fine else 1)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


# --- What is measured ------------------------------------------------------------------------------------


def cost(instance, voters):
    """CPU seconds of the worker for lines and letters."""
    telling, letters = (float(seconds) for seconds in step(instance, "work", voters).split())
    wrong = wrongly_told(instance, voters)
    written = ask(instance, "SELECT count(*), count(DISTINCT member_id) FROM mails")[0]
    print(f"{voters} voters: {telling:.1f} s for lines, {letters:.1f} s for {written[0]} letters (bar {CPU_BAR} s in all)")
    print("\n".join(wrong) or "Each has heard once.")
    return not wrong and written == (voters, voters) and telling + letters <= CPU_BAR


def slowed(instance, port, seconds, voters):
    """How much longer a member's page takes while the worker tells."""
    with earshot(instance, port, **MAIL) as server:
        browser = Browser(server.url, (instance / "session.txt").read_text())
        times(browser, 3)
        before = times(browser, seconds)
        publishing = start_step(instance, "publish", voters)
        during, ends = [], time.monotonic() + TOLD_SECONDS
        while not is_told(instance, voters) and time.monotonic() < ends:
            sample = times(browser, 0.3)
            # The publishing process itself is no part of the server.
            during += sample if publishing.poll() is not None else []
        during = during or sample
    share = statistics.median(during) / statistics.median(before)
    print(f"page: {1000 * statistics.median(before):.1f} ms before, × {share:.2f} while telling (bar × {SLOWER_BAR}, n = {len(during)})")
    return share <= SLOWER_BAR


def times(browser, seconds):
    """How long each request for the list of ideas takes, one after the other."""
    found, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.perf_counter()
        status, _headers, _text = browser.get("/ideas")
        found.append(time.perf_counter() - began)
        assert status == 200
    return found


def killed(instance, port, rounds, voters):
    """Kill everything again and again while it tells; whether each has heard once in the end."""
    step(instance, "publish", voters)
    server = earshot(instance, port, **MAIL)
    hit = 0
    for _ in range(rounds):
        server.start()
        time.sleep(random.uniform(0.2, 3))  # noqa: S311
        hit += is_telling(instance)
        server.kill()
    server.start()
    ends = time.monotonic() + TOLD_SECONDS
    while is_telling(instance) and time.monotonic() < ends:
        time.sleep(0.5)
    server.stop()
    wrong = wrongly_told(instance, voters)
    print(f"{rounds} kills, {hit} of them while telling:", "; ".join(wrong) or "each has heard once.")
    return not wrong


def is_telling(instance):
    return bool(ask(instance, EVENTS_TO_READ)[0][0] or ask(instance, WAITS)[0][0])


def is_told(instance, voters):
    return ask(instance, "SELECT told_count FROM announcements")[0][0] == voters and not is_telling(instance)


def wrongly_told(instance, voters):
    """What is wrong with who has heard, in words."""
    found = {
        "hearers": ask(instance, "SELECT count(*) FROM hearers")[0][0],
        "lines": ask(instance, "SELECT count(*) FROM notices WHERE about = 'outcome'")[0][0],
        "members with a line": ask(instance, "SELECT count(DISTINCT member_id) FROM notices WHERE about = 'outcome'")[0][0],
        "told": ask(instance, "SELECT told_count FROM announcements")[0][0],
        "on bells": ask(instance, "SELECT count(*) FROM members WHERE unread_notices = 1")[0][0],
    }
    return [f"{number} {what} instead of {voters}" for what, number in found.items() if number != voters]


# --- What is there to measure ----------------------------------------------------------------------------


def filled(folder, voters):
    """An instance with an idea that so many have voted for, and an announcement that is not published yet."""
    instance = folder / f"voters-{voters}"
    if not (instance / "session.txt").exists():
        step(instance, "fill", voters)
    return instance


def copied(instance, name):
    """A fresh copy to work on."""
    copy = instance.with_name(f"{instance.name}-{name}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(instance, copy)
    return copy


def step(instance, name, voters):
    """Do a step in a process of its own, with the app of this instance; what it printed."""
    process = start_step(instance, name, voters)
    said, _nothing = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} failed")
    return said


def start_step(instance, name, voters):
    environment = os.environ | MAIL | {"EARSHOT_INSTANCE": str(instance), "DATABASE_URL": "", "EARSHOT_LIMITS": "off"}
    command = [sys.executable, "-m", "bench.telling", "--step", name, "--voters", str(voters)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def in_the_house(do):
    """A step that works with the app."""

    def run(voters):
        from app import create_app

        app = create_app({"WORKER": False})
        with app.app_context():
            do(app, voters)

    return run


@in_the_house
def fill(app, voters):
    from app.accounts.models import sign_up, start_session
    from app.boards.models import open_board
    from app.extensions import db
    from app.kinds import KINDS
    from app.migrating import migrate
    from app.posts.models import open_topic
    from app.recounting import recount
    from app.site import open_site
    from app.votes.models import Vote

    migrate(app)
    open_site("Bench", language="en", timezone=zone_of_evening(), imprint="x", privacy="x", rules="x")
    owner = sign_up("The Owner", email="owner@example.org", role="owner")
    people = [sign_up(f"Voter {n}", email=f"voter{n}@example.org", role="member") for n in range(voters)]
    topics = {}
    for kind, title in (("ideas", "More oat milk"), ("announcements", "Oat milk it is")):
        topics[kind] = open_topic(open_board(kind.title(), kind), owner, title, "As many have wished.")
        KINDS[kind].open(topics[kind])
    opening = topics["ideas"].opening.id
    db.session.execute(db.insert(Vote), [{"post_id": opening, "member_id": member.id, "is_own": True} for member in people])
    topics["announcements"].announcement.outcome = "done"
    token = start_session(people[0])
    recount()
    db.session.commit()
    read_all(app)
    (app.config["INSTANCE"] / "session.txt").write_text(token)


def zone_of_evening():
    """Where it is 18 o'clock now: letters are written from 17:00 on."""
    hours = (18 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


@in_the_house
def publish(app, voters):
    _publish()


@in_the_house
def work(app, voters):
    """Tell and write letters as the worker does, and print the CPU seconds of both."""
    from app.extensions import db
    from app.notifications.collected import write_collected
    from app.notifications.models import Mail, Notice
    from app.notifications.telling import tell_waiting

    _publish()
    began = time.process_time()
    read_all(app)
    while db.session.scalar(db.text(WAITS)):
        tell_waiting()
    told = time.process_time()
    # What was told in the morning is in the letter of the evening.
    db.session.execute(db.update(Notice).values(created_at=datetime.fromtimestamp(time.time() - 20 * 3600, UTC)))
    db.session.commit()
    before, started = -1, time.process_time()
    while before != (before := db.session.scalar(db.select(db.func.count(Mail.id)))) or before < voters:
        write_collected()
        db.session.commit()
    print(told - began, time.process_time() - started)


def read_all(app):
    """Every reader of the community reads all there is; the index is each machine's own."""
    from app.events.readers import run_reader

    for reader in app.readers:
        while not reader.local and run_reader(reader):
            pass


def _publish():
    from sqlalchemy.orm import joinedload

    from app.accounts.models import Member
    from app.extensions import db
    from app.kinds.announcements.models import Announcement
    from app.topics.models import Topic

    topic = joinedload(Announcement.topic).joinedload(Topic.board)
    announcement = db.session.scalar(db.select(Announcement).options(topic))
    source = db.session.scalar(db.select(Topic).options(joinedload(Topic.board)).where(Topic.title == "More oat milk"))
    announcement.publish([source], by=db.session.get(Member, 1))
    db.session.commit()


STEPS = {"fill": fill, "publish": publish, "work": work}

if __name__ == "__main__":
    main()
