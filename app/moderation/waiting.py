"""What waits beside texts: objections, notices, hot threads, pulses and questions with the team. One list for the queue.

Whoever has a further kind of thing that waits adds a Source: then it stands in the queue in its place, the worst first.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import case, literal, select

from app.database import now
from app.extensions import db
from app.insights.cases.models import DONE, PulseCase
from app.insights.cases.queries import open_cases
from app.kinds.questions.escalation import Escalation
from app.kinds.questions.queries import due_page
from app.moderation.members import open_objections
from app.moderation.notices import open_notices
from app.moderation.objections import Objection
from app.moderation.pace.models import STAYS, Heat
from app.moderation.pace.queries import hot_threads
from app.moderation.reports import Report

SHOWN = 5


class Source(NamedTuple):
    """A kind of thing that waits: the template that shows its `items`, whether there may be any, and what there is."""

    template: str
    # A select that gives a row when somebody may have something to do; asked of all sources at once.
    anything: Callable
    # load(reader): the items that this reader may see.
    load: Callable


# In the order in which they stand above the texts: by the harm that waiting may do.
SOURCES = [
    Source(
        "moderation/_notices.html",
        lambda: select(Report.id).where(Report.post_id.is_(None), Report.settled_at.is_(None)),
        open_notices,
    ),
    Source("moderation/_objections.html", lambda: select(Objection.id).where(Objection.settled_at.is_(None)), open_objections),
    Source("moderation/_hot.html", lambda: select(Heat.topic_id).where(Heat.noted_at > now() - STAYS), hot_threads),
    Source(
        "insights/_low.html",
        lambda: select(PulseCase.pulse_id).where(PulseCase.state != DONE),
        lambda reader: open_cases(reader, SHOWN + 1),
    ),
    Source(
        "moderation/_due.html",
        lambda: select(Escalation.topic_id).where(Escalation.done_at.is_(None)),
        lambda reader: due_page(reader, SHOWN + 1),
    ),
]


def what_waits():
    """Which sources may have something, as one number: a part of the statement that reads the queue."""
    bits = [case((source.anything().exists(), 1 << number), else_=0) for number, source in enumerate(SOURCES)]
    return sum(bits, literal(0))


def waiting(reader, known=None):
    """[(template, items)] of what waits beside texts; `known` is what `what_waits` gave, asked for where it is None."""
    known = db.session.scalar(select(what_waits())) if known is None else known
    found = [(source.template, source.load(reader)) for number, source in enumerate(SOURCES) if known >> number & 1]
    return [(template, items) for template, items in found if items]
