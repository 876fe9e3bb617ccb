"""Following a topic or a board, and wishing to hear no more."""

import pytest

from app.events.models import Event
from app.follows.models import BoardFollow, TopicFollow
from app.notifications.models import Notice


@pytest.fixture
def topic(make_topic, gus):
    return make_topic("discussions", gus, "Where to sit")


@pytest.fixture
def follow(topic):
    def act(browser, wanted=True, of=None, **more):
        return browser.post(f"{of.url if of else f'/topics/{topic.id}'}/follow", {"on": "1"} if wanted else {}, **more)

    return act


def muted(db, topic, member):
    """None: does not follow and never did; True: has said to hear no more."""
    query = db.select(TopicFollow.muted).where(TopicFollow.topic_id == topic.id, TopicFollow.member_id == member.id)
    return db.session.scalar(query)


def notices(db, member):
    return db.session.scalar(db.select(db.func.count()).select_from(Notice).where(Notice.member_id == member.id))


def test_it_follows_a_topic_and_stops(sign_in, ben, topic, follow, db):
    browser = sign_in(ben)
    assert 'id="follow" aria-pressed="false"' in browser.get(topic.url).text
    for _turn in range(2):
        answer = follow(browser)
        assert (answer.status_code, answer.location, muted(db, topic, ben)) == (303, topic.url, False)
    page = browser.get(topic.url).text
    assert 'id="follow" aria-pressed="true"' in page and "Following" in page
    for _turn in range(2):
        assert follow(browser, wanted=False).status_code == 303
    assert muted(db, topic, ben) is True
    assert 'id="follow" aria-pressed="false"' in browser.get(topic.url).text
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "topic.followed")) == 1


def test_it_follows_a_board_and_stops(sign_in, ben, boards, follow, db):
    browser, board = sign_in(ben), boards["discussions"]
    for wanted, rows in ((True, 1), (True, 1), (False, 0), (False, 0)):
        answer = follow(browser, wanted, of=board)
        assert (answer.status_code, answer.location) == (303, board.url)
        assert db.session.scalar(db.select(db.func.count()).select_from(BoardFollow)) == rows
        assert f'id="follow" aria-pressed="{str(wanted).lower()}"' in browser.get(board.url).text
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "board.followed")) == 1


@pytest.mark.parametrize("what", ["topic", "board"])
def test_it_answers_htmx_with_the_button_as_it_is_now(sign_in, ben, boards, follow, what):
    browser, of = sign_in(ben), boards["discussions"] if what == "board" else None
    for wanted in (True, False):
        answer = follow(browser, wanted, of=of, htmx="follow")
        assert answer.status_code == 200 and "<html" not in answer.text
        assert f'aria-pressed="{str(wanted).lower()}"' in answer.text and ('name="on"' in answer.text) is not wanted


def test_who_writes_follows_and_is_told(sign_in, ben, finn, topic, run_readers, db):
    sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "By the window."})
    assert muted(db, topic, ben) is False
    sign_in(finn).post(f"/topics/{topic.id}/posts", {"body": "It is cold there."})
    run_readers("notifications")
    assert notices(db, ben) == 1


def test_who_has_said_no_more_is_not_told_even_after_writing_again(sign_in, ben, finn, topic, follow, run_readers, db):
    browser = sign_in(ben)
    browser.post(f"/topics/{topic.id}/posts", {"body": "By the window."})
    follow(browser, wanted=False)
    browser.post(f"/topics/{topic.id}/posts", {"body": "Or by the door."})
    assert muted(db, topic, ben) is True
    sign_in(finn).post(f"/topics/{topic.id}/posts", {"body": "It is cold there."})
    run_readers("notifications")
    assert notices(db, ben) == 0
    follow(browser)
    sign_in(finn).post(f"/topics/{topic.id}/posts", {"body": "And there is a draught."})
    run_readers("notifications")
    assert notices(db, ben) == 1


def test_who_opens_a_topic_follows_it(sign_in, ben, boards, topic, gus, db):
    sign_in(ben).post("/discussions/new", {"board": "discussions", "title": "Another one", "body": "With words."})
    assert db.session.scalar(db.select(TopicFollow.muted).where(TopicFollow.member_id == ben.id)) is False
    assert 'id="follow" aria-pressed="true"' in sign_in(gus).get(topic.url).text


def test_who_follows_a_board_hears_of_new_topics_there_alone(sign_in, ben, gus, boards, make_topic, follow, run_readers, db):
    follow(sign_in(ben), of=boards["questions"])
    make_topic("ideas", gus)
    run_readers("notifications")
    assert notices(db, ben) == 0
    make_topic("questions", gus, "When do you open?")
    run_readers("notifications")
    assert notices(db, ben) == 1
    assert "When do you open?" in sign_in(ben).get("/inbox").text


def test_a_visitor_is_asked_to_sign_in_and_sees_no_button(visitor, boards, topic, follow, db):
    for of in (None, boards["discussions"]):
        assert follow(visitor, of=of).status_code == 401
        assert 'id="follow"' not in visitor.get(of.url if of else topic.url).text
    assert db.session.scalar(db.select(db.func.count()).select_from(BoardFollow)) == 0


def test_it_finds_only_what_the_reader_sees(sign_in, ben, dora, topic, follow):
    assert sign_in(ben).post("/topics/999/follow", {"on": "1"}).status_code == 404
    assert sign_in(ben).post("/boards/nowhere/follow", {"on": "1"}).status_code == 404
    sign_in(dora).post(f"/posts/{topic.opening.id}/removal", {"rule": "untrue"})
    assert follow(sign_in(ben)).status_code == 404
