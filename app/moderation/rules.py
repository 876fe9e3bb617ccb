"""Rule: what the owner has said about which texts are looked at before everybody sees them.

It stands apart from the checks (checks.py) because the owner reads and changes rules in the page.
"""

import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.extensions import db
from app.site import current_site

FIRST_POSTS, LINKS, HOSTS, WORDS, SPEED, REPETITION, SIMILAR = NAMES = (
    *("first_posts", "links", "hosts", "words", "speed", "repetition", "similar"),
)
# What a rule says until the owner says otherwise. Of hosts and words there may be any number.
DEFAULTS = {
    FIRST_POSTS: {"is_on": True},
    LINKS: {"is_on": True, "most": 4},
    SPEED: {"is_on": True, "most": 6, "minutes": 5},
    REPETITION: {"is_on": True, "most": 1},
    SIMILAR: {"is_on": True},
}
LISTS = (WORDS, HOSTS)


class Rule(Base):
    """One rule as the owner has set it. Of those in DEFAULTS there is at most one row, of lists any number."""

    __tablename__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    # Words, phrases or hosts, one a line.
    lines: Mapped[str] = mapped_column(Text, default="")
    most: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    # Only in this board; everywhere when empty.
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), index=True)


@dataclass(frozen=True)
class Said:
    """A rule as it is asked: the columns of Rule, without a session."""

    name: str
    is_on: bool = True
    lines: tuple = ()
    most: int = 0
    minutes: int = 0
    board_id: int | None = None
    id: int | None = None

    @classmethod
    def of(cls, rule):
        lines = tuple(line.strip() for line in (rule.lines or "").splitlines() if line.strip())
        return cls(rule.name, rule.is_on, lines, rule.most or 0, rule.minutes or 0, rule.board_id, rule.id)


def rules_in_force():
    """Every rule that is on, as Said. Asked for at every text, so it is kept until the owner changes one."""
    stamp = current_site().rules_stamp
    kept = current_app.extensions.get("earshot_rules")
    if kept is None or kept[0] != stamp:
        # Nobody has ever changed one: then there is nothing to look up.
        kept = stamp, [said for said in map(Said.of, find_rules() if stamp else _unchanged()) if said.is_on]
        current_app.extensions["earshot_rules"] = kept
    return kept[1]


def find_rules():
    """Every rule as a row: those that nobody has changed as they are by default, then the lists."""
    found = list(db.session.scalars(select(Rule).order_by(Rule.id)))
    changed = {rule.name: rule for rule in found if rule.name in DEFAULTS}
    return [changed.get(rule.name, rule) for rule in _unchanged()] + [rule for rule in found if rule.name in LISTS]


def _unchanged():
    return [Rule(name=name, lines="", **said) for name, said in DEFAULTS.items()]


def rules_changed():
    """From now on every process reads the rules anew."""
    current_site().rules_stamp = secrets.token_hex(8)
