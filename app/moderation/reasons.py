"""The words of moderation: why a text waits, what was done, and eight stored reasons for the author.

They stand apart because pages, forms and the public log say the same things.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.kinds import KINDS
from app.moderation.models import APPROVE, FIRST_POSTS, REMOVE, REPORTED, RETURN, REWORDED
from app.moderation.reports import REASON_NAMES

__all__ = ["ACT_ICONS", "ACT_WORDS", "REASON_NAMES", "STORED_REASONS", "WHY_WORDS", "text_kind"]

WHY_WORDS = {
    FIRST_POSTS: _l("The first two texts of a new member are looked at before everybody sees them."),
    REPORTED: _l("Members have reported this text."),
    REWORDED: _l("It was sent back to its author, who has reworded it."),
}
ACT_WORDS = {APPROVE: _l("Approved"), RETURN: _l("Sent back"), REMOVE: _l("Removed")}
ACT_ICONS = {APPROVE: "check", RETURN: "pencil", REMOVE: "eye-off"}
# The public log repeats these; a moderator's own words it never does.
STORED_REASONS = {
    "advertising": _l("Please do not advertise here."),
    "unfriendly": _l("Please stay friendly: speak about the matter, not against people."),
    "private_data": _l("Your text holds somebody's private data."),
    "unlawful": _l("Your text seems to be against the law."),
    "untrue": _l("Your text says something about others that cannot be checked."),
    "misplaced": _l("Your text belongs somewhere else. Please post it in the board that fits."),
    "repeated": _l("This is already here. Please take part there."),
    "unclear": _l("We do not understand it yet. Please say in one or two more sentences what you mean."),
}


def text_kind(post):
    """What kind of text it is: an idea, an answer, a comment. Needs its topic and board."""
    kind = KINDS[post.topic.board.kind]
    if post.is_opening:
        return kind.one
    return _("Comment") if post.parent_id else kind.reply_label
