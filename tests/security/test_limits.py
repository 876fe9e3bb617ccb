"""How often who may do what (security H1-H3), asked through the real routes with the limits on."""

import time

import pytest
import time_machine

from app.extensions import limiter
from app.web.limits import VISITOR_PAGES
from tests import factories
from tests.conftest import Browser

MINUTE, HOUR, DAY = 60, 3600, 86_400
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}

# What is sent the n-th time, how often it is taken, and after how many seconds it is taken again.
TABLE = {
    "sign-up": ("visitor", lambda at, n: ("/sign-up", {"name": ""}), 5, 30 * MINUTE),
    "sign-in": ("visitor", lambda at, n: ("/sign-in", {"name": f"nobody {n}", "password": ""}), 10, 3 * MINUTE),
    "reset": ("visitor", lambda at, n: ("/forgotten", {"name": f"nobody {n}"}), 25, 5 * MINUTE),
    "reset of one": ("visitor", lambda at, n: ("/forgotten", {"name": "ben@example.org"}), 5, 30 * MINUTE),
    "topics": ("ben", lambda at, n: ("/discussions/new", at.topic(n)), 3, 10 * MINUTE),
    "replies": ("ben", lambda at, n: (f"/topics/{at.discussion}/posts", {"body": f"Reply {n}"}), 10, 5 * MINUTE),
    "comments": ("ben", lambda at, n: (f"/posts/{at.answer}/comments", {"body": f"Comment {n}"}), 10, 5 * MINUTE),
    "votes": ("ben", lambda at, n: (f"/posts/{at.opening}/vote", {"on": "1"} if n % 2 else {}), 60, MINUTE),
    "votes in lists": ("ben", lambda at, n: (f"/topics/{at.idea}/vote", {"on": "1"}), 60, MINUTE),
    "reports": ("ben", lambda at, n: (f"/posts/{at.answer}/report", {"reason": "spam"}), 10, HOUR),
    "passwords tried": ("ben", lambda at, n: ("/account/password", {"password": "x"}), 10, 10 * MINUTE),
}


class Place:
    """A topic of each sort that the table speaks of."""

    def __init__(self, boards, gus):
        discussion, idea = (factories.make_topic(boards[kind], gus) for kind in ("discussions", "ideas"))
        self.board, self.discussion, self.idea = boards["discussions"].slug, discussion.id, idea.id
        self.opening, self.answer = idea.opening.id, factories.make_reply(discussion, gus).id

    def topic(self, n):
        return {"board": self.board, "title": f"Title number {n}", "body": "What I think."}


@pytest.fixture
def limited(make_app, boards):
    return make_app(RATELIMIT_ENABLED=True)


@pytest.fixture
def at(boards, gus):
    return Place(boards, gus)


@pytest.mark.parametrize("name", TABLE)
def test_h2_it_is_taken_so_often_and_then_later_again(limited, people, at, name):
    who, what, most, seconds = TABLE[name]
    browser = Browser(limited, None if who == "visitor" else getattr(people, who))
    with time_machine.travel(time.time(), tick=False) as clock:
        codes = [browser.post(*what(at, n)).status_code for n in range(most)]
        assert 429 not in codes
        assert browser.post(*what(at, most)).status_code == 429
        clock.shift(seconds - 2)
        assert browser.post(*what(at, most + 1)).status_code == 429
        clock.shift(4)
        assert browser.post(*what(at, most + 2)).status_code != 429


def test_h2_search_is_slower_than_searching_while_typing(limited, site):
    browser = Browser(limited)
    codes = [browser.get(f"/search?q=oats{n}").status_code for n in range(31)]
    assert codes == [200] * 30 + [429]
    codes = [browser.get(f"/search?q=oats{n}", htmx="results").status_code for n in range(80)]
    assert set(codes) == {200}


def test_h2_new_members_open_three_topics_a_day(limited, cleo, at):
    browser, taken = Browser(limited, cleo), 0
    with time_machine.travel(time.time(), tick=False) as clock:
        for n in range(16):
            taken += browser.post("/discussions/new", at.topic(n)).status_code == 303
            clock.shift(5 * MINUTE)
        assert taken == 3
        clock.shift(DAY)
        browser = Browser(limited, cleo)
        assert browser.post("/discussions/new", at.topic(99)).status_code == 303


def test_h2_new_members_wait_half_a_minute_and_reply_ten_times_a_day(limited, cleo, at):
    browser, path, taken = Browser(limited, cleo), f"/topics/{at.discussion}/posts", 0
    with time_machine.travel(time.time(), tick=False) as clock:
        for n in range(4):
            taken += browser.post(path, {"body": f"Reply {n}"}).status_code == 303
            clock.shift(16)
        assert taken == 2
        for n in range(16):
            clock.shift(5 * MINUTE)
            taken += browser.post(path, {"body": f"Another {n}"}).status_code == 303
        assert taken == 10


def test_h2_writers_are_counted_by_member_and_not_by_address(limited, ben, finn, at):
    path = f"/topics/{at.discussion}/posts"
    first, second = Browser(limited, ben), Browser(limited, finn)
    codes = [first.post(path, {"body": f"Reply {n}"}).status_code for n in range(11)]
    assert codes[-1] == 429
    assert second.post(path, {"body": "Mine"}).status_code == 303
    elsewhere = Browser(limited, ben)
    assert elsewhere.post(path, {"body": "Again"}, environ_base=STRANGER).status_code == 429


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
    ],
)
def test_a3_one_home_is_one_address(limited, site, first, second, are_one):
    browser = Browser(limited)
    for n in range(11):
        last = browser.post("/sign-in", {"name": f"n{n}", "password": ""}, environ_base={"REMOTE_ADDR": first})
    assert last.status_code == 429
    other = browser.post("/sign-in", {"name": "x", "password": ""}, environ_base={"REMOTE_ADDR": second})
    assert (other.status_code == 429) == are_one


def test_h2_a_visitor_reads_so_many_pages_a_minute(limited, site, ben):
    browser, most = Browser(limited), int(VISITOR_PAGES.split()[0])
    with time_machine.travel(time.time(), tick=False) as clock:
        codes = [browser.get("/robots.txt", environ_base=STRANGER).status_code for n in range(most)]
        assert set(codes) == {200}
        for path in ("/", "/ideas", "/nowhere", "/feed.atom"):
            refused = browser.get(path, environ_base=STRANGER)
            assert refused.status_code == 429, path
            assert 1 <= int(refused.headers["Retry-After"]) <= 60
        free = [browser.get(path, environ_base=STRANGER).status_code for path in ("/healthz", "/assets/x.css")]
        assert free == [503, 404]
        assert browser.get("/", environ_base={"REMOTE_ADDR": "203.0.113.10"}).status_code == 200
        assert Browser(limited, ben).get("/", environ_base=STRANGER).status_code == 200
        clock.shift(61)
        assert browser.get("/", environ_base=STRANGER).status_code == 200


def test_h2_a_made_up_cookie_makes_no_member(limited, site):
    browser = Browser(limited)
    browser.client.set_cookie("member", "x" * 43, domain="localhost")
    codes = [browser.get("/robots.txt", environ_base=STRANGER).status_code for n in range(241)]
    assert codes[-1] == 429


def test_h2_pages_kept_in_memory_do_not_count(make_app, site):
    browser = Browser(make_app(RATELIMIT_ENABLED=True, PAGE_MEMORY_BYTES=1_000_000))
    codes = [browser.get("/", environ_base=STRANGER).status_code for n in range(300)]
    assert set(codes) == {200}


def test_h2_counting_a_page_is_cheap(limited, site):
    with limited.app_context():
        limiter.storage.incr("pages/x", 60)
        began = time.process_time()
        for _n in range(500):
            limiter.storage.incr("pages/x", 60)
        assert (time.process_time() - began) / 500 < 0.001


@pytest.fixture
def blind(make_app, boards, tmp_path):
    """The app, but nothing can be counted."""
    return make_app(
        RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI=f"earshot-sqlite://{tmp_path}/missing/limits.sqlite3"
    )


def test_h1_who_reads_is_let_in_when_nothing_can_be_counted(blind, people):
    browser = Browser(blind)
    for path in ("/", "/ideas", "/search?q=oats", "/sign-in"):
        assert browser.get(path, environ_base=STRANGER).status_code == 200
    assert Browser(blind, people.ben).get("/inbox").status_code == 200


def test_h1_who_signs_in_or_writes_has_to_wait_and_loses_nothing(blind, ben, at):
    refused = Browser(blind).post("/sign-in", {"name": "ben", "password": "x" * 12})
    assert refused.status_code == 503
    refused = Browser(blind, ben).post(f"/topics/{at.discussion}/posts", {"body": "Ten minutes of typing"})
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert "Ten minutes of typing" in refused.text


def test_h3_words_carried_to_the_door_survive_it_being_shut(limited, site):
    browser = Browser(limited)
    sent = {"name": "ben", "password": "wrong", "resume": "/topics/1/posts", "carried-body": "Ten minutes of typing"}
    answers = [browser.post("/sign-in", sent) for _n in range(12)]
    assert answers[-1].status_code == 429
    assert "Ten minutes of typing" in answers[-1].text
    assert "wrong" not in answers[-1].text


def test_h3_what_htmx_sends_is_answered_with_the_same_status(limited, ben, at):
    browser = Browser(limited, ben)
    answers = [browser.post(f"/posts/{at.opening}/vote", {"on": "1"}, htmx="vote") for _n in range(61)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"]


def test_a_long_form_is_refused_before_it_is_read(visitor):
    assert visitor.post("/sign-in", {"name": "x" * 2_000_000}).status_code == 413
    assert visitor.post("/sign-in", {"name": "x" * 900_000}).status_code == 422
