"""Bringing in pulses: a touchpoint for each place that the file names, and its answers, each once."""

from collections import Counter

from sqlalchemy import insert, select

from app.audit.models import audit
from app.extensions import db
from app.insights.pulses.models import Pulse
from app.insights.touchpoints.models import Touchpoint, open_touchpoint
from app.site import current_site

from .origins import Origins, add_rows

AT_ONCE = 500


def bring_in_pulses(source, place, stage, *, may_quote=False, progress=lambda steps: None):
    """Write what the check of a PulsesTable found; returns how much of each was new. Does not commit.

    `place` names where the file comes from: the same answers from there are known again. No old score becomes a case.
    """
    origins, added, drafts = Origins(f"pulses:{place}"), Counter(), list(source.drafts.values())
    touchpoints = {name: _touchpoint(origins, name, stage, added) for name in dict.fromkeys(draft.touchpoint for draft in drafts)}
    for start in range(0, len(drafts), AT_ONCE):
        some = drafts[start : start + AT_ONCE]
        rows = [_row(origins, draft, touchpoints, may_quote) for draft in _missing(origins, some)]
        if rows:
            add_rows(insert(Pulse), rows)
        added["pulse"] += len(rows)
        progress(len(some))
    audit("import.finished", actor=None, after=f"pulses: {place}, {added['pulse']}")
    return added


def _touchpoint(origins, name, stage, added):
    """The id of the touchpoint that an earlier run made for this name, or of a new one."""
    origin = origins.of(f"touchpoint:{name}")
    id = db.session.scalar(select(Touchpoint.id).where(Touchpoint.origin == origin))
    if id is None:
        id = open_touchpoint({current_site().language: name}, stage, origin=origin).id
        added["touchpoint"] += 1
    return id


def _missing(origins, drafts):
    known = set(db.session.scalars(select(Pulse.origin).where(Pulse.origin.in_([origins.of(draft.key) for draft in drafts]))))
    return [draft for draft in drafts if origins.of(draft.key) not in known]


def _row(origins, draft, touchpoints, may_quote):
    return {
        "origin": origins.of(draft.key),
        "touchpoint_id": touchpoints[draft.touchpoint],
        "score": draft.score,
        "why": draft.why,
        "may_quote": may_quote and bool(draft.why),
        "member_id": None,
        "answered_on": draft.day,
    }
