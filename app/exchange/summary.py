"""What an import says when it is done."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

NOUNS = {
    "member": _l("authors"),
    "question": _l("questions"),
    "idea": _l("ideas"),
    "answer": _l("answers"),
    "accepted": _l("accepted answers"),
    "comment": _l("comments"),
    "up": _l("votes for"),
    "down": _l("votes against"),
    "comment_up": _l("votes for comments"),
    "comment_down": _l("votes against comments"),
    "duplicate": _l("links to duplicates"),
    "linked": _l("links to related"),
    "merge": _l("merged ideas"),
    "touchpoint": _l("touchpoints"),
    "pulse": _l("answers to how it felt"),
}
NOTES = {
    "posts_without_owner": _l("questions and answers without owner, brought in without a name"),
    "ideas_without_author": _l("ideas without author, brought in without a name"),
    "comments_without_owner": _l("comments without owner, brought in without a name"),
    "answers_without_question": _l("answers to missing questions, left out"),
    "accepted_missing": _l("accepted answers that are missing, left out"),
    "comments_on_missing": _l("comments on missing posts, left out"),
    "replies_to_missing": _l("replies to missing comments, brought in as comments"),
    "votes_on_missing": _l("votes on missing posts, left out"),
    "links_to_missing": _l("links to missing posts, left out"),
    "other_posts": _l("posts of other types (tag pages and the like), left out"),
    "other_votes": _l("votes of other types (favourites, flags and the like), left out"),
    "other_links": _l("links of other types, left out"),
    "hidden": _l("hidden texts, left out"),
    "no_score": _l("rows that are no answer, left out"),
    "no_touchpoint": _l("rows without a touchpoint, left out"),
    "further_rows": _l("further rows of the same person, taken together with the first"),
    "other_day": _l("of them with another day: the first one counts"),
    "comments_elsewhere": _l("comments that are not in this file"),
}
NAMES_SHOWN = 10


def summary_lines(survey, added, renamed):
    """The closing table, line by line: what the files hold, and what was new here."""
    rows = [
        (str(label), survey.found[noun], added[noun]) for noun, label in NOUNS.items() if survey.found[noun]
    ]
    width = max((len(label) for label, _, _ in rows), default=0)
    yield f"{'':{width}}  {_('in the files'):>14}  {_('added'):>10}"
    for label, found, new in rows:
        yield f"{label:{width}}  {found:>14,}  {new:>10,}"
    yield from _note_lines(survey)
    yield from _renamed_lines(renamed)


def _note_lines(survey):
    notes = [(survey.noted[note], label) for note, label in NOTES.items() if survey.noted[note]]
    if notes:
        yield ""
    for count, label in notes:
        yield f"{count:>8,}  {label}"


def _renamed_lines(renamed):
    if renamed:
        yield ""
        yield ngettext(
            "%(num)s name was taken, or is kept for the team, and was changed:",
            "%(num)s names were taken, or are kept for the team, and were changed:",
            len(renamed),
        )
        yield from (f"  {there} → {here}" for there, here in renamed[:NAMES_SHOWN])
        if len(renamed) > NAMES_SHOWN:
            yield _("  … and %(count)s more", count=len(renamed) - NAMES_SHOWN)
