"""What is still owed an answer: the team sees it first, everybody after double the time."""

from datetime import timedelta

import pytest

from app.database import now
from app.kinds.announcements.models import AnnouncementSource
from app.topics.models import Topic
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in


def days_ago(days):
    return now() - timedelta(days=days)


@pytest.fixture
def closed_poll(make_poll, emil, db):
    def act(days, title="Which milk?"):
        topic = make_poll(emil, title=title)
        topic.poll.closed_at = topic.poll.closes_at = days_ago(days)
        db.session.commit()
        return topic

    return act


@pytest.fixture
def wish(make_topic, ben, db):
    def act(days, votes=10, **part):
        topic = make_topic("ideas", ben, "More oat milk", **part)
        db.session.execute(db.update(Topic).where(Topic.id == topic.id).values(created_at=days_ago(days), vote_count=votes))
        db.session.commit()
        return topic

    return act


@pytest.mark.parametrize(("days", "team", "all"), [(13.9, False, False), (14.1, True, False), (27.9, True, False), (28.1, True, True)])
def test_a_closed_poll_owes_a_result(closed_poll, sign_in, visitor, emil, ben, days, team, all):
    closed_poll(days)
    assert ("Which milk?" in sign_in(emil).get("/owed").text) == team
    for browser in (visitor, sign_in(ben)):
        assert ("Which milk?" in browser.get("/owed").text) == all


@pytest.mark.parametrize(("days", "team", "all"), [(29.9, False, False), (30.1, True, False), (59.9, True, False), (60.1, True, True)])
def test_an_idea_with_many_votes_owes_an_answer(wish, sign_in, visitor, emil, days, team, all):
    wish(days)
    assert ("More oat milk" in sign_in(emil).get("/owed").text) == team
    assert ("More oat milk" in visitor.get("/owed").text) == all


def test_an_idea_with_few_votes_owes_nothing_until_its_board_says_so(wish, sign_in, ada, boards):
    wish(31, votes=9)
    browser = sign_in(ada)
    assert "More oat milk" not in browser.get("/owed").text
    board = {"name": "Ideas", "audience": "public", "group_id": "0", "position": "0", "answer_from": "5"}
    assert browser.post(f"/admin/boards/{boards['ideas'].slug}", board).status_code == 303
    assert "More oat milk" in browser.get("/owed").text
    assert 'value="5"' in browser.get(f"/admin/boards/{boards['ideas'].slug}").text


@pytest.mark.parametrize("part", [{"status": "planned"}, {"status": "checking", "moved_at": days_ago(5)}])
def test_a_decided_idea_and_one_looked_at_lately_owe_nothing(wish, sign_in, emil, part):
    wish(90, **part)
    assert "More oat milk" not in sign_in(emil).get("/owed").text


def test_an_announcement_pays_what_is_owed_and_only_while_it_is_public(closed_poll, make_topic, sign_in, emil, db):
    poll, told = closed_poll(40), make_topic("announcements", emil, "Oat it is", outcome="done")
    db.session.add(AnnouncementSource(announcement_id=told.id, topic_id=poll.id))
    db.session.commit()
    browser = sign_in(emil)
    assert "Which milk?" not in browser.get("/owed").text
    db.session.execute(db.update(Topic).where(Topic.id == told.id).values(state="removed"))
    db.session.commit()
    assert "Which milk?" in browser.get("/owed").text


def test_d2_it_names_nothing_that_the_reader_may_not_see(sign_in, visitor, emil, ben, db):
    topic = make_topic_in(make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    db.session.execute(db.update(Topic).where(Topic.id == topic.id).values(created_at=days_ago(90), vote_count=20))
    db.session.commit()
    assert "A quiet idea" in sign_in(ben).get("/owed").text
    assert "A quiet idea" not in visitor.get("/owed").text


def test_it_needs_few_queries(closed_poll, sign_in, emil, count_queries):
    browser = sign_in(emil)
    closed_poll(20)
    with count_queries() as few:
        browser.get("/owed")
    for n in range(10):
        closed_poll(20 + n, f"Poll {n}")
    with count_queries() as many:
        browser.get("/owed")
    assert len(few) == len(many) <= 7
