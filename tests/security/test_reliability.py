"""What happens twice, when the clock jumps, and when the disk is full (security R4, R5, R7)."""

import contextlib
import contextvars
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from app.accounts.models import RESET, make_link, open_link
from app.database import now
from app.events.worker import take_lease
from app.extensions import db
from app.posts.models import Post
from app.topics.models import Topic
from tests import factories
from tests.conftest import Browser
from tests.instances import only_sqlite

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# --- R5 --------------------------------------------------------------------------------------------------


def at_once(app, browser, path, form, times=6):
    """Send one form from as many threads at the same moment; returns (status, location) of each."""
    cookies = [(key[2], value.value) for key, value in browser.client._cookies.items()]
    form, answers, start = {**form, "csrf_token": browser.form_token()}, [], threading.Barrier(times)

    def send():
        client = app.test_client()
        for name, value in cookies:
            client.set_cookie(name, value, domain="localhost")
        start.wait(10)
        answer = client.post(path, data=form)
        answers.append((answer.status_code, answer.location))

    db.session.remove()
    threads = [threading.Thread(target=contextvars.Context().run, args=(send,)) for _n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def many(model):
    db.session.remove()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_r5_a_form_sent_by_many_threads_makes_one_topic(app, people, boards):
    browser = Browser(app, people.ben)
    browser.form_token()
    form = {"board": "ideas", "title": "A longer counter", "body": "It is crowded.", "form_key": "a-key"}
    answers = at_once(app, browser, "/ideas/new", form)
    assert {status for status, _location in answers} == {303}
    assert many(Topic) == many(Post) == 1
    # The first lands on the topic, the others are led there by way of its post.
    where = {browser.get(location).location or location for _status, location in answers}
    # PostgreSQL does not give a number again that was taken by an attempt that failed.
    assert where == {f"/ideas/{db.session.scalar(db.select(Topic.id))}-a-longer-counter"}


def test_r5_so_does_a_reply(app, people, boards):
    topic = factories.make_topic(boards["ideas"], people.gus).id
    browser = Browser(app, people.ben)
    browser.form_token()
    answers = at_once(app, browser, f"/topics/{topic}/posts", {"body": "Yes, please.", "form_key": "a-key"})
    assert {status for status, _location in answers} == {303}
    assert many(Post) == 2
    assert db.session.get(Topic, topic).reply_count == 1


def test_r5_a_vote_tapped_by_many_threads_is_one_vote(app, people, boards):
    topic = factories.make_topic(boards["ideas"], people.gus).id
    browser = Browser(app, people.ben)
    browser.form_token()
    answers = at_once(app, browser, f"/topics/{topic}/vote", {"on": "1"})
    assert {status for status, _location in answers} == {303}
    assert db.session.get(Topic, topic).vote_count == 2


def test_r5_a_retry_after_a_timeout_lands_where_the_first_did(sign_in, people, boards):
    browser = sign_in(people.ben)
    form = {"board": "ideas", "title": "A longer counter", "body": "It is crowded.", "form_key": "a-key"}
    assert browser.post("/ideas/new", form).status_code == browser.post("/ideas/new", form).status_code == 303
    assert many(Topic) == 1
    browser.post("/ideas/new", {**form, "body": "Another text."})
    assert many(Topic) == 2


# --- R7 --------------------------------------------------------------------------------------------------


@pytest.fixture
def topic(people, boards):
    return factories.make_topic(boards["discussions"], people.gus)


@pytest.mark.parametrize("jump", [-HOUR, -DAY, DAY, 400 * DAY])
def test_r7_no_page_speaks_of_a_negative_age(sign_in, visitor, people, topic, jump):
    factories.make_reply(topic, people.ben)
    with time_machine.travel(now() + jump):
        for path in ("/", "/discussions", topic.url, "/feed.atom", "/members/gus"):
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            assert " in 1 " not in answer.text and "-1 " not in answer.text, path


def test_r7_replies_stay_in_the_order_they_were_written(visitor, people, topic):
    start = now()
    for n, jump in enumerate((timedelta(0), -HOUR, DAY, -DAY, timedelta(0))):
        with time_machine.travel(start + jump):
            factories.make_reply(topic, people.ben, f"Reply number {n}.")
    page = visitor.get(topic.url).text
    places = [page.index(f"Reply number {n}.") for n in range(5)]
    assert places == sorted(places)


@pytest.mark.parametrize("jump", [-HOUR, DAY])
def test_r7_nobody_is_signed_out_by_a_jump(sign_in, people, jump):
    browser, start = sign_in(people.ben), now()
    for moment in (start + jump, start):
        with time_machine.travel(moment):
            assert browser.get("/account").status_code == 200


def test_r7_what_has_ended_does_not_come_back_with_the_clock(app, people):
    browser = Browser(app, people.ben)
    cookie = browser.client.get_cookie("member").value
    token = make_link(people.ben, RESET)
    db.session.commit()
    browser.post("/sign-out")
    with app.test_request_context():
        open_link(token, RESET).used_at = now()
        db.session.commit()
    for jump in (-HOUR, -DAY, DAY):
        with time_machine.travel(now() + jump):
            thief = Browser(app)
            thief.client.set_cookie("member", cookie, domain="localhost")
            assert thief.get("/account").status_code == 303
            assert thief.get(f"/reset/{token}").status_code == 404


def test_r7_a_lease_is_neither_kept_for_ever_nor_held_by_two(app):
    start = now()
    for jump in (-HOUR, DAY):
        with time_machine.travel(start, tick=False):
            db.session.execute(db.text("DELETE FROM leases"))
            assert take_lease("worker", "first")
            assert not take_lease("worker", "second")
        with time_machine.travel(start + jump, tick=False):
            assert take_lease("worker", "second")
            assert not take_lease("worker", "first")


CHANGES = (
    datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),  # the hour that comes twice
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),  # the hour that does not come
    datetime(2027, 3, 28, 1, 0, 1, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
)


@pytest.mark.parametrize("moment", CHANGES, ids=str)
def test_r7_people_write_and_read_across_a_change_of_the_clocks(app, people, boards, moment):
    with time_machine.travel(moment):
        browser = Browser(app, people.ben)
        form = {"board": "discussions", "title": "A longer counter", "body": "It is crowded."}
        answer = browser.post("/discussions/new", form)
        assert answer.status_code == 303
        assert browser.get(answer.location).status_code == 200
        assert browser.get("/").status_code == Browser(app, people.ada).get("/admin").status_code == 200
    with time_machine.travel(moment + HOUR + timedelta(minutes=1)):
        assert "1 hour ago" in browser.get(answer.location).text


@pytest.mark.parametrize("closes", ["2027-03-28T02:30", "2026-10-25T02:30", "2028-02-29T12:00", "2027-02-29T12:00"])
def test_r7_a_poll_may_close_at_an_hour_that_comes_twice_or_never(app, people, boards, closes):
    form = {"board": "polls", "title": "Which milk?", "body": "Please.", "options": "Oat\nSoy", "closes_at": closes}
    form |= {"decides": "Which milk", "decided_by": "Team", "decided_until": "Friday", "results_shown": "always"}
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC)):
        answer = Browser(app, people.emil).post("/polls/new", form)
    assert answer.status_code in (303, 422)


# --- R4 --------------------------------------------------------------------------------------------------

@contextlib.contextmanager
def full_disk():
    """The database file cannot grow by a page."""

    def hold(connection, record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", hold)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", hold)
        db.session.remove()
        db.engine.dispose()


@only_sqlite("fills the database file")
def test_r4_a_full_disk_stops_writing_only_and_loses_no_words(app, people, topic):
    browser, path = Browser(app, people.ben), f"/topics/{topic.id}/posts"
    browser.form_token()
    long = {"body": "Ten minutes of typing. " + "word " * 3500}
    before = many(Post)
    with full_disk():
        refused = [browser.post(path, {**long, "form_key": f"key-{n}"}) for n in range(3)]
        assert {answer.status_code for answer in refused} == {503}
        assert "Ten minutes of typing." in refused[-1].text and refused[-1].headers["Retry-After"]
        for read in ("/", "/discussions", topic.url, "/inbox", "/account", "/search?q=counter", "/feed.atom"):
            assert browser.get(read).status_code == 200, read
        assert many(Post) == before
    assert browser.post(path, long).status_code == 303
    assert many(Post) == before + 1
    assert db.session.execute(db.text("PRAGMA integrity_check")).scalar() == "ok"
    assert db.session.get(Topic, topic.id).reply_count == 1


def test_r4_a_database_that_cannot_even_be_read_loses_no_words(app, people, topic):
    browser, path = Browser(app, people.ben), f"/topics/{topic.id}/posts"
    browser.form_token()
    db.session.remove()

    def break_down(*given):
        raise OperationalError("SELECT", {}, Exception("no such file"))

    event.listen(db.engine, "before_cursor_execute", break_down)
    try:
        page, answer = browser.get("/ideas"), browser.post(path, {"body": "Two long hours of thought."})
    finally:
        event.remove(db.engine, "before_cursor_execute", break_down)
    assert (page.status_code, answer.status_code) == (503, 503)
    assert answer.headers["Retry-After"] == "30" and "Two long hours of thought." in answer.text
    assert "Bei uns ist etwas kaputtgegangen." in page.text and "textarea" not in page.text


def test_r5_an_act_whose_twin_was_faster_is_done_again_and_changes_nothing(app, people, boards, monkeypatch):
    from app.votes import routes

    topic = factories.make_topic(boards["ideas"], people.gus).id
    browser, turns = Browser(app, people.ben), []

    def vote(post, member, *, wanted):
        turns.append(1)
        if len(turns) == 1:
            raise IntegrityError("INSERT", {}, Exception("the twin was faster"))

    monkeypatch.setattr(routes, "set_vote", vote)
    assert browser.post(f"/topics/{topic}/vote", {"on": "1"}).status_code == 303
    assert len(turns) == 2
    monkeypatch.setattr(routes, "set_vote", lambda *given, **more: db.session.execute(db.text("INSERT INTO site (id) VALUES (1)")))
    assert browser.post(f"/topics/{topic}/vote", {"on": "1"}).status_code == 500
