"""Two thousand members vote within a minute on the running server: is each ballot counted, and none twice?

    python -m bench.ballots [--members 2000] [--clients 16] [--again 10] [--pages] [--folder FOLDER] [--port 8230]

Every member has a session of their own and sends one ballot to a secret survey of three questions; every tenth
(`--again` per cent) sends it a second time at the same moment, as an impatient thumb does. With `--pages` each also
opens the poll first, else only the token of the form is fetched beforehand. Bar: 2,000 accepted ballots in 60 s, and
afterwards participations, ballots, receipts and all counters are the same number.
"""

import argparse
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.browser import Browser
from bench.chaos import _ask as ask
from bench.servers import ROOT, earshot

BAR_PER_MINUTE = 2000
COUNTS = {
    "participations": "SELECT count(*) FROM participations",
    "counted on the poll": "SELECT ballot_count FROM polls",
    "different ballots": "SELECT count(DISTINCT ballot) FROM secret_ballots",
    "receipts": "SELECT count(*) FROM ballot_receipts",
    "fewest answers to a question": "SELECT min(answer_count) FROM poll_questions",
    "most answers to a question": "SELECT max(answer_count) FROM poll_questions",
    "votes on the options of the first": "SELECT sum(ballot_count) FROM poll_options WHERE question_id = (SELECT min(id) FROM poll_questions)",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--again", type=int, default=10)
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep what is filled here")
    parser.add_argument("--port", type=int, default=8230)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fill:
        fill(chosen.members)
        return
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="ballots-"))
    try:
        sys.exit(0 if measure(folder, chosen) else 1)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


def measure(instance, chosen):
    """Let them vote and count; whether all is well."""
    make_instance(instance, chosen.members)
    known = json.loads((instance / "known.json").read_text())
    with earshot(instance, chosen.port) as server:
        voters = [Voter(server.url, known, session) for session in known["sessions"]]
        each(chosen.clients, voters, lambda voter: voter.open(whole=False))
        began, used = time.monotonic(), server.cpu_seconds()
        each(chosen.clients, voters, lambda voter: voter.vote(chosen))
        seconds, used = time.monotonic() - began, server.cpu_seconds() - used
    times = sorted(time for voter in voters for time in voter.times)
    answers = [status for voter in voters for status in voter.answers]
    wrong = [f"{what}: {number}" for what, number in counted(instance).items() if number != chosen.members]
    rate = 60 * chosen.members / seconds
    print(f"{chosen.members} members, {len(answers)} forms, {chosen.clients} at once: {seconds:.1f} s, {rate:.0f} ballots a minute (bar {BAR_PER_MINUTE})")
    print(f"a ballot: median {1000 * statistics.median(times):.0f} ms, 95 % within {1000 * times[int(len(times) * 0.95)]:.0f} ms, longest {1000 * times[-1]:.0f} ms; the server took {1000 * used / len(answers):.1f} ms of CPU a form")
    print(f"answers other than 303: {len([status for status in answers if status != 303])}; counters other than {chosen.members}: {'; '.join(wrong) or 'none'}")
    return not wrong and rate >= BAR_PER_MINUTE and all(status == 303 for status in answers)


class Voter:
    """One member with a browser of their own."""

    def __init__(self, url, known, session):
        self.browser, self.url, self.known = Browser(url, session), url, known
        self.answers, self.times = [], []

    def open(self, *, whole):
        """Fetch the poll, or only what its form needs."""
        if whole:
            status, _headers, _text = self.browser.get(self.known["page"])
        else:
            status, _headers, text = self.browser.get("/token")
            self.browser.token = json.loads(text)["token"] if text.startswith("{") else text.strip()
        assert status == 200, status
        self.browser.close()

    def vote(self, chosen):
        place = self.known["sessions"].index(self.browser.cookies["member"])
        if chosen.pages:
            self.open(whole=True)
        second = threading.Thread(target=self._send, args=(self._twin(), place)) if place % 100 < chosen.again else None
        if second:
            second.start()
        self._send(self.browser, place)
        if second:
            second.join()

    def _send(self, browser, place):
        fields = {name: str(values[place % len(values)]) for name, values in self.known["fields"].items()}
        began = time.perf_counter()
        status, _headers, _text = browser.post(self.known["ballot"], **fields)
        self.times.append(time.perf_counter() - began)
        self.answers.append(status)
        browser.close()

    def _twin(self):
        twin = Browser(self.url)
        twin.cookies, twin.token = dict(self.browser.cookies), self.browser.token
        return twin


def each(clients, voters, act):
    """Do this for every voter, so many at a time. Raises the first trouble."""
    waiting, troubles = queue.SimpleQueue(), []
    for voter in [*voters, *[None] * clients]:
        waiting.put(voter)

    def work():
        while (voter := waiting.get()) is not None:
            try:
                act(voter)
            except Exception as trouble:
                troubles.append(trouble)
                raise

    working = [threading.Thread(target=work) for _ in range(clients)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    if troubles:
        raise troubles[0]


def counted(instance):
    return {what: ask(instance, query)[0][0] for what, query in COUNTS.items()}


# --- What is there to measure ----------------------------------------------------------------------------


def make_instance(instance, members):
    """A fresh site with a secret survey and so many members who are signed in."""
    shutil.rmtree(instance, ignore_errors=True)
    environment = os.environ | {"EARSHOT_INSTANCE": str(instance), "DATABASE_URL": "", "EARSHOT_LIMITS": "off"}
    command = [sys.executable, "-m", "bench.ballots", "--fill", "--members", str(members)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def fill(members):
    from app import create_app

    app = create_app({"WORKER": False})
    with app.app_context():
        known = _filled(members)
        (app.config["INSTANCE"] / "known.json").write_text(json.dumps(known))


def _filled(members):
    from flask import current_app

    from app.accounts.models import sign_up, start_session
    from app.boards.models import open_board
    from app.extensions import db
    from app.kinds import KINDS
    from app.kinds.polls.asking import Asked, PollOption, PollQuestion
    from app.migrating import migrate
    from app.posts.models import open_topic
    from app.site import open_site

    migrate(current_app)
    open_site("Bench", language="en", imprint="x", privacy="x", rules="x")
    owner = sign_up("The Owner", email="owner@example.org", role="owner")
    topic = open_topic(open_board("Polls", "polls"), owner, "What first?", "Please choose.")
    KINDS["polls"].open(topic)
    three = ("More tables", "A quieter mill", "A second till")
    topic.poll.ask([Asked("single", "What first?", three), Asked("multiple", "What else?", three, 1, 3), Asked("nps", "Again?")])
    sessions = [start_session(sign_up(f"Voter {n}", role="member")) for n in range(members)]
    db.session.commit()
    fields = {}
    for question in db.session.scalars(db.select(PollQuestion)):
        ids = db.session.scalars(db.select(PollOption.id).where(PollOption.question_id == question.id))
        fields[f"option-{question.id}"] = list(ids)
    return {"page": topic.url, "ballot": f"/polls/{topic.id}/ballot", "fields": fields, "sessions": sessions}


if __name__ == "__main__":
    main()
