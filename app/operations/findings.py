"""Finding: one thing the doctor looked at, and how it is."""

from dataclasses import dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is (OK, WARN or BAD), and one line that says what to do."""

    name: str
    state: str
    text: str
