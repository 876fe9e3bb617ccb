"""Whether a text is held back: whoever watches over texts says why, before anybody else sees it.

It stands apart because the rules belong to moderation, which reads everything, while the spine knows none of it: the
watchers are hung up in `create_app` (`app.watchers`), each a function that takes a Writing and yields Reasons.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from flask import current_app

from app.web.once import signals_sent


@dataclass
class Writing:
    """A text as its author sends it, before it is kept or changed; `signals` is what the form told of its making."""

    author: object
    board: object
    body: str
    title: str = ""
    is_topic: bool = False
    # An edit is not another text: how often and how fast somebody writes is not asked of it.
    is_edit: bool = False
    signals: dict = field(default_factory=signals_sent)


class Reason(NamedTuple):
    """Why a text is held: the rule's name, small facts for its words, and the pieces of the text that matched.

    `rule_id` is the owner's own rule behind it, or None.
    """

    rule: str
    facts: dict = {}  # noqa: RUF012 - never changed
    matches: tuple = ()
    rule_id: int | None = None


def why_held(writing):
    """Every reason for which this text has to wait, as it is kept in `Post.held_for`; none: it is published."""
    reasons = (reason for watch in current_app.watchers for reason in watch(writing))
    return [
        {"rule": reason.rule, "facts": reason.facts, "matches": list(reason.matches)[:20], "id": reason.rule_id}
        for reason in reasons
    ]
