"""A receipt shows that a secret ballot is counted, and nothing else."""

import re

import pytest

from app.kinds.polls.asking import PollOption
from app.kinds.polls.receipts import Receipt, spaced


@pytest.fixture
def voted(make_poll, sign_in, emil, ben, db):
    """Ben has voted; (topic, browser, the receipt as he saw it)."""
    topic = make_poll(emil)
    browser = sign_in(ben)
    browser.post(f"/polls/{topic.id}/ballot", {"option": str(db.session.scalar(db.select(PollOption.id).limit(1)))})
    page = browser.get(topic.url).text
    return topic, browser, re.search(r"shown this once: ([A-Z2-9-]{14})", page)[1]


def test_it_is_shown_once(voted):
    topic, browser, code = voted
    assert code not in browser.get(topic.url).text and "Is my ballot counted?" in browser.get(topic.url).text


def test_it_can_be_looked_up_by_anybody(voted, visitor):
    topic, _browser, code = voted
    path = f"/polls/{topic.id}/receipts?code="
    assert "This ballot is counted" in visitor.get(path + code).text
    assert "This ballot is counted" in visitor.get(path + code.lower().replace("-", "%20")).text
    assert "no such receipt" in visitor.get(path + "AAAA-AAAA-AAAA").text
    assert code not in visitor.get(f"/polls/{topic.id}/receipts").text


def test_it_is_listed_with_all_others_after_the_end(voted, sign_in, emil, visitor, db):
    topic, _browser, code = voted
    sign_in(emil).post(f"/polls/{topic.id}/closure")
    page = visitor.get(f"/polls/{topic.id}/receipts").text
    assert re.findall(r"<code>([^<]+)</code>", page) == [code] and "1 ballots are counted" in page


def test_it_is_no_ballot_and_no_member(voted, db):
    assert set(Receipt.__table__.columns.keys()) == {"poll_id", "code"}
    [row] = db.session.scalars(db.select(Receipt.code))
    assert spaced(row) == voted[2]
    ballots = db.session.execute(db.text("SELECT ballot FROM secret_ballots")).scalars().all()
    assert row.lower() not in ballots[0]


def test_there_is_none_for_open_ballots(make_poll, sign_in, emil, ben, db, visitor):
    topic = make_poll(emil, is_secret=False)
    browser = sign_in(ben)
    browser.post(f"/polls/{topic.id}/ballot", {"option": str(db.session.scalar(db.select(PollOption.id).limit(1)))})
    assert "receipt" not in browser.get(topic.url).text.lower()
    assert visitor.get(f"/polls/{topic.id}/receipts").status_code == 404
