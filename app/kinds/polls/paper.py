"""Voices on paper: what staff counted at the till or at an evening, shown beside the results and never mixed in.

Who filled in a slip nobody knows, also not whether once, so these are no ballots: they have a place, a day and a
number an option, and neither shares nor intervals are made of them together with the ballots.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby

from sqlalchemy import Date, ForeignKey, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.models import Poll

LONGEST_PLACE, MOST_SLIPS = 60, 10_000


class PaperVoice(Base):
    """How many chose one option on paper, at one place on one day."""

    __tablename__ = "paper_voices"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), index=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_options.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    place: Mapped[str]
    day: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class Slips:
    """What was counted at one place on one day: [(question's words, option, number)]."""

    place: str
    day: date
    lines: list

    @property
    def at(self):
        """A moment of that day, for the filters of templates."""
        return datetime.combine(self.day, time(12), UTC)

    @property
    def key(self):
        """What names these slips in a form."""
        return f"{self.day.isoformat()} {self.place}"

    @property
    def total(self):
        return sum(number for _question, _option, number in self.lines)


def enter_slips(poll, numbers, *, place, day, by):
    """Set what was counted at this place on this day (option's id → number); a second time replaces the first."""
    take_out_slips(poll, place=place, day=day)
    same = {"poll_id": poll.topic_id, "place": place, "day": day, "by_id": by.id}
    rows = [same | {"option_id": id, "number": number} for id, number in numbers.items() if number]
    if rows:
        db.session.execute(insert(PaperVoice), rows)
    _count(poll)


def take_out_slips(poll, *, place, day):
    """Forget what was entered for this place and day; a second time changes nothing."""
    mine = PaperVoice.poll_id == poll.topic_id, PaperVoice.place == place, PaperVoice.day == day
    db.session.execute(db.delete(PaperVoice).where(*mine))
    _count(poll)


def slips_of(poll):
    """All that was counted on paper, the newest day first: one query, and none where nothing was."""
    if not poll.paper_count:
        return []
    query = (
        select(PaperVoice.place, PaperVoice.day, PollQuestion.text, PollOption.text, PaperVoice.number)
        .join(PollOption, PollOption.id == PaperVoice.option_id)
        .join(PollQuestion, PollQuestion.id == PollOption.question_id)
        .where(PaperVoice.poll_id == poll.topic_id)
        .order_by(PaperVoice.day.desc(), PaperVoice.place, PollQuestion.position, PollOption.position)
    )
    found = groupby(db.session.execute(query), key=lambda row: row[:2])
    return [Slips(*key, [tuple(row[2:]) for row in rows]) for key, rows in found]


def _count(poll):
    total = select(func.coalesce(func.sum(PaperVoice.number), 0)).where(PaperVoice.poll_id == poll.topic_id)
    counted = update(Poll).where(Poll.topic_id == poll.topic_id).values(paper_count=total.scalar_subquery())
    db.session.execute(counted)
