"""What is done for ideas by the clock: their heat falls with every hour, and answers come out at their moment."""

from datetime import timedelta

from sqlalchemy import func, select, update

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.ideas.models import Idea, heat
from app.kinds.ideas.prepared import publish_due_answers
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.votes.models import Vote

WINDOW = timedelta(days=30)
# Smaller changes than this move no idea in the order, and rewriting every row for them would be waste.
DIGITS = 6


def reckon_heat():
    """Set the heat of every idea from the votes and replies of 30 days; returns how many rows changed."""
    at = now()
    votes, replies = _votes_since(at - WINDOW), _replies_since(at - WINDOW)
    changed = []
    for id, created_at, before in db.session.execute(
        select(Topic.id, Topic.created_at, Topic.heat).join(Idea, Idea.topic_id == Topic.id)
    ):
        hours = (at - created_at).total_seconds() / 3600
        after = round(heat(votes.get(id, 0), replies.get(id, 0), hours), DIGITS)
        if after != round(before, DIGITS):
            changed.append({"id": id, "heat": after})
    if changed:
        db.session.execute(update(Topic), changed)
    return len(changed)


def _votes_since(moment):
    query = (
        select(Post.topic_id, func.count())
        .join(Vote, Vote.post_id == Post.id)
        .join(Idea, Idea.topic_id == Post.topic_id)
        .where(Vote.created_at > moment, Post.is_opening)
    )
    return dict(db.session.execute(query.group_by(Post.topic_id)).all())


def _replies_since(moment):
    query = (
        select(Post.topic_id, func.count())
        .join(Idea, Idea.topic_id == Post.topic_id)
        .where(Post.created_at > moment, Post.state == PUBLISHED, ~Post.is_opening)
    )
    return dict(db.session.execute(query.group_by(Post.topic_id)).all())


TIMED = [
    TimedAct("ideas.heat", timedelta(minutes=10), reckon_heat),
    TimedAct("ideas.answers", timedelta(seconds=20), publish_due_answers),
]
