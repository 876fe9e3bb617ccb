"""ConceptTest, its Concepts, who takes part, and what was rated; always without a name.

A rating stands alone: nothing leads from it to a member, to another rating of the same member, or to a moment. What a
member was shown is kept only until they have answered.
"""

import secrets
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.boards.models import GROUP, MEMBERS
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.groups.models import NOW, belongs_to

FEWEST_CONCEPTS, MOST_CONCEPTS = 2, 8
SEEN = TWO, THREE = (2, 3)
WORST, BEST = 1, 5
LONGEST_WHY = 500
# No figure of fewer ratings is shown; below the second number it is called uncertain.
FEWEST_SHOWN, FEWEST_SURE = 5, 30


class ConceptTest(Base):
    """A test with its question, its time and who may take part: all members, or a group."""

    __tablename__ = "concept_tests"
    __table_args__ = (Index("ix_concept_tests_open", "closed_at", "opens_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(Text, default="")
    # What is asked about each concept.
    question: Mapped[str]
    # How many concepts each member is shown.
    seen_each: Mapped[int] = mapped_column(default=THREE)
    audience: Mapped[str] = mapped_column(default=MEMBERS)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    # Closed by the clock or by the team; results are shown from then on.
    closed_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # The announcement in which the team tells what came of it.
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("announcement_drafts.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    concepts: Mapped[list["Concept"]] = relationship(
        lazy="raise_on_sql", order_by="Concept.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def url(self):
        return f"/concepts/{self.id}"

    @property
    def team_url(self):
        return f"/insights/concepts/{self.id}"

    @property
    def is_over(self):
        """The clock counts, not whether the worker has closed it."""
        return self.closed_at is not None or now() >= self.closes_at

    @property
    def has_begun(self):
        return now() >= self.opens_at

    @property
    def is_open(self):
        return self.has_begun and not self.is_over

    def take(self, form):
        """What the form says, with its concepts in place of those before; only before anybody was shown one."""
        for name, value in form.wanted.items():
            setattr(self, name, value)
        self.concepts = [Concept(position=n, title=title, body=body) for n, (title, body) in enumerate(form.concepts_wanted)]

    def close(self, *, by, at=None):
        """End it now, or at the moment it was to end; a second time changes nothing. Returns whether it was open."""
        if self.closed_at is not None:
            return False
        self.closed_at = at or now()
        record("concepts.closed", actor=by, test=self.id)
        return True


class Concept(Base):
    """One thing to rate. The counters are kept in the transaction that shows it, so that they are never behind."""

    __tablename__ = "concepts"
    __table_args__ = (Index("ix_concepts_test", "test_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    test_id: Mapped[int] = mapped_column(ForeignKey("concept_tests.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text, default="")
    # To how many members, and at which place of theirs.
    shown: Mapped[int] = mapped_column(default=0)
    shown_first: Mapped[int] = mapped_column(default=0)
    shown_second: Mapped[int] = mapped_column(default=0)
    shown_third: Mapped[int] = mapped_column(default=0)
    # How often members chose between it and others, and how often they chose it.
    compared: Mapped[int] = mapped_column(default=0)
    chosen: Mapped[int] = mapped_column(default=0)


class ConceptRun(Base):
    """That a member takes part: what they are shown, in their order, until they have answered; then only that."""

    __tablename__ = "concept_runs"
    __table_args__ = ({"sqlite_with_rowid": False},)

    test_id: Mapped[int] = mapped_column(ForeignKey("concept_tests.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    concept_ids: Mapped[list] = mapped_column(JSON, default=list)
    is_finished: Mapped[bool] = mapped_column(default=False)


class ConceptRating(Base):
    """One rating, under a number that says nothing: not whose it is, nor when it came."""

    __tablename__ = "concept_ratings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: secrets.token_hex(16))
    concept_id: Mapped[int] = mapped_column(ForeignKey("concepts.id", ondelete="CASCADE"), index=True)
    score: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")


def is_invited(member):
    """The SQL condition on ConceptTest that this member belongs to its audience."""
    return or_(
        ConceptTest.audience == MEMBERS,
        and_(ConceptTest.audience == GROUP, belongs_to(ConceptTest.group_id, member)),
    )


def has_begun():
    """The SQL condition that a test has begun; it may be over."""
    return ConceptTest.opens_at <= NOW


def is_running():
    return and_(has_begun(), ConceptTest.closed_at.is_(None), ConceptTest.closes_at > NOW)


def count_runs(test):
    """(begun, answered): how many members were shown concepts, and how many of them answered."""
    answered = func.count().filter(ConceptRun.is_finished)
    query = select(func.count(), answered).select_from(ConceptRun).where(ConceptRun.test_id == test.id)
    return tuple(db.session.execute(query).one())
