"""A thread that grows hot: the team is offered slow mode, members wait and keep their words, or it is let run."""

from datetime import timedelta

import pytest
import time_machine

from app.audit.models import AuditEntry
from app.database import now
from app.posts.models import Post
from app.topics.models import Topic

SLOW = {"minutes": "10", "hours": "24"}
RUN = {"days": "3", "because": "They argue hard, but about the matter."}


@pytest.fixture
def topic(make_topic, people):
    return make_topic("discussions", people.gus, title="Music in the shop")


@pytest.fixture
def heat_up(make_reply, people, topic, run_readers):
    """heat_up(): two people reply to each other five times each."""

    def act():
        for n in range(10):
            make_reply(topic, (people.ben, people.gus)[n % 2], f"No, and for the {n}th time no.")
        run_readers()

    return act


@pytest.fixture
def count(db, topic):
    return lambda: db.session.scalar(db.select(db.func.count(Post.id)).where(Post.topic_id == topic.id))


def test_it_tells_the_team_of_a_hot_thread(heat_up, sign_in, people, topic, make_reply, run_readers):
    dora = sign_in(people.dora)
    for member in (people.ben, people.finn, people.gus):
        make_reply(topic, member, "A calm word.")
    run_readers()
    assert "Hot right now" not in dora.get("/moderation").text
    heat_up()
    page = dora.get("/moderation").text
    assert "Hot right now" in page and "13 replies by 3 people within an hour" in " ".join(page.split())
    assert f"/topics/{topic.id}/pace" in page
    with time_machine.travel(now() + timedelta(hours=4)):
        assert "Hot right now" not in sign_in(people.dora).get("/moderation").text


def test_it_slows_a_thread_down(sign_in, people, topic, count, db):
    dora, ben = sign_in(people.dora), sign_in(people.ben)
    assert dora.post(f"/topics/{topic.id}/slow-mode", SLOW).location == topic.url
    send = f"/topics/{topic.id}/posts"
    assert "Slow mode: please leave 10 minutes" in ben.get(topic.url).text
    assert ben.post(send, {"body": "My first word."}).status_code == 303
    refused = ben.post(send, {"body": "And one more thing."})
    assert refused.status_code == 422 and count() == 2
    assert "send your text again in 10 minutes" in refused.text and "And one more thing." in refused.text
    # Also as a comment, and without the whole page.
    reply = db.session.scalar(db.select(Post.id).where(Post.topic_id == topic.id, Post.author_id == people.ben.id))
    assert ben.post(f"/posts/{reply}/comments", {"body": "And one more."}).status_code == 422
    assert "And one more." in ben.post(send, {"body": "And one more."}, htmx="form#reply").text
    # Others, and helpers, do not wait for Ben.
    assert sign_in(people.gus).post(send, {"body": "Me too."}).status_code == 303
    finn = sign_in(people.finn)
    assert [finn.post(send, {"body": f"Calm down, {n}."}).status_code for n in "ab"] == [303, 303]
    assert "Slow mode: please" not in finn.get(topic.url).text
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert sign_in(people.ben).post(send, {"body": "And one more thing."}).status_code == 303


def test_it_ends_slow_mode_by_hand_and_by_the_clock(sign_in, people, topic, db):
    dora = sign_in(people.dora)
    dora.post(f"/topics/{topic.id}/slow-mode", SLOW)
    assert "Now: 10 minutes." in dora.get(f"/topics/{topic.id}/pace").text
    with time_machine.travel(now() + timedelta(hours=25)):
        assert db.session.get(Topic, topic.id, populate_existing=True).minutes_between == 0
    dora.post(f"/topics/{topic.id}/slow-mode", {"off": "1"})
    assert db.session.get(Topic, topic.id, populate_existing=True).minutes_between == 0
    acts = db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id))
    assert [act for act in acts if act.startswith("topic.")] == ["topic.slow", "topic.slow"]
    assert dora.post(f"/topics/{topic.id}/slow-mode", {"minutes": "7", "hours": "24"}).status_code == 422


def test_it_lets_a_thread_run(heat_up, sign_in, people, topic, make_reply, visitor, db):
    heat_up()
    dora = sign_in(people.dora)
    assert dora.post(f"/topics/{topic.id}/free-run", RUN | {"days": "15"}).status_code == 422
    assert dora.post(f"/topics/{topic.id}/free-run", RUN | {"because": " "}).status_code == 422
    assert dora.post(f"/topics/{topic.id}/free-run", RUN).location == topic.url
    assert "Hot right now" not in dora.get("/moderation").text
    assert RUN["because"] in visitor.get("/log").text
    # More reports than elsewhere are needed to hide a text.
    post = make_reply(topic, people.gus, "You are all wrong.")
    for member in (people.ben, people.finn):
        sign_in(member).post(f"/posts/{post.id}/report", {"reason": "insult"})
    state = db.select(Post.state).where(Post.id == post.id)
    assert db.session.scalar(state) == "published"
    dora.post(f"/topics/{topic.id}/free-run", {"off": "1"})
    assert RUN["because"] not in visitor.get("/log").text
    assert "Hot right now" in dora.get("/moderation").text
