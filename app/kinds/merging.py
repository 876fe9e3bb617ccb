"""Merging: taking up one topic into another of its kind. It stands apart because it touches every room that hangs on
a topic.

The merged one keeps its votes and follows as they are, out of sight; what the kept one gets are copies, and a note
of which merge each belongs to. So undoing (unmerging.py) takes away the copies that no other merge has a note of,
and nothing that a member has said since. Each step is one statement, however many votes there are.
"""

from sqlalchemy import and_, case, false, func, insert, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app import kinds
from app.audit.models import audit
from app.database import now
from app.events.models import record
from app.extensions import db
from app.follows.models import TopicFollow
from app.kinds.settling import carried, change_posts, counted_votes, opening_id, settle, voters_of
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import MERGED, PUBLISHED
from app.votes.models import MergedVote, Vote

SHORTEST_REASON = 40


def merge_topic(topic, kept, *, by, because):
    """Take up `topic` into `kept`; returns the merge. Both need their part loaded.

    Raises ValueError for a topic and itself, for two kinds, for one that is not public, or without a reason of
    SHORTEST_REASON characters.
    """
    kind = kinds.KINDS[topic.kind]
    if topic.id == kept.id or not topic.state == kept.state == PUBLISHED or kept.kind != kind.name or not kind.merges:
        raise ValueError("only two public topics of a kind that merges can be merged")
    if len(because.strip()) < SHORTEST_REASON:
        raise ValueError(f"merging needs a reason of at least {SHORTEST_REASON} characters")
    before = getattr(kind.part_of(topic), "status", "")
    merge = Merge(merged_id=topic.id, kept_id=kept.id, by_id=by.id, reason=because, status_before=before)
    db.session.add(merge)
    db.session.flush()
    _bring_votes(merge)
    _bring_follows(merge)
    _bring_replies(merge)
    settle({topic.id: literal(MERGED)}, [kept.id])
    kind.restate(topic.id, kind.merged_status)
    audit("topic.merged", actor=by, topic=topic, reason=because, after=f"topic {kept.id}")
    # Of the kept one, because that is what everybody sees from now on.
    record("topic.merged", actor=by, topic=kept, merged=topic.id, source=topic.board_id, merge=merge.id)
    return merge


def _bring_votes(merge):
    """Every voter of the merged one, once, with the moment of that vote: "trending" looks at it."""
    voters, kept = Vote.post_id == opening_id(merge.merged_id), opening_id(merge.kept_id)
    votes = select(kept, Vote.member_id, Vote.created_at, false()).where(
        voters, Vote.member_id.not_in(voters_of(merge.kept_id))
    )
    db.session.execute(insert(Vote).from_select(["post_id", "member_id", "created_at", "is_own"], votes))
    notes = select(literal(merge.id), kept, Vote.member_id).where(voters)
    db.session.execute(insert(MergedVote).from_select(["merge_id", "post_id", "member_id"], notes))


def _bring_follows(merge):
    """Who follows the merged one or has voted for it follows the kept one; who has had enough is left alone."""
    here = aliased(TopicFollow)
    people = union_all(
        select(TopicFollow.member_id, case((TopicFollow.muted, 1), else_=0).label("muted")).where(
            TopicFollow.topic_id == merge.merged_id
        ),
        select(Vote.member_id, literal(0)).where(Vote.post_id == opening_id(merge.merged_id)),
    ).subquery()
    known = select(here.member_id).where(here.topic_id == merge.kept_id)
    follows = (
        select(
            literal(merge.kept_id),
            people.c.member_id,
            func.max(people.c.muted) == 1,
            literal(now(), TopicFollow.created_at.type),
            literal(merge.id),
        )
        .where(people.c.member_id.not_in(known))
        .group_by(people.c.member_id)
    )
    columns = ["topic_id", "member_id", "muted", "created_at", "merge_id"]
    db.session.execute(insert(TopicFollow).from_select(columns, follows))


def _bring_replies(merge):
    """The replies move over, and the kept opening counts its votes; one statement for both."""
    opening = and_(Post.topic_id == merge.kept_id, Post.is_opening)
    up, down = (carried(column, merge.merged_id) for column in (Post.carried_up, Post.carried_down))
    change_posts(
        or_(and_(Post.topic_id == merge.merged_id, ~Post.is_opening), opening),
        topic_id=merge.kept_id,
        merge_id=case((opening, Post.merge_id), else_=func.coalesce(Post.merge_id, merge.id)),
        **counted_votes(opening, Post.carried_up + up, Post.carried_down + down),
    )
