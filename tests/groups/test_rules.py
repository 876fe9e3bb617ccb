"""Groups by rule: who belongs is asked anew each time, and is right within the same request."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import Member
from app.attributes.models import Attribute, keep_answer, withdraw_consent
from app.database import now
from app.events.models import Event
from app.groups.models import Group, belongs_to, is_among
from app.groups.rules import GroupRule, WantedAnswer, set_rule
from app.kinds.polls.audience import electorate_of
from app.kinds.polls.voices import Participation
from app.notifications.models import Notice
from app.notifications.rule_groups import forget_in_rule_groups
from app.posts.models import Post
from app.votes.models import set_vote
from tests.factories import make_board, make_poll, make_topic

NOTHING = {
    "roles": "", "act": "", "act_count": 1, "act_days": 30,
    "joined_from": None, "joined_until": None, "least_days": None, "most_days": None,
}  # fmt: skip
ALL = {"ada", "ben", "cleo", "dora", "emil", "finn", "gus"}


@pytest.fixture
def group(site, db):
    group = Group(name="Regulars")
    db.session.add(group)
    db.session.commit()
    return group


@pytest.fixture
def rule(db, group):
    """rule(act="posts"): the group's rule from now on."""

    def give(*wanted, **conditions):
        set_rule(group, NOTHING | conditions, wanted)
        db.session.commit()

    return give


@pytest.fixture
def inside(db, group, people):
    """Who belongs, asked of all members at once and of each reader alone: both must say the same."""

    def ask():
        of_all = set(db.session.scalars(db.select(Member.handle).where(is_among(group.id, Member))))
        one = lambda member: db.session.scalar(db.select(Group.id).where(belongs_to(Group.id, member)))  # noqa: E731
        assert {name for name in ALL if one(getattr(people, name))} == of_all
        return of_all

    return ask


@pytest.fixture
def question(db, site):
    attribute = Attribute(question="Where do you sit?", kind="choice", options=["Inside", "Outside"], purpose="The terrace")
    db.session.add(attribute)
    db.session.commit()
    return attribute


def test_a_role(rule, inside, ben, ada, db):
    rule(roles=",helper,moderator,")
    assert inside() == {"finn", "dora"}
    ben.change_role("helper", by=ada)
    db.session.commit()
    assert inside() == {"finn", "dora", "ben"}


def test_when_they_joined(rule, inside, ben, gus, db):
    ben.created_at, gus.created_at = now() - timedelta(days=40), datetime(2020, 5, 3, 23, tzinfo=UTC)
    db.session.commit()
    rule(least_days=39)
    assert inside() == {"ben", "gus"}
    rule(most_days=41)
    assert inside() == ALL - {"gus"}
    rule(joined_from=datetime(2020, 5, 3, tzinfo=UTC), joined_until=datetime(2020, 5, 4, tzinfo=UTC))
    assert inside() == {"gus"}


def test_posts_of_the_last_days_that_everybody_sees_with_the_name(rule, inside, boards, ben, gus, cleo, finn, db):
    for n in range(2):
        make_topic(boards["discussions"], ben, f"Talk {n}")
    make_topic(boards["discussions"], gus)
    for n in range(3):
        make_topic(boards["ideas"], finn, f"Without a name {n}", hidden=True)
        # Held, for Cleo is new.
        make_topic(boards["discussions"], cleo, f"Hello {n}")
    rule(act="posts", act_count=2)
    assert inside() == {"ben"}
    db.session.execute(db.update(Post).where(Post.author_id == ben.id).values(created_at=now() - timedelta(days=31)))
    assert inside() == set()


def test_votes(rule, inside, make_topic, ben, gus, finn, db):
    topic = make_topic("ideas", gus)
    rule(act="votes")
    # An idea starts with its author's vote.
    assert inside() == {"gus"}
    set_vote(topic.opening, ben, wanted=True)
    assert inside() == {"ben", "gus"}


def test_ballots_count_once_the_poll_is_closed_so_that_coming_in_tells_nothing(rule, inside, make_poll, ben, emil, db):
    poll = make_poll(emil)
    db.session.add(Participation(poll_id=poll.id, member_id=ben.id))
    db.session.commit()
    rule(act="ballots")
    assert inside() == set()
    poll.poll.close(by=emil)
    db.session.commit()
    assert inside() == {"ben"}


def test_answers_only_while_their_consent_holds(rule, inside, question, ben, gus, db):
    rule({"attribute_id": question.id, "option": "Outside"})
    keep_answer(question, ben, "Outside")
    keep_answer(question, gus, "Inside")
    assert inside() == {"ben"}
    question.change(question="Where do you like to sit?", options=question.options, purpose="Another one", position=0)
    assert inside() == set()
    keep_answer(question, ben, "Outside")
    assert inside() == {"ben"}
    withdraw_consent(question, ben)
    assert inside() == set()


def test_any_answer_to_one_question_and_each_question(rule, inside, question, ben, gus, finn, db):
    age = Attribute(question="How old?", kind="number", purpose="Ages")
    db.session.add(age)
    db.session.flush()
    for member, place, years in ((ben, "Outside", 20), (gus, "Inside", 30), (finn, "Inside", 70)):
        keep_answer(question, member, place)
        keep_answer(age, member, str(years), years)
    both = [{"attribute_id": question.id, "option": option} for option in ("Inside", "Outside")]
    rule(*both)
    assert inside() == {"ben", "gus", "finn"}
    rule(*both, {"attribute_id": age.id, "least": 30, "most": 69.5})
    assert inside() == {"gus"}
    rule(both[0], {"attribute_id": age.id, "least": 30}, roles=",helper,")
    assert inside() == {"finn"}


def test_by_hand_too_but_not_who_has_left_or_is_kept_out(rule, inside, group, people, db):
    rule(roles=",helper,member,")
    group.include(people.cleo, by=people.ada)
    assert inside() == {"ben", "gus", "finn", "cleo"}
    people.ben.block(by=people.ada)
    people.gus.leave()
    db.session.commit()
    assert inside() == {"finn", "cleo"}


def test_it_opens_a_board_within_the_same_request_and_not_after_its_end(rule, group, sign_in, ben, emil, ada, boards, db, count_queries):
    board = make_board("discussions", "Inner", audience="group", group=group)
    topic = make_topic(board, emil, "Where to sit")
    rule(roles=",helper,")
    browser = sign_in(ben)
    assert browser.get(topic.url).status_code == 404
    db.session.merge(ben).role = "helper"
    db.session.commit()
    with count_queries() as queries:
        assert browser.get(topic.url).status_code == 200
    assert len(queries) <= 8
    with count_queries() as queries:
        assert "Where to sit" in browser.get("/discussions").text
    assert len(queries) <= 7
    group = db.session.merge(group)
    group.ends_at = now() - timedelta(minutes=1)
    db.session.commit()
    assert browser.get(topic.url).status_code == 404
    assert "Where to sit" not in browser.get("/discussions").text


def test_it_is_the_electorate_of_its_board(rule, group, emil, people, db):
    board = make_board("polls", "Inner polls", audience="group", group=group)
    poll = make_poll(board, emil)
    rule(roles=",member,")
    assert db.session.scalar(db.select(electorate_of(poll.poll, board))) == 2


def test_who_falls_out_is_told_no_longer_what_stands_there(rule, group, ben, emil, db):
    topic = make_topic(make_board("discussions", "Inner", audience="group", group=group), emil, "Where to sit")
    rule(roles=",member,")
    db.session.add(Notice(member_id=ben.id, about="topic", topic_id=topic.id))
    ben.unread_notices = 1
    db.session.commit()
    forget_in_rule_groups()
    assert db.session.scalar(db.select(db.func.count(Notice.id))) == 1
    rule(roles=",helper,")
    forget_in_rule_groups()
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count(Notice.id))) == 0
    assert db.session.get(Member, ben.id, populate_existing=True).unread_notices == 0


# --- The team's pages ------------------------------------------------------------------------------------


def test_the_team_sees_how_many_it_would_be_before_it_is_saved(group, sign_in, emil, db):
    browser = sign_in(emil)
    page = browser.post(f"/admin/groups/{group.id}/rule/preview", {"roles": ["member", "helper"]}).text
    assert "This would be 3 members" in page and "Ben" in page
    assert db.session.scalar(db.select(db.func.count(GroupRule.group_id))) == 0
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "group.changed")) == 0


def test_the_team_saves_it_twice_reads_it_and_takes_it_away(group, sign_in, emil, question, db):
    browser, path = sign_in(emil), f"/admin/groups/{group.id}"
    typed = {
        "roles": ["member"], "act": "posts", "act_count": "2", "act_days": "7", "joined_from": "2026-01-01",
        "least_days": "3", f"options_{question.id}": ["Inside", "Outside"],
    }  # fmt: skip
    for _turn in range(2):
        assert browser.post(f"{path}/rule", typed).location == path
    assert db.session.scalar(db.select(db.func.count(WantedAnswer.id))) == 2
    page = browser.get(path).text
    for line in ("Role: Member", "Posts written: at least 2 in the last 7 days", "Jan 1, 2026", "at least 3 days", "Inside or Outside"):
        assert line in page
    form = browser.get(f"{path}/rule").text
    assert 'value="2026-01-01"' in form
    assert len(re.findall(r'<input checked [^>]*name="(?:roles|options_1)"', form)) == 3
    for _turn in range(2):
        assert browser.post(f"{path}/rule/removal").location == path
    assert "No rule" in browser.get(path).text


def test_the_team_gives_it_another_name_and_end(group, sign_in, emil, db):
    browser, path = sign_in(emil), f"/admin/groups/{group.id}"
    db.session.add(Group(name="Others"))
    db.session.commit()
    for _turn in range(2):
        assert browser.post(path, {"name": "Terrace", "ends_on": "2027-05-03"}).location == path
    page = browser.get(path).text
    assert "Terrace" in page and "May 3, 2027" in page and 'value="2027-05-03"' in page
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "group.changed")) == 1
    refused = browser.post(path, {"name": "Others", "ends_on": "tomorrow"})
    assert refused.status_code == 422 and "Please write a date" in refused.text
    assert "There is a group of this name" in browser.post(path, {"name": "Others"}).text
    browser.post(path, {"name": "Terrace", "ends_on": ""})
    assert db.session.get(Group, group.id, populate_existing=True).ends_at is None


@pytest.mark.parametrize(("typed", "said"), [
    ({}, "at least one condition"),
    ({"act": "posts", "act_days": "many"}, "whole number"),
    ({"joined_from": "yesterday"}, "Please write a date"),
    ({"least_days": "0"}, "from 1 to 3650"),
    ({"roles": ["king"]}, "Please choose one of these"),
    ({"act": "magic"}, "Please choose one of these"),
])
def test_what_makes_no_rule_is_told_beside_what_was_typed(group, sign_in, emil, db, typed, said):
    for path in ("rule", "rule/preview"):
        answer = sign_in(emil).post(f"/admin/groups/{group.id}/{path}", typed)
        assert answer.status_code == 422
        assert said in answer.text
    assert db.session.scalar(db.select(db.func.count(GroupRule.group_id))) == 0
