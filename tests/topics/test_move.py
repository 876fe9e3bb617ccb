"""Moving a topic to another board."""

import pytest

from app.events.models import Event
from app.groups.models import Group
from app.kinds.ideas.models import Idea
from app.kinds.questions.models import Question
from app.topics.models import Topic
from tests.factories import make_board


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "A longer counter", tags=["counter"])


@pytest.fixture
def move(idea):
    return lambda browser, board, **more: browser.post(f"/topics/{idea.id}/board", {"board": board.slug}, **more)


def stored(db, topic):
    return db.session.get(Topic, topic.id, populate_existing=True)


def test_it_keeps_the_part_on_a_board_of_its_kind(sign_in, dora, idea, move, db):
    board = make_board("ideas", "Other ideas")
    db.session.execute(db.text("UPDATE ideas SET status = 'planned'"))
    db.session.commit()
    answer = move(sign_in(dora), board)
    assert (answer.status_code, answer.location) == (303, idea.url)
    assert stored(db, idea).board_id == board.id
    assert db.session.scalar(db.select(Idea.status)) == "planned"
    happened = db.session.scalar(db.select(Event).where(Event.name == "topic.moved"))
    assert (happened.topic_id, happened.actor_id, happened.data["board_kind"]) == (idea.id, dora.id, "ideas")


def test_it_changes_the_part_with_the_kind_and_keeps_the_rest(sign_in, dora, gus, visitor, boards, idea, move, make_reply, db):
    make_reply(idea, gus, "I should like that.")
    sign_in(gus).post(f"/posts/{idea.opening.id}/vote", {"on": "1"})
    answer = move(sign_in(dora), boards["questions"])
    assert answer.location == f"/questions/{idea.id}-a-longer-counter"
    assert db.session.get(Idea, idea.id) is None and db.session.get(Question, idea.id)
    assert (stored(db, idea).vote_count, stored(db, idea).reply_count) == (2, 1)
    page = visitor.get(answer.location).text
    assert "I should like that." in page and "#counter" in visitor.get("/questions").text
    assert "A longer counter" not in visitor.get("/ideas").text


def test_its_old_address_leads_to_the_new_one_until_it_is_back(sign_in, dora, ben, visitor, boards, idea, move, make_topic):
    browser = sign_in(dora)
    move(browser, boards["discussions"])
    new = f"/discussions/{idea.id}-a-longer-counter"
    for address in (idea.url, f"/ideas/{idea.id}", f"{idea.url}?page=2"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, new)
    assert visitor.get(f"/questions/{make_topic('discussions', ben).id}").status_code == 404
    move(browser, boards["ideas"])
    assert visitor.get(idea.url).status_code == 200
    assert visitor.get(new).location == idea.url


def test_who_may_not_read_its_new_board_does_not_find_it(sign_in, emil, ben, visitor, idea, move, db):
    group = Group(name="Back room")
    db.session.add(group)
    db.session.flush()
    board = make_board("discussions", "Inner", audience="group", group=group)
    assert move(sign_in(emil), board).status_code == 303
    for reader in (visitor, sign_in(ben)):
        for address in (idea.url, f"/discussions/{idea.id}-a-longer-counter", f"/posts/{idea.opening.id}"):
            assert reader.get(address).status_code == 404


def test_it_changes_nothing_when_sent_again(sign_in, dora, boards, idea, move, db):
    browser = sign_in(dora)
    board = make_board("ideas", "Other ideas")
    assert move(browser, board).status_code == 303
    assert move(browser, board).status_code in (303, 422)
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "topic.moved")) == 1


def test_it_offers_the_other_open_boards(sign_in, dora, emil, boards, idea, move, db):
    old = make_board("discussions", "Old one")
    old.archive(by=emil)
    db.session.commit()
    page = sign_in(dora).get(f"/topics/{idea.id}/board").text
    offered = {kind for kind, board in boards.items() if f'<option value="{board.slug}">' in page}
    assert offered == {"questions", "polls", "announcements", "discussions"}
    assert "Old one" not in page
    answer = move(sign_in(dora), old)
    assert answer.status_code == 422 and 'id="board-error"' in answer.text


def test_it_is_for_who_moderates(people, sign_in, visitor, boards, idea, move, db):
    for name in ("ben", "gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        assert move(browser, boards["questions"]).status_code == 403
        assert browser.get(f"/topics/{idea.id}/board").status_code == 403
        assert f"/topics/{idea.id}/board" not in browser.get(idea.url).text
    assert move(visitor, boards["questions"]).status_code == 401
    assert stored(db, idea).board_id == boards["ideas"].id


def test_it_answers_htmx_with_a_redirect(sign_in, dora, boards, idea, move):
    answer = move(sign_in(dora), boards["discussions"], htmx="main")
    assert answer.headers["HX-Redirect"] == f"/discussions/{idea.id}-a-longer-counter"
