"""The tone of a text: a hint that only the team sees, in two languages, and often unknown."""

import subprocess
import sys

import pytest

from app.config import ROOT
from app.moderation.tone.engine import tone_of
from app.moderation.tone.models import Tone
from app.posts.models import Post


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ("This is a horrible, disgusting place and I hate it.", "sharp", "en"),
        ("I love this wonderful shop, and the cake is great.", "warm", "en"),
        ("Das ist widerlich, die Bedienung war unfreundlich und der Kuchen schlecht.", "sharp", "de"),
        ("Das ist ein schöner Laden, und die Leute sind sehr freundlich.", "warm", "de"),
        ("When do you open on the first of May?", "unknown", "en"),
        ("ok", "unknown", None),
        ("> This is a horrible, disgusting place and I hate it.\n\nWhat do you think of this?", "unknown", "en"),
    ],
)
def test_it_hears_the_tone_of_own_words(text, word, language):
    polarity, heard = tone_of(text)
    assert (Tone(polarity=polarity).word, heard) == (word, language)


def test_it_shows_the_tone_to_moderators_alone(make_topic, make_reply, people, sign_in, run_readers, db):
    topic = make_topic("discussions", people.gus)
    held = make_reply(topic, people.cleo, "This is a horrible, disgusting place and I hate it.")
    shown = make_reply(topic, people.ben, "This is a horrible, disgusting place and I hate it.")
    run_readers()
    assert db.session.get(Tone, held.id).word == "sharp"
    assert "Tone: rather sharp" in sign_in(people.dora).get("/moderation").text
    assert "Tone:" not in sign_in(people.cleo).get(topic.url).text
    # Sharp words alone hold nothing.
    assert db.session.scalar(db.select(Post.state).where(Post.id == shown.id)) == "published"


def test_it_loads_neither_nltk_nor_anything_from_the_network():
    script = (
        "import sys, socket; socket.socket.connect = None\n"
        "from app.moderation.tone.engine import tone_of\n"
        "tone_of('I love this wonderful shop, and the cake is great.'); tone_of('Das ist ein schöner, guter Laden, und ich mag ihn.')\n"
        "print([name for name in ('nltk', 'textblob', 'textblob_de') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
