"""Finds the large sets of real texts that some tests read; they are kept outside the repository."""

import os
from pathlib import Path

import pytest

BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared" / "data"


def data(path):
    """Return a file or folder of the test data; skips the test where the data is not there."""
    folder = Path(os.environ.get("EARSHOT_TEST_DATA") or BESIDE_THE_REPOSITORY)
    if not folder.is_dir():
        pytest.skip("the folder of test data is not there; name it in EARSHOT_TEST_DATA")
    return folder / path


def attacks():
    """Return every line of the collections of script injections."""
    files = sorted(data("security/xss").glob("*.txt"))
    lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    return [line for line in lines if line.strip()]


def disguises(attack):
    """Return an attack in the places of a text where Markdown treats characters differently."""
    return [
        attack,
        f"[x]({attack})",
        f"![x](<{attack}>)",
        f"<{attack}>",
        f'[x][r] @{attack}\n\n[r]: {attack} "{attack}"',
        f"- [x] {attack}\n\n|{attack}|b|\n|:--|--|\n|{attack}|c|",
    ]
