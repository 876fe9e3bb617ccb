"""The team starts a poll, and changes it while nobody has voted."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import Participation

FIELDS = {
    "title": "Which milk shall we buy?",
    "body": "Both cost the same.",
    "options": "Oat\n  Soy \n\nCow",
    "choice": "single",
    "fewest": "1",
    "most": "2",
    "secrecy": "secret",
    "results_shown": "after_ballot",
    "decides": "Which milk we buy",
    "decided_by": "Ada",
    "decided_until": "1 May",
}


def in_days(days):
    return (datetime.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def start(sign_in, emil, boards):
    def act(browser=None, **fields):
        browser = browser or sign_in(emil)
        sent = FIELDS | {"closes_at": in_days(7), "board": boards["polls"].slug} | fields
        return browser.post("/polls/new", {k: v for k, v in sent.items() if v is not None})

    return act


def the_poll(db):
    return db.session.scalar(db.select(Poll))


def asked(db):
    return db.session.scalar(db.select(PollQuestion))


def options(db):
    return list(db.session.scalars(db.select(PollOption.text).order_by(PollOption.position)))


def test_it_starts_a_poll(start, db, visitor):
    answer = start()
    assert answer.status_code == 303
    poll = the_poll(db)
    assert options(db) == ["Oat", "Soy", "Cow"]
    assert (poll.is_secret, poll.results_shown, asked(db).fewest, asked(db).most) == (True, "after_ballot", 1, 1)
    page = visitor.get(answer.location).text
    assert page.index("Which milk we buy") < page.index("Oat")
    assert "Sign in to vote" in page and "1 May" in page


def test_it_starts_one_poll_when_sent_again(start, sign_in, emil, db):
    browser = sign_in(emil)
    assert start(browser, form_key="k").location and start(browser, form_key="k").status_code == 303
    assert db.session.scalar(db.select(db.func.count(Poll.topic_id))) == 1


@pytest.mark.parametrize(("fields", "words"), [
    ({"options": "Oat"}, "from 2 to 20 options"),
    ({"options": "\n".join(map(str, range(21)))}, "from 2 to 20 options"),
    ({"options": "Oat\noat "}, "Two options are the same"),
    ({"options": "Oat\n" + "x" * 121}, "at most 120"),
    ({"closes_at": in_days(-2)}, "within the next year"),
    ({"closes_at": in_days(400)}, "within the next year"),
    ({"closes_at": ""}, "Please fill this in"),
    ({"closes_at": "0001-01-01T00:00"}, "Please fill this in"),
    ({"closes_at": "soon"}, "Please fill this in"),
    ({"decides": ""}, "Please fill this in"),
    ({"decided_by": ""}, "Please fill this in"),
    ({"decided_until": ""}, "Please fill this in"),
    ({"choice": "multiple", "fewest": "3", "most": "2"}, "must not be less"),
    ({"choice": "multiple", "fewest": "0"}, "number from 1"),
    ({"choice": "multiple", "most": "4"}, "number from 1"),
    ({"choice": "multiple", "most": "many"}, "number from 1"),
    ({"choice": "guess"}, "Please choose one of these"),
    ({"secrecy": "maybe"}, "Please choose one of these"),
    ({"results_shown": "never"}, "Please choose one of these"),
])
def test_it_says_what_to_mend(start, db, fields, words):
    answer = start(**fields)
    assert answer.status_code == 422 and words in answer.text
    assert the_poll(db) is None


def test_it_keeps_what_several_may_be(start, db):
    start(choice="multiple", fewest="2", most="3")
    assert (asked(db).fewest, asked(db).most) == (2, 3)


def test_it_closes_in_a_week_by_the_clock_of_the_site(start, sign_in, emil, db, site):
    with time_machine.travel(datetime(2027, 3, 25, 12, 0, tzinfo=UTC), tick=False):
        # The clocks go forward on 28 March: 13:00 in Berlin is 12:00 UTC before and 11:00 after.
        assert 'value="2027-04-01T15:00"' in sign_in(emil).get("/polls/new").text
        start(closes_at="2027-04-01T13:00")
        assert the_poll(db).closes_at == datetime(2027, 4, 1, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("who", ["ben", "finn", "dora", "cleo"])
def test_it_is_for_the_team_alone(people, sign_in, start, db, who):
    browser = sign_in(getattr(people, who))
    assert browser.get("/polls/new").status_code == 403
    assert start(browser).status_code == 403 and the_poll(db) is None


def edit(browser, topic, **fields):
    version = {"version": "1"}
    return browser.post(f"/topics/{topic.id}/edit", FIELDS | version | {"closes_at": in_days(8)} | fields)


def test_it_changes_everything_before_the_first_ballot(make_poll, sign_in, emil, db):
    topic = make_poll(emil)
    browser = sign_in(emil)
    page = browser.get(f"/topics/{topic.id}/edit").text
    assert "Oat\nSoy" in page.replace("\r", "")
    assert edit(browser, topic, options="Tea\nCoffee", secrecy="open", results_shown="always").status_code == 303
    poll = the_poll(db)
    assert options(db) == ["Tea", "Coffee"] and not poll.is_secret and poll.results_shown == "always"


@pytest.fixture
def voted(make_poll, emil, ben, db):
    topic = make_poll(emil, options=("Oat", "Soy", "Cow"), title=FIELDS["title"])
    db.session.add(Participation(poll_id=topic.id, member_id=ben.id))
    topic.poll.ballot_count = 1
    db.session.commit()
    return topic


@pytest.mark.parametrize("fields", [
    {"options": "Oat\nSoy"}, {"options": "Soy\nOat\nCow"}, {"secrecy": "open"}, {"choice": "multiple"},
    {"results_shown": "always"}, {"skippable": "y"},
])
def test_it_is_locked_by_the_first_ballot(voted, sign_in, emil, db, fields):
    answer = edit(sign_in(emil), voted, **({"most": "1"} | fields))
    assert answer.status_code == 422 and "somebody has voted" in answer.text.lower()
    poll = the_poll(db)
    assert options(db) == ["Oat", "Soy", "Cow"]
    assert (poll.is_secret, asked(db).kind, poll.results_shown, asked(db).most) == (True, "single", "after_ballot", 1)


def test_it_may_still_last_longer_but_not_shorter(voted, sign_in, emil, db):
    browser = sign_in(emil)
    before = the_poll(db).closes_at
    shorter = edit(browser, voted, most="1", closes_at=in_days(2))
    assert shorter.status_code == 422 and "put off" in shorter.text
    locked = {"options": None, "choice": None, "secrecy": None, "results_shown": None, "fewest": None, "most": None}
    sent = {k: v for k, v in (FIELDS | locked | {"version": "1", "closes_at": in_days(20)}).items() if v}
    assert browser.post(f"/topics/{voted.id}/edit", sent).status_code == 303
    assert the_poll(db).closes_at > before and options(db) == ["Oat", "Soy", "Cow"]


def test_it_stays_closed(make_poll, sign_in, emil, db):
    topic = make_poll(emil, options=("Oat", "Soy", "Cow"), closes_at=datetime(2026, 1, 1, tzinfo=UTC))
    browser = sign_in(emil)
    assert "stays closed" in edit(browser, topic).text
    assert edit(browser, topic, closes_at="2026-01-01T01:00").status_code == 303
