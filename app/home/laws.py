"""The owner's texts: imprint, privacy, rules, accessibility.

A file of its own because such texts are longer than what a member may write, and need care for it.
"""

import re

from markupsafe import Markup

from app.extensions import db
from app.site import Site
from app.web.text import LONGEST, render_markdown


def law_page(name):
    """The HTML of one of the owner's texts; empty when nothing has been written yet."""
    text = db.session.scalar(db.select(getattr(Site, name))) or ""
    return Markup("\n").join(Markup(render_markdown(part).html) for part in _parts(text))  # noqa: S704


def _parts(text):
    """The text in parts that the parser takes, cut between paragraphs."""
    part = ""
    for paragraph in re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n")):
        if part and len(part) + len(paragraph) + 2 > LONGEST:
            yield part
            part = ""
        part = f"{part}\n\n{paragraph}".lstrip("\n")[:LONGEST]
    if part:
        yield part
