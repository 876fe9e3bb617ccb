"""Opening a topic of each kind, the generic way."""

import pytest

from app.database import now
from app.events.models import Event
from app.follows.models import TopicFollow
from app.groups.models import Group
from app.topics.models import Topic
from tests.conftest import Browser
from tests.factories import make_board

WORDS = {"title": "A longer counter", "body": "It is **crowded**.", "tags": "Counter, #Morning, counter"}
# What a kind asks for besides title and text.
OWN = {
    "polls": {
        "options": "Oat\nSoy", "choice": "single", "fewest": "1", "most": "1", "secrecy": "secret",
        "results_shown": "after_ballot", "decides": "Which milk", "decided_by": "Ada", "decided_until": "May",
    },
    "announcements": {"outcome": "news"},
}
WRITERS = {"ideas": "ben", "questions": "ben", "discussions": "ben", "polls": "emil", "announcements": "emil"}


@pytest.fixture
def open_topic(boards):
    def act(browser, kind="discussions", **fields):
        in_a_week = {"closes_at": f"{now().replace(year=now().year + 1, month=1, day=2):%Y-%m-%dT%H:%M}"}
        sent = WORDS | OWN.get(kind, {}) | {"board": boards[kind].slug} | (in_a_week if kind == "polls" else {})
        return browser.post(f"/{kind}/new", sent | fields)

    return act


def topics(db):
    return list(db.session.scalars(db.select(Topic).order_by(Topic.id)))


@pytest.mark.parametrize("kind", WRITERS)
def test_it_opens_a_topic_of_each_kind(people, sign_in, visitor, open_topic, db, kind):
    author = getattr(people, WRITERS[kind])
    answer = open_topic(sign_in(author), kind)
    [topic] = topics(db)
    assert (answer.status_code, answer.location) == (303, f"/{kind}/{topic.id}-a-longer-counter")
    assert (topic.author_id, topic.tag_names, topic.vote_count) == (author.id, ["Counter", "Morning"], int(kind == "ideas"))
    assert db.session.get(TopicFollow, (topic.id, author.id)).muted is False
    happened = db.session.scalar(db.select(Event).where(Event.name == "topic.opened"))
    assert (happened.topic_id, happened.actor_id) == (topic.id, author.id)
    page = visitor.get(answer.location).text
    assert "A longer counter</h1>" in page and "It is <strong>crowded</strong>." in page
    assert "A longer counter" in visitor.get(f"/{kind}").text


@pytest.mark.parametrize("kind", WRITERS)
def test_its_page_starts_with_the_board_and_title_of_the_address(people, sign_in, boards, kind):
    make_board(kind, "Another one")
    browser = sign_in(getattr(people, WRITERS[kind]))
    page = browser.get(f"/{kind}/new?board={boards[kind].slug}&title=A+%3Cb%3E+counter").text
    assert f'<option selected value="{boards[kind].slug}">' in page
    assert 'value="A &lt;b&gt; counter"' in page


@pytest.mark.parametrize(
    ("fields", "field", "english", "german"),
    [
        ({"title": " "}, "title", "Please fill this in.", "Bitte ausfüllen."),
        ({"title": "Two"}, "title", "at least 4 characters", "mindestens 4 Zeichen"),
        ({"title": "x" * 151}, "title", "at most 150 characters", "höchstens 150 Zeichen"),
        ({"body": "\u200b"}, "body", "Please write something.", "Bitte schreib etwas."),
        ({"tags": "y" * 201}, "tags", "at most 200 characters", "höchstens 200 Zeichen"),
        ({"board": "nowhere"}, "board", "Please choose one of these.", "Bitte wähle eins davon."),
    ],
)
def test_it_says_beside_the_field_what_to_mend_and_keeps_what_was_typed(
    sign_in, ben, open_topic, db, fields, field, english, german
):
    make_board("discussions", "Another one")
    for language, words in (("en", english), ("de", german)):
        db.session.merge(ben).language = language
        db.session.commit()
        answer = open_topic(sign_in(ben), **fields)
        assert answer.status_code == 422
        beside = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
        assert words in beside.replace("\N{NO-BREAK SPACE}", " ")
        kept = {**{name: WORDS[name] for name in ("title", "body", "tags")}, **fields}
        assert kept["title"].strip() in answer.text and kept["body"] in answer.text and kept["tags"] in answer.text
        assert f'href="#{field}"' in answer.text
    assert topics(db) == []


def test_it_opens_one_however_often_it_is_sent(sign_in, ben, open_topic, db):
    browser = sign_in(ben)
    first, again = (open_topic(browser, form_key="k1") for _turn in range(2))
    # The second is led there by way of the post.
    assert first.location == (browser.get(again.location).location or again.location)
    assert len(topics(db)) == 1
    open_topic(browser, form_key="k1", title="Another title")
    assert [topic.title for topic in topics(db)] == ["A longer counter", "Another title"]


@pytest.mark.parametrize("kind", ["polls", "announcements"])
def test_polls_and_announcements_are_the_teams(people, sign_in, visitor, open_topic, db, kind):
    for name in ("ben", "finn", "dora"):
        browser = sign_in(getattr(people, name))
        assert open_topic(browser, kind).status_code == browser.get(f"/{kind}/new").status_code == 403
        assert f"/{kind}/new" not in browser.get(f"/{kind}").text
    assert topics(db) == []


def test_it_asks_a_visitor_to_sign_in_and_carries_the_words(visitor, open_topic, db):
    assert "/sign-in" in visitor.get("/discussions/new").location
    answer = open_topic(visitor)
    assert answer.status_code == 401 and "It is **crowded**." in answer.text
    assert topics(db) == []


def test_it_takes_no_board_of_another_kind_of_a_group_without_the_writer_or_archived(sign_in, ben, emil, boards, open_topic, db):
    regulars = Group(name="Regulars")
    db.session.add(regulars)
    db.session.flush()
    inner, old = make_board("discussions", "Inner", audience="group", group=regulars), make_board("discussions", "Old one")
    old.archive(by=emil)
    db.session.commit()
    browser = sign_in(ben)
    page = browser.get("/discussions/new").text
    assert "Inner" not in page and "Old one" not in page
    for board in (boards["ideas"], inner, old):
        assert open_topic(browser, board=board.slug).status_code == 422
    assert topics(db) == []


def test_where_every_board_is_archived_nothing_is_opened(sign_in, ben, emil, boards, open_topic, db):
    db.session.merge(boards["discussions"]).archive(by=emil)
    db.session.commit()
    browser = sign_in(ben)
    assert open_topic(browser).status_code == browser.get("/discussions/new").status_code == 403
    assert "/discussions/new" not in browser.get(boards["discussions"].url).text
    assert topics(db) == []


def test_a_kind_without_a_board_says_what_to_do(sign_in, ben, emil, site):
    assert "There is no board for this yet." in sign_in(ben).get("/questions/new").text
    assert "/admin/boards/new?kind=questions" in sign_in(emil).get("/questions/new").text


def test_the_text_of_a_new_member_waits(sign_in, cleo, ben, visitor, open_topic, db):
    browser = sign_in(cleo)
    answer = open_topic(browser)
    assert topics(db)[0].state == "held"
    page = browser.get(answer.location).text
    assert "The team looks at your text before everybody sees it." in page and "Waiting" in page
    assert "A longer counter" in browser.get("/discussions").text
    for reader in (sign_in(ben), visitor):
        assert reader.get(answer.location).status_code == 404
        assert "A longer counter" not in reader.get("/discussions").text


def test_h2_a_new_member_opens_one_in_half_a_minute_and_others_three_in_ten(make_app, people, open_topic, db):
    app = make_app(RATELIMIT_ENABLED=True)
    for member, most in ((people.cleo, 1), (people.ben, 3)):
        browser = Browser(app, member)
        answers = [open_topic(browser, title=f"Number {turn}") for turn in range(most + 1)]
        assert [answer.status_code for answer in answers] == [303] * most + [429]
        assert f"Number {most}" in answers[-1].text and "Retry-After" in answers[-1].headers
    assert len(topics(db)) == 4


@pytest.mark.parametrize("options", [2, 20])
def test_a_poll_needs_no_more_statements_for_more_options(sign_in, emil, open_topic, count_queries, options):
    browser = sign_in(emil)
    browser.form_token()
    with count_queries() as queries:
        answer = open_topic(browser, "polls", options="\n".join(f"Option {n}" for n in range(options)), form_key="k")
    assert answer.status_code == 303 and len(queries) <= 10, "\n".join(sql[:90] for sql in queries)
