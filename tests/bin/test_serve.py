"""bin/serve refuses what it does not understand, prepares the site, and opens it."""

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
    assert "Preparing the database" in site.said()
    with _get(f"{site.address}/healthz") as answer:
        assert answer.status in (200, 503)
        assert "Server" not in answer.headers
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(25) == 0
    assert "Traceback" not in site.said()


def test_it_tells_a_fresh_site_where_to_set_it_up(site):
    assert site.says(rf"{site.address}/set-?up\S+")


@pytest.fixture
def site(tmp_path):
    """A real site on a free port, in an environment that is the one the tests run in."""
    site = Site(tmp_path)
    try:
        assert site.says(f"Earshot is open at {site.address}\n"), site.said()
        yield site
    finally:
        site.close()


class Site:
    """bin/serve, running, and what it has said so far."""

    def __init__(self, folder):
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "said"
        command = [ROOT / "bin" / "serve", "--port", str(self.port), "--instance", folder / "site", "--workers", "1"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                env={**_without_settings(), "EARSHOT_VENV": str(_environment_of_the_tests(folder))},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self):
        return self.log.read_text()

    def says(self, pattern, seconds=60):
        """Wait until it has said this; False when it stopped first or the time is over."""
        ends = time.monotonic() + seconds
        while not re.search(pattern, self.said()):
            if self.process.poll() is not None or time.monotonic() > ends:
                return False
            time.sleep(0.05)
        return True

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(25)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _environment_of_the_tests(folder):
    venv = folder / "venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", venv / ".filled-from-requirements.txt")
    return venv


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
