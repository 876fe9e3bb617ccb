"""Instructions per request: the same on a quiet and on a busy machine.

Counted by the CPU (`perf`) where its counters are visible, else by valgrind's callgrind; both count user
instructions of one serial process. The difference between two numbers of requests leaves out what is not theirs.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.servers import ROOT

FEW, MANY, WARM = 5, 25, 12


class Counter:
    """One serial process (bench.serial) under a counter."""

    def __init__(self, name, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="bench-counts-"))
        environment = os.environ | {"PYTHONHASHSEED": "0", "DATABASE_URL": ""} | settings
        self.process = subprocess.Popen(
            [*self.prefix(), sys.executable, "-m", "bench.serial", name],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log").open("w"),
            text=True,
        )
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit((self.folder / "log").read_text())

    def prefix(self):
        return ()

    def count(self, path, cookie=""):
        """Instructions of one request, in millions, and the page's bytes."""
        size = self.ask(WARM, path, cookie)
        counts = [self.counted(lambda n=n: self.ask(n, path, cookie)) for n in (FEW, MANY)]
        return (counts[1] - counts[0]) / (MANY - FEW) / 1e6, size

    def ask(self, times, path, cookie):
        self.process.stdin.write(f"{times} {path} {cookie}\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if not said.isdigit():
            raise SystemExit(said or (self.folder / "log").read_text())
        return int(said)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait(60)
        shutil.rmtree(self.folder)


class PerfCounter(Counter):
    """Counted by the CPU."""

    def counted(self, work):
        command = ["perf", "stat", "-x", ",", "-e", "instructions:u", "-p", str(self.process.pid)]
        perf = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        time.sleep(0.4)
        work()
        perf.send_signal(2)
        return int(perf.communicate()[1].split(",")[0])


class CallgrindCounter(Counter):
    """Counted by valgrind, switched on for the requests only: some fifty times slower."""

    def prefix(self):
        out = f"--callgrind-out-file={self.folder}/count"
        return "valgrind", "--tool=callgrind", "--instr-atstart=no", out

    def counted(self, work):
        self.control("-i", "on")
        self.control("-z")
        work()
        self.control("-d")
        self.control("-i", "off")
        newest = max(self.folder.glob("count.*"), key=lambda file: int(file.suffix[1:]))
        return int(re.search(r"^(?:summary|totals): (\d+)", newest.read_text(), re.M)[1])

    def control(self, *words):
        subprocess.run(["callgrind_control", *words, str(self.process.pid)], check=True, capture_output=True)


def counter():
    """The best counter this machine has."""
    tried = subprocess.run(["perf", "stat", "-x", ",", "-e", "instructions:u", "true"], capture_output=True, text=True)
    return PerfCounter if tried.stderr[:1].isdigit() else CallgrindCounter
