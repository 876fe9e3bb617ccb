"""Starting the servers that are measured, and what their processes cost: CPU time and memory."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
OPEN_SECONDS = 30


class Server:
    """A gunicorn with two workers; `cpu` pins it and all its children to one core."""

    def __init__(self, port, arguments, folder=ROOT, cpu=None, log=None, **settings):
        self.url = f"http://127.0.0.1:{port}"
        self.arguments, self.folder, self.cpu, self.log = arguments, folder, cpu, log
        self.environment = os.environ | settings
        self.process = None

    def start(self):
        """Start it in a process group of its own and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "-b", self.url.removeprefix("http://"), "-w", "2"]
        pinned = ["taskset", "-c", str(self.cpu)] if self.cpu is not None else []
        with Path(self.log or os.devnull).open("a") as log:
            self.process = subprocess.Popen(
                [*pinned, *command, *self.arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def stop(self):
        """Ask it to end, as the owner's machine does."""
        self.process.terminate()
        self.process.wait(60)

    def kill(self):
        """End all its processes at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.stop()

    def cpu_seconds(self):
        """User and system time of all its processes so far."""
        ticks = 0
        for pid in _tree(self.process.pid):
            parts = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
            # Its own, and that of children that have ended: a worker goes after a while and another comes.
            ticks += sum(map(int, parts[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Megabytes of all its processes (PSS: what workers share counts once)."""
        found = (re.search(r"^Pss:\s+(\d+)", _read(f"/proc/{pid}/smaps_rollup"), re.M) for pid in _tree(self.process.pid))
        return sum(int(line[1]) for line in found if line) / 1024

    def _wait(self):
        ends = time.monotonic() + OPEN_SECONDS
        while True:
            try:
                return urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except urllib.error.HTTPError:
                return None
            except OSError:
                if time.monotonic() > ends or self.process.poll() is not None:
                    raise SystemExit(f"no server at {self.url}; see {self.log}") from None
                time.sleep(0.05)


def earshot(instance, port, **settings):
    """Earshot as the owner runs it, on this instance, with its limits off."""
    here = {"EARSHOT_INSTANCE": str(instance), "EARSHOT_LIMITS": "off", "DATABASE_URL": ""}
    cpu = settings.pop("cpu", None)
    return Server(port, ["-c", "gunicorn.conf.py"], cpu=cpu, log=Path(instance, "server.log"), **here, **settings)


def floor(database, port, cpu=None):
    """The floor: the least a forum page can cost with the same libraries."""
    return Server(port, ["app:app"], folder=ROOT / "bench" / "floor", cpu=cpu, FLOOR_DB=str(database))


def _tree(pid):
    """A process and all that came from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        parts = _read(folder / "stat").rpartition(")")[2].split()
        if parts:
            parents.setdefault(int(parts[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _read(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""
