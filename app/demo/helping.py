"""Scenes around questions: other words that a helper suggests, who may be asked, what is asked often, and whether it
saved a call. Apart from the scenes that every talk has.
"""

from app.accounts.roles import TEAM
from app.demo.story import KARIN, OLE, PIOTR, TOM
from app.kinds.questions.faq import answer_call, list_in_faq
from app.kinds.questions.knowing import agree_to_be_asked
from app.kinds.questions.suggestions import suggest_edit

# (talk, number of the answer, who, day, the words, why)
SUGGESTIONS = (
    ("dogs-inside", 0, KARIN, 30, "Ja, im vorderen Raum. Hinten spielen die Kinder, dort bitte nicht. Wasser steht an der Tür.",
     "Das mit dem Wasser fragen alle."),
)
# Who may be asked about what they solved before.
ASKABLE = (TOM, KARIN, OLE, PIOTR)
# What stands on the page of often asked questions, in its order.
FAQ = ("holiday", "wifi", "dogs-inside", "card")
# (talk, day, whether it saved a call), said by visitors.
CALLS = (
    *(("holiday", day, True) for day in (33, 30, 26, 21, 16, 12, 9, 5, 2.5, 1.2, 0.6)),
    *(("wifi", day, day != 19) for day in (38, 27, 19, 8, 0.8)),
    *(("dogs-inside", day, day != 7) for day in (29, 14, 7, 1.5)),
)


def plan_helping(story):
    """What helpers and readers do around answers."""
    for key, number, by, day, text, note in SUGGESTIONS:
        story.plan(day, "suggestion", lambda a=(key, number, by, text, note): _suggest(story, *a))
    for name in ASKABLE:
        story.plan(25, f"askable {name}", lambda name=name: agree_to_be_asked(story.members[name], wanted=True))
    for number, key in enumerate(FAQ):
        story.plan(10 - number / 10, "faq", lambda key=key: _list(story, key))
    for key, day, saved in CALLS:
        story.plan(day, f"call {key}", lambda key=key, saved=saved: answer_call(story.topics[key], None, saved=saved))


def _suggest(story, key, number, by, text, note):
    suggest_edit(story.posts[key, number], text, note, by=story.members[by])


def _list(story, key):
    team = next(member for member in story.members.values() if member.role == TEAM)
    list_in_faq(story.topics[key], wanted=True, by=team)
