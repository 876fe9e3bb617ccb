"""The numbers above "We listened", and each member's own page of what came of what they said."""

from datetime import timedelta

import pytest

from app.database import now
from app.kinds.announcements.conduct import count_conduct
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.polls.voices import Participation
from app.topics.models import Topic
from app.votes.models import set_vote
from tests import factories


@pytest.fixture
def tell(db, make_topic, emil):
    def act(outcome, *sources, days_ago=0, **numbers):
        told = make_topic("announcements", emil, f"It is {outcome}", outcome=outcome, **numbers)
        told.created_at = now() - timedelta(days=days_ago)
        db.session.add_all(AnnouncementSource(announcement_id=told.id, topic_id=source.id) for source in sources)
        db.session.commit()
        return told

    return act


@pytest.fixture
def wish(db, make_topic, ben):
    def act(title, votes=10, days_ago=20):
        topic = make_topic("ideas", ben, title)
        topic.vote_count, topic.created_at = votes, now() - timedelta(days=days_ago)
        db.session.commit()
        return topic

    return act


def test_it_counts_what_was_answered_and_how_soon(db, site, wish, tell, make_poll, emil):
    wish("A quiet one", votes=3)
    wish("Not answered")
    decided = wish("Decided after five days")
    decided.idea.move_to("planned", by=emil, at=now() - timedelta(days=15))
    tell("done", wish("Told after ten"), days_ago=10)
    poll = make_poll(emil)
    poll.poll.closed_at = now() - timedelta(days=9)
    db.session.commit()
    tell("interim", poll, days_ago=2)
    conduct = count_conduct()
    assert (conduct.asked, conduct.answered, conduct.answered_share, round(conduct.days)) == (4, 3, 75, 7)


def test_it_counts_bad_news_and_who_was_told(db, site, wish, tell, visitor):
    idea = wish("More oat milk")
    tell("done", idea, asked_count=10, told_count=8)
    for outcome in ("it_failed", "not_now", "you_spared_us_this"):
        tell(outcome, idea, asked_count=10, told_count=9)
    tell("news")
    conduct = count_conduct()
    assert (conduct.outcomes, conduct.bad_news, conduct.told_share) == (4, 3, 88)
    page = visitor.get("/listened").text
    assert "bad news, of 4 results" in page and "88 %" in page and "10 asked, 9 told, 0 read" in page


def test_d2_it_counts_only_what_all_may_see(db, site, emil):
    topic = factories.make_topic(factories.make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    topic.vote_count = 50
    db.session.commit()
    assert count_conduct().asked == 0


def test_a_member_reads_what_came_of_what_they_said(db, wish, tell, make_topic, make_poll, make_reply, emil, ben, gus, sign_in):
    mine, voted = wish("More oat milk"), make_topic("ideas", gus, "A rack for bicycles")
    question, poll = make_topic("questions", gus, "Are dogs welcome?"), make_poll(emil)
    set_vote(voted.opening, ben, wanted=True)
    make_reply(question, ben)
    db.session.add(Participation(poll_id=poll.id, member_id=ben.id))
    make_topic("ideas", gus, "Nothing to do with Ben")
    tell("it_failed", mine)
    page = sign_in(ben).get("/account/told").text
    for words in ("More oat milk", "You asked", "A rack for bicycles", "You voted", "Are dogs welcome?", "You wrote there"):
        assert words in page
    assert "Which milk?" in page and "You took part" in page and "It is it_failed" in page
    assert "Nothing to do with Ben" not in page
    assert "Nothing yet" in sign_in(emil).get("/account/told").text or "It is it_failed" not in sign_in(gus).get("/account/told").text


def test_d2_it_shows_nothing_that_may_not_be_seen_any_more(db, wish, tell, ben, sign_in, boards, ada):
    idea = wish("More oat milk")
    told = tell("done", idea)
    db.session.execute(db.update(Topic).where(Topic.id == told.id).values(state="hidden"))
    db.session.commit()
    assert "It is done" not in sign_in(ben).get("/account/told").text
    db.session.merge(boards["ideas"]).change(by=ada, audience="group")
    db.session.commit()
    assert "More oat milk" not in sign_in(ben).get("/account/told").text


def test_it_turns_pages_with_few_queries(db, make_topic, ben, sign_in, count_queries):
    browser = sign_in(ben)
    make_topic("ideas", ben, "Idea 00")
    with count_queries() as few:
        browser.get("/account/told")
    for n in range(1, 23):
        make_topic("ideas", ben, f"Idea {n:02}")
    with count_queries() as many:
        first = browser.get("/account/told").text
    assert len(few) == len(many) <= 7
    assert "Idea 22" in first and "Idea 03" in first and "Idea 02" not in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert "Idea 02" in browser.get(older).text
