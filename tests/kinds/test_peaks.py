"""Four alike in a day and three times the usual: one thread is proposed, and new askers see it first."""

from datetime import timedelta

import pytest

from app.boards.models import Board
from app.database import now
from app.events.models import Event
from app.follows.models import TopicFollow
from app.kinds.questions.peaks import Peak, are_alike, find_peaks
from app.notifications.models import Notice
from app.topics.models import Topic

SAME = ("Is the Wi-Fi down?", "Why is the Wi-Fi down today?", "Wi-Fi down again", "The Wi-Fi is down, what now?")


@pytest.fixture
def ask(make_topic, ben, db):
    """ask("Is the Wi-Fi down?", hours=3): asked so long ago."""

    def act(title, hours=1):
        topic = make_topic("questions", ben, title)
        at = now() - timedelta(hours=hours)
        db.session.execute(db.update(Topic).where(Topic.id == topic.id).values(created_at=at))
        db.session.commit()
        return topic

    return act


@pytest.fixture
def look(db, run_readers):
    """look(): what the worker has found once the index knows all of it."""

    def act():
        run_readers("search")
        find_peaks()
        db.session.commit()
        return [sorted(alike) for alike in db.session.scalars(db.select(Peak.alike).order_by(Peak.id))]

    return act


@pytest.fixture
def peak(ask, look):
    topics = [ask(title, hours=4 - n) for n, title in enumerate(SAME)]
    assert look() == [[topic.id for topic in topics]]
    return topics


def test_it_finds_four_alike_in_a_day_once(peak, ask, look, db):
    ask("Where is the key?"), ask("Do you have oat milk?")
    assert len(look()) == 1
    ask("Wi-Fi down, still")
    assert len(look()) == 1
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "question.peaked")) == 1
    assert db.session.scalar(db.select(Peak.topic_id)) == peak[0].id


@pytest.mark.parametrize("why", ["three", "a day ago", "different"])
def test_it_is_silent_below(why, ask, look):
    for n, title in enumerate(SAME):
        if why == "different" and n == 3:
            title = "Where is the key to the cellar?"
        if why != "three" or n < 3:
            ask(title, hours=25 if why == "a day ago" and n == 0 else 1)
    assert look() == []


@pytest.mark.parametrize(("before", "is_peak"), [(28, True), (56, False)])
def test_it_wants_three_times_the_usual(ask, look, make_topic, ben, db, before, is_peak):
    """Four today: against one a day of late that is a peak, against two it is not."""
    for n in range(before):
        ask(f"Wi-Fi down, number {n}", hours=30 + n)
    for title in SAME:
        ask(title)
    assert bool(look()) == is_peak


def test_it_leads_to_the_thread_that_is_answered(ask, look, make_reply, gus, db):
    topics = [ask(title) for title in SAME]
    make_reply(topics[2], gus, "Back in an hour.")
    look()
    assert db.session.scalar(db.select(Peak.topic_id)) == topics[2].id


def test_it_is_proposed_to_who_can_pin_it(peak, sign_in, dora, emil, ben, run_readers, db):
    run_readers()
    told = db.session.scalars(db.select(Notice.member_id).where(Notice.about == "peak")).all()
    assert {dora.id, emil.id} <= set(told) and ben.id not in told
    browser = sign_in(dora)
    page = browser.get("/questions/due").text
    assert "4 ask the same within a day" in page and "Pin this thread" in page
    browser.post(f"/topics/{peak[0].id}/pin", {"on": "1"})
    assert "ask the same within a day" not in browser.get("/questions/due").text


def test_new_askers_see_the_pinned_thread_first_and_join_with_one_tap(peak, sign_in, dora, gus, db):
    asker, address = sign_in(gus), "/questions/new"
    assert "Many ask this right now" not in asker.get(address).text
    sign_in(dora).post(f"/topics/{peak[0].id}/pin", {"on": "1"})
    page = asker.get(address).text
    assert page.index("Many ask this right now") < page.index('name="title"')
    assert "Many ask this right now" not in asker.get("/ideas/new").text
    got = asker.post(f"/questions/new/similar/{peak[0].id}")
    assert got.location == peak[0].url
    assert db.session.scalar(db.select(Topic.vote_count).where(Topic.id == peak[0].id)) == 1
    assert db.session.get(TopicFollow, (peak[0].id, gus.id)) is not None
    db.session.execute(db.update(Peak).values(found_at=now() - timedelta(days=4)))
    db.session.commit()
    assert "Many ask this right now" not in asker.get(address).text


def test_it_is_dismissed(peak, sign_in, dora, gus, db):
    path = f"/questions/peaks/{db.session.scalar(db.select(Peak.id))}/dismissal"
    assert sign_in(gus).post(path).status_code == 403
    browser = sign_in(dora)
    assert [browser.post(path).status_code for _ in range(2)] == [303, 303]
    assert "ask the same within a day" not in browser.get("/questions/due").text


def test_it_tells_nobody_of_boards_they_do_not_see(peak, sign_in, dora, gus, db):
    sign_in(dora).post(f"/topics/{peak[0].id}/pin", {"on": "1"})
    db.session.execute(db.update(Board).where(Board.kind == "questions").values(audience="group"))
    db.session.commit()
    assert "Wi-Fi" not in sign_in(gus).get("/questions/new").text


@pytest.mark.parametrize(("one", "other", "alike"), [
    ("Is the Wi-Fi down?", "Wi-Fi down again", True), ("WLAN geht nicht", "Warum geht das WLAN nicht?", True),
    ("Is the Wi-Fi down?", "Is the lift down?", False), ("?", "?", False), ("Where is the key?", "Oat milk", False),
])
def test_it_measures_titles_by_their_words(app, one, other, alike):
    assert are_alike(one, other) == are_alike(other, one) == alike
