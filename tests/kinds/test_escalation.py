"""What members cannot solve goes to the team: after the board's opening hours, with an owner and a clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import g

from app.database import now
from app.events.models import Event
from app.kinds.questions.escalation import Escalation, escalate_due
from app.kinds.questions.models import Question
from app.notifications.models import Notice
from app.site import Site

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = ["9:00–18:00"] * 5 + ["10:00–14:00", ""]


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?", "I cannot find it.")


@pytest.fixture
def wait(db):
    """wait(question, 49): so many hours have passed since it was asked; then the worker looks."""

    def act(topic, hours):
        since = now() - timedelta(hours=hours)
        db.session.execute(db.update(Question).where(Question.topic_id == topic.id).values(open_since=since))
        escalate_due()
        db.session.commit()
        return topic

    return act


@pytest.fixture
def escalated(question, wait):
    return wait(question, 49)


def escalation(db, topic):
    return db.session.scalar(
        db.select(Escalation).where(Escalation.topic_id == topic.id).execution_options(populate_existing=True)
    )


def told(db, member):
    return db.session.scalars(db.select(Notice.about).where(Notice.member_id == member.id)).all()


@pytest.mark.parametrize(("hours", "is_due"), [(47.9, False), (48.1, True)])
def test_it_goes_to_the_team_after_48_hours(question, emil, wait, db, hours, is_due):
    wait(question, hours)
    found = escalation(db, question)
    assert (found is not None) == is_due
    if is_due:
        assert found.owner_id == emil.id
        assert found.due_at - found.opened_at == timedelta(hours=8)


@pytest.mark.parametrize(("hours", "asked", "seen", "is_due"), [
    # Ten opening hours: two on Friday, four on Saturday, and four on Monday.
    (10, "2026-11-20 16:00", "2026-11-23 12:59", False), (10, "2026-11-20 16:00", "2026-11-23 13:01", True),
    # Christmas is a holiday here, and the 26th a Saturday.
    (10, "2026-12-23 16:00", "2026-12-24 16:59", False), (10, "2026-12-23 16:00", "2026-12-24 17:01", True),
    (12, "2026-12-23 16:00", "2026-12-26 10:59", False), (12, "2026-12-23 16:00", "2026-12-26 11:01", True),
    # Clocks are turned on Sunday, 29 March, and nobody is here then.
    (6, "2026-03-28 12:00", "2026-03-30 12:59", False), (6, "2026-03-28 12:00", "2026-03-30 13:01", True),
])
def test_it_counts_the_opening_hours_of_the_business(question, boards, emil, db, hours, asked, seen, is_due):
    db.session.execute(db.update(Site).values(opening_hours=WEEK, holidays=["2026-12-25"]))
    boards["questions"].change(by=emil, escalate_hours=hours)
    since, at = (datetime.fromisoformat(text).replace(tzinfo=BERLIN) for text in (asked, seen))
    db.session.execute(db.update(Question).values(open_since=since))
    db.session.commit()
    db.session.expire_all()
    g.pop("site", None)
    with time_machine.travel(at, tick=False):
        escalate_due()
    assert (escalation(db, question) is not None) == is_due


def test_it_tells_the_asker_and_the_owner_and_stands_in_the_queue(
    escalated, sign_in, visitor, ben, gus, emil, dora, run_readers, db
):
    run_readers()
    assert "with_team" in told(db, ben) and "yours" in told(db, emil) and told(db, gus) == []
    assert "Now with the team" in sign_in(ben).get(escalated.url).text
    assert "With the team" in visitor.get("/questions").text
    page = sign_in(dora).get("/moderation").text
    assert "Unsolved questions with the team" in page and escalated.url in page and "Emil" in page
    page = sign_in(emil).get("/questions/due").text
    assert escalated.url in page and "Hand over" in page


def test_it_comes_once(escalated, db):
    escalate_due()
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "question.escalated")) == 1


def test_it_ends_when_the_same_was_asked_before(escalated, make_topic, gus, finn, sign_in, run_readers, db):
    kept = make_topic("questions", gus, "The key, where?")
    helper = sign_in(finn)
    helper.post(f"/questions/{escalated.id}/duplicate", {"kept": str(kept.id)})
    run_readers()
    assert escalation(db, escalated).done_at is not None
    helper.post(f"/questions/{escalated.id}/duplicate/removal")
    with time_machine.travel(now() + timedelta(hours=49)):
        escalate_due()
        db.session.commit()
        assert escalation(db, escalated).done_at is None


@pytest.mark.parametrize("how", ["team answer", "accepted"])
def test_its_clock_stops_with_an_answer(how, escalated, sign_in, ben, emil, gus, make_reply, run_readers, wait, db):
    answer = make_reply(escalated, emil if how == "team answer" else gus, "Under the mat.")
    run_readers()
    if how == "accepted":
        assert escalation(db, escalated).done_at is None
        sign_in(ben).post(f"/posts/{answer.id}/acceptance", {"on": "1"})
        run_readers()
    assert escalation(db, escalated).done_at is not None
    browser = sign_in(emil)
    assert "Now with the team" not in browser.get(escalated.url).text
    assert escalated.url not in browser.get("/questions/due").text
    escalate_due()
    assert db.session.scalar(db.select(Question.with_team_at).where(Question.topic_id == escalated.id)) is None


def test_it_starts_anew_when_it_is_still_not_solved(escalated, sign_in, ben, gus, make_reply, run_readers, wait, db):
    answer = make_reply(escalated, gus, "Under the mat.")
    asker = sign_in(ben)
    asker.post(f"/posts/{answer.id}/acceptance", {"on": "1"})
    run_readers()
    asker.post(f"/questions/{escalated.id}/doubt")
    run_readers()
    escalate_due()
    db.session.commit()
    assert escalation(db, escalated).done_at is not None
    with time_machine.travel(now() + timedelta(hours=49)):
        escalate_due()
        db.session.commit()
        assert escalation(db, escalated).done_at is None


@pytest.mark.parametrize("why", ["team answered", "solved", "closed", "board never", "asked by the team", "imported", "held"])
def test_it_leaves_alone_what_needs_no_team(why, question, boards, make_topic, make_reply, emil, gus, cleo, wait, db):
    if why == "team answered":
        make_reply(question, emil, "Under the mat.")
    elif why == "solved":
        question.question.accept(make_reply(question, gus), by=gus)
    elif why == "closed":
        question.close(by=emil)
    elif why == "board never":
        boards["questions"].change(by=emil, escalate_hours=0)
    elif why == "asked by the team":
        question = make_topic("questions", emil, "Which cup do you like?")
    elif why == "held":
        question = make_topic("questions", cleo, "May I come in?")
    db.session.commit()
    if why == "imported":
        db.session.execute(db.update(Question).values(open_since=None))
        escalate_due()
    else:
        wait(question, 500)
    assert escalation(db, question) is None


def test_the_clock_of_a_held_question_begins_with_its_approval(make_topic, cleo, dora, run_readers, db):
    topic = make_topic("questions", cleo, "May I come in?")
    assert topic.question.open_since is None
    topic.opening.approve(by=dora)
    db.session.commit()
    run_readers()
    since = db.session.scalar(db.select(Question.open_since).where(Question.topic_id == topic.id))
    assert now() - since < timedelta(minutes=1)


def test_it_goes_to_who_has_least_to_do(make_topic, ben, emil, ada, gus, wait, db):
    gus.change_role("team", by=ada)
    db.session.commit()
    owners = [escalation(db, wait(make_topic("questions", ben, f"Question {n}"), 49)).owner_id for n in range(4)]
    assert owners == [emil.id, gus.id, emil.id, gus.id]


def test_it_is_handed_over(escalated, sign_in, emil, ada, dora, ben, run_readers, db):
    path = f"/questions/{escalated.id}/owner"
    browser = sign_in(emil)
    assert browser.post(path, {"owner_id": str(ben.id)}).status_code == 422
    assert [browser.post(path, {"owner_id": str(ada.id)}).location for _ in range(2)] == ["/questions/due"] * 2
    assert escalation(db, escalated).owner_id == ada.id
    run_readers()
    assert "yours" in told(db, ada)
    assert sign_in(dora).post(path, {"owner_id": str(emil.id)}).status_code == 403
    assert sign_in(ben).post(path, {"owner_id": str(emil.id)}).status_code == 404


def test_it_says_when_it_is_late(escalated, sign_in, dora, db):
    assert "late" not in sign_in(dora).get("/questions/due").text
    escalation(db, escalated).due_at = now() - timedelta(hours=1)
    db.session.commit()
    assert "late: due" in sign_in(dora).get("/questions/due").text
