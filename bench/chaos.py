"""Try to break the running server: many writers at once, and all its processes killed while they write.

    python -m bench.chaos [--seconds 60] [--rounds 20] [--folder FOLDER] [--port 8210]

Writers: 16 signed-in members reply for a minute; nobody sees an error and the slowest hundredth waits 500 ms at most.
Kills: kill -9 at a random moment of every round; what was acknowledged is there, once; what was not is sent again
with the same form key and is there once, too. Then the database is sound, counters are true, and the index has it all.
"""

import argparse
import http.client
import os
import random
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.browser import Browser
from bench.run import filled
from bench.servers import ROOT, earshot

WRITERS, P99_BAR = 16, 500
READER_SECONDS = 60
MOST_LINES = 20
# How many readers there are, and whether all have read the last event; the index's name says of which start it is.
CAUGHT_UP = """
    SELECT count(*), min(position) >= (SELECT max(id) FROM events) FROM
    (SELECT max(position) AS position FROM cursors GROUP BY substr(reader, 1, instr(reader || '@', '@')))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="keep what is filled here")
    parser.add_argument("--port", type=int, default=8210)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        instance = filled(folder, 1)
        sessions = (instance / "sessions.txt").read_text().split()[:WRITERS]
        well = write_together(instance, sessions, chosen.port, chosen.seconds)
        problems = kill_again_and_again(instance, sessions, chosen.port, chosen.rounds)
        print("\n".join(problems[:MOST_LINES]) or "Nothing was lost, doubled or damaged.")
        sys.exit(0 if well and not problems else 1)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


class Writer(threading.Thread):
    """A member who replies until told to stop, and sends again what got no answer, as a person would."""

    def __init__(self, server, session, topic_id, mark, stopping):
        super().__init__(daemon=True)
        self.server, self.session, self.stopping = server, session, stopping
        self.topic_id, self.mark = topic_id, mark
        self.seconds, self.acknowledged, self.errors, self.waiting = [], [], [], None

    def run(self):
        browser = Browser(self.server.url, self.session)
        while not self.stopping.is_set():
            try:
                browser.token or browser.get(f"/posts/{self.topic_id}/comments/new")
                self._write(browser)
            except (OSError, http.client.HTTPException):
                # The server is gone: the text stays in the form.
                self.stopping.wait(0.05)
        browser.close()

    def _write(self, browser):
        self.waiting = self.waiting or (f"{self.mark} {secrets.token_hex(12)}", secrets.token_urlsafe(12))
        began = time.perf_counter()
        status, _headers, _text = browser.reply(self.topic_id, *self.waiting)
        self.seconds.append(time.perf_counter() - began)
        if status == 303:
            self.acknowledged.append(self.waiting[0])
            self.waiting = None
        else:
            self.errors.append(status)


def write_together(instance, sessions, port, seconds):
    """All members reply at once for a while; whether nobody saw an error and nobody waited long."""
    stopping = threading.Event()
    with earshot(instance, port) as server:
        writers = start_writers(server, sessions, stopping)
        time.sleep(seconds)
        end(writers, stopping)
    times = sorted(second for writer in writers for second in writer.seconds)
    errors = Counter(status for writer in writers for status in writer.errors)
    p50, p99 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.99))
    print(f"{len(writers)} writers, {seconds:.0f} s: {len(times) / seconds:.0f} replies/s, p50 {p50:.0f} ms, ", end="")
    print(f"p99 {p99:.0f} ms (bar {P99_BAR}), slowest {1000 * times[-1]:.0f} ms, errors {dict(errors) or 'none'}")
    return not errors and p99 <= P99_BAR


def kill_again_and_again(instance, sessions, port, rounds, longest=2.0):
    """Kill the server in the middle of writing, again and again; what went wrong, in words."""
    stopping, mark = threading.Event(), f"Chaos {secrets.token_hex(4)}"
    server = earshot(instance, port)
    server.start()
    writers = start_writers(server, sessions, stopping, mark)
    for _ in range(rounds):
        time.sleep(random.uniform(0.3, longest))  # noqa: S311
        server.kill()
        server.start()
    time.sleep(1)
    end(writers, stopping)
    acknowledged = [text for writer in writers for text in writer.acknowledged]
    caught_up = wait_for_readers(instance)
    server.stop()
    unanswered = [writer.waiting[0] for writer in writers if writer.waiting]
    problems = examine(instance, mark, acknowledged, unanswered)
    problems += [f"a writer saw {status}" for writer in writers for status in writer.errors]
    if not caught_up:
        problems.append(f"the readers had not caught up after {READER_SECONDS} s")
    print(f"{rounds} kills: {len(acknowledged)} replies acknowledged, {len(problems)} problems")
    return problems


def start_writers(server, sessions, stopping, mark="Together"):
    """One writer for each session, each in a topic of its own; all they write begins with `mark`."""
    writers = [Writer(server, session, 2 + n, mark, stopping) for n, session in enumerate(sessions)]
    for writer in writers:
        writer.start()
    return writers


def end(writers, stopping):
    stopping.set()
    for writer in writers:
        writer.join(60)


def wait_for_readers(instance):
    """Whether every reader, the index's too, comes to the last event by itself."""
    readers = int(_in_the_house(instance, "print(len(app.readers))")[0])
    ends = time.monotonic() + READER_SECONDS
    while time.monotonic() < ends:
        if _ask(instance, CAUGHT_UP)[0] >= (readers, 1):
            return True
        time.sleep(0.2)
    return False


def examine(instance, mark, acknowledged, unanswered=()):
    """What is wrong with the data, in words: lost, doubled, damaged or miscounted."""
    there = Counter(body for (body,) in _ask(instance, "SELECT body FROM posts WHERE body LIKE ?", f"{mark} %"))
    problems = [f"lost: {text}" for text in acknowledged if text not in there]
    problems += [f"there {times} times: {text}" for text, times in there.items() if times > 1]
    known = {*acknowledged, *unanswered}
    problems += [f"nobody wrote: {text}" for text in there if text not in known]
    sound = _ask(instance, "PRAGMA integrity_check")
    problems += [f"integrity: {row}" for row in sound if row != ("ok",)]
    problems += [f"foreign key: {row}" for row in _ask(instance, "PRAGMA foreign_key_check")]
    return problems + [f"miscounted: {line}" for line in recounted(instance)]


def recounted(instance):
    """Which counters were wrong, as `recount` tells it."""
    program = "from app.recounting import recount\nprint(*recount().items(), sep='\\n')"
    return [line for line in _in_the_house(instance, program) if line.strip()]


def _in_the_house(instance, program):
    """What a program prints that works with the app of this instance, in a process of its own."""
    program = f"from app import create_app\napp = create_app({{'WORKER': False}})\napp.app_context().push()\n{program}"
    environment = os.environ | {"EARSHOT_INSTANCE": str(instance), "DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()


def _ask(instance, sql, *given):
    database = sqlite3.connect(instance / "earshot.sqlite3", timeout=10)
    try:
        return database.execute(sql, given).fetchall()
    finally:
        database.close()


if __name__ == "__main__":
    main()
