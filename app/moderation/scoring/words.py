"""The score in words: how likely, and because of what. They stand apart because the queue says them in each language."""

from flask_babel import gettext as _
from flask_babel import ngettext

# The name of the rule.
SCORE = "spam_score"


def in_words(facts):
    """One sentence for a moderator."""
    because = "; ".join(filter(None, (_clue(name, more) for name, more in facts["because"])))
    return _("It reads like spam (%(percent)s %%), because: %(because)s.", percent=facts["percent"], because=because)


def _clue(name, facts):
    return CLUES[name](facts) if name in CLUES else ""


def _words(facts):
    if not facts.get("words"):
        return _("it resembles texts that were removed here as advertising")
    return _("words as in texts that were removed here as advertising: %(words)s", words=", ".join(facts["words"]))


CLUES = {
    "trap": lambda facts: _("a field was filled in that people do not see"),
    "fast": lambda facts: ngettext("it was sent after %(num)s second", "it was sent after %(num)s seconds", facts["seconds"]),
    "throwaway": lambda facts: _("its author has a throw-away mail address (%(domain)s)", domain=facts["domain"]),
    "links": lambda facts: ngettext(
        "it links to another site", "it has %(num)s links to other sites", facts["count"]
    ),
    "repeated": lambda facts: ngettext(
        "%(num)s text of new accounts linked to %(host)s this week",
        "%(num)s texts of new accounts linked to %(host)s this week",
        facts["count"],
        host=facts["host"],
    ),
    "young": lambda facts: ngettext(
        "its author joined %(num)s hour ago", "its author joined %(num)s hours ago", facts["hours"]
    ),
    "words": _words,
}
