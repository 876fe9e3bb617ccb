"""Group: a named set of members that a board can be opened to."""

from datetime import datetime

from sqlalchemy import ForeignKey, and_, bindparam, exists, literal, or_, select, true
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.accounts.models import Member
from app.database import Base, UTCDateTime, now
from app.events.models import record
from app.extensions import db

# Queries of what a reader sees are kept: the moment is asked for when they run.
NOW = bindparam("now", callable_=now, type_=UTCDateTime, unique=True)


class Group(Base):
    """A named set of members, taken in by hand or by a rule. After `ends_at` it opens nothing any more."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    def change(self, name, ends_at, *, by):
        """Another name or end; the same again changes nothing. Returns whether something has changed."""
        if (name, ends_at) == (self.name, self.ends_at):
            return False
        self.name, self.ends_at = name, ends_at
        record("group.changed", actor=by, group=self.id)
        return True

    def include(self, member, *, by):
        """Take a member in; a second time changes nothing."""
        if db.session.get(GroupMember, (self.id, member.id)) is None:
            db.session.add(GroupMember(group_id=self.id, member_id=member.id))
            record("group.changed", actor=by, member=member, group=self.id)

    def exclude(self, member, *, by):
        """Take a member out; a second time changes nothing."""
        belonging = db.session.get(GroupMember, (self.id, member.id))
        if belonging is not None:
            db.session.delete(belonging)
            record("group.changed", actor=by, member=member, group=self.id)


class GroupMember(Base):
    """That a member belongs to a group."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


def all_groups():
    """Every group by name."""
    return list(db.session.scalars(select(Group).order_by(Group.name)))


def belongs_to(group_id, member):
    """An SQL condition: this member is in the group of that column (or id), and the group has not ended.

    `member` is a reader, then the groups are looked up once a statement; or Member, where the statement reads members.
    """
    return _is_in(group_id, member, lambda group: or_(group.ends_at.is_(None), group.ends_at > NOW))


def is_among(group_id, member):
    """As `belongs_to`, also in a group that has ended: for lists, previews and how many could vote."""
    return _is_in(group_id, member, lambda group: true())


def _is_in(group_id, member, holds):
    # Rules read rooms that stand on this one.
    from app.groups.rules import GroupRule, follows_rule

    group, rule, hand = aliased(Group), aliased(GroupRule), aliased(GroupMember)
    of_members = member is Member
    who = Member if of_members else aliased(Member)
    by_hand = exists().where(hand.group_id == group.id, hand.member_id == who.id).correlate(group, who)
    by_rule = and_(rule.group_id.is_not(None), follows_rule(rule, who))
    groups = select(group.id).select_from(group).outerjoin(rule, rule.group_id == group.id)
    if not of_members:
        groups = groups.join(who, who.id == member.id)
    groups = groups.where(holds(group), or_(by_hand, by_rule))
    groups = groups.correlate(Member) if of_members else groups.correlate(None)
    column = literal(group_id) if isinstance(group_id, int) else group_id
    return column.in_(groups)
