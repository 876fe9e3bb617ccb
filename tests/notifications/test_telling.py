"""Everybody who asked hears once: whatever happens in between, and however many they are."""

import os
import random
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import insert

from app.accounts.models import Member
from app.config import ROOT
from app.database import now
from app.events.models import record
from app.events.readers import find_cursor
from app.extensions import db as database
from app.follows.models import TopicFollow
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import Announcement, AnnouncementSource
from app.kinds.merging import merge_topic
from app.kinds.polls.voices import Participation
from app.notifications import telling
from app.notifications.models import Notice
from app.notifications.telling import tell_waiting
from app.topics.models import Topic
from app.votes.models import Vote, set_vote
from tests import factories


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "More oat milk")


@pytest.fixture
def publish(db, boards, emil):
    """publish(source, …): an announcement that answers these, published by Emil."""

    def act(*sources, title="Oat milk is here", board=None):
        topic = factories.make_topic(board or boards["announcements"], emil, title, outcome="done")
        topic.announcement.publish(sources, by=emil)
        db.session.commit()
        return topic

    return act


@pytest.fixture
def heard(db, run_readers):
    """heard(ben): how many lines about an outcome Ben has, after all that can be told was told."""

    def count(member):
        run_readers("notifications")
        tell_waiting()
        lines = db.select(Notice.count).where(Notice.member_id == member.id, Notice.about == "outcome")
        return list(db.session.scalars(lines))

    return count


def vote(db, topic, *members):
    for member in members:
        set_vote(topic.opening, member, wanted=True)
    db.session.commit()


def add_members(count):
    """So many members at once; returns their ids."""
    rows = [
        {"name": f"Crowd {n}", "name_key": f"crowd {n}", "skeleton": f"crowd{n}", "handle": f"crowd-{n}", "role": "member"}
        for n in range(count)
    ]
    database.session.execute(insert(Member), rows)
    ids = list(database.session.scalars(database.select(Member.id).where(Member.handle.startswith("crowd-"))))
    database.session.commit()
    return ids


def let_all_vote(topic, ids):
    post_id = topic.opening.id
    database.session.execute(insert(Vote), [{"post_id": post_id, "member_id": id} for id in ids])
    database.session.commit()


def numbers(db):
    query = db.select(Announcement.asked_count, Announcement.told_count, Announcement.read_count)
    return tuple(db.session.execute(query.execution_options(populate_existing=True)).one())


def test_it_tells_authors_voters_and_participants(
    db, idea, make_topic, make_poll, make_reply, publish, heard, finn, gus, dora, cleo, ben, ada
):
    question, poll = make_topic("questions", gus), make_poll(ada)
    vote(db, idea, finn)
    set_vote(make_reply(question, dora), ada, wanted=True)
    db.session.add(Participation(poll_id=poll.id, member_id=cleo.id))
    db.session.commit()
    publish(idea, question, poll)
    for member in (ben, finn, gus, dora, ada, cleo):
        assert heard(member) == [1], member.name
    # Emil said it; he is not told what he said.
    assert numbers(db) == (6, 6, 0)


def test_it_tells_whoever_only_follows_and_does_not_count_them_as_asking(db, idea, publish, heard, gus, ben):
    db.session.add(TopicFollow(topic_id=idea.id, member_id=gus.id))
    db.session.commit()
    publish(idea)
    assert heard(gus) == heard(ben) == [1]
    assert numbers(db) == (1, 1, 0)


def test_it_tells_nobody_twice(db, idea, make_topic, publish, heard, finn, gus, ben, emil, sign_in):
    """Published again, edited, the source's votes united with another's, read, and all events read anew."""
    vote(db, idea, finn)
    told = publish(idea)
    assert heard(finn) == [1]
    sign_in(finn).post("/inbox/reading")
    topic = db.session.get(Topic, told.id)
    other = make_topic("ideas", gus, "Oat milk, please")
    vote(db, other, db.session.merge(finn))
    db.session.merge(Announcement(topic_id=told.id, outcome="planned"))
    db.session.add(AnnouncementSource(announcement_id=told.id, topic_id=other.id))
    record("outcome.published", actor=emil, topic=topic)
    record("announcement.sourced", actor=emil, topic=other, announcement=told.id)
    find_cursor("notifications").position = 0
    db.session.commit()
    assert heard(finn) == [1] and heard(gus) == [1] and heard(ben) == [1]
    assert numbers(db) == (3, 3, 0)


def test_it_tells_whose_idea_was_merged_into_a_source(db, idea, make_topic, publish, heard, gus, finn, dora, ben):
    """Also when the merge comes between two announcements of one thing: once each."""
    other = make_topic("ideas", gus, "Oat milk, please")
    vote(db, other, finn)
    merge_topic(other, idea, by=dora, because="Both wish for the same milk, so they belong together.")
    db.session.commit()
    publish(db.session.merge(idea))
    assert heard(gus) == heard(finn) == heard(ben) == [1]
    assert numbers(db) == (3, 3, 0)


def test_it_tells_only_the_new_ones_when_a_source_comes_later(db, idea, make_topic, publish, heard, gus, finn, sign_in, emil):
    told = publish(idea)
    heard(gus)
    other = make_topic("ideas", gus, "Other")
    sent = {"title": "Oat milk is here", "body": "x", "outcome": "done", "version": "1", "source_lines": f"{idea.id}\n{other.id}"}
    assert sign_in(emil).post(f"/topics/{told.id}/edit", sent).status_code == 303
    assert heard(gus) == [1]
    assert db.session.scalar(db.select(db.func.count()).select_from(Hearer)) == 2


def test_it_tells_nobody_who_may_not_see_it(db, idea, publish, heard, finn, gus, ada):
    from app.groups.models import Group

    vote(db, idea, finn, gus)
    group = Group(name="Tasters")
    db.session.add(group)
    db.session.flush()
    group.include(gus, by=ada)
    db.session.commit()
    publish(idea, board=factories.make_board("announcements", "Inner", audience="group", group=group))
    assert (heard(finn), heard(gus)) == ([], [1])
    assert numbers(db) == (3, 1, 0)


def test_it_waits_while_the_announcement_is_out_of_sight(db, idea, publish, heard, ben, dora):
    told = publish(idea)
    told.opening.hide()
    db.session.commit()
    assert heard(ben) == []
    opening = db.session.merge(told.opening)
    opening.topic = db.session.merge(told)
    opening.restore(by=dora)
    db.session.commit()
    assert heard(ben) == [1]


def test_it_says_the_outcome_though_other_news_came_first(db, idea, publish, make_reply, run_readers, heard, ben, finn):
    told = publish(idea)
    make_reply(told, finn, "Look, @ben!")
    run_readers("notifications")
    assert heard(ben) == [2]


def test_it_counts_who_has_read(db, idea, publish, heard, ben, gus, sign_in):
    told = publish(idea)
    heard(ben)
    for _ in range(2):
        sign_in(ben).post(f"/topics/{told.id}/reading")
        sign_in(gus).post(f"/topics/{told.id}/reading")
    assert numbers(db) == (1, 1, 1)
    assert "1 asked, 1 told, 1 read" in sign_in(gus).get(told.url).text


def test_it_counts_who_opens_it_from_the_inbox(db, idea, publish, heard, ben, sign_in):
    publish(idea)
    heard(ben)
    notice = db.session.scalar(db.select(Notice.id).where(Notice.member_id == ben.id))
    sign_in(ben).post(f"/inbox/{notice}/reading")
    assert numbers(db) == (1, 1, 1)


def test_it_tells_once_when_two_tell_at_once(app, db, idea, publish, run_readers, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 20)
    ids = add_members(200)
    let_all_vote(idea, ids)
    publish(idea)
    run_readers("notifications")

    def tell():
        with app.app_context():
            tell_waiting()

    threads = [threading.Thread(target=tell) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_each_heard_once(db, ids)
    assert numbers(db) == (201, 201, 0)


def test_it_goes_on_after_stopping_in_the_middle(db, idea, publish, run_readers, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 20)
    monkeypatch.setattr(telling, "MOST_SECONDS", 0)
    ids = add_members(100)
    let_all_vote(idea, ids)
    publish(idea)
    run_readers("notifications")
    tell_waiting()
    assert numbers(db)[1] == 20
    for _ in range(6):
        tell_waiting()
    assert_each_heard_once(db, ids)
    assert db.session.scalar(db.select(Announcement.tell_since)) is None


def assert_each_heard_once(db, ids):
    db.session.rollback()
    lines = db.select(Notice.member_id, db.func.count()).where(Notice.member_id.in_(ids)).group_by(Notice.member_id)
    assert dict(db.session.execute(lines).all()) == dict.fromkeys(ids, 1)
    bells = set(db.session.scalars(db.select(Member.unread_notices).where(Member.id.in_(ids))))
    assert bells == {1}


KILLED_SOON = """
from app import create_app
from app.notifications import telling
app = create_app({"WORKER": False})
telling.AT_ONCE = 10
telling.time.sleep = lambda seconds: print("told some", flush=True)
with app.app_context():
    telling.tell_waiting()
"""


@pytest.mark.skipif("EARSHOT_TEST_DATABASE_URL" in os.environ, reason="kills a process on its own SQLite file")
def test_r1_r6_it_tells_each_once_though_it_is_killed_again_and_again(app, db, idea, publish, run_readers):
    ids = add_members(600)
    let_all_vote(idea, ids)
    publish(idea)
    run_readers("notifications")
    db.session.remove()
    environment = os.environ | {"EARSHOT_INSTANCE": str(app.config["INSTANCE"]), "DATABASE_URL": ""}
    chance, told = random.Random(7), []
    for _ in range(4):
        command = [sys.executable, "-c", KILLED_SOON]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            for _ in range(chance.randint(1, 8)):
                assert process.stdout.readline() == "told some\n"
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
        told.append(numbers(db)[1])
        db.session.remove()
    assert told == sorted(told) and 0 < told[0] < 601
    tell_waiting()
    assert_each_heard_once(db, ids)
    assert numbers(db) == (601, 601, 0)


def test_it_never_keeps_others_from_writing_for_long(app, db, idea, publish, run_readers, monkeypatch):
    """With two thousand voters; the longest hold of the gate does not grow with their number."""
    ids = add_members(2_000)
    let_all_vote(idea, ids)
    publish(idea)
    run_readers("notifications")
    waits, done = [], threading.Event()

    def write():
        while not done.is_set():
            start = time.monotonic()
            with app.app_context():
                db.session.execute(db.text("UPDATE site SET tagline = 'x'"))
                db.session.commit()
            waits.append(time.monotonic() - start)
            time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    start = now()
    tell_waiting()
    done.set()
    writer.join()
    assert_each_heard_once(db, ids)
    assert (now() - start).total_seconds() < 6
    assert max(waits) < 0.5, max(waits)
