"""Who sees a poll's results, when, and what they say."""

from datetime import timedelta

import pytest

from app.database import now
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.models import Poll

MODES = ("after_ballot", "always", "after_close", "when_published")
OPEN, CLOSED, PUBLISHED = "open", "closed", "published"


@pytest.fixture
def make_voted(make_poll, emil, ben, gus, db):
    """A poll in which Ben and 36 of 37 others chose oat, in a state."""

    def make(mode, state=OPEN, **more):
        topic = make_poll(emil, results_shown=mode, **more)
        poll = topic.poll
        poll.ballot_count = 37
        asked = db.session.scalar(db.select(PollQuestion).where(PollQuestion.poll_id == topic.id))
        oat = db.session.scalar(db.select(PollOption).where(PollOption.question_id == asked.id).order_by(PollOption.position))
        oat.ballot_count = asked.answer_count = 37
        db.session.execute(
            db.text("INSERT INTO participations (poll_id, member_id) VALUES (:p, :m)"), {"p": topic.id, "m": ben.id}
        )
        if state != OPEN:
            poll.closes_at = now() - timedelta(hours=1)
        if state == PUBLISHED:
            poll.closed_at = poll.published_at = now()
        db.session.commit()
        return topic

    return make


def shows_results(page):
    """Any trace of the results: the count, the share, the interval, the bars, the table."""
    traces = [word for word in ("37 votes", "100%", "result__", "poll__results", "took part", "As a table") if word in page]
    assert not traces or len(traces) >= 5, traces
    return bool(traces)


# (mode, state) → who sees the results: v(isitor), b(en, who has voted), g(us, who has not), e(mil, of the team).
SEEN = {
    ("after_ballot", OPEN): "b",
    ("after_ballot", CLOSED): "vbge",
    ("always", OPEN): "vbge",
    ("always", CLOSED): "vbge",
    ("after_close", OPEN): "",
    ("after_close", CLOSED): "vbge",
    ("when_published", OPEN): "",
    ("when_published", CLOSED): "",
    ("when_published", PUBLISHED): "vbge",
}


@pytest.mark.parametrize(("mode", "state"), SEEN)
def test_it_shows_results_as_its_mode_says(make_voted, visitor, sign_in, ben, gus, emil, mode, state):
    topic = make_voted(mode, state)
    readers = {"v": visitor, "b": sign_in(ben), "g": sign_in(gus), "e": sign_in(emil)}
    seen = "".join(who for who, browser in readers.items() if shows_results(browser.get(topic.url).text))
    assert seen == SEEN[mode, state]


@pytest.mark.parametrize("mode", ["after_ballot", "after_close", "when_published"])
def test_it_hides_them_everywhere_else_too(make_voted, visitor, sign_in, gus, emil, ada, mode, db):
    topic = make_voted(mode)
    of_poll = [f"/polls/{topic.id}/{page}" for page in ("results", "results.csv", "results.json", "invitations", "paper", "receipts", "receipts?code=A")]
    paths = ("/polls", "/", "/listened", "/owed", topic.board.url, f"{topic.url}?page=1", *of_poll, "/feed.atom", "/polls/feed.atom",
             f"{topic.url}/feed.atom", "/search?q=milk", "/account/data.json", "/inbox", "/announcements/drafts",
             f"/topics/{topic.id}/edit", "/admin", "/sitemap.xml", "/insights/touchpoints")  # fmt: skip
    for browser in (visitor, sign_in(gus), sign_in(emil), sign_in(ada)):
        for path in paths:
            page = browser.get(path)
            assert page.status_code < 500 and not shows_results(page.text), path
            assert page.status_code in (303, 403, 404) or not path.startswith(f"/polls/{topic.id}/results"), path
        for target in ("poll", "replies", "topics"):
            assert not shows_results(browser.get(topic.url, htmx=target).text)
    said = "\n".join(str(row) for row in db.session.execute(db.text("SELECT data FROM events")))
    assert "37" not in said


def test_it_hides_them_when_a_ballot_is_refused(make_voted, sign_in, gus):
    topic = make_voted("after_ballot")
    assert not shows_results(sign_in(gus).post(f"/polls/{topic.id}/ballot").text)


def test_it_says_when_they_come(make_voted, visitor, sign_in, ben):
    assert "as soon as you have voted" in visitor.get(make_voted("after_ballot").url).text
    assert "when the poll has closed" in sign_in(ben).get(make_voted("after_close").url).text
    assert "The team publishes the results" in visitor.get(make_voted("when_published", CLOSED).url).text


def test_it_says_how_many_took_part(make_voted, visitor, people, db):
    topic = make_voted("always")
    db.session.execute(db.update(Poll).values(ballot_count=3))
    db.session.execute(db.update(PollQuestion).values(answer_count=3))
    db.session.execute(db.update(PollOption).where(PollOption.ballot_count > 0).values(ballot_count=1))
    people.gus.blocked_at = now()
    people.cleo.origin = "elsewhere:1"
    db.session.commit()
    page = " ".join(visitor.get(topic.url).text.split())
    # Of the seven, Gus is blocked and Cleo was imported and never came.
    assert "3 of 5 members took part (60%)." in page
    assert "33%" in page and "between 6% and 79% likely" in page


def test_it_keeps_how_many_could_vote_when_it_closed(make_voted, sign_in, emil, visitor, db):
    from tests.people import sign_up

    topic = make_voted("always")
    db.session.execute(db.update(Poll).values(ballot_count=3))
    db.session.commit()
    sign_in(emil).post(f"/polls/{topic.id}/closure")
    sign_up("Late", role="member")
    db.session.commit()
    assert "3 of 7 members took part" in visitor.get(topic.url).text


def test_it_marks_ones_own_choice_only_where_it_is_open(make_poll, sign_in, emil, ben, db):
    for is_secret in (True, False):
        topic = make_poll(emil, is_secret=is_secret)
        option = db.session.scalar(db.select(db.func.max(PollOption.id)))
        browser = sign_in(ben)
        browser.post(f"/polls/{topic.id}/ballot", {"option": option})
        assert ("your choice" in browser.get(topic.url).text) != is_secret
