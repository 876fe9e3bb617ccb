"""How often one member or address may do what (security A3, A7, H2).

Each limit is a function or a string for `@limiter.limit`. Members are counted by their id, everybody else by
address.
"""

from flask_login import current_user

from app.accounts.roles import NEW
from app.web.visitor import limit_key

SIGN_UPS = "5 per 30 minutes"
SIGN_INS = "10 per 3 minutes"
SIGN_INS_PER_ACCOUNT = "20 per hour"
RESETS = "25 per 5 minutes"
RESETS_PER_ADDRESS = "5 per 30 minutes"
REPLIES = "10 per 5 minutes"
# Whom a moderator has slowed down.
SLOW = "1 per 10 minutes"
VOTES = "60 per minute"
REPORTS = "10 per hour"
PICTURES = "30 per 30 minutes"
PREVIEWS = "60 per 5 minutes"
MENTIONS = "120 per minute"
# From one network: behind one address a whole shop may answer.
PULSES = "10 per minute;100 per day"
# Letter by letter while a title is typed, with a pause between.
SIMILAR = "90 per minute"
SEARCHES = "30 per minute"
TYPED_SEARCHES = "120 per minute"
VISITOR_PAGES = "240 per minute"


def writer_key():
    """Whom a writing act is counted for."""
    return f"member-{current_user.id}" if current_user.is_authenticated else limit_key()


def searches():
    """Results that come while somebody types count letter by letter, so they may come more often."""
    from app.web.rendering import wants_fragment

    return TYPED_SEARCHES if wants_fragment() else SEARCHES


def new_topics():
    """Three topics in ten minutes; of new members three a day, with half a minute between."""
    if current_user.is_authenticated and current_user.is_slowed:
        return SLOW
    return "1 per 30 seconds;3 per day" if current_user.role == NEW else "3 per 10 minutes"


def replies():
    """Ten in five minutes; of new members ten a day, with half a minute between."""
    if current_user.is_authenticated and current_user.is_slowed:
        return SLOW
    return "1 per 30 seconds;10 per day" if current_user.role == NEW else REPLIES
