"""PollPart: what parts of the members did in a poll, counted once when it closes and never again.

So nobody learns a ballot by looking before and after it, or when somebody leaves or changes role. What
`parts.safe_splits` refuses is not written down at all. A secret poll has no answers by parts, for nothing leads from a
ballot to a member; who took part is known of it as of every poll.
"""

from dataclasses import dataclass
from math import sqrt

from sqlalchemy import ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db
from app.groups.models import Group, belongs_to
from app.kinds.polls.asking import DOTS, RANKING, TEXT, PollQuestion
from app.kinds.polls.audience import asked_members
from app.kinds.polls.parts import Person, safe_splits
from app.kinds.polls.voices import OpenBallot, Participation
from app.statistics.shares import Z95
from app.statistics.spread import spread


class PollPart(Base):
    """One part of one split, of who took part (no `question_id`) or of the answers to a question.

    `name`, `group_name` and `part` are the words of app/kinds/polls/parts.py. `n` took part or answered, of `of`
    who could. `counts` has, by option's id, the ballots that name it, that rank it first, or its dots.
    """

    __tablename__ = "poll_parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("poll_questions.id", ondelete="CASCADE"))
    name: Mapped[str]
    group_name: Mapped[str] = mapped_column(default="")
    part: Mapped[str]
    n: Mapped[int]
    of: Mapped[int]
    counts: Mapped[dict] = mapped_column(db.JSON, default=dict)


def keep_parts(poll):
    """Count by parts of the members, now that no ballot can come any more."""
    groups = _groups()
    people = _people(poll, groups)
    for split in safe_splits(people, groups, apart=lambda person: person.has_voted):
        _keep(poll, None, split, {person.id for person in people if person.has_voted}, {})
    if not poll.is_secret:
        _keep_answers(poll, {person.id: person for person in people}, groups)


def parts_in(poll, *, with_groups):
    """The parts of a poll: question's id, or None for who took part → parts. One query.

    `with_groups` for readers who may know which groups there are.
    """
    query = select(PollPart).where(PollPart.poll_id == poll.topic_id)
    query = query if with_groups else query.where(PollPart.group_name == "")
    found = {}
    for part in db.session.scalars(query.order_by(PollPart.id)):
        found.setdefault(part.question_id, []).append(part)
    return found


def _keep_answers(poll, people, groups):
    asked = select(PollQuestion).where(PollQuestion.poll_id == poll.topic_id, PollQuestion.kind != TEXT)
    for question in db.session.scalars(asked).all():
        answers = _answers(question)
        for split in safe_splits([people[id] for id in answers], groups):
            _keep(poll, question, split, set(answers), answers)


def _keep(poll, question, split, counted, answers):
    for part, ids in split.parts.items():
        inside = [id for id in ids if id in counted]
        db.session.add(
            PollPart(
                poll_id=poll.topic_id,
                question_id=question.id if question else None,
                name=split.name,
                group_name=split.group,
                part=part,
                n=len(inside),
                of=len(ids),
                counts=_summed([answers[id] for id in inside]) if answers else {},
            )
        )


def _summed(answers):
    counts = {}
    for answer in answers:
        for option_id, number in answer.items():
            counts[str(option_id)] = counts.get(str(option_id), 0) + number
    return counts


def _answers(question):
    """Member's id → {option's id: 1, or dots}: one query."""
    query = select(OpenBallot.member_id, OpenBallot.option_id, OpenBallot.dots)
    query = query.where(OpenBallot.question_id == question.id, OpenBallot.option_id.is_not(None))
    if question.kind == RANKING:
        query = query.where(OpenBallot.place == 0)
    found = {}
    for member_id, option_id, dots in db.session.execute(query):
        found.setdefault(member_id, {})[option_id] = dots if question.kind == DOTS else 1
    return found


def _people(poll, groups):
    """Everybody who could vote, or has and was kept out since: whoever is missing would be what parts lack to the whole."""
    voted = (
        select(Participation.member_id)
        .where(Participation.poll_id == poll.topic_id, Participation.member_id == Member.id)
        .exists()
    )
    who = or_(and_(*asked_members(poll, poll.topic.board)), voted)
    query = select(Member.id, Member.role, Member.created_at, voted).where(who)
    end = poll.closed_at or now()
    return [
        Person(id, role, (end - joined).days, frozenset(name for name, ids in groups.items() if id in ids), has_voted)
        for id, role, joined, has_voted in db.session.execute(query)
    ]


def _groups():
    """Name → members' ids of the groups that have not ended, by hand and by rule, the largest first."""
    query = select(Group.name, Member.id).join(Member, belongs_to(Group.id, Member))
    found = {}
    for name, member_id in db.session.execute(query):
        found.setdefault(name, set()).add(member_id)
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


@dataclass
class ShownSplit:
    """A split as a page or file shows it: its parts in order."""

    name: str
    group: str
    parts: list
    of_dots: bool = False

    def share(self, part, option):
        """How many of a part chose this option (or of its dots how many it was given), in per cent."""
        of = sum(part.counts.values()) if self.of_dots else part.n
        return 100 * part.counts.get(str(option.id), 0) / of if of else 0.0

    @property
    def chance(self):
        """Below how many points of difference between two parts it may be chance: for the two smallest, at one half.

        The normal approximation of the difference of two independent shares; None for dots, which are not.
        """
        one, other, *_rest = sorted(part.n for part in self.parts)
        return None if self.of_dots else 100 * Z95 * sqrt(0.25 / one + 0.25 / other)

    def spread(self, part, rows):
        """Where the answers of a part lie on a scale."""
        return spread({row.option.value: part.counts.get(str(row.option.id), 0) for row in rows})


def shown_splits(parts, *, of_dots=False):
    """Parts brought together by what they divide, in the order in which they were counted."""
    found = {}
    for part in parts:
        found.setdefault((part.name, part.group_name), []).append(part)
    return [ShownSplit(*key, each, of_dots) for key, each in found.items()]
