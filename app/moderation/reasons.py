"""The words of moderation: why a text waits and what was done.

They stand apart because pages, forms and the public log say the same things.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.kinds import KINDS
from app.moderation.models import (
    APPROVE,
    BLOCK,
    EDIT,
    EDITED,
    FIRST_POSTS,
    HELD_FOR,
    REMOVE,
    REPORTED,
    RETURN,
    REWORDED,
    SEEN,
    TRUST,
)
from app.moderation.reports import REASON_NAMES
from app.moderation.rules import HOSTS, LINKS, REPETITION, SIMILAR, SPEED, WORDS
from app.moderation.scoring.words import SCORE, in_words
from app.moderation.stored import words_of
from app.moderation.threads import acts

__all__ = ["ACT_ICONS", "ACT_WORDS", "REASON_NAMES", "SAID", "WHY_WORDS", "rules_of", "suggest", "text_kind", "why", "words_of"]

WHY_WORDS = {
    FIRST_POSTS: _l("The first two texts of a new member are looked at before everybody sees them."),
    REPORTED: _l("Members have reported this text."),
    REWORDED: _l("It was sent back to its author, who has reworded it."),
    HELD_FOR: _l("A rule holds it."),
    EDITED: _l("It was public, and then its author has changed it."),
    SEEN: _l("A moderator saw it."),
}
# What each rule says of a text that it holds, filled with the reason's facts; some rules need a function for that.
RULE_WORDS = {
    FIRST_POSTS: WHY_WORDS[FIRST_POSTS],
    LINKS: _l("It holds %(num)s links or pictures; more than %(most)s are looked at."),
    HOSTS: _l("It leads to a place on your list: %(found)s."),
    WORDS: _l("It holds words on your list: %(found)s."),
    SPEED: _l("It is the %(num)s. text of this member within %(minutes)s minutes."),
    REPETITION: _l("This member has written the same within a day already (%(num)s)."),
    SIMILAR: _l("%(share)s %% of it is like a text that was removed as advertising."),
    SCORE: in_words,
}
ACT_WORDS = {
    APPROVE: _l("Approved"),
    RETURN: _l("Sent back"),
    REMOVE: _l("Removed"),
    TRUST: _l("Approved, and trusted from now on"),
    EDIT: _l("Edited and approved"),
    BLOCK: _l("Removed, and its author kept out"),
    acts.CLOSE: _l("Closed for replies"),
    acts.REOPEN: _l("Opened again"),
    acts.PIN: _l("Pinned to the top"),
    acts.UNPIN: _l("Unpinned"),
    acts.MOVE: _l("Moved to another board"),
    acts.RETITLE: _l("Given another title"),
    acts.REWORD: _l("Edited for its author"),
    acts.SPLIT: _l("Replies split off into a thread of their own"),
    acts.MERGE: _l("Merged into another one"),
}
ACT_ICONS = {
    APPROVE: "check",
    RETURN: "pencil",
    REMOVE: "eye-off",
    acts.CLOSE: "lock",
    acts.REOPEN: "check",
    acts.PIN: "pin",
    acts.UNPIN: "pin",
    acts.MOVE: "layers",
    acts.RETITLE: "pencil",
    acts.REWORD: "pencil",
    acts.SPLIT: "corner-down-right",
    acts.MERGE: "git-merge",
}
# What follows from an act on a thread, for whoever it is about.
FOLLOWS = {
    acts.CLOSE: _l("Everybody can read it, but only moderators can reply."),
    acts.MOVE: _l("It stands on another board, and whoever may read that board can read it."),
    acts.RETITLE: _l("Your text stands as you wrote it, under another title."),
    acts.REWORD: _l("Other words stand there, with a note that a moderator has edited them."),
    acts.SPLIT: _l("Some replies stand in a thread of their own now. Nothing was taken away."),
    acts.MERGE: _l("It is read together with another one now. Nothing was taken away."),
}
# What is said to whoever has just decided.
SAID = {
    APPROVE: _l("Approved. Everybody can see it now."),
    RETURN: _l("Sent back. Its author was told why."),
    REMOVE: _l("Removed. Its author was told why."),
    TRUST: _l("Approved. This member’s texts are not held any more."),
    EDIT: _l("Published in your words. The text says that a moderator has edited it."),
    BLOCK: _l("Removed, and its author is kept out."),
}


# Which stored reason is chosen beforehand: by what was reported, else by the rule that holds it.
SUGGESTED = {
    "spam": "advertising",
    "insult": "unfriendly",
    "private_data": "private_data",
    "unlawful": "unlawful",
    "off_topic": "misplaced",
    SCORE: "advertising",
    FIRST_POSTS: "unclear",
    LINKS: "advertising",
    HOSTS: "advertising",
    SIMILAR: "advertising",
    SPEED: "advertising",
    REPETITION: "repeated",
    WORDS: "unfriendly",
}


def rules_of(post):
    """What the rules say that held a text, in words: one sentence each."""
    return [_in_words(reason) for reason in post.held_for or ()]


def why(case):
    """Why it is in the queue, in the words of its rules: one sentence each."""
    said = rules_of(case.post)
    # What a rule says is more than that one holds it; anything else is said beside it.
    if said and case.why in (FIRST_POSTS, HELD_FOR):
        return said
    return [str(WHY_WORDS[case.why]), *(said if case.why in (EDITED, REWORDED) else ())]


def _in_words(reason):
    words = RULE_WORDS.get(reason["rule"])
    if callable(words):
        return words(reason["facts"])
    return str(words) % reason["facts"] if words else str(WHY_WORDS[HELD_FOR])


def suggest(case, reports):
    """The name of the stored reason that fits best, which one tap then takes."""
    clues = [report.reason for report in reports or ()] + [reason["rule"] for reason in case.post.held_for or ()]
    # That somebody is new says the least.
    clues.sort(key=lambda clue: clue == FIRST_POSTS)
    return next((SUGGESTED[clue] for clue in clues if clue in SUGGESTED), "unclear")


def text_kind(post):
    """What kind of text it is: an idea, an answer, a comment. Needs its topic and board."""
    kind = KINDS[post.topic.board.kind]
    if post.is_opening:
        return kind.one
    return _("Comment") if post.parent_id else kind.reply_label
