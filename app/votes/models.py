"""Vote: one member's voice for one post."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.models import record
from app.extensions import db


class Vote(Base):
    """That a member is for a post."""

    __tablename__ = "votes"
    __table_args__ = (Index("ix_votes_member", "member_id", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # False while it is here only because the idea in which it was given was merged into this one.
    is_own: Mapped[bool] = mapped_column(default=True)


class MergedVote(Base):
    """That a vote is here also because of a merge. It goes with the vote, so who takes theirs back is forgotten here."""

    __tablename__ = "merged_votes"
    __table_args__ = (
        ForeignKeyConstraint(["post_id", "member_id"], ["votes.post_id", "votes.member_id"], ondelete="CASCADE"),
        Index("ix_merged_votes_vote", "post_id", "member_id"),
    )

    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int]


def set_vote(post, member, *, wanted):
    """Give or take back a vote; the wished state twice changes nothing. Returns whether something has changed.

    Needs `post.topic` loaded.
    """
    vote = db.session.get(Vote, (post.id, member.id))
    if wanted and vote is not None:
        # Said here as well now, so it stays when a merge is undone.
        vote.is_own = True
    if wanted == (vote is not None):
        return False
    if wanted:
        db.session.add(Vote(post_id=post.id, member_id=member.id))
    else:
        db.session.execute(delete(Vote).where(Vote.post_id == post.id, Vote.member_id == member.id))
    post.count_votes(1 if wanted else -1)
    db.session.flush()
    record("post.voted" if wanted else "post.unvoted", actor=member, topic=post.topic, post=post)
    return True


def give_first_vote(topic, member):
    """The author's own voice, which a new topic was opened with (`open_topic(…, votes=1)`)."""
    db.session.add(Vote(post_id=topic.opening.id, member_id=member.id))


VOTED_AMONG = select(Vote.post_id).where(
    Vote.member_id == bindparam("voter"), Vote.post_id.in_(bindparam("among", expanding=True))
)


def voted_post_ids(member, post_ids):
    """Which of these posts the member has voted for: one query for a whole page."""
    if not member.is_authenticated or not post_ids:
        return frozenset()
    return frozenset(db.session.scalars(VOTED_AMONG, {"voter": member.id, "among": post_ids}))
