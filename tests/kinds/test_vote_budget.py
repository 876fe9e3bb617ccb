"""A board may give each member only so many votes at the same time; they come back at a final status."""

import threading

import pytest

from app.boards.models import Board
from app.topics.models import Topic
from app.votes.models import Vote
from tests import factories
from tests.conftest import Browser

REASON = "We looked at the numbers of last winter, and it pays for itself within a year."


@pytest.fixture
def board(boards, db):
    board = boards["ideas"]
    board.vote_budget = 2
    db.session.commit()
    return board


@pytest.fixture
def ideas(board, gus):
    return [factories.make_topic(board, gus, f"Idea {n}") for n in range(4)]


def vote(browser, idea, wanted=True, **more):
    return browser.post(f"/topics/{idea.id}/vote", {"on": "1"} if wanted else {}, **more)


def vote_for(browser, id):
    return browser.post(f"/topics/{id}/vote", {"on": "1"})


def votes_of(db, member):
    db.session.remove()
    return db.session.scalar(db.select(db.func.count()).select_from(Vote).where(Vote.member_id == member.id))


def test_it_is_off_by_default(sign_in, ben, gus, make_topic, db):
    ideas = [make_topic("ideas", gus, f"Idea {n}") for n in range(12)]
    browser = sign_in(ben)
    for idea in ideas:
        assert " left</small>" not in vote(browser, idea, htmx=f"topic-vote-{idea.id}").text
    assert votes_of(db, ben) == 12 and " left</small>" not in browser.get("/ideas").text


def test_it_counts_down_beside_the_button(sign_in, ben, ideas):
    browser = sign_in(ben)
    assert "2 of 2 left" in browser.get(ideas[0].url).text and "2 of 2 left" in browser.get("/ideas").text
    assert "1 of 2 left" in vote(browser, ideas[0], htmx=f"topic-vote-{ideas[0].id}").text
    answer = browser.post(f"/posts/{ideas[1].opening.id}/vote", {"on": "1"}, htmx=f"vote-{ideas[1].opening.id}")
    assert "0 of 2 left" in answer.text
    assert "1 of 2 left" in vote(browser, ideas[0], wanted=False, htmx=f"topic-vote-{ideas[0].id}").text
    assert "1 of 2 left" in browser.get("/boards/ideas").text


def test_it_refuses_one_more_and_says_why(sign_in, ben, ideas, db):
    browser = sign_in(ben)
    for idea in ideas[:2]:
        vote(browser, idea)
    page = browser.get(ideas[2].url).text
    assert "0 of 2 left" in page and "disabled" in page
    for path in (f"/topics/{ideas[2].id}/vote", f"/posts/{ideas[2].opening.id}/vote"):
        answer = browser.post(path, {"on": "1"})
        assert answer.status_code == 303
        assert "given all your votes" in browser.get(answer.location).text
    assert vote(browser, ideas[2], htmx="topic-vote-1").headers["HX-Redirect"]
    assert browser.post(f"/ideas/new/similar/{ideas[2].id}").status_code == 303
    assert votes_of(db, ben) == 2
    # What one has already stays, also when it is sent again.
    assert "1" in vote(browser, ideas[0], htmx="topic-vote-1").text and votes_of(db, ben) == 2


def test_it_gives_votes_back_at_a_final_status(sign_in, ben, emil, ideas, db):
    browser = sign_in(ben)
    for idea in ideas[:2]:
        vote(browser, idea)
    sign_in(emil).post(f"/ideas/{ideas[0].id}/status", {"status": "done", "reason": REASON})
    assert "1 of 2 left" in browser.get(ideas[2].url).text
    assert vote(browser, ideas[2], htmx="topic-vote-1").status_code == 200
    assert votes_of(db, ben) == 3


def test_it_counts_a_merged_idea_once(sign_in, ben, dora, ideas):
    browser = sign_in(ben)
    for idea in ideas[:2]:
        vote(browser, idea)
    sign_in(dora).post(f"/ideas/{ideas[0].id}/merge", {"into": ideas[1].id, "reason": REASON})
    assert "1 of 2 left" in browser.get(ideas[2].url).text


def test_it_counts_each_board_for_itself(sign_in, ben, gus, ideas, db):
    other = factories.make_topic(factories.make_board("ideas", "Elsewhere"), gus, "Idea elsewhere")
    browser = sign_in(ben)
    for idea in (ideas[0], other):
        vote(browser, idea)
    assert "1 of 2 left" in browser.get(ideas[2].url).text and " left</small>" not in browser.get(other.url).text


def test_it_never_keeps_an_idea_from_being_posted(sign_in, ben, ideas):
    browser = sign_in(ben)
    for idea in ideas[:2]:
        vote(browser, idea)
    answer = browser.post("/ideas/new", {"board": "ideas", "title": "One more idea", "body": "Please."})
    assert answer.status_code == 303 and "0 of 2 left" in browser.get(answer.location).text


def test_it_says_nothing_to_visitors_and_of_replies(visitor, sign_in, ben, gus, ideas, make_reply):
    reply = make_reply(ideas[0], gus)
    assert " left</small>" not in visitor.get(ideas[0].url).text + visitor.get("/ideas").text
    browser = sign_in(ben)
    for idea in ideas[:2]:
        vote(browser, idea)
    assert browser.post(f"/posts/{reply.id}/vote", {"on": "1"}).status_code == 303
    assert browser.get(ideas[0].url).text.count(" left</small>") == 1


def test_it_holds_when_many_taps_come_at_once(app, ben, gus, board, db):
    ideas = [factories.make_topic(board, gus, f"Idea {n}").id for n in range(6)]
    browsers = [Browser(app, ben) for _id in ideas]
    for browser in browsers:
        browser.form_token()
    db.session.remove()
    ready = threading.Barrier(len(ideas))

    def tap(browser, id):
        with app.app_context():
            ready.wait()
            vote_for(browser, id)

    taps = [threading.Thread(target=tap, args=pair) for pair in zip(browsers, ideas, strict=True)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert votes_of(db, ben) == 2
    assert sum(db.session.scalars(db.select(Topic.vote_count))) == 8


def test_it_is_set_by_the_team(sign_in, emil, boards, db):
    browser = sign_in(emil)
    form = {"name": "Ideas", "audience": "public", "group_id": "0", "position": "0"}
    assert 'name="vote_budget"' in browser.get("/admin/boards/ideas").text
    assert browser.post("/admin/boards/ideas", form | {"vote_budget": "10"}).status_code == 303
    assert db.session.scalar(db.select(Board.vote_budget).where(Board.slug == "ideas")) == 10
    assert browser.post("/admin/boards/ideas", form | {"vote_budget": "101"}).status_code == 422
    browser.post("/admin/boards/ideas", form | {"vote_budget": "0"})
    assert db.session.scalar(db.select(Board.vote_budget).where(Board.slug == "ideas")) == 0


def test_it_needs_few_statements(sign_in, ben, ideas, count_queries):
    browser = sign_in(ben)
    browser.get("/")
    browser.form_token()
    for path, most in (("/ideas", 7), ("/boards/ideas", 7), (ideas[0].url, 8)):
        with count_queries() as queries:
            browser.get(path)
        assert len(queries) <= most, path
    for wanted in (True, False):
        with count_queries() as queries:
            vote(browser, ideas[0], wanted, htmx="topic-vote-1")
        assert len(queries) <= 10, "\n".join(queries)
