"""The queue: what waits, why, who may see it, and who is looking at it."""

from datetime import timedelta

import pytest
import time_machine

from app.boards.models import GROUP
from app.database import now
from app.events.readers import find_cursor
from app.groups.models import Group
from app.moderation.models import Case
from app.posts.models import Post
from app.topics.models import Topic
from tests import factories


@pytest.fixture
def held(make_topic, make_reply, ben, cleo):
    """Cleo's first reply, which is held."""
    return make_reply(make_topic("discussions", ben, title="Longer evenings"), cleo, "I am new here.")


def test_it_holds_what_new_members_write(held, queue):
    assert queue() == [(held.id, "first_posts")]


def test_it_reads_twice_without_harm(db, held, queue):
    queue()
    find_cursor("moderation").position = 0
    db.session.commit()
    assert queue() == [(held.id, "first_posts")]


def test_it_shows_text_why_and_history(held, dora, sign_in, queue):
    queue()
    page = sign_in(dora).get("/moderation").text
    assert "I am new here." in page
    assert "The first two texts of a new member" in page
    assert "Longer evenings" in page
    assert "nothing sent back or removed" in page


def test_it_says_when_nothing_waits(dora, sign_in):
    assert "Nothing waits" in sign_in(dora).get("/moderation").text


@pytest.mark.parametrize("address", ["/moderation", "/moderation/log", "/moderation/cases/1"])
def test_it_is_only_for_moderators(held, people, sign_in, visitor, queue, address):
    queue()
    assert visitor.get(address).location.startswith("/sign-in")
    for name in ("cleo", "ben", "finn"):
        assert sign_in(getattr(people, name)).get(address).status_code == 403
    for name in ("dora", "emil", "ada"):
        assert sign_in(getattr(people, name)).get(address).status_code == 200


def test_it_closes_the_case_when_the_author_takes_the_text_away(db, held, cleo, queue, sign_in):
    assert queue()
    sign_in(cleo).post(f"/posts/{held.id}/deletion")
    assert queue() == []
    sign_in(cleo).post(f"/posts/{held.id}/restoration")
    assert queue() == [(held.id, "first_posts")]


def test_it_waits_again_once_the_author_has_reworded(db, held, cleo, dora, queue, decide, sign_in, state_of):
    decide(dora, held, "return", because="Please say more.")
    assert queue() == []
    version = db.session.scalar(db.select(Post.version).where(Post.id == held.id))
    sign_in(cleo).post(f"/posts/{held.id}/edit", {"body": "I am new here, and I like it.", "version": version})
    assert state_of(held) == "held"
    assert queue() == [(held.id, "reworded")]


def test_it_does_not_show_what_stands_in_a_strangers_group(db, site, ben, cleo, dora, emil, sign_in, make_reply, queue):
    group = Group(name="Testers")
    db.session.add(group)
    db.session.flush()
    for member in (ben, cleo):
        group.include(member, by=None)
    board = factories.make_board("discussions", "Secret", audience=GROUP, group=group)
    make_reply(factories.make_topic(board, ben), cleo, "Only for testers.")
    assert len(queue()) == 1
    assert "Only for testers." not in sign_in(dora).get("/moderation").text
    assert sign_in(dora).get("/moderation/cases/1").status_code == 404
    assert "Only for testers." in sign_in(emil).get("/moderation").text


def test_it_is_claimed_for_fifteen_minutes(db, held, dora, emil, sign_in, case_of):
    id = case_of(held)
    assert sign_in(dora).post(f"/moderation/cases/{id}/claim").location == f"/moderation/cases/{id}"
    assert "Dora is looking at it right now" in sign_in(emil).get("/moderation").text
    assert sign_in(emil).post(f"/moderation/cases/{id}/decision", {"act": "approve"}).status_code == 409
    sign_in(emil).post(f"/moderation/cases/{id}/claim")
    assert db.session.scalar(db.select(Case.claimed_by_id)) == dora.id
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert "is looking at it" not in sign_in(emil).get("/moderation").text
        assert sign_in(emil).post(f"/moderation/cases/{id}/decision", {"act": "approve"}).status_code == 303


def test_it_does_not_claim_by_looking(db, held, dora, sign_in, case_of):
    sign_in(dora).get(f"/moderation/cases/{case_of(held)}")
    assert db.session.scalar(db.select(Case.claimed_by_id)) is None


def test_it_pages_the_oldest_first(db, make_topic, make_reply, ben, cleo, dora, sign_in, queue):
    topic = make_topic("discussions", ben)
    for n in range(22):
        make_reply(topic, cleo, f"Number {n:02}.")
    assert len(queue()) == 22
    browser = sign_in(dora)
    first = browser.get("/moderation").text
    assert "Number 00." in first and "Number 19." in first and "Number 20." not in first
    last = db.session.scalar(db.select(Case.id).order_by(Case.id).offset(19).limit(1))
    assert f'href="/moderation?after=1-{last}"' in first
    second = browser.get(f"/moderation?after=1-{last}").text
    assert "Number 19." not in second and "Number 20." in second


def test_it_reads_within_its_budget_however_much_waits(make_topic, make_reply, ben, cleo, dora, sign_in, queue, count_queries):
    topic = make_topic("discussions", ben)
    browser = sign_in(dora)
    counts = []
    for _ in range(2):
        for n in range(6):
            make_reply(topic, cleo, f"Number {n}.")
        queue()
        with count_queries() as queries:
            assert browser.get("/moderation").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


def test_it_tells_the_author_how_long_it_usually_takes(app, db, held, cleo, dora, make_reply, make_topic, sign_in, ben, queue, decide):
    topic_url = f"/topics/{held.topic_id}"
    topic = db.session.scalar(
        db.select(Topic).join(Topic.board).options(db.contains_eager(Topic.board)).where(Topic.id == held.topic_id)
    )
    assert "usually within 24 hours" in sign_in(cleo).get(topic.url).text, topic_url
    queue()
    with time_machine.travel(now() + timedelta(hours=2, minutes=30)):
        decide(dora, held, "approve")
        app.extensions.pop("earshot_waiting")
        make_reply(db.session.merge(topic), db.session.merge(cleo), "One more.")
        assert "usually within 3 hours" in sign_in(cleo).get(topic.url).text
