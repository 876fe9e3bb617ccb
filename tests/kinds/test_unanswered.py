"""What waits: questions without an answer and without a solution, on a page of their own and on the start page."""

from datetime import timedelta

import pytest

from app.database import now
from app.topics.models import Topic

NONE, ANSWERED, SOLVED, CLOSED = "Nobody has said", "Somebody has said", "It was found", "Not asked any more"


@pytest.fixture
def asked(make_topic, make_reply, ben, gus, emil, db):
    topics = {title: make_topic("questions", ben, title) for title in (NONE, ANSWERED, SOLVED, CLOSED)}
    answer = make_reply(topics[SOLVED], gus)
    make_reply(topics[ANSWERED], gus)
    topics[SOLVED].question.accept(answer, by=ben)
    topics[CLOSED].close(by=emil)
    db.session.execute(db.update(Topic).values(created_at=now() - timedelta(hours=25)))
    db.session.commit()
    return topics


@pytest.mark.parametrize(("path", "shown"), [
    ("/questions/unanswered", {NONE}), ("/questions/unanswered?state=unsolved", {ANSWERED}),
    ("/questions/unanswered?state=nonsense", {NONE}), ("/questions?state=unanswered", {NONE}),
    ("/questions?state=unsolved", {NONE, ANSWERED, CLOSED}), ("/questions?state=solved", {SOLVED}),
])
def test_it_lists_what_waits(asked, visitor, sign_in, finn, path, shown):
    for browser in (visitor, sign_in(finn)):
        page = browser.get(path).text
        assert {title for title in asked if title in page} == shown


def test_it_answers_htmx_with_the_list_alone(asked, visitor):
    part = visitor.get("/questions/unanswered?state=unsolved", htmx="topics").text
    assert ANSWERED in part and "<html" not in part


def test_the_start_page_shows_after_a_day_what_is_not_solved(asked, sign_in, ben, gus, db):
    page = sign_in(gus).get("/").text
    start = page.index("Answered, but not solved yet")
    assert ANSWERED in page[start : page.index("The latest")] and SOLVED not in page[start : page.index("The latest")]
    assert "Answered, but not solved yet" not in sign_in(ben).get("/").text
    db.session.execute(db.update(Topic).values(created_at=now() - timedelta(hours=23)))
    db.session.commit()
    assert "Answered, but not solved yet" not in sign_in(gus).get("/").text
