"""The living style guide: every component in every state, from the real macros, with made-up things.

Nothing here is read from the database or written to it: topics, posts and members are objects of this module.
"""

from datetime import timedelta
from types import SimpleNamespace

from flask import Blueprint, request
from sqlalchemy.orm.attributes import set_committed_value
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from app.accounts.models import Member
from app.admin.forms import SettingsForm
from app.boards.models import Board
from app.database import now
from app.insights.curve.curve import Curve, Point, Series, path, turn
from app.insights.curve.queries import LEAST, Place
from app.insights.pulses.forms import OPEN, PulseForm
from app.insights.touchpoints.models import STAGE_NAMES, STAGES
from app.kinds import KINDS
from app.kinds.announcements.models import OUTCOMES, Announcement
from app.kinds.ideas.models import STATUSES, Idea
from app.kinds.polls.models import Poll
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.site import LANGUAGES
from app.statistics.shares import wilson
from app.topics.models import HELD, PUBLISHED, REMOVED, Topic
from app.web.assets import STYLES
from app.web.charts import ScaleChart, ShareChart, WeekChart, weeks_of
from app.web.forms import HouseForm, Words
from app.web.rendering import render
from app.web.words import current_language, speaking

bp = Blueprint("style", __name__)

THEMES = ("auto", "light", "dark")
# What is not a component but the ground that all of them stand on.
GROUND = ("tokens", "reset", "base", "layout", "utilities")
SAMPLES = {
    "en": {
        "title": "Oat milk at the counter, also in the afternoon",
        "long": "A word that has no end: Donaudampfschifffahrtsgesellschaftskapitänsmütze, and what it does to a card",
        "text": "In the morning there is some, after two o’clock there is none. I would pay a little more for it.",
        "name": "Ada",
        "short": "Oat milk",
        "wrong": "Please write at least two characters.",
        "choices": ("Oat", "Soy", "Cow"),
    },
    "de": {
        "title": "Hafermilch an der Theke, auch am Nachmittag",
        "long": "Ein Wort ohne Ende: Donaudampfschifffahrtsgesellschaftskapitänsmütze, und was es mit einer Karte macht",
        "text": "Morgens gibt es welche, nach zwei Uhr keine mehr. Ich würde dafür etwas mehr bezahlen.",
        "name": "Ada",
        "short": "Hafermilch",
        "wrong": "Bitte mindestens zwei Zeichen schreiben.",
        "choices": ("Hafer", "Soja", "Kuh"),
    },
}


@bp.get("/admin/style")
def style():
    wished, theme = request.args.get("lang"), request.args.get("theme")
    theme = theme if theme in THEMES else "auto"
    with speaking(wished if wished in LANGUAGES else current_language()):
        return render("admin/style.html", theme=theme, themes=THEMES, **samples(current_language()))


def samples(language):
    """Everything that the page shows, in words of this language."""
    words = SAMPLES[language]
    members = [_member(number, words["name"]) for number in range(1, 9)]
    topics = {kind: _topic(kind, members[0], words) for kind in KINDS}
    return {
        "w": SimpleNamespace(**words),
        "parts": [name for name in STYLES if name not in GROUND],
        "members": members,
        "topics": topics,
        "cards": _cards(topics, members, words),
        "questions_posts": _posts(topics["questions"], members, words),
        "idea_post": _post(topics["ideas"], members[1], words, 1, is_opening=True, vote_count=41),
        "form": _form(words),
        "settings": SettingsForm(formdata=None, accent_hue=40),
        "curve": _curve(words),
        "stage_names": STAGE_NAMES,
        "least": LEAST,
        "path": path,
        "turn": turn,
        "faces": PulseForm(formdata=None, meta=OPEN, score=1),
        "results": _results(words),
        "statuses": STATUSES,
        "outcomes": OUTCOMES,
        "week_charts": _week_charts(words),
        "share_chart": ShareChart("shares", words["short"], [("planned", "A", 12), ("in_work", "B", 3), ("done", "C", 26)], heads=(words["short"], words["name"])),
        "promoters_chart": ShareChart(
            "promoters", words["short"], [("against", "A", 5), ("neither", "B", 3), ("for", "C", 12)], heads=(words["short"], words["name"])
        ),
        "scale_chart": ScaleChart("scale", words["title"], [(n, str(n), n * n % 7) for n in range(1, 6)], 2, 3, 4.5),
        "moment": now() - timedelta(hours=3),
    }


def _member(number, name):
    return Member(id=number - 1, name=name, handle="ada", role="member")


def _topic(kind, author, words, **more):
    at = now() - timedelta(days=2)
    board = Board(id=1, name=words["short"], slug="sample", kind=kind, topic_count=12)
    columns = {
        "id": 1, "title": words["title"], "slug": "sample", "state": PUBLISHED, "excerpt": words["text"],
        "language": None, "tag_names": [words["short"]], "vote_count": 41, "reply_count": 7, "comment_count": 2,
        "heat": 1.0, "created_at": at, "last_activity_at": at, "author_id": 2,
    }  # fmt: skip
    part = more.pop("part", {})
    topic = Topic(**(columns | more))
    # Set as loaded: these are nobody's, and no session may take them in.
    set_committed_value(topic, "board", board)
    set_committed_value(topic, "author", author)
    _add_part(topic, kind, part)
    return topic


def _add_part(topic, kind, part):
    parts = {
        "ideas": lambda: Idea(topic_id=1, **({"status": "planned", "reason": ""} | part)),
        "questions": lambda: Question(topic_id=1, **part),
        "polls": lambda: Poll(topic_id=1, **({"closes_at": now() + timedelta(days=5)} | part)),
        "announcements": lambda: Announcement(topic_id=1, **({"outcome": "it_failed"} | part)),
    }
    if kind in parts:
        set_committed_value(topic, KINDS[kind].part_name, parts[kind]())


def _cards(topics, members, words):
    """Topics as lists show them: every kind, then the states a card can be in."""
    return [
        *topics.values(),
        _topic("ideas", members[2], words, part={"status": "done"}, vote_count=1234),
        _topic("ideas", members[3], words, part={"status": "not_now"}, state=HELD, title=words["long"]),
        _topic("questions", None, words, part={"accepted_id": 5}, closed_at=now()),
        _topic("questions", members[6], words, part={"with_team_at": now()}),
        _topic("polls", members[4], words, part={"closes_at": now() - timedelta(days=1)}),
        _topic("discussions", members[5], words, pinned_at=now(), reply_count=0, tag_names=[]),
    ]


def _posts(topic, members, words):
    """An answer in every state, the first with a comment."""
    topic.question.accepted_id = 2
    team = _member(4, words["name"])
    team.role = "team"
    comment = _post(topic, members[2], words, 9, thread_id=2, parent_id=2)
    return [
        (_post(topic, members[1], words, 2, vote_count=7, edited_at=now()), [comment]),
        (_post(topic, team, words, 3), ()),
        (_post(topic, members[3], words, 4, state=HELD), ()),
        (_post(topic, members[4], words, 5, state=REMOVED), ()),
        (_post(topic, None, words, 6, vote_count=1), ()),
    ]


def _post(topic, author, words, id, **more):
    columns = {
        "id": id, "topic_id": 1, "author_id": author and author.id, "is_opening": False, "state": PUBLISHED,
        "html": f"<p>{words['text']}</p>", "vote_count": 0, "created_at": topic.created_at, "language": None,
    }  # fmt: skip
    post = Post(**(columns | more))
    set_committed_value(post, "topic", topic)
    set_committed_value(post, "author", author)
    return post


def _form(words):
    """A form with every kind of field, one of them refused."""

    class SampleForm(HouseForm):
        title = StringField(words["short"], [Words(2, 60)], description=words["title"])
        wrong = StringField(words["short"], [Words(2, 60)])
        wish = TextAreaField(words["title"])
        board = SelectField(words["short"], choices=words["choices"])
        choice = RadioField(words["short"], choices=words["choices"])
        tick = BooleanField(words["short"])

    form = SampleForm(formdata=None, choice=words["choices"][0])
    form.wrong.errors = [words["wrong"]]
    return form


def _curve(words):
    """Five places, two series, and a point that is missing."""
    scores = ({1: 9, 2: 4}, {0: 8, -1: 6}, {-2: 2}, {-1: 9, 0: 3}, {2: 8, 1: 3}), ({0: 9}, {0: 5, 1: 4}, {1: 7}, {-1: 6}, {1: 9})
    places = tuple(Place(number, stage, words["short"]) for number, stage in enumerate(STAGES))
    series = (Series(name, tuple(map(Point.of, counts))) for name, counts in zip(words["choices"], scores, strict=False))
    return Curve(places, tuple(series))


def _results(words):
    counts, of = (17, 12, 0), 29
    rows = zip(words["choices"], counts, (wilson(count, of) for count in counts), strict=True)
    return [
        SimpleNamespace(text=text, count=count, share=100 * count / of, low=round(100 * low, 1), high=round(100 * high, 1))
        for text, count, (low, high) in rows
    ]


def _week_charts(words):
    """One series, two series, a single week, and nothing."""
    today = now().date()
    many = [(today - timedelta(days=5 * n), 0, (n * 7) % 13) for n in range(16)]
    both = [*many, *((today - timedelta(days=3 * n), 1, (n * 5) % 11) for n in range(24))]
    one = (words["short"],)
    return [
        WeekChart("many", words["title"], one, weeks_of(many)),
        WeekChart("both", words["title"], (words["short"], words["name"]), weeks_of(both, series=2)),
        WeekChart("single", words["title"], one, weeks_of([(today, 0, 1)])),
        WeekChart("nothing", words["title"], one, weeks_of([])),
    ]
