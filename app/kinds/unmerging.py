"""Unmerging: giving a merged topic back what was its own. It stands apart because merges can be undone in any order,
also those below others, and that takes as much as merging itself.
"""

from sqlalchemy import and_, case, delete, func, or_, select, union_all, update
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
from app.votes.models import MergedVote, Vote


def undo_merge(merge, *, by):
    """Give the merged topic back its place, its replies, its votes and follows; a second time changes nothing.

    Needs `merged` with its board.
    """
    if merge.undone_at:
        return
    standing = _standing()
    way = _way_up(standing, merge)
    merge.undone_at, merge.undone_by_id = now(), by.id
    db.session.flush()
    for number, step in enumerate(way):
        # Above the first step a copy goes only where its ground has gone.
        _take_back(step, ground=step.merged_id if number else None, has_others=_has_others(standing, step))
    top = way[-1].kept_id
    _return_replies(merge, _numbers_below(standing, merge), way)
    opening_state = select(Post.state).where(Post.topic_id == merge.merged_id, Post.is_opening).scalar_subquery()
    kept = [step.kept_id for step in way]
    settle({merge.merged_id: opening_state}, kept)
    kinds.KINDS[merge.merged.kind].restate(merge.merged_id, merge.status_before)
    audit("topic.unmerged", actor=by, topic=merge.merged, before=f"topic {merge.kept_id}")
    record("topic.unmerged", actor=by, topic=merge.merged, kept=top, merge=merge.id)


def _standing():
    """Every merge that stands, by the topic it took up."""
    query = select(Merge.id, Merge.merged_id, Merge.kept_id).where(Merge.undone_at.is_(None))
    return {row.merged_id: row for row in db.session.execute(query)}


def _way_up(standing, merge):
    """The merge itself, and those by which the kept one was merged further."""
    way = [standing[merge.merged_id]]
    while further := standing.get(way[-1].kept_id):
        way.append(further)
    return way


def _has_others(standing, step):
    return any(other.kept_id == step.kept_id and other.id != step.id for other in standing.values())


def _numbers_below(standing, merge):
    """The numbers of the merges by which something came into the merged one before."""
    below, topics = [], [merge.merged_id]
    for topic_id in topics:
        here = [other for other in standing.values() if other.kept_id == topic_id]
        below += [other.id for other in here]
        topics += [other.merged_id for other in here]
    return below


def _take_back(step, *, ground, has_others):
    """Take away the copies of this merge. `ground` is the topic in which a member still may have the right to one.

    Where another merge would have brought the same copy, it is that one's now.
    """
    notes = [MergedVote.merge_id == step.id]
    follows = [TopicFollow.topic_id == step.kept_id, TopicFollow.merge_id == step.id]
    if ground is not None:
        voters, followers = voters_of(ground), _followers_of(ground)
        notes.append(MergedVote.member_id.not_in(voters))
        follows.append(TopicFollow.member_id.not_in(union_all(voters, followers)))
    if has_others:
        follow = update(TopicFollow).where(*follows).values(merge_id=_other_bringer(step))
        db.session.execute(follow.execution_options(synchronize_session=False))
    still_here = select(MergedVote.merge_id).where(
        MergedVote.post_id == Vote.post_id, MergedVote.member_id == Vote.member_id
    )
    votes = [Vote.post_id == opening_id(step.kept_id), ~Vote.is_own, ~still_here.exists()]
    for model, copies in ((MergedVote, notes), (Vote, votes), (TopicFollow, follows)):
        db.session.execute(delete(model).where(*copies).execution_options(synchronize_session=False))


def _other_bringer(step):
    """The number of another merge into the same one that would have brought this follow, or else this one's."""
    other = (
        select(func.min(Merge.id))
        .where(Merge.kept_id == step.kept_id, Merge.id != step.id, Merge.undone_at.is_(None))
        .where(_wishes_in(Merge.merged_id, TopicFollow.member_id))
        .scalar_subquery()
    )
    return func.coalesce(other, TopicFollow.merge_id)


def _votes_in(topic_id, member_id):
    vote, opening = aliased(Vote), aliased(Post)
    return (
        select(vote.post_id)
        .join(opening, opening.id == vote.post_id)
        .where(opening.topic_id == topic_id, opening.is_opening, vote.member_id == member_id)
        .exists()
    )


def _wishes_in(topic_id, member_id):
    follow = aliased(TopicFollow)
    follows = select(follow.topic_id).where(follow.topic_id == topic_id, follow.member_id == member_id).exists()
    return or_(follows, _votes_in(topic_id, member_id))


def _followers_of(topic_id):
    follow = aliased(TopicFollow)
    return select(follow.member_id).where(follow.topic_id == topic_id)


def _return_replies(merge, below, way):
    """What came with the merge goes home, and every opening on the way counts its votes anew."""
    openings = and_(Post.topic_id.in_([step.kept_id for step in way]), Post.is_opening)
    up, down = (carried(column, merge.merged_id) for column in (Post.carried_up, Post.carried_down))
    change_posts(
        or_(and_(Post.topic_id == way[-1].kept_id, Post.merge_id.in_([merge.id, *below])), openings),
        topic_id=case((openings, Post.topic_id), else_=merge.merged_id),
        merge_id=case((Post.merge_id == merge.id, None), else_=Post.merge_id),
        **counted_votes(openings, Post.carried_up - up, Post.carried_down - down),
    )
