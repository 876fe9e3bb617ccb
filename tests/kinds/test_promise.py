"""A board may promise an answer within so many opening hours; its page says how often that was kept in 90 days."""

from datetime import timedelta

import pytest

from app.boards.models import Board
from app.database import now
from app.kinds.questions.models import Question
from app.kinds.questions.queries import promise_of
from app.topics.models import HELD, Topic


@pytest.fixture
def board(boards, emil, db):
    boards["questions"].change(by=emil, promise_hours=24)
    db.session.commit()
    return boards["questions"]


@pytest.fixture
def ask(make_topic, ben, db):
    """ask(promised=-1, answered=-2): a question whose time ran out a day ago and that was answered the day before."""

    def act(promised, answered=None, **topic):
        made = make_topic("questions", ben)
        at = {"promised_at": promised, "first_answer_at": answered}
        at = {name: now() + timedelta(days=days) for name, days in at.items() if days is not None}
        db.session.execute(db.update(Question).where(Question.topic_id == made.id).values(at))
        if topic:
            db.session.execute(db.update(Topic).where(Topic.id == made.id).values(topic))
        db.session.commit()

    return act


def test_it_counts_what_was_kept_and_broken_lately(board, ask):
    for promised, answered in ((-1, -1.1), (-1, -0.9), (-1, None), (1, -0.1), (1, None), (-89, -89.5), (-91, -91.5)):
        ask(promised, answered)
    ask(-1, -2, state=HELD)
    promise = promise_of(board)
    assert (promise.hours, promise.kept, promise.of) == (24, 3, 5)
    assert promise.share == 60


def test_it_shows_on_the_board(board, boards, ask, visitor, count_queries):
    page = visitor.get(board.url).text
    assert "We promise an answer within 24 opening hours." in page and "Kept:" not in page
    ask(-1, -2), ask(-1, -0.5)
    with count_queries() as queries:
        page = visitor.get(board.url).text
    assert "Kept: 50%" in page and "of 2 questions in 90 days" in page
    assert len(queries) <= 7
    assert "promise" not in visitor.get(boards["ideas"].url).text


def test_it_promises_nothing_by_itself(boards, make_topic, visitor, ben):
    assert make_topic("questions", ben).question.promised_at is None
    assert promise_of(boards["questions"]) is None
    assert "promise" not in visitor.get(boards["questions"].url).text


def test_it_notes_the_first_answer_of_somebody_else(board, make_topic, make_reply, ben, gus, finn, run_readers, db):
    topic = make_topic("questions", ben, "Where is the key?")
    assert topic.question.promised_at - topic.question.open_since == timedelta(hours=24)

    def first():
        run_readers()
        return db.session.scalar(db.select(Question.first_answer_at).where(Question.topic_id == topic.id))

    own = make_reply(topic, ben, "I have looked.")
    make_reply(topic, gus, "A comment.", parent=own)
    assert first() is None
    answer = make_reply(topic, gus, "Under the mat.")
    assert first() == answer.created_at
    make_reply(topic, finn, "On the hook.")
    assert first() == answer.created_at


def hours_of(db):
    query = db.select(Board.escalate_hours, Board.promise_hours).where(Board.kind == "questions")
    return tuple(db.session.execute(query).one())


def test_the_team_sets_it(sign_in, emil, boards, db):
    board = boards["questions"]
    form = {"name": "Questions", "audience": "public", "group_id": "0", "position": "0"}
    browser = sign_in(emil)
    assert "We promise an answer" in browser.get(f"/admin/boards/{board.slug}").text
    assert browser.post(f"/admin/boards/{board.slug}", {**form, "escalate_hours": "0", "promise_hours": "12"}).status_code == 303
    assert hours_of(db) == (0, 12)
    assert browser.post(f"/admin/boards/{board.slug}", form).status_code == 303
    assert hours_of(db) == (0, 12)
