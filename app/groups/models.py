"""Group: a named set of members that a board can be opened to."""

from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, UTCDateTime, now
from app.events.models import record
from app.extensions import db

# Queries of what a reader sees are kept: the moment is asked for when they run.
NOW = bindparam("now", callable_=now, type_=UTCDateTime, unique=True)


class Group(Base):
    """A named set of members. After `ends_at` it opens nothing any more."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

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


def belongs_to(group_id_column, member):
    """An SQL condition: this member is in the group of that column, and the group has not ended."""
    return exists(
        select(GroupMember.member_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(
            GroupMember.group_id == group_id_column,
            GroupMember.member_id == member.id,
            (Group.ends_at.is_(None)) | (Group.ends_at > NOW),
        )
        .correlate_except(GroupMember, Group)
    )
