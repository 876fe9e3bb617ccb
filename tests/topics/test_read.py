"""Reading a topic: its addresses, its pages, and what is read by it."""

import pytest

from app.posts.models import add_post
from app.votes.models import set_vote


@pytest.fixture
def topic(make_topic, gus):
    return make_topic("discussions", gus, "Where to sit")


@pytest.fixture
def long_topic(topic, ben, db):
    """A topic with 45 replies: "Reply 1." to "Reply 45."."""
    topic.replies = [add_post(topic, ben, f"Reply {n}.") for n in range(1, 46)]
    db.session.commit()
    return topic


def replies_on(page):
    return [n for n in range(1, 46) if f"Reply {n}." in page]


@pytest.mark.parametrize("address", ["", "-where-to-stand", "-"])
def test_a_wrong_slug_leads_to_the_right_one_for_good(visitor, topic, address):
    answer = visitor.get(f"/discussions/{topic.id}{address}?page=2")
    wanted = (301, f"{topic.url}?page=2")
    assert (answer.status_code, answer.location) == wanted or (address == "-" and answer.status_code == 404)


def test_an_id_of_another_kind_or_of_nothing_is_not_found(visitor, topic):
    for address in (f"/ideas/{topic.id}-where-to-sit", "/discussions/999-nothing", f"/discussions/{10**30}", "/discussions/x"):
        assert visitor.get(address).status_code == 404


def test_it_shows_twenty_replies_a_page(visitor, long_topic):
    first = visitor.get(long_topic.url).text
    assert replies_on(first) == list(range(1, 21))
    assert f'href="{long_topic.url}?page=2"' in first and 'rel="prev"' not in first
    assert replies_on(visitor.get(f"{long_topic.url}?page=2").text) == list(range(21, 41))
    last = visitor.get(f"{long_topic.url}?page=3").text
    assert replies_on(last) == list(range(41, 46)) and 'rel="next"' not in last
    # The opening stands on every page.
    assert all("It is crowded in the morning." in page for page in (first, last))


@pytest.mark.parametrize("page", ["0", "-3", "x", "", "99"])
def test_an_odd_page_breaks_nothing(visitor, long_topic, page):
    answer = visitor.get(f"{long_topic.url}?page={page}")
    assert answer.status_code == 200 and replies_on(answer.text) == ([] if page == "99" else list(range(1, 21)))


def test_htmx_gets_the_replies_of_the_page_alone(visitor, long_topic):
    answer = visitor.get(f"{long_topic.url}?page=2", htmx="replies")
    assert "<html" not in answer.text and 'id="replies"' in answer.text
    assert replies_on(answer.text) == list(range(21, 41))


def test_an_address_of_a_reply_leads_to_the_page_it_stands_on(visitor, long_topic, db):
    for n, page in ((1, range(1, 21)), (20, range(1, 21)), (21, range(21, 41)), (45, range(41, 46))):
        reply = long_topic.replies[n - 1]
        address = visitor.get(f"/posts/{reply.id}").location
        assert address == f"{long_topic.url}?post={reply.id}#post-{reply.id}"
        shown = visitor.get(address).text
        assert replies_on(shown) == list(page) and f'id="post-{reply.id}"' in shown


def test_an_address_of_a_comment_leads_to_the_page_of_its_thread(visitor, gus, long_topic, make_reply):
    comment = make_reply(long_topic, gus, "To that I say:", parent=long_topic.replies[24])
    page = visitor.get(comment.url).text
    assert "To that I say:" in page and 25 in replies_on(page)


def test_an_address_of_an_answer_follows_it_as_votes_move_it(visitor, gus, ben, make_topic, make_reply, db):
    question = make_topic("questions", gus)
    answers = [make_reply(question, ben, f"Reply {n}.") for n in range(1, 25)]
    assert 24 not in replies_on(visitor.get(question.url).text)
    assert 24 in replies_on(visitor.get(answers[23].url).text)
    set_vote(answers[23], gus, wanted=True)
    db.session.commit()
    assert 24 in replies_on(visitor.get(question.url).text)
    assert replies_on(visitor.get(answers[23].url).text) == [*range(1, 20), 24]
    assert replies_on(visitor.get(answers[19].url).text) == [*range(20, 24)]


def test_an_address_of_a_post_that_is_gone_shows_the_first_page(visitor, ben, long_topic, db):
    long_topic.replies[44].delete(by=ben)
    db.session.commit()
    answer = visitor.get(long_topic.replies[44].url)
    assert answer.status_code == 200 and replies_on(answer.text) == list(range(1, 21))


def test_what_is_unread_is_read_by_opening_it(sign_in, gus, ben, topic, run_readers, db):
    reader = sign_in(gus)
    sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "By the window."})
    run_readers("notifications")
    page = reader.get(topic.url).text
    assert f'hx-post="/topics/{topic.id}/reading"' in page and "Inbox, 1 new" in page
    # Looking alone writes nothing: the page says it when it has been shown.
    assert "Inbox, 1 new" in reader.get(topic.url).text
    for _turn in range(2):
        assert reader.post(f"/topics/{topic.id}/reading", htmx="main").status_code == 200
    page = reader.get(topic.url).text
    assert "Inbox, 1 new" not in page and "/reading" not in page
    assert reader.post(f"/topics/{topic.id}/reading").location == topic.url


def test_a_visitor_is_offered_to_sign_in_and_finds_nothing_to_press(visitor, topic, make_reply, ben):
    make_reply(topic, ben)
    page = visitor.get(topic.url).text
    main = page.partition('<main')[2].partition("</main>")[0]
    assert f"/sign-in?next={topic.url}" in main and "<form" not in main
    assert f'rel="canonical" href="{topic.url}"' in page
