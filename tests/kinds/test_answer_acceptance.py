"""The asker says which answer solved it."""

from datetime import timedelta

import pytest

from app.database import now
from app.events.models import Event
from app.kinds.questions.models import Question


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?", "I cannot find it.")


@pytest.fixture
def answer(question, make_reply, gus):
    return make_reply(question, gus, "Under the mat.")


def accepted(db, question):
    return db.session.scalar(db.select(Question.accepted_id).where(Question.topic_id == question.id))


def events(db, name):
    return db.session.scalar(db.select(db.func.count()).where(Event.name == name))


def accept(browser, post, on=True):
    return browser.post(f"/posts/{post.id}/acceptance", {"on": "1"} if on else {})


def test_it_accepts(sign_in, ben, question, answer, db):
    browser = sign_in(ben)
    assert "Accept answer" in browser.get(question.url).text
    got = accept(browser, answer)
    assert (got.status_code, got.location) == (303, answer.url)
    assert accepted(db, question) == answer.id
    page = browser.get(question.url).text
    assert "Solved" in page and "Accepted answer" in page and "Take acceptance back" in page


def test_it_changes_nothing_when_sent_again(sign_in, ben, question, answer, db):
    browser = sign_in(ben)
    accept(browser, answer), accept(browser, answer)
    assert (accepted(db, question), events(db, "answer.accepted")) == (answer.id, 1)


def test_it_is_taken_back_once(sign_in, ben, question, answer, make_reply, finn, db):
    other = make_reply(question, finn)
    browser = sign_in(ben)
    accept(browser, answer)
    accept(browser, other, on=False)
    assert accepted(db, question) == answer.id
    accept(browser, answer, on=False), accept(browser, answer, on=False)
    assert (accepted(db, question), events(db, "answer.unaccepted")) == (None, 1)


def test_it_works_with_htmx(sign_in, ben, question, answer, db):
    got = sign_in(ben).post(f"/posts/{answer.id}/acceptance", {"on": "1"}, htmx="replies")
    assert got.headers["HX-Redirect"] == answer.url and accepted(db, question) == answer.id


def test_it_moves_the_accepted_one_to_the_front(sign_in, visitor, ben, finn, question, answer, make_reply):
    other = make_reply(question, finn, "On the hook.")
    accept(sign_in(ben), other)
    page = visitor.get(question.url).text
    assert page.index("On the hook.") < page.index("Under the mat.")


@pytest.mark.parametrize(("who", "days", "may"), [
    ("gus", 10, False), ("cleo", 10, False), ("finn", 2, False), ("finn", 3, True), ("dora", 3, True),
    ("emil", 3, True), ("ben", 0, True),
])
def test_it_is_the_askers_and_after_three_days_the_helpers(people, sign_in, question, answer, db, who, days, may):
    question.created_at = now() - timedelta(days=days)
    db.session.commit()
    assert accept(sign_in(getattr(people, who)), answer).status_code == (303 if may else 403)
    assert (accepted(db, question) is not None) == may


def test_it_leaves_the_askers_choice_alone(sign_in, ben, finn, question, answer, make_reply, db):
    other = make_reply(question, finn)
    question.created_at = now() - timedelta(days=5)
    db.session.commit()
    accept(sign_in(ben), answer)
    assert accept(sign_in(finn), other).status_code == 403
    assert accepted(db, question) == answer.id


def test_it_asks_a_visitor_to_sign_in(visitor, question, answer, db):
    accept(visitor, answer)
    assert accepted(db, question) is None


def test_it_takes_only_answers(sign_in, ben, gus, cleo, question, answer, make_reply, make_topic, db):
    browser = sign_in(ben)
    comment = make_reply(question, gus, parent=answer)
    elsewhere = make_reply(make_topic("ideas", ben), gus)
    held = make_reply(question, cleo)
    for post in (question.opening, comment, elsewhere, held):
        assert accept(browser, post).status_code == 404
    assert accepted(db, question) is None


def test_it_marks_the_teams_answer_official(visitor, question, make_reply, emil, gus):
    make_reply(question, gus)
    assert "Official answer" not in visitor.get(question.url).text
    make_reply(question, emil)
    page = visitor.get(question.url).text
    assert "Official answer" in page and "Unsolved" in page


def test_it_filters_the_list(sign_in, visitor, ben, question, answer, make_topic):
    make_topic("questions", ben, "Still open")
    accept(sign_in(ben), answer)
    solved, unsolved = visitor.get("/questions?state=solved").text, visitor.get("/questions?state=unsolved").text
    assert "Where is the key?" in solved and "Still open" not in solved
    assert "Where is the key?" not in unsolved and "Still open" in unsolved


def test_it_needs_few_queries(sign_in, ben, question, answer, count_queries):
    browser = sign_in(ben)
    browser.form_token()
    with count_queries() as queries:
        accept(browser, answer)
    assert len(queries) <= 10


def test_it_is_no_longer_solved_by_an_answer_that_was_taken_away(sign_in, ben, gus, question, answer, run_readers, db):
    accept(sign_in(ben), answer)
    author = sign_in(gus)
    author.post(f"/posts/{answer.id}/deletion")
    run_readers()
    assert accepted(db, question) is None
    assert "Unsolved" in author.get("/questions").text
    author.post(f"/posts/{answer.id}/restoration")
    run_readers()
    assert accepted(db, question) == answer.id


def test_it_stays_with_the_answer_that_was_accepted_meanwhile(sign_in, ben, gus, finn, question, answer, make_reply, run_readers, db):
    better = make_reply(question, finn, "With the neighbour.")
    asker, author = sign_in(ben), sign_in(gus)
    accept(asker, answer)
    author.post(f"/posts/{answer.id}/deletion")
    run_readers()
    accept(asker, better)
    author.post(f"/posts/{answer.id}/restoration")
    run_readers()
    assert accepted(db, question) == better.id
