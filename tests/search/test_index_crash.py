"""A writer killed at any moment leaves an index of whole batches."""

import random
import signal
import subprocess
import sys
import time

import pytest

from app.search.index import SearchIndex
from tests.search.documents import many, pids

ALL = {1, 2, 3, 4, 5}
BATCH, ROUNDS = 20, 5
WRITE_FOR_EVER = f"""
import sys
from app.search.index import SearchIndex
from tests.search.documents import many

index, first = SearchIndex(sys.argv[1]), int(sys.argv[2])
posts = list(many({BATCH}))
print("ready", flush=True)
while True:
    index.write(many({BATCH}, first=first, seed=first))
    first += {BATCH}
"""


@pytest.fixture
def index(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    index.write(many(200))
    return index


def test_a_killed_writer_loses_nothing_that_was_written(index):
    dice, before = random.Random(), index.pids()
    for turn in range(ROUNDS):
        _write_and_be_killed(index, 10_000 * (turn + 1), dice.uniform(0, 0.3))
        assert not SearchIndex(index.folder.path).open_or_create()
        now = index.pids()
        assert before <= now
        assert len(now) % BATCH == 0
        assert len(pids(index.search("garten", boards=ALL))) == 20
        index.write(many(BATCH, first=10_000 * (turn + 1) + 9_000))
        before = index.pids()


def _write_and_be_killed(index, first, after):
    arguments = [sys.executable, "-c", WRITE_FOR_EVER, str(index.folder.path), str(first)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
