"""The team says what came of what members said."""

import pytest

from app.events.models import Event
from app.kinds.announcements.models import Announcement, AnnouncementSource
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in

FIELDS = {"title": "Oat milk is here", "body": "From Monday on.", "outcome": "done"}


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "More oat milk")


@pytest.fixture
def publish(sign_in, emil, boards):
    def act(browser=None, sources="", **fields):
        sent = FIELDS | {"board": boards["announcements"].slug, "source_lines": sources} | fields
        return (browser or sign_in(emil)).post("/announcements/new", sent)

    return act


def sources(db):
    return set(db.session.scalars(db.select(AnnouncementSource.topic_id)))


def events(db, name):
    return list(db.session.scalars(db.select(Event).where(Event.name == name).order_by(Event.id)))


@pytest.mark.parametrize("written", ["{id}", "#{id}", "{url}", "http://localhost{url}", "ideas/{id}", "\n  /ideas/{id}/ \n"])
def test_it_publishes_an_outcome(publish, idea, emil, db, visitor, written):
    answer = publish(sources=written.format(id=idea.id, url=idea.url))
    assert answer.status_code == 303 and sources(db) == {idea.id}
    told = db.session.scalar(db.select(Announcement))
    assert told.outcome == "done"
    happened = events(db, "outcome.published")
    assert [(e.topic_id, e.actor_id, e.data) for e in happened] == [(told.topic_id, emil.id, {"sources": [idea.id]})]
    assert [(e.topic_id, e.data) for e in events(db, "announcement.sourced")] == [
        (idea.id, {"announcement": told.topic_id})
    ]
    assert idea.url in visitor.get(answer.location).text


def test_it_answers_ideas_questions_and_polls_at_once(publish, idea, make_topic, make_poll, emil, ben, db):
    question, poll = make_topic("questions", ben), make_poll(emil)
    publish(sources=f"{idea.id}\n{question.url}\n{poll.url}\n{idea.url}")
    assert sources(db) == {idea.id, question.id, poll.id}


def test_it_publishes_once_when_sent_again(publish, idea, sign_in, emil, db):
    browser = sign_in(emil)
    assert [publish(browser, idea.url, form_key="k").status_code for _ in range(2)] == [303, 303]
    assert len(events(db, "outcome.published")) == 1


@pytest.mark.parametrize("outcome", ["done", "planned", "not_now", "it_failed", "you_spared_us_this", "interim"])
def test_it_wants_a_source_for_all_but_news(publish, boards, db, outcome):
    answer = publish(outcome=outcome)
    assert answer.status_code == 422 and "at least one idea, question or poll" in answer.text
    assert publish(outcome="news").status_code == 303


@pytest.mark.parametrize("line", ["999", "no such thing", "/discussions/1", "https://elsewhere.example/ideas/1", "/questions/1", "1" * 30])
def test_it_names_the_line_that_is_wrong(publish, idea, db, line):
    answer = publish(sources=f"{idea.url}\n{line}")
    assert answer.status_code == 422 and "Line 2" in answer.text
    assert sources(db) == set() and events(db, "outcome.published") == []


def test_it_refuses_what_is_no_source(publish, make_topic, ben, cleo):
    held = make_topic("ideas", cleo)
    assert "Line 1" in publish(sources=make_topic("discussions", ben).url).text
    assert "Line 1" in publish(sources=held.url).text


def test_it_refuses_to_tell_more_people_than_the_source(publish, emil, db):
    inner = make_topic_in(make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    answer = publish(sources=inner.url)
    assert answer.status_code == 422 and "same audience" in answer.text
    board = make_board("announcements", "Inner news", audience="members")
    assert publish(sources=inner.url, board=board.slug).status_code == 303


def test_it_refuses_the_same_on_editing(publish, idea, sign_in, emil, db):
    inner = make_topic_in(make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    browser = sign_in(emil)
    publish(browser, idea.url)
    told = db.session.scalar(db.select(Announcement.topic_id))
    assert idea.url in browser.get(f"/topics/{told}/edit").text
    sent = FIELDS | {"version": "1", "source_lines": f"{idea.url}\n{inner.url}"}
    assert browser.post(f"/topics/{told}/edit", sent).status_code == 422
    assert sources(db) == {idea.id}


def test_it_changes_outcome_and_sources_and_tells_only_new_ones(publish, idea, make_topic, ben, sign_in, emil, db):
    other, third = make_topic("ideas", ben, "Other"), make_topic("ideas", ben, "Third")
    browser = sign_in(emil)
    publish(browser, f"{idea.url}\n{other.url}")
    told = db.session.scalar(db.select(Announcement.topic_id))
    sent = FIELDS | {"version": "1", "outcome": "it_failed", "source_lines": f"{other.url}\n{third.url}"}
    for _ in range(2):
        assert browser.post(f"/topics/{told}/edit", sent).status_code == 303
    assert sources(db) == {other.id, third.id}
    assert [e.topic_id for e in events(db, "announcement.sourced")] == [idea.id, other.id, third.id]
    assert len(events(db, "outcome.published")) == 1
    assert db.session.scalar(db.select(Announcement.outcome)) == "it_failed"


@pytest.mark.parametrize("who", ["ben", "finn", "dora", "cleo"])
def test_it_is_for_the_team_alone(people, sign_in, publish, idea, db, who):
    browser = sign_in(getattr(people, who))
    assert browser.get("/announcements/new").status_code == 403
    assert publish(browser, idea.url).status_code == 403 and sources(db) == set()


@pytest.mark.parametrize("outcome", ["it_failed", "you_spared_us_this"])
def test_it_has_a_frame_for_bad_news(sign_in, emil, boards, idea, outcome):
    page = sign_in(emil).get(f"/announcements/new?outcome={outcome}&source={idea.url}").text
    for part in ("What we planned", "What you said", "What we drop", "What we learnt"):
        assert f"## {part}" in page
    assert f'selected value="{outcome}"' in page and idea.url in page


def test_it_needs_few_queries(publish, idea, sign_in, emil, count_queries, make_topic, ben):
    browser = sign_in(emil)
    browser.form_token()
    with count_queries() as one:
        publish(browser, idea.url)
    others = "\n".join(make_topic("ideas", ben, f"Idea {n}").url for n in range(8))
    with count_queries() as many:
        publish(browser, others, title="Another one")
    assert len(many) == len(one) <= 10
