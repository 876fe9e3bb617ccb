"""GroupRule: who belongs to a group by what they are, did and answered, asked anew each time.

Its own file because a rule reads rooms that groups are older than. Nothing is stored of who fulfils it, so a group
is right within the same request.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, and_, case, delete, exists, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from app.attributes.models import Attribute, AttributeAnswer, consent_holds
from app.database import Base, UTCDateTime
from app.extensions import db
from app.groups.models import NOW
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import Participation
from app.posts.models import Post
from app.topics.models import PUBLISHED
from app.votes.models import Vote

POSTS, VOTES, BALLOTS = ("posts", "votes", "ballots")
ACT_NAMES = {
    POSTS: _l("Posts written"),
    VOTES: _l("Votes given"),
    BALLOTS: _l("Polls voted in, once they are closed"),
}


class GroupRule(Base):
    """What a member must fulfil, all of it; what is empty asks for nothing."""

    __tablename__ = "group_rules"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    # ",helper,member,": any of these roles.
    roles: Mapped[str] = mapped_column(default="")
    # At least so many posts, votes or ballots within so many days.
    act: Mapped[str] = mapped_column(default="")
    act_count: Mapped[int] = mapped_column(default=1)
    act_days: Mapped[int] = mapped_column(default=30)
    joined_from: Mapped[datetime | None]
    joined_until: Mapped[datetime | None]
    # Here for at least, and at most, so many days.
    least_days: Mapped[int | None]
    most_days: Mapped[int | None]

    @property
    def role_names(self):
        return [role for role in self.roles.split(",") if role]


class WantedAnswer(Base):
    """One answer that a rule accepts: of several to one question any is enough, of several questions each counts."""

    __tablename__ = "wanted_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group_rules.group_id", ondelete="CASCADE"), index=True)
    # No cascade: a question that goes must not open a group to everybody.
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attributes.id"), index=True)
    option: Mapped[str | None]
    least: Mapped[float | None]
    most: Mapped[float | None]


def set_rule(group, conditions, wanted):
    """Give a group this rule in place of the one it had. `conditions` are all columns of GroupRule, `wanted` those of
    WantedAnswer, one dictionary each.
    """
    db.session.merge(GroupRule(group_id=group.id, **conditions))
    db.session.flush()
    _forget_wanted(group)
    db.session.add_all(WantedAnswer(group_id=group.id, **each) for each in wanted)
    db.session.flush()


def drop_rule(group):
    """From now on only those belong who were taken in by hand; whether there was a rule."""
    rule = db.session.get(GroupRule, group.id)
    if rule is not None:
        _forget_wanted(group)
        db.session.delete(rule)
        db.session.flush()
    return rule is not None


def _forget_wanted(group):
    db.session.execute(delete(WantedAnswer).where(WantedAnswer.group_id == group.id))


def rule_of(group):
    """The rule and the answers it wants, in the order of the questions: (None, []) for a group by hand."""
    wanted = select(WantedAnswer).where(WantedAnswer.group_id == group.id).order_by(WantedAnswer.id)
    return db.session.get(GroupRule, group.id), list(db.session.scalars(wanted))


def groups_asking(attribute):
    """The names of the groups whose rule reads this question."""
    from app.groups.models import Group

    query = select(Group.name).where(Group.id.in_(select(WantedAnswer.group_id).where(WantedAnswer.attribute_id == attribute.id)))
    return list(db.session.scalars(query.order_by(Group.name)))


def follows_rule(rule, who):
    """The SQL condition that `who` (Member or its alias) fulfils `rule` (GroupRule or its alias).

    Texts without a name do not count, or belonging would tell who wrote them. Ballots count once their poll is
    closed: while it runs, who has just voted could be read from who has just come into the group.
    """
    return and_(
        _is_here(who),
        or_(rule.roles == "", rule.roles.like(literal("%,") + who.role + literal(",%"))),
        or_(rule.joined_from.is_(None), who.created_at >= rule.joined_from),
        or_(rule.joined_until.is_(None), who.created_at < rule.joined_until),
        or_(rule.least_days.is_(None), who.created_at <= days_ago(NOW, rule.least_days)),
        or_(rule.most_days.is_(None), who.created_at >= days_ago(NOW, rule.most_days)),
        or_(rule.act == "", _count_acts(rule, who) >= rule.act_count),
        _answers_as_wanted(rule, who),
    )


def _is_here(who):
    """Not who has left or is kept out, nor names that came with an import and that nobody has claimed."""
    is_claimed = or_(who.origin.is_(None), who.password_hash.is_not(None))
    return and_(who.left_at.is_(None), who.blocked_at.is_(None), is_claimed)


def _count_acts(rule, who):
    since = days_ago(NOW, rule.act_days)
    posts = _count(rule, who, Post.author_id == who.id, Post.state == PUBLISHED, Post.created_at >= since)
    votes = _count(rule, who, Vote.member_id == who.id, Vote.is_own, Vote.created_at >= since)
    of_closed = and_(Poll.topic_id == Participation.poll_id, Poll.closed_at.is_not(None), Poll.closed_at >= since)
    ballots = _count(rule, who, Participation.member_id == who.id, of_closed)
    return case((rule.act == POSTS, posts), (rule.act == VOTES, votes), else_=ballots)


def _count(rule, who, *where):
    return select(func.count()).where(*where).correlate(rule, who).scalar_subquery()


def _answers_as_wanted(rule, who):
    """No question is wanted to which this member has not given one of the wanted answers, with a consent that holds."""
    wanted, each = aliased(WantedAnswer), aliased(WantedAnswer)
    in_range = and_(
        AttributeAnswer.number.is_not(None),
        or_(each.least.is_(None), AttributeAnswer.number >= each.least),
        or_(each.most.is_(None), AttributeAnswer.number <= each.most),
    )
    fits = or_(AttributeAnswer.value == each.option, and_(each.option.is_(None), in_range))
    given = (
        exists()
        .where(each.group_id == wanted.group_id, each.attribute_id == wanted.attribute_id, fits)
        .where(AttributeAnswer.attribute_id == wanted.attribute_id, AttributeAnswer.member_id == who.id)
        .where(Attribute.id == AttributeAnswer.attribute_id, consent_holds())
        .correlate(rule, who, wanted)
    )
    return ~exists().where(wanted.group_id == rule.group_id, ~given).correlate(rule, who)


class days_ago(FunctionElement):  # noqa: N801 - reads as the SQL function it is
    """The moment so many days before another one: `days_ago(NOW, GroupRule.act_days)`."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(days_ago, "sqlite")
def _days_ago_in_sqlite(element, compiler, **more):
    moment, days = (compiler.process(each, **more) for each in element.clauses)
    return f"datetime({moment}, '-' || {days} || ' days')"


@compiles(days_ago, "postgresql")
def _days_ago_in_postgres(element, compiler, **more):
    moment, days = (compiler.process(each, **more) for each in element.clauses)
    return f"(CAST({moment} AS TIMESTAMP WITH TIME ZONE) - make_interval(days => {days}))"
