"""Scenes around questions: other words that a helper suggests. Apart from the scenes that every talk has."""

from app.demo.story import KARIN
from app.kinds.questions.suggestions import suggest_edit

# (talk, number of the answer, who, day, the words, why)
SUGGESTIONS = (
    ("dogs-inside", 0, KARIN, 30, "Ja, im vorderen Raum. Hinten spielen die Kinder, dort bitte nicht. Wasser steht an der Tür.",
     "Das mit dem Wasser fragen alle."),
)


def plan_helping(story):
    """What helpers do around answers."""
    for key, number, by, day, text, note in SUGGESTIONS:
        story.plan(day, "suggestion", lambda a=(key, number, by, text, note): _suggest(story, *a))


def _suggest(story, key, number, by, text, note):
    suggest_edit(story.posts[key, number], text, note, by=story.members[by])
