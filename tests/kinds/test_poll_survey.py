"""The team makes a survey of several questions, with buttons that send the whole form and lose nothing."""

import pytest

from app.kinds.polls.asking import PollOption, PollQuestion
from tests.kinds.test_poll_new import FIELDS, in_days

TWO = {
    "question_count": "2", "question": "Which milk?", "q2-question": "How was it?", "q2-choice": "nps",
    "q2-low_label": "never", "q2-skippable": "y", "q2-new_page": "y", "anyway": "y",
}  # fmt: skip


@pytest.fixture
def send(sign_in, emil, boards):
    browser = sign_in(emil)

    def act(path="/polls/new", **fields):
        sent = FIELDS | {"closes_at": in_days(7), "board": boards["polls"].slug} | fields
        return browser.post(path, {k: v for k, v in sent.items() if v is not None})

    act.browser = browser
    return act


def asked(db):
    columns = ("position", "page", "kind", "text", "fewest", "most", "is_required", "low_label")
    query = db.select(*(getattr(PollQuestion, name) for name in columns)).order_by(PollQuestion.position)
    return [tuple(row) for row in db.session.execute(query)]


def test_it_starts_a_survey(send, db, visitor):
    answer = send(**TWO)
    assert answer.status_code == 303
    assert asked(db) == [(0, 1, "single", "Which milk?", 1, 1, True, ""), (1, 2, "nps", "How was it?", 1, 1, False, "never")]
    assert db.session.scalar(db.select(db.func.count(PollOption.id))) == 3 + 11
    page = visitor.get(answer.location).text
    assert "1. Which milk?" in page and "0 = never" in page


@pytest.mark.parametrize(("fields", "kept"), [
    ({"choice": "ranking", "fewest": "2"}, ("ranking", 2, 3)),
    ({"choice": "dots", "most": "7"}, ("dots", 1, 7)),
    ({"choice": "scale", "options": ""}, ("scale", 1, 1)),
    ({"choice": "text", "options": ""}, ("text", 1, 1)),
])
def test_it_starts_a_poll_of_every_kind(send, db, fields, kept):
    assert send(**fields).status_code == 303
    assert [(row[2], row[4], row[5]) for row in asked(db)] == [kept]


@pytest.mark.parametrize(("fields", "words"), [
    ({"q2-question": ""}, "Please fill this in"),
    ({"q2-choice": "multiple"}, "from 2 to 20 options"),
    ({"q2-choice": "dots", "q2-options": "A\nB", "q2-most": "101"}, "number of dots"),
    ({"q2-choice": "ranking", "q2-options": "A\nB", "q2-fewest": "3"}, "to the number of options"),
    ({"q2-low_label": "x" * 41}, "at most 40"),
])
def test_it_says_beside_the_question_what_to_mend(send, db, fields, words):
    answer = send(**(TWO | fields))
    assert answer.status_code == 422 and words in answer.text and asked(db) == []
    assert 'href="#q2-' in answer.text
    assert 'value="Which milk?"' in answer.text


def test_it_adds_moves_and_takes_out_questions_and_loses_nothing(send, db):
    path = "/polls/new/questions"
    added = send(path, **TWO, questions="add").text
    assert added.count('class="panel asking" id="question-') == 3 and 'value="How was it?"' in added and 'value="never"' in added
    moved = send(path, **TWO, questions="up-2").text
    assert moved.index('value="How was it?"') < moved.index('value="Which milk?"')
    gone = send(path, **TWO, questions="remove-1").text
    assert gone.count('class="panel asking" id="question-') == 1 and 'value="How was it?"' in gone and 'value="Which milk?"' not in gone
    for act in ("remove-9", "up-1", "down-2", "", "shout-2", "remove-٣"):
        assert send(path, **TWO, questions=act).text.count('class="panel asking" id="question-') == 2
    assert asked(db) == []


def test_it_shows_the_team_what_members_will_see(send):
    page = send("/polls/new/questions", **TWO, questions="look").text
    assert "As members see it" in page and page.count('type="radio" name="option-') == 3 + 11 + 1
    assert "As members see it" not in send("/polls/new/questions", questions="look", options="Oat").text


def test_it_has_no_more_than_twelve(send):
    page = send("/polls/new/questions", question_count="99", questions="add").text
    assert page.count('class="panel asking" id="question-') == 12 and 'value="add"' not in page


def test_it_changes_the_questions_while_nobody_has_voted(send, db, make_poll, emil):
    send(**TWO)
    id = db.session.scalar(db.select(PollQuestion.poll_id))
    page = send.browser.get(f"/topics/{id}/edit").text
    assert 'value="How was it?"' in page and page.count('class="panel asking" id="question-') == 2
    fewer = send(f"/polls/{id}/questions", **TWO, version="1", questions="remove-2")
    assert fewer.text.count('class="panel asking" id="question-') == 1
    assert send(f"/topics/{id}/edit", **(TWO | {"question_count": "1", "version": "1"})).status_code == 303
    assert [row[3] for row in asked(db)] == ["Which milk?"]


def test_it_is_for_the_team(sign_in, ben, visitor, make_poll, emil):
    topic = make_poll(emil)
    for path in ("/polls/new/questions", f"/polls/{topic.id}/questions"):
        assert sign_in(ben).post(path, {"questions": "add"}).status_code == 403
        assert visitor.post(path, {"questions": "add"}).status_code != 200
