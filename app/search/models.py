"""SuggestionDay: how often similar topics were shown to somebody who was writing, and how often that helped."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db, insert_into


class SuggestionDay(Base):
    """One day's count (UTC). Nothing of members, nothing of what they typed."""

    __tablename__ = "suggestion_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    # Forms that ended with similar topics in sight, and those of them that ended with a vote there.
    shown: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)


def suggestions_of_a_month():
    """How often similar topics were in sight at the end of a form in 30 days, and how often that ended with a vote."""
    sums = select(func.coalesce(func.sum(SuggestionDay.shown), 0), func.coalesce(func.sum(SuggestionDay.taken), 0))
    return db.session.execute(sums.where(SuggestionDay.day > now().date() - timedelta(days=30))).one()


def count_suggestions(*, taken):
    """One more form has ended with similar topics in sight: `taken` with a vote there, else with a topic of its own."""
    day = insert_into(SuggestionDay).values(day=now().date(), shown=1, taken=int(taken))
    changed = {"shown": SuggestionDay.shown + 1, "taken": SuggestionDay.taken + int(taken)}
    db.session.execute(day.on_conflict_do_update(index_elements=["day"], set_=changed))
