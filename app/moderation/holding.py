"""Why a text is held: every rule yields its own reasons, in one place.

It stands apart because the spine asks it while a text is being sent (`app.posts.holding`), before there is a case.
"""

from app.accounts.roles import HELPER, NEW
from app.moderation.models import FIRST_POSTS
from app.moderation.scoring.holding import too_likely_spam
from app.posts.holding import Reason


def find_reasons(writing):
    """Every reason to hold this text, by each rule of RULES in turn; never of helpers and of those who are trusted."""
    if writing.author.trusted_at or writing.author.stands_at_least(HELPER):
        return
    for rule in RULES:
        yield from rule(writing)


def first_posts(writing):
    """The first two texts of a new member are looked at before everybody sees them."""
    if writing.author.role == NEW and not writing.is_edit:
        yield Reason(FIRST_POSTS)


# Whoever has a reason of their own to hold a text adds a function here: it takes a Writing and yields Reasons.
RULES = [first_posts, too_likely_spam]
