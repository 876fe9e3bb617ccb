"""What belonging to a group opens, and when it ends."""

from datetime import timedelta

import pytest

from app.database import now
from app.events.models import Event
from app.groups.models import Group, GroupMember
from tests.factories import make_board, make_topic


@pytest.fixture
def group(site, db):
    group = Group(name="Regulars")
    db.session.add(group)
    db.session.commit()
    return group


@pytest.fixture
def topic(group, emil):
    return make_topic(make_board("discussions", "Inner", audience="group", group=group), emil, "Where to sit")


def changed(db, group, **what):
    group = db.session.merge(group)
    for act, member in what.items():
        getattr(group, act)(member, by=None)
    db.session.commit()


def test_who_is_taken_in_reads_and_writes_there_until_they_are_let_go(sign_in, ben, group, topic, db):
    browser = sign_in(ben)
    assert browser.get(topic.url).status_code == 404
    changed(db, group, include=ben)
    assert "Where to sit" in browser.get(topic.url).text
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "By the window."}).status_code == 303
    changed(db, group, exclude=ben)
    assert browser.get(topic.url).status_code == 404
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "Still here?"}).status_code == 404


def test_it_opens_nothing_after_its_end(sign_in, ben, gus, group, topic, db):
    changed(db, group, include=ben)
    browser = sign_in(ben)
    db.session.merge(group).ends_at = now() + timedelta(minutes=5)
    db.session.commit()
    assert browser.get(topic.url).status_code == 200
    db.session.merge(group).ends_at = now() - timedelta(minutes=5)
    db.session.commit()
    assert browser.get(topic.url).status_code == 404
    assert "Where to sit" not in browser.get("/discussions").text


def test_another_group_opens_nothing(sign_in, ben, emil, topic, db):
    other = Group(name="Others")
    db.session.add(other)
    db.session.flush()
    changed(db, other, include=ben)
    assert sign_in(ben).get(topic.url).status_code == 404
    assert sign_in(emil).get(topic.url).status_code == 200


def test_taking_in_and_letting_go_twice_changes_nothing_more(ben, group, db):
    for act, members in (("include", 1), ("exclude", 0)):
        for _turn in range(2):
            changed(db, group, **{act: ben})
            assert db.session.scalar(db.select(db.func.count()).select_from(GroupMember)) == members
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "group.changed")) == 2
