"""Merging: taking up one idea into another, and taking that back. It stands apart because it touches every room
that hangs on a topic.

The merged idea keeps its votes and follows as they are, out of sight; what the kept one gets are copies, and a note
of which merge each belongs to. So undoing takes away the copies that no other merge has a note of, and nothing that
a member has said since. Each step is one statement, however many votes there are.
"""

from sqlalchemy import and_, case, delete, false, func, insert, literal, or_, select, union_all, update
from sqlalchemy.orm import aliased

from app.audit.models import audit
from app.database import now
from app.events.models import record
from app.extensions import db
from app.follows.models import TopicFollow
from app.kinds.ideas.models import MERGED as MERGED_STATUS
from app.kinds.ideas.models import SHORTEST_REASON, Idea
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import MERGED, PUBLISHED, Topic
from app.votes.models import MergedVote, Vote


def merge_idea(topic, kept, *, by, because):
    """Take up the idea `topic` into `kept`; returns the merge. Both need their part loaded.

    Raises ValueError for an idea and itself, for one that is not public, or without a reason of SHORTEST_REASON
    characters.
    """
    if topic.id == kept.id or not topic.state == kept.state == PUBLISHED:
        raise ValueError("only two public ideas can be merged")
    if len(because.strip()) < SHORTEST_REASON:
        raise ValueError(f"merging needs a reason of at least {SHORTEST_REASON} characters")
    merge = Merge(
        merged_id=topic.id, kept_id=kept.id, by_id=by.id, reason=because, status_before=topic.idea.status
    )
    db.session.add(merge)
    db.session.flush()
    _bring_votes(merge)
    _bring_follows(merge)
    _bring_replies(merge)
    _settle({topic.id: literal(MERGED)}, {topic.id: literal(MERGED_STATUS)}, [kept.id])
    audit("idea.merged", actor=by, topic=topic, reason=because, after=f"topic {kept.id}")
    # Of the kept one, because that is what everybody sees from now on.
    record("idea.merged", actor=by, topic=kept, merged=topic.id, source=topic.board_id, merge=merge.id)
    return merge


def undo_merge(merge, *, by):
    """Give the merged idea back its place, its replies, its votes and follows; a second time changes nothing."""
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
    _settle({merge.merged_id: opening_state}, {merge.merged_id: literal(merge.status_before)}, kept)
    audit("idea.unmerged", actor=by, topic=merge.merged, before=f"topic {merge.kept_id}")
    record("idea.unmerged", actor=by, topic=merge.merged, kept=top, merge=merge.id)


# --- There -----------------------------------------------------------------------------------------------


def _bring_votes(merge):
    """Every voter of the merged idea, once, with the moment of that vote: "trending" looks at it."""
    voters, kept = Vote.post_id == _opening_id(merge.merged_id), _opening_id(merge.kept_id)
    votes = select(kept, Vote.member_id, Vote.created_at, false()).where(
        voters, Vote.member_id.not_in(_voters_of(merge.kept_id))
    )
    db.session.execute(insert(Vote).from_select(["post_id", "member_id", "created_at", "is_own"], votes))
    notes = select(literal(merge.id), kept, Vote.member_id).where(voters)
    db.session.execute(insert(MergedVote).from_select(["merge_id", "post_id", "member_id"], notes))


def _bring_follows(merge):
    """Who follows the merged idea or has voted for it follows the kept one; who has had enough is left alone."""
    here = aliased(TopicFollow)
    people = union_all(
        select(TopicFollow.member_id, case((TopicFollow.muted, 1), else_=0).label("muted")).where(
            TopicFollow.topic_id == merge.merged_id
        ),
        select(Vote.member_id, literal(0)).where(Vote.post_id == _opening_id(merge.merged_id)),
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
    up, down = (_carried(column, merge.merged_id) for column in (Post.carried_up, Post.carried_down))
    _change_posts(
        or_(and_(Post.topic_id == merge.merged_id, ~Post.is_opening), opening),
        topic_id=merge.kept_id,
        merge_id=case((opening, Post.merge_id), else_=func.coalesce(Post.merge_id, merge.id)),
        **_counted_votes(opening, Post.carried_up + up, Post.carried_down + down),
    )


# --- And back --------------------------------------------------------------------------------------------


def _standing():
    """Every merge that stands, by the idea it took up."""
    query = select(Merge.id, Merge.merged_id, Merge.kept_id).where(Merge.undone_at.is_(None))
    return {row.merged_id: row for row in db.session.execute(query)}


def _way_up(standing, merge):
    """The merge itself, and those by which the kept idea was merged further."""
    way = [standing[merge.merged_id]]
    while further := standing.get(way[-1].kept_id):
        way.append(further)
    return way


def _has_others(standing, step):
    return any(other.kept_id == step.kept_id and other.id != step.id for other in standing.values())


def _numbers_below(standing, merge):
    """The numbers of the merges by which something came into the merged idea before."""
    below, topics = [], [merge.merged_id]
    for topic_id in topics:
        here = [other for other in standing.values() if other.kept_id == topic_id]
        below += [other.id for other in here]
        topics += [other.merged_id for other in here]
    return below


def _take_back(step, *, ground, has_others):
    """Take away the copies of this merge. `ground` is the idea in which a member still may have the right to one.

    Where another merge would have brought the same copy, it is that one's now.
    """
    notes = [MergedVote.merge_id == step.id]
    follows = [TopicFollow.topic_id == step.kept_id, TopicFollow.merge_id == step.id]
    if ground is not None:
        voters, followers = _voters_of(ground), _followers_of(ground)
        notes.append(MergedVote.member_id.not_in(voters))
        follows.append(TopicFollow.member_id.not_in(union_all(voters, followers)))
    if has_others:
        follow = update(TopicFollow).where(*follows).values(merge_id=_other_bringer(step))
        db.session.execute(follow.execution_options(synchronize_session=False))
    still_here = select(MergedVote.merge_id).where(
        MergedVote.post_id == Vote.post_id, MergedVote.member_id == Vote.member_id
    )
    votes = [Vote.post_id == _opening_id(step.kept_id), ~Vote.is_own, ~still_here.exists()]
    for model, copies in ((MergedVote, notes), (Vote, votes), (TopicFollow, follows)):
        db.session.execute(delete(model).where(*copies).execution_options(synchronize_session=False))


def _other_bringer(step):
    """The number of another merge into the same idea that would have brought this follow, or else this one's."""
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


def _voters_of(topic_id):
    vote = aliased(Vote)
    return select(vote.member_id).where(vote.post_id == _opening_id(topic_id))


def _followers_of(topic_id):
    follow = aliased(TopicFollow)
    return select(follow.member_id).where(follow.topic_id == topic_id)


def _return_replies(merge, below, way):
    """What came with the merge goes home, and every opening on the way counts its votes anew."""
    openings = and_(Post.topic_id.in_([step.kept_id for step in way]), Post.is_opening)
    up, down = (_carried(column, merge.merged_id) for column in (Post.carried_up, Post.carried_down))
    _change_posts(
        or_(and_(Post.topic_id == way[-1].kept_id, Post.merge_id.in_([merge.id, *below])), openings),
        topic_id=case((openings, Post.topic_id), else_=merge.merged_id),
        merge_id=case((Post.merge_id == merge.id, None), else_=Post.merge_id),
        **_counted_votes(openings, Post.carried_up - up, Post.carried_down - down),
    )


# --- Both ways -------------------------------------------------------------------------------------------


def _opening_id(topic_id):
    post = aliased(Post)
    return select(post.id).where(post.topic_id == topic_id, post.is_opening).scalar_subquery()


def _carried(column, topic_id):
    """The votes of unknown members that the merged idea brought from elsewhere."""
    post = aliased(Post)
    return select(getattr(post, column.key)).where(post.topic_id == topic_id, post.is_opening).scalar_subquery()


def _counted_votes(openings, carried_up, carried_down):
    """The counters of these openings; of all other posts they stay as they are."""
    vote = aliased(Vote)
    count = select(func.count()).where(vote.post_id == Post.id).scalar_subquery()
    return {
        "carried_up": case((openings, carried_up), else_=Post.carried_up),
        "carried_down": case((openings, carried_down), else_=Post.carried_down),
        "vote_count": case((openings, count + carried_up - carried_down), else_=Post.vote_count),
    }


def _change_posts(which, **values):
    db.session.execute(update(Post).where(which).values(values).execution_options(synchronize_session=False))


def _settle(states, statuses, kept_ids):
    """Bring the rows of all topics that took part to the truth: where they stand, and what they count."""
    ids = [*states, *kept_ids]
    post, merge = aliased(Post), aliased(Merge)
    replies = select(func.count(post.id).filter(~post.is_opening, post.state == PUBLISHED))
    comments = select(func.count(post.id).filter(post.thread_id.is_not(None), post.state == PUBLISHED))
    votes = select(post.vote_count).where(post.topic_id == Topic.id, post.is_opening)
    topics = update(Topic).where(Topic.id.in_(ids)).values(
        state=case(*((Topic.id == id, state) for id, state in states.items()), else_=Topic.state),
        vote_count=votes.scalar_subquery(),
        reply_count=replies.where(post.topic_id == Topic.id).scalar_subquery(),
        comment_count=comments.where(post.topic_id == Topic.id).scalar_subquery(),
    )
    merged = select(func.count(merge.id)).where(merge.kept_id == Idea.topic_id, merge.undone_at.is_(None))
    ideas = update(Idea).where(Idea.topic_id.in_(ids)).values(
        status=case(*((Idea.topic_id == id, status) for id, status in statuses.items()), else_=Idea.status),
        merged_count=merged.scalar_subquery(),
    )
    for change in (topics, ideas):
        db.session.execute(change.execution_options(synchronize_session=False))
