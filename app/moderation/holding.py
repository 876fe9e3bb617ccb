"""Why a text is held: the owner's rules and whatever else looks at texts, in one place.

It stands apart because the spine asks it while a text is being sent (`app.posts.holding`), before there is a case.
"""

from functools import cache

from sqlalchemy import literal, null, select, true

from app.accounts.roles import HELPER
from app.database import now
from app.extensions import db
from app.moderation.checks import A_DAY, Text, check
from app.moderation.prints import shared_with_nearest
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
    # Asked once for all rules, and only when one of them asks.
    known = cache(lambda: _look_up(writing.author, text.print))
    text = Text(writing, lambda: known()[0], nearest=lambda numbers: known()[1])
    for rule in rules_in_force():
        yield from check(rule, text)


def _look_up(author, numbers):
    """(moment, body) of what this member wrote within a day, and what a removed advertisement shares: one statement."""
    lately = select(Post.created_at, Post.body).where(Post.author_id == author.id, Post.created_at > now() - A_DAY)
    lately = lately.order_by(Post.id.desc()).limit(MOST_RECENT).subquery()
    shared = (shared_with_nearest(numbers) if numbers else null()).label("shared")
    one = select(literal(1).label("one")).subquery()
    rows = db.session.execute(select(shared, lately).select_from(one).outerjoin(lately, true())).all()
    recent = [(moment, body) for _shared, moment, body in rows if moment]
    return recent, (rows[0].shared or 0) / max(1, len(numbers))


# Whoever has a reason of their own to hold a text adds a function here: it takes a Writing and yields Reasons.
JUDGES = [by_rules, too_likely_spam]
