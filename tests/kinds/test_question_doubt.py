"""Still not solved: for 14 days the asker can open the question again."""

from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.kinds.questions.models import Question
from app.notifications.models import Notice
from app.topics.models import Topic


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?", "I cannot find it.")


@pytest.fixture
def answer(question, make_reply, gus):
    return make_reply(question, gus, "Under the mat.")


@pytest.fixture
def solved(sign_in, ben, question, answer):
    sign_in(ben).post(f"/posts/{answer.id}/acceptance", {"on": "1"})
    return question


def doubt(browser, question):
    return browser.post(f"/questions/{question.id}/doubt")


def is_solved(db, question):
    return db.session.scalar(db.select(Question.accepted_id).where(Question.topic_id == question.id)) is not None


def test_it_opens_the_question_again_and_asks_what_is_missing(sign_in, ben, solved, answer, db):
    browser = sign_in(ben)
    browser.post(f"/topics/{solved.id}/closure", {"on": "1"})
    assert "Still not solved" in browser.get(solved.url).text
    got = doubt(browser, solved)
    assert (got.status_code, got.location) == (303, f"/posts/{answer.id}/comments/new")
    assert not is_solved(db, solved)
    assert db.session.scalar(db.select(Topic.closed_at).where(Topic.id == solved.id)) is None
    page = browser.get(solved.url).text
    assert "Unsolved" in page and "Still not solved" not in page


def test_it_changes_nothing_when_sent_again(sign_in, ben, solved, db):
    browser = sign_in(ben)
    doubt(browser, solved)
    since = db.session.scalar(db.select(Question.reopened_at).where(Question.topic_id == solved.id))
    assert doubt(browser, solved).location == solved.url
    assert db.session.scalar(db.select(Question.reopened_at).where(Question.topic_id == solved.id)) == since


@pytest.mark.parametrize(("days", "may"), [(13.9, True), (14.1, False)])
def test_it_is_possible_for_14_days(sign_in, ben, solved, db, days, may):
    browser = sign_in(ben)
    with time_machine.travel(now() + timedelta(days=days)):
        assert ("Still not solved" in browser.get(solved.url).text) == may
        assert doubt(browser, solved).status_code == (303 if may else 403)
    assert is_solved(db, solved) != may


@pytest.mark.parametrize("who", ["gus", "finn", "emil"])
def test_it_is_the_askers(people, sign_in, solved, db, who):
    assert doubt(sign_in(getattr(people, who)), solved).status_code == 403
    assert is_solved(db, solved)


def test_it_tells_who_answered_and_who_accepted(sign_in, ben, finn, gus, question, answer, run_readers, db):
    question.created_at = now() - timedelta(days=4)
    db.session.commit()
    sign_in(finn).post(f"/posts/{answer.id}/acceptance", {"on": "1"})
    run_readers()
    asker = sign_in(ben)
    assert "marked an answer to your question" in asker.get("/inbox").text
    doubt(asker, question)
    run_readers()
    told = db.session.execute(db.select(Notice.member_id, Notice.about)).all()
    assert {(gus.id, "doubted"), (finn.id, "doubted"), (ben.id, "solved")} <= {tuple(row) for row in told}


def test_it_does_not_tell_the_asker_of_their_own_choice(solved, ben, run_readers, db):
    run_readers()
    about = db.session.scalars(db.select(Notice.about).where(Notice.member_id == ben.id)).all()
    assert "solved" not in about
