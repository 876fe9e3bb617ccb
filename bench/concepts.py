"""A thousand members begin a concept test at once, in several processes: do the counters stay together?

    python -m bench.concepts [--members 1000] [--processes 4] [--threads 4]

While they arrive, one process looks again and again: at no moment may the counters of two concepts differ by more than
one, and in the end each member must have been shown three concepts, counted once. DATABASE_URL may name an empty
PostgreSQL database; else a fresh SQLite is used.
"""

import argparse
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

CONCEPTS, SEEN = 8, 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--arrive", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.arrive:
        arrive(*map(int, chosen.arrive.split(":")), chosen.threads)
        return
    # In memory where there is room: it is looked at what is right, not at how fast a disk is.
    room = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="concepts-", dir=room) as folder:
        os.environ["EARSHOT_INSTANCE"] = folder
        sys.exit(0 if measure(chosen) else 1)


def measure(chosen):
    from app.extensions import db

    app = make_app()
    with app.app_context():
        test_id, first = fill(db, chosen.members)
        share = -(-chosen.members // chosen.processes)
        parts = [(first + n, min(share, chosen.members - n)) for n in range(0, chosen.members, share)]
        began = time.monotonic()
        running = [start(test_id, *part, chosen.threads) for part in parts]
        looks, gap = watch(db, running)
        seconds = time.monotonic() - began
        wrong, database = wrongs(db, chosen.members), db.engine.dialect.name
    failed = sum(process.returncode != 0 for process in running)
    who = f"{chosen.members} members in {len(running)} processes of {chosen.threads} threads"
    print(f"{database}: {who}, {seconds:.1f} s with the start of the processes")
    print(f"largest difference in {looks} looks: {gap}; wrong: {wrong or 'nothing'}; failed processes: {failed}")
    return gap <= 1 and not wrong and not failed


def make_app():
    from app import create_app

    return create_app({"WORKER": False})


def fill(db, members):
    """A test of eight concepts and so many members; returns the ids of the test and of the first member."""
    from app.accounts.models import sign_up
    from tests.factories import make_concept_test

    db.create_all()
    test = make_concept_test([f"Concept {n}" for n in range(CONCEPTS)], seen_each=SEEN)
    ids = [sign_up(f"Taster {n}").id for n in range(members)]
    db.session.commit()
    assert ids == list(range(ids[0], ids[0] + members))
    return test.id, ids[0]


def start(test_id, first, count, threads):
    words = [sys.executable, "-m", "bench.concepts", "--arrive", f"{test_id}:{first}:{count}", "--threads", str(threads)]
    return subprocess.Popen(words)


def arrive(test_id, first, count, threads):
    """So many members from the first one on begin, each thread the next of them."""
    app, waiting = make_app(), queue.SimpleQueue()
    for id in [*range(first, first + count), *[None] * threads]:
        waiting.put(id)

    def work():
        from app.accounts.models import Member
        from app.extensions import db
        from app.insights.concepts.assigning import begin_run
        from app.insights.concepts.models import ConceptTest

        with app.app_context():
            while (id := waiting.get()) is not None:
                begin_run(db.session.get(ConceptTest, test_id), db.session.get(Member, id))
                db.session.commit()
            db.session.remove()

    working = [threading.Thread(target=work) for _ in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()


def watch(db, running):
    """(looks, largest difference) until all processes have ended."""
    from app.database import reading
    from app.insights.concepts.models import Concept

    looks = gap = 0
    while any(process.poll() is None for process in running):
        with reading():
            shown = db.session.scalars(db.select(Concept.shown)).all()
            db.session.remove()
        looks, gap = looks + 1, max(gap, max(shown) - min(shown))
        time.sleep(0.005)
    return looks, gap


def wrongs(db, members):
    """What does not add up in the end."""
    from app.insights.concepts.models import Concept, ConceptRun

    runs = db.session.scalars(db.select(ConceptRun.concept_ids)).all()
    counted = Counter(id for run in runs for id in run)
    shown = dict(db.session.execute(db.select(Concept.id, Concept.shown)).all())
    checks = {
        "members": len(runs) == members,
        "concepts each": all(len(set(run)) == SEEN for run in runs),
        "counters": shown == dict(counted),
        "balance": max(shown.values()) - min(shown.values()) <= 1,
    }
    return [name for name, fine in checks.items() if not fine]


if __name__ == "__main__":
    main()
