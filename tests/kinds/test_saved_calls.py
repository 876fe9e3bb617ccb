"""Did this save you a call? Anybody may say so under a solved question; the team sees a month's estimate."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup

from app.kinds.questions.faq import CallAnswer, Calls, calls_of_month


@pytest.fixture
def solved(make_topic, make_reply, ben, gus, db):
    topic = make_topic("questions", ben, "Where is the key?")
    topic.question.accept(make_reply(topic, gus, "Under the mat."), by=ben)
    db.session.commit()
    return topic


def say(browser, topic, said="yes", **more):
    return browser.post(f"/questions/{topic.id}/call", {"saved": said}, **more)


def answers(db):
    return db.session.execute(db.select(CallAnswer.member_id, CallAnswer.saved)).all()


def test_a_member_has_one_answer(solved, sign_in, gus, db):
    browser = sign_in(gus)
    assert "Did this save you a call?" in browser.get(solved.url).text
    assert say(browser, solved).location == f"{solved.url}?thanks=call#call"
    assert "Thank you, that helps us." in browser.get(f"{solved.url}?thanks=call").text
    say(browser, solved), say(browser, solved, "no")
    assert answers(db) == [(gus.id, False)]


def test_a_visitor_may_say_so_without_a_cookie(solved, visitor, db):
    page = visitor.get(solved.url)
    assert "Did this save you a call?" in page.text
    answer = say(visitor, solved, token=False, htmx="call")
    assert "Thank you, that helps us." in answer.text and "Set-Cookie" not in answer.headers
    assert answers(db) == [(None, True)]


def test_a_visitor_counts_once_a_day(make_app, solved, db):
    from tests.conftest import Browser

    browser = Browser(make_app(RATELIMIT_ENABLED=True))
    assert [say(browser, solved).status_code for _ in range(3)] == [303] * 3
    assert answers(db) == [(None, True)]


@pytest.mark.parametrize("said", ["", "maybe"])
def test_it_takes_only_yes_and_no(solved, visitor, db, said):
    assert say(visitor, solved, said).status_code == 400
    assert answers(db) == []


def test_it_asks_only_where_something_is_solved(make_topic, visitor, ben, db):
    topic = make_topic("questions", ben)
    assert "Did this save you a call?" not in visitor.get(topic.url).text
    assert say(visitor, topic).status_code == 400


def test_the_team_sees_the_month_on_the_calendar_of_the_business(solved, sign_in, emil, db):
    # The month begins at midnight in Berlin, an hour before it does in UTC.
    for at, saved in (("2026-10-31 23:59", True), ("2026-11-01 00:01", True), ("2026-11-20 12:00", True), ("2026-11-20 12:00", False)):
        at = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        db.session.add(CallAnswer(topic_id=solved.id, saved=saved, created_at=at))
    db.session.commit()
    with time_machine.travel(datetime(2026, 11, 21, tzinfo=ZoneInfo("Europe/Berlin"))):
        assert (calls_of_month(), calls_of_month(1)) == (Calls(2, 3), Calls(1, 1))
        browser = sign_in(emil)
        page = browser.get("/faq/edit").text
        assert "At least 2 calls" in page and "about 10 minutes" in page and "Last month: 1" in page
        facts = " ".join(BeautifulSoup(browser.get("/admin").text, "html.parser").select_one("main dl.facts").text.split())
        assert "calls saved this month2" in facts
