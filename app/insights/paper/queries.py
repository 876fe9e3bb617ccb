"""What is read for the pages on which counts from paper stand."""

from datetime import timedelta

from app.extensions import db
from app.insights.paper.models import PaperCount
from app.insights.touchpoints.models import Touchpoint, in_journey_order
from app.permissions import visible_paper_counts, visible_touchpoints

MOST = 100


def paper_counts(reader, until=None, days=None):
    """The counts with their touchpoints, the newest first; of so many days until one, or of all time."""
    query = visible_paper_counts(reader)
    if until is not None:
        query = query.where(PaperCount.counted_on > until - timedelta(days=days), PaperCount.counted_on <= until)
    return list(db.session.scalars(query.order_by(PaperCount.counted_on.desc(), PaperCount.id.desc()).limit(MOST)))


def open_touchpoints(reader):
    """The touchpoints for which cards may lie somewhere, in the order of the journey."""
    return list(db.session.scalars(visible_touchpoints(reader).where(Touchpoint.archived_at.is_(None)).order_by(*in_journey_order())))


