"""What a notice says, in its reader's language.

It stands apart because lines are stored as facts and put into words only when they are read.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.kinds.announcements.models import OUTCOME_NAMES
from app.kinds.ideas.models import status_name

# about → the icon beside it and its sentence.
ABOUT = {
    "topic": ("plus", _l("New from %(who)s: “%(title)s”")),
    "reply": ("message-circle", _l("%(who)s replied in “%(title)s”")),
    "mention": ("user", _l("%(who)s mentioned you in “%(title)s”")),
    "answer": ("circle-question-mark", _l("%(who)s answered your question “%(title)s”")),
    "comment": ("corner-down-right", _l("%(who)s commented on your text in “%(title)s”")),
    "accepted": ("circle-check", _l("Your answer to “%(title)s” was accepted")),
    "solved": ("circle-check", _l("%(who)s marked an answer to your question “%(title)s” as the solution")),
    "peak": ("triangle-alert", _l("Many ask the same right now: “%(title)s”. Pin it, so that they find each other.")),
    "asked": ("users", _l("%(who)s thinks that you might know: “%(title)s”")),
    "with_team": ("clock", _l("Your question “%(title)s” is now with the team")),
    "yours": ("clock", _l("“%(title)s” waits for an answer of the team, and it is yours")),
    "invited": ("vote", _l("%(who)s asks for your voice: “%(title)s”")),
    "vote_soon": ("vote", _l("“%(title)s” ends within a day, and your voice is still missing")),
    "remind": ("circle-check", _l("Did an answer to “%(title)s” help? Accept it, so that others find it.")),
    "doubted": ("circle-question-mark", _l("%(who)s says “%(title)s” is still not solved")),
    "duplicate": ("corner-down-right", _l("Your question “%(title)s” was asked before. The answer stands there.")),
    "suggested": ("pencil", _l("%(who)s suggests other words for your text in “%(title)s”")),
    "taken": ("check", _l("The words you suggested in “%(title)s” were taken")),
    "left": ("info", _l("The text in “%(title)s” for which you suggested other words stays as it is")),
    "status": ("lightbulb", _l("“%(title)s” is now: %(detail)s")),
    "merged": ("git-merge", _l("“%(detail)s” was merged into “%(title)s”")),
    "outcome": ("ear", _l("We listened (%(detail)s): “%(title)s”")),
    "right": ("circle-question-mark", _l("Did we get it right? “%(title)s”")),
    "approved": ("check", _l("Everybody can see your text in “%(title)s” now")),
    "returned": ("pencil", _l("Please find other words for your text in “%(title)s”")),
    "removed": ("eye-off", _l("Your text in “%(title)s” was removed")),
    "taken_back": ("undo-2", _l("The decision about your text in “%(title)s” was taken back")),
    "closed": ("lock", _l("A moderator has closed “%(title)s” for replies")),
    "reopened": ("undo-2", _l("A moderator has opened “%(title)s” again")),
    "moved": ("layers", _l("A moderator has moved “%(title)s” to another board")),
    "retitled": ("pencil", _l("A moderator has given your text another title: “%(title)s”")),
    "reworded": ("pencil", _l("A moderator has edited your text in “%(title)s”")),
    "split": ("corner-down-right", _l("What you wrote stands in a thread of its own now: “%(title)s”")),
    "hidden": ("eye-off", _l("Your text in “%(title)s” was reported and is hidden until a moderator has looked")),
    "waits": ("shield", _l("Waiting in moderation for more than a day: %(detail)s")),
    "day_sum": ("shield", _l("Moderation today: %(decided)s decided, %(waiting)s still waiting")),
    "priority_closed": ("chart-column", _l("Members have said which touchpoints matter: see what to mend first")),
    "review_due": ("calendar-clock", _l("Today you wanted to look at “%(detail)s” again")),
    "concepts_closed": ("chart-column", _l("The concept test “%(detail)s” is over: see how they were rated")),
    "warned": ("shield", _l("A moderator has warned you")),
    "slowed": ("clock", _l("You can write once in ten minutes for a while")),
    "silenced": ("clock", _l("You can read here, but not write, for a while")),
    "demoted": ("shield", _l("You have fewer rights here from now on")),
    "lifted": ("undo-2", _l("You can write here again as before")),
    "objection_upheld": ("shield", _l("You were right: the decision about you was taken back")),
    "objection_refused": ("shield", _l("Your objection was looked at, and the decision stays")),
    "report_upheld": ("shield", _l("You were right: the text you reported was dealt with. Thank you.")),
    "report_refused": ("shield", _l("The text you reported was looked at and may stay. Thank you all the same.")),
    "pulse_case": ("frown", _l("Somebody was not happy, and it is yours to look after")),
    "pulse_again": ("frown", _l("It is not fixed yet: what you look after is open again")),
    "pulse_fixed": ("smile", _l("14 days ago something was not right for you. Is it fixed?")),
    "role": ("award", _l("You are a full member now: everybody sees your texts at once.")),
}


def icon_of(notice):
    """The name of the icon beside a notice."""
    return ABOUT[notice.about][0]


def words_of(notice, who):
    """The sentence of a notice; `who` is what its actor is called. Needs `topic`."""
    title = notice.topic.title if notice.topic else ""
    if notice.count > 1 and (many := _words_of_many(notice, title)):
        return many
    if notice.about == "merged" and not notice.detail:
        return _("Something was merged into “%(title)s”", title=title)
    return str(ABOUT[notice.about][1]) % {"who": who, "title": title, "detail": _detail(notice), **_numbers(notice)}


def words_of_urgent(notice, who):
    """That its reader was spoken to, of a notice whose own sentence says something else. Needs `topic`, its board."""
    topic = notice.topic
    is_asker = topic.board.kind == "questions" and topic.author_id == notice.member_id
    return str(ABOUT["answer" if is_asker else "mention"][1]) % {"who": who, "title": topic.title}


def _words_of_many(notice, title):
    number = notice.count
    if notice.about == "reply":
        return ngettext("%(num)s reply in “%(title)s”", "%(num)s replies in “%(title)s”", number, title=title)
    if notice.about == "answer":
        return ngettext(
            "%(num)s answer to your question “%(title)s”",
            "%(num)s answers to your question “%(title)s”",
            number,
            title=title,
        )
    if notice.about == "comment":
        return ngettext(
            "%(num)s comment on your text in “%(title)s”",
            "%(num)s comments on your text in “%(title)s”",
            number,
            title=title,
        )
    return None


def _detail(notice):
    if notice.about == "status":
        return status_name(notice.detail)
    return OUTCOME_NAMES.get(notice.detail, notice.detail)


def _numbers(notice):
    """The two numbers of a day in moderation, which are kept as one fact."""
    return dict(zip(("decided", "waiting"), notice.detail.split("/"), strict=True)) if notice.about == "day_sum" else {}
