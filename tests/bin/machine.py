"""A machine made up for the commands in bin/: a project with a lock file, and a Python that only pretends."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = [
    "bash", "basename", "cat", "cmp", "cp", "dirname", "env", "flock", "id", "ls",
    "mkdir", "mktemp", "mv", "realpath", "rm", "sed", "sleep", "sort", "tail", "touch",
]  # fmt: skip

# Answers what bin/_environment asks of Python, writes down what it was told, and installs nothing.
PRETENDED_PYTHON = """#!/bin/bash
echo "$*" >> "$MACHINE/asked"
case "$*" in
  *version_info*) exit ${OLD_PYTHON:-0} ;;
  *ensurepip*) exit ${NO_VENV:-0} ;;
  "-m venv"*) rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && touch "$4/pyvenv.cfg" ;;
  "-m pip install"*) [ -z "${PIP_FAILS:-}" ] || { echo "pip says no"; exit 1; }; sleep ${PIP_SECONDS:-0} ;;
  "-m flask"*) echo "flask $3 in ${EARSHOT_INSTANCE:-}" ;;
  "-m gunicorn"*) echo "open in $EARSHOT_INSTANCE" ;;
  "-I -S - "*) exit ${PORT_TAKEN:-0} ;;
esac
"""


class Machine:
    """Runs the commands of a copied bin/ with nothing on the path but TOOLS and the pretended Python."""

    def __init__(self, folder):
        self.folder = folder
        self.project = folder / "project"
        self.path = folder / "path"
        self.venv = self.project / ".venv"
        shutil.copytree(ROOT / "bin", self.project / "bin")
        self.path.mkdir()
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))
        self.install("python3", PRETENDED_PYTHON)
        for lock in ("requirements.txt", "requirements-test.txt", "package-lock.json"):
            (self.project / lock).write_text(f"{lock}, first edition\n")

    def install(self, name, text="#!/bin/bash\n"):
        """Put a program on this machine's path."""
        program = self.path / name
        program.write_text(text)
        program.chmod(0o755)

    def run(self, *command, **environment):
        """Run bin/… and return what it said and how it ended."""
        return subprocess.run(
            [str(self.project / command[0]), *command[1:]],
            env=self.environment(environment),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def start(self, *command, **environment):
        """Start bin/… and return the running process."""
        return subprocess.Popen(
            [str(self.project / command[0]), *command[1:]],
            env=self.environment(environment),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def environment(self, more):
        clean = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
        return {**clean, "PATH": str(self.path), "MACHINE": str(self.folder), **more}

    def asked(self, what):
        """How often the pretended Python was asked for this."""
        asked = self.folder / "asked"
        return asked.read_text().count(what) if asked.exists() else 0
