"""Cells that a spreadsheet would run as a formula, and how they are made harmless and themselves again.

A cell that begins like a formula gets an apostrophe before it, which spreadsheets take for "this is text". So that
nothing is lost when the file comes back, a text that has such an apostrophe by itself gets a second one.
"""

import re

DANGEROUS = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")
DEFUSED = re.compile(r"'+[=+\-@\t\r\n|%＝＋－＠]")


def defuse(text):
    """A text that no spreadsheet runs."""
    return f"'{text}" if DANGEROUS.match(text) else text


def undo_defusing(text):
    """What `defuse` was given."""
    return text[1:] if DEFUSED.match(text) else text
