"""What merging, splitting and undoing both have in common: finding openings, moving posts, counting anew.

It stands apart from them because none should lean on another.
"""

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import aliased

from app.extensions import db
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import PUBLISHED, Topic
from app.votes.models import Vote


def opening_id(topic_id):
    """The id of a topic's opening, as a part of a statement."""
    post = aliased(Post)
    return select(post.id).where(post.topic_id == topic_id, post.is_opening).scalar_subquery()


def voters_of(topic_id):
    """The members with a vote for a topic, as a part of a statement."""
    vote = aliased(Vote)
    return select(vote.member_id).where(vote.post_id == opening_id(topic_id))


def carried(column, topic_id):
    """The votes of unknown members that the merged one brought from elsewhere."""
    post = aliased(Post)
    return select(getattr(post, column.key)).where(post.topic_id == topic_id, post.is_opening).scalar_subquery()


def counted_votes(openings, carried_up, carried_down):
    """The counters of these openings; of all other posts they stay as they are."""
    vote = aliased(Vote)
    count = select(func.count()).where(vote.post_id == Post.id).scalar_subquery()
    return {
        "carried_up": case((openings, carried_up), else_=Post.carried_up),
        "carried_down": case((openings, carried_down), else_=Post.carried_down),
        "vote_count": case((openings, count + carried_up - carried_down), else_=Post.vote_count),
    }


def change_posts(which, **values):
    """One statement over all these posts, past the session."""
    db.session.execute(update(Post).where(which).values(values).execution_options(synchronize_session=False))


def settle(states, kept_ids):
    """Bring the rows of all topics that took part to the truth: where they stand, and what they count."""
    post, merge = aliased(Post), aliased(Merge)
    replies = select(func.count(post.id).filter(~post.is_opening, post.state == PUBLISHED))
    comments = select(func.count(post.id).filter(post.thread_id.is_not(None), post.state == PUBLISHED))
    votes = select(post.vote_count).where(post.topic_id == Topic.id, post.is_opening)
    merged = select(func.count(merge.id)).where(merge.kept_id == Topic.id, merge.undone_at.is_(None))
    topics = update(Topic).where(Topic.id.in_([*states, *kept_ids])).values(
        vote_count=func.coalesce(votes.scalar_subquery(), 0),
        reply_count=replies.where(post.topic_id == Topic.id).scalar_subquery(),
        comment_count=comments.where(post.topic_id == Topic.id).scalar_subquery(),
        merged_count=merged.scalar_subquery(),
    )
    if states:
        topics = topics.values(state=case(*((Topic.id == id, state) for id, state in states.items()), else_=Topic.state))
    db.session.execute(topics.execution_options(synchronize_session=False))
