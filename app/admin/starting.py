"""What a fresh community starts with: its site, owner, boards and legal pages.

It stands apart because the wizard and the command do the same.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from app.accounts.models import sign_up
from app.accounts.roles import OWNER
from app.audit.models import audit
from app.boards.models import open_board
from app.database import now
from app.events.models import record
from app.site import PAGES, open_site
from app.web.words import speaking

FOLDER = Path(__file__).with_name("pages")
GAP = re.compile(r"\[(?:please fill in|bitte ergänzen):")


@dataclass(frozen=True)
class FirstBoard:
    """A board that a fresh community may start with."""

    kind: str
    name: Any
    description: Any


FIRST_BOARDS = (
    FirstBoard("ideas", _l("Ideas"), _l("What would you like us to do? Vote for what others wish.")),
    FirstBoard("questions", _l("Questions"), _l("Ask, and help each other.")),
    FirstBoard("polls", _l("Polls"), _l("Decide with us.")),
    FirstBoard("announcements", _l("News from us"), _l("What is new, and what became of your ideas.")),
    FirstBoard("discussions", _l("Open corner"), _l("Everything else.")),
)


def open_community(name, *, language, address, owner, password, email=None, kinds=None):
    """Make the site, its owner and first boards; returns the owner. What is passed in must have been checked."""
    with speaking(language):
        pages = {page: default_page(page, language, name) for page in PAGES}
        site = open_site(name, language=language, address=address, opened_at=now(), **pages)
        member = sign_up(owner, email=email, password=password, role=OWNER)
        # The catalogue knows du or Sie only now that there is a site.
        with speaking(language):
            _open_boards(kinds, member)
    record("site.changed", actor=member)
    audit("site.opened", actor=member, member=member, after=site.name)
    return member


def default_page(page, language, name):
    """The text that a legal page starts with, with gaps for the owner to fill."""
    text = (FOLDER / f"{page}.{language}.md").read_text("utf-8")
    return text.replace("{{ name }}", name).strip()


def has_gaps(text):
    """Whether a legal page still waits for the owner."""
    return not text.strip() or GAP.search(text) is not None


def _open_boards(kinds, member):
    for position, board in enumerate(FIRST_BOARDS):
        if kinds is None or board.kind in kinds:
            open_board(
                str(board.name), board.kind, by=member, description=str(board.description), position=position
            )
