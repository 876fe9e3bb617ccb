"""A small share of what `python -m bench.chaos` does: real processes, killed while members write."""

import os
import socket
import subprocess
import sys

import pytest

from bench.chaos import kill_again_and_again, write_together
from bench.servers import ROOT
from tests.rounds import THOROUGH

WRITERS = 4


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A small site of its own whose first members are signed in."""
    folder = tmp_path_factory.mktemp("chaos") / "instance"
    command = [sys.executable, "-m", "bench.fill", "--topics", "20"]
    environment = os.environ | {"EARSHOT_INSTANCE": str(folder), "DATABASE_URL": ""}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def sessions(instance):
    return (instance / "sessions.txt").read_text().split()[:WRITERS]


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_r1_it_loses_and_doubles_nothing_when_killed(instance, sessions, port):
    assert kill_again_and_again(instance, sessions, port, rounds=2 if THOROUGH else 1, longest=0.8) == []


def test_r3_it_lets_many_write_at_once(instance, sessions, port, capsys):
    # How long they wait is measured by the command, on a machine that does nothing else.
    write_together(instance, sessions, port, seconds=1)
    assert "errors none" in capsys.readouterr().out
