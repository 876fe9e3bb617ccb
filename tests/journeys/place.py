"""The real site for journeys: an instance of its own, served by gunicorn with its worker, on a free port."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

from app.config import ROOT

PATIENCE = 90


class Place:
    """A served site; `address` is where it is, `folder` its instance."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.told = folder.with_suffix(".log")

    def flask(self, *command):
        """Run a command of the house on this instance; returns what it said."""
        run = [sys.executable, "-m", "flask", *command]
        done = subprocess.run(run, cwd=ROOT, env=self._environment(), capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self):
        """Serve, and return once the site says that it is well."""
        bind = self.address.removeprefix("http://")
        config = str(ROOT / "gunicorn.conf.py")
        run = [sys.executable, "-m", "gunicorn", "--config", config, "--bind", bind, "--workers", "1"]
        with self.told.open("w") as told:
            self.process = subprocess.Popen(run, cwd=ROOT, env=self._environment(), stdout=told, stderr=told)
        ends = time.monotonic() + PATIENCE
        while not self._is_well():
            assert self.process.poll() is None and time.monotonic() < ends, self.told.read_text()
            time.sleep(0.1)
        return self

    def close(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def ask(self, question, *values):
        """Rows of the database, which is only looked at."""
        database = sqlite3.connect(f"file:{self.folder}/earshot.sqlite3?mode=ro", uri=True)
        try:
            return database.execute(question, values).fetchall()
        finally:
            database.close()

    def trust_members(self):
        """Before it opens: its members write more in these minutes than the rules would let anybody write."""
        database = sqlite3.connect(f"{self.folder}/earshot.sqlite3")
        with database:
            database.execute("UPDATE members SET trusted_at = created_at WHERE role = 'member'")
        database.close()

    def _is_well(self):
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        ours = {"EARSHOT_INSTANCE": str(self.folder), "EARSHOT_LIMITS": "off", "FLASK_APP": "wsgi:app"}
        return {**kept, **ours, "PYTHONUNBUFFERED": "1"}
