"""bin/serve refuses what it does not understand, prepares the site, and opens it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.bin.machine import ROOT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--prot", "80"], "does not know --prot"),
        (["--port"], "--port needs a value"),
        (["--port", ""], "--port needs a value"),
        (["--port", "http"], "--port takes a number"),
        (["--port", "0"], "--port takes a number"),
        (["--port", "65536"], "--port takes a number"),
        (["--workers=many"], "--workers takes a number"),
        (["--workers", "0"], "--workers takes a number"),
        (["--instance", "/proc/nowhere"], "cannot make /proc/nowhere"),
    ],
)
def test_it_refuses_a_wrong_argument_before_it_does_anything(machine, arguments, message):
    refused = machine.run("bin/serve", *arguments)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert machine.asked("") == 0


def test_it_says_how_it_is_used(machine):
    told = machine.run("bin/serve", "--help")
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: bin/serve")


def test_it_says_when_the_port_is_taken(machine):
    refused = machine.run("bin/serve", "--port", "8159", PORT_TAKEN="1")
    assert refused.returncode == 4
    assert "127.0.0.1:8159" in refused.stderr
    assert machine.asked("-m flask") == machine.asked("-m gunicorn") == 0


def test_it_becomes_the_server(machine):
    served = machine.run("bin/serve", "--host", "::1", "--port=8159", "--workers", "3")
    assert served.returncode == 0, served.stderr
    assert f"open in {machine.project}/instance\n" in served.stdout
    assert machine.asked("--bind [::1]:8159 --workers 3") == 1


def test_it_keeps_the_site_where_it_is_told(machine):
    assert f"open in {machine.folder}/my site\n" in machine.run("bin/serve", "--instance", "my site").stdout
    assert "open in /srv/site\n" in machine.run("bin/serve", EARSHOT_INSTANCE="/srv/site").stdout


def test_it_fills_a_demo_once_and_tells_its_names_every_time(machine):
    (machine.project / "instance" / "demo").mkdir(parents=True)
    told = f"flask demo in {machine.project}/instance/demo\n"
    assert told in machine.run("bin/serve", "--demo").stdout
    assert told in machine.run("bin/serve", "--demo").stdout
    assert (machine.asked("-m flask migrate"), machine.asked("-m flask demo")) == (1, 1)


def test_it_never_fills_a_real_database_with_a_demo(machine):
    refused = machine.run("bin/serve", "--demo", DATABASE_URL="postgresql://real/site")
    assert refused.returncode == 2
    assert "DATABASE_URL" in refused.stderr


def test_it_opens_answers_and_stops_cleanly(site):
    assert "Preparing the database" in site.said
    with _get(f"{site.address}/healthz") as answer:
        assert answer.status == 200, answer.read()
        assert json.load(answer)
        assert "Server" not in answer.headers
    began = time.monotonic()
    site.send_signal(signal.SIGTERM)
    assert site.wait(40) == 0
    assert time.monotonic() - began < 15


def test_it_tells_a_fresh_site_where_to_set_it_up(site):
    said = site.said
    ends = time.monotonic() + 10
    while "/set-up" not in said and "setup" not in said and time.monotonic() < ends:
        said += site.stdout.readline()
    assert re.search(r"http://\S+(set-?up)\S*", said)


@pytest.fixture
def site(tmp_path):
    """A real site on a free port, in an environment that is the one the tests run in."""
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", venv / ".filled-from-requirements.txt")
    port = _free_port()
    process = subprocess.Popen(
        [ROOT / "bin" / "serve", "--port", str(port), "--instance", tmp_path / "instance", "--workers", "1"],
        env={**_without_settings(), "EARSHOT_VENV": str(venv)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.address = f"http://127.0.0.1:{port}"
    process.said = ""
    try:
        while f"Earshot is open at {process.address}" not in process.said:
            line = process.stdout.readline()
            assert line, process.said
            process.said += line
        yield process
    finally:
        process.kill() if process.poll() is None else None
        process.wait()
        process.stdout.close()


def _get(address):
    try:
        return urllib.request.urlopen(address, timeout=10)  # noqa: S310
    except urllib.error.HTTPError as answer:
        return answer


def _free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _without_settings():
    return {k: v for k, v in os.environ.items() if not k.startswith(("EARSHOT_", "DATABASE_URL", "FLASK_"))}
