"""Why a text is held: the owner's rules and whatever else looks at texts, in one place.

It stands apart because the spine asks it while a text is being sent (`app.posts.holding`), before there is a case.
"""

from sqlalchemy import select

from app.accounts.roles import HELPER
from app.database import now
from app.extensions import db
from app.moderation.checks import A_DAY, Text, check
from app.moderation.rules import rules_in_force
from app.moderation.scoring.holding import too_likely_spam
from app.posts.models import Post

MOST_RECENT = 30


def find_reasons(writing):
    """Every reason to hold this text, by each of JUDGES; never of helpers and of those who are trusted."""
    if writing.author.trusted_at or writing.author.stands_at_least(HELPER):
        return
    for judge in JUDGES:
        yield from judge(writing)


def by_rules(writing):
    """What the owner's rules say."""
    text = Text(writing, lambda: _recent_texts(writing.author))
    for rule in rules_in_force():
        yield from check(rule, text)


def _recent_texts(author):
    """(moment, body) of what this member wrote within a day, the newest first."""
    query = select(Post.created_at, Post.body).where(Post.author_id == author.id, Post.created_at > now() - A_DAY)
    return [tuple(row) for row in db.session.execute(query.order_by(Post.id.desc()).limit(MOST_RECENT))]


# Whoever has a reason of their own to hold a text adds a function here: it takes a Writing and yields Reasons.
JUDGES = [by_rules, too_likely_spam]
