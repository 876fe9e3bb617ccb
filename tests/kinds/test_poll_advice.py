"""Before a poll is published the checker looks it over; the team may publish it as it is."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.database import now
from app.kinds.polls.asking import PollQuestion
from tests.kinds.test_poll_new import FIELDS, in_days

LEADING = {"title": "Don't you think oat is best?"}
TWO = {"question_count": "2", "question": "Which milk?", "q2-question": "How are price and taste?", "q2-choice": "csat", "q2-skippable": "y"}


@pytest.fixture
def send(sign_in, emil, boards):
    browser = sign_in(emil)
    return lambda path="/polls/new", **fields: browser.post(path, FIELDS | {"closes_at": in_days(7), "board": boards["polls"].slug} | fields)


def advice_in(answer):
    page = BeautifulSoup(answer.text, "html.parser")
    return page, [" ".join(line.get_text().split()) for line in page.select("#advice .advice")]


def asked(db):
    return db.session.scalars(db.select(PollQuestion.text).order_by(PollQuestion.position)).all()


def test_it_holds_up_what_leads_and_says_why(send, db):
    answer = send(**LEADING)
    page, advice = advice_in(answer)
    assert answer.status_code == 422 and not asked(db)
    assert advice == ["“Don't you” suggests an answer. Ask so that every answer is equally easy to give."]
    # What was typed is still there, and one tick publishes it as it is.
    assert page.select_one("[name=title]")["value"] == LEADING["title"] and page.select_one("[name=anyway]")


def test_it_publishes_anyway(send, db):
    assert send(**LEADING, anyway="y").status_code == 303 and asked(db) == [""]


def test_it_says_nothing_to_a_good_poll(send, db):
    assert send().status_code == 303 and len(asked(db)) == 1


def test_it_stands_beside_the_question(send):
    page, advice = advice_in(send(**TWO))
    assert [line.split(":")[0] for line in advice] == ["Question 1", "Question 2"]
    assert "has to guess" in page.select_one("#question-1 .advice").get_text()
    assert "“price and taste”" in page.select_one("#question-2 .advice").get_text()


def test_it_is_asked_for_before_publishing(send, db):
    answer = send("/polls/new/questions", **TWO, questions="check")
    _page, advice = advice_in(answer)
    assert answer.status_code == 200 and len(advice) == 2 and not asked(db)
    good = send("/polls/new/questions", questions="check")
    assert advice_in(good)[1] == ["Nothing leads, nothing asks twice, and it is short enough."]


def test_it_tells_how_many_will_probably_answer(send, make_poll, emil, db):
    assert "About 1 of 7 members will probably answer (a guess" in advice_in(send("/polls/new/questions", questions="check"))[0].get_text()
    ended = make_poll(emil, closed_at=now() - timedelta(days=1), electorate=10).poll
    ended.ballot_count = 6
    db.session.commit()
    words = advice_in(send("/polls/new/questions", questions="check"))[0].get_text()
    assert "About 4 of 7 members will probably answer (as in your last polls)" in words and "Too few" in words
    # Cleo is new and would not be asked.
    words = advice_in(send("/polls/new/questions", questions="check", audience="members"))[0].get_text()
    assert "About 4 of 6 members" in words


def test_it_asks_nothing_anew_of_a_poll_that_only_gets_other_words(send, make_poll, emil, db):
    topic = make_poll(emil, title="Don't you think oat is best?")
    fields = FIELDS | {"closes_at": in_days(7), "title": topic.title, "options": "Oat\nSoy", "decides": "Other words"}
    assert send(f"/topics/{topic.id}/edit", **fields, version="1").status_code == 303
    assert send(f"/topics/{topic.id}/edit", **fields | {"options": "Oat\nRice"}, version="1").status_code == 422


def test_it_speaks_german(send, emil, db):
    emil.language = "de"
    db.session.commit()
    _page, advice = advice_in(send(title="Findest du nicht, dass Hafermilch besser ist?"))
    assert advice == ["„Findest du nicht“ legt eine Antwort nahe. Frag so, dass jede Antwort gleich leicht fällt."]
