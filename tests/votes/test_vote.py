"""Giving a vote with one tap, and taking it back."""

import re

import pytest

from app.events.models import Event
from app.follows.models import TopicFollow
from app.posts.models import Post
from app.topics.models import Topic
from app.votes.models import Vote


@pytest.fixture
def topic(make_topic, gus):
    return make_topic("discussions", gus, "Where to sit")


@pytest.fixture
def reply(make_reply, topic, finn):
    return make_reply(topic, finn, "By the window.")


@pytest.fixture
def vote(reply):
    def act(browser, post=None, wanted=True, **more):
        return browser.post(f"/posts/{(post or reply).id}/vote", {"on": "1"} if wanted else {}, **more)

    return act


def counted(db, post):
    """What stands on the post, and what the votes themselves say."""
    votes = db.session.scalar(db.select(db.func.count()).select_from(Vote).where(Vote.post_id == post.id))
    return db.session.scalar(db.select(Post.vote_count).where(Post.id == post.id)), votes


def pressed(html, button):
    return re.search(rf'id="{button}-button" aria-pressed="(\w+)"', html)[1]


def test_it_gives_a_vote_and_takes_it_back(sign_in, ben, reply, vote, db):
    browser, button = sign_in(ben), f"vote-{reply.id}"
    assert pressed(browser.get(reply.url).text, button) == "false"
    answer = vote(browser)
    assert (answer.status_code, answer.location) == (303, reply.url)
    assert counted(db, reply) == (1, 1)
    page = browser.get(reply.url).text
    assert pressed(page, button) == "true" and "Helpful: the text by Finn" in page
    vote(browser, wanted=False)
    assert counted(db, reply) == (0, 0)
    assert pressed(browser.get(reply.url).text, button) == "false"
    happened = db.session.execute(db.select(Event.name, Event.actor_id).where(Event.post_id == reply.id).order_by(Event.id))
    assert list(happened)[1:] == [("post.voted", ben.id), ("post.unvoted", ben.id)]


def test_it_answers_htmx_with_the_button_as_it_is_now(sign_in, ben, reply, vote):
    browser, button = sign_in(ben), f"vote-{reply.id}"
    for wanted, count in ((True, 1), (False, 0)):
        answer = vote(browser, wanted=wanted, htmx=button)
        assert answer.status_code == 200 and "<html" not in answer.text
        assert pressed(answer.text, button) == str(wanted).lower() and f"<span>{count}</span>" in answer.text
        # The next tap wishes for the opposite.
        assert ('name="on"' in answer.text) is not wanted


def test_it_counts_once_however_often_it_is_sent(sign_in, ben, gus, reply, vote, db):
    for browser in (sign_in(ben), sign_in(ben), sign_in(gus)):
        vote(browser)
        assert vote(browser).status_code == 303
    assert counted(db, reply) == (2, 2)
    for _turn in range(2):
        assert vote(sign_in(ben), wanted=False).status_code == 303
    assert counted(db, reply) == (1, 1)


def test_it_leads_back_to_the_page_it_was_sent_from(sign_in, ben, reply, vote):
    back = "http://localhost/discussions?sort=new"
    assert vote(sign_in(ben), headers={"Referer": back}).location == "/discussions?sort=new"
    assert vote(sign_in(ben), headers={"Referer": "https://elsewhere.example/"}).location == reply.url


@pytest.mark.parametrize("kind", ["discussions", "ideas", "questions"])
def test_an_opening_counts_for_its_topic(sign_in, ben, gus, make_topic, db, kind):
    topic = make_topic(kind, gus)
    browser, own = sign_in(ben), int(kind == "ideas")
    assert browser.post(f"/posts/{topic.opening.id}/vote", {"on": "1"}).location == topic.url
    assert counted(db, topic.opening) == (1 + own, 1 + own)
    assert db.session.scalar(db.select(Topic.vote_count)) == 1 + own
    assert pressed(browser.get(topic.url).text, f"vote-{topic.opening.id}") == "true"


def test_it_works_in_a_list(sign_in, ben, gus, make_topic, db):
    topic = make_topic("ideas", gus)
    browser, button = sign_in(ben), f"topic-vote-{topic.id}"
    assert pressed(browser.get("/ideas").text, button) == "false"
    answer = browser.post(f"/topics/{topic.id}/vote", {"on": "1"}, headers={"Referer": "http://localhost/ideas"})
    assert answer.location == "/ideas" and pressed(browser.get("/ideas").text, button) == "true"
    answer = browser.post(f"/topics/{topic.id}/vote", htmx=button)
    assert pressed(answer.text, button) == "false" and "<span>1</span>" in answer.text and "<html" not in answer.text
    assert counted(db, topic.opening) == (1, 1)


def test_ones_own_text_has_no_vote_to_give_but_an_idea(sign_in, finn, gus, topic, reply, make_topic, vote, db):
    browser = sign_in(finn)
    assert f'action="/posts/{reply.id}/vote"' not in browser.get(topic.url).text
    assert vote(browser).status_code == vote(sign_in(gus), topic.opening).status_code == 403
    idea = make_topic("ideas", gus)
    assert counted(db, idea.opening) == (1, 1)
    assert vote(sign_in(gus), idea.opening, wanted=False).status_code == 303
    assert counted(db, idea.opening) == (0, 0)


def test_a_vote_for_a_question_follows_it_and_one_for_an_idea_does_not(sign_in, ben, gus, make_topic, db):
    for kind, follows in (("ideas", 0), ("questions", 1)):
        topic = make_topic(kind, gus)
        sign_in(ben).post(f"/posts/{topic.opening.id}/vote", {"on": "1"})
        query = db.select(db.func.count()).where(TopicFollow.topic_id == topic.id, TopicFollow.member_id == ben.id)
        assert db.session.scalar(query) == follows, kind


def test_a_closed_topic_takes_no_replies_but_votes(sign_in, ben, gus, topic, vote, reply, db):
    db.session.merge(topic).close(by=gus)
    db.session.commit()
    assert vote(sign_in(ben)).status_code == 303
    assert counted(db, reply) == (1, 1)


@pytest.mark.parametrize("act", ["hide", "remove", "delete"])
def test_a_text_that_is_not_there_takes_none(sign_in, ben, dora, reply, vote, db, act):
    post = db.session.get(Post, reply.id, populate_existing=True)
    post.hide() if act == "hide" else getattr(post, act)(by=dora)
    db.session.commit()
    assert vote(sign_in(ben)).status_code == 404
    assert vote(sign_in(dora)).status_code in (403, 404)
    assert counted(db, reply) == (0, 0)


def test_votes_come_back_with_the_text(sign_in, ben, finn, reply, vote, visitor, db):
    vote(sign_in(ben))
    browser = sign_in(finn)
    browser.post(f"/posts/{reply.id}/deletion")
    browser.post(f"/posts/{reply.id}/restoration")
    assert counted(db, reply) == (1, 1)
    assert "<span>1</span>" in visitor.get(reply.url).text


def test_a_visitor_is_asked_to_sign_in_and_a_blocked_member_may_not(sign_in, visitor, ben, ada, topic, reply, vote, db):
    browser = sign_in(ben)
    db.session.merge(ben).block(by=ada)
    db.session.commit()
    for reader in (visitor, browser):
        assert vote(reader).status_code == 401
        assert reader.post(f"/topics/{topic.id}/vote", {"on": "1"}).status_code == 401
    assert counted(db, reply) == (0, 0)
    assert f"/sign-in?next={topic.url}" in visitor.get(topic.url).text


def test_it_keeps_to_the_query_budget(sign_in, ben, vote, count_queries):
    browser = sign_in(ben)
    browser.form_token()
    with count_queries() as queries:
        vote(browser)
    assert len(queries) <= 10, queries
