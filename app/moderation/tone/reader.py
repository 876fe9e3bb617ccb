"""Follows new and changed texts and notes their tone, in the worker, so that nobody waits for it."""

from math import exp

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.events.readers import Reader
from app.extensions import db
from app.moderation.scoring.features import features_of, indexes, own_host, read_text
from app.moderation.scoring.knowledge import known_of
from app.moderation.scoring.models import UNFRIENDLY
from app.moderation.scoring.score import trust_in
from app.moderation.tone.engine import VERSION, tone_of
from app.moderation.tone.models import Tone
from app.posts.models import Post

FOLLOWED = ("topic.opened", "post.added", "post.held", "post.edited")


def read(events):
    """Note the tone of every text that these events brought or changed."""
    ids = {event.post_id for event in events if event.name in FOLLOWED} - {None}
    query = select(Post).join(Post.topic).where(Post.id.in_(ids)).options(contains_eager(Post.topic))
    for post in db.session.scalars(query):
        polarity, language = tone_of(post.body)
        db.session.merge(
            Tone(
                post_id=post.id,
                polarity=polarity,
                language=language,
                unfriendly=likely_unfriendly(post.body, post.topic.title if post.is_opening else ""),
                version=VERSION,
            )
        )


def likely_unfriendly(body, title=""):
    """How likely a text reads like those that were removed as unfriendly here, from 0 to 1; None before any was."""
    learned = known_of(UNFRIENDLY)
    if learned is None:
        return None
    logit = learned.judge(indexes(features_of(read_text(body, title), own_host()))) * trust_in(learned)
    return 1 / (1 + exp(-max(-30, min(30, logit))))


READER = Reader("tone", read)
