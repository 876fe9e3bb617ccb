"""The tone as words for a moderator. A hint: it names what word lists and earlier removals say, and when they say nothing."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

TONE_WORDS = {
    "sharp": _l("Tone: rather sharp"),
    "even": _l("Tone: even"),
    "warm": _l("Tone: warm"),
    "unknown": _l("Tone: unknown"),
}
# From where on it is worth saying that a text resembles what was removed as unfriendly.
LIKELY = 0.75


def tone_in_words(tone):
    """What to say of a post's Tone; None (not looked at yet) is unknown, too."""
    said = str(TONE_WORDS[tone.word if tone else "unknown"])
    if tone and (tone.unfriendly or 0) >= LIKELY:
        return _("%(tone)s; it resembles texts that were removed here as unfriendly", tone=said)
    return said
