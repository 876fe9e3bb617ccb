"""Attacks: each ends with the community readable, nothing lost, and everything undoable."""

from datetime import timedelta

import pytest
import time_machine

from app.accounts.models import Member, sign_up
from app.accounts.roles import MEMBER
from app.database import now
from app.moderation.models import Case, Decision
from app.moderation.reports import report
from app.posts.models import Post
from app.topics.models import HELD, PUBLISHED, Topic

ADVERT = "Cheap Swiss watches with free shipping today, order your luxury watch now at https://watches.example/{n}"


@pytest.fixture
def topic(make_topic, make_reply, ben, gus):
    """A talk with two good texts."""
    topic = make_topic("discussions", ben, title="Longer evenings")
    make_reply(topic, gus, "Yes, please.")
    return topic


def everything(db):
    db.session.rollback()
    return {row.id: (row.state, row.body) for row in db.session.execute(db.select(Post.id, Post.state, Post.body))}


def test_it_withstands_a_flood_of_advertising(db, topic, visitor, dora, sign_in, queue):
    """200 texts in five minutes from 20 new members: nobody sees one, and the queue is cleared fifty at a time."""
    good = everything(db)
    for n in range(20):
        robot = sign_up(f"Robot {n}")
        db.session.commit()
        browser = sign_in(robot)
        for m in range(10):
            browser.post(f"/topics/{topic.id}/posts", {"body": ADVERT.format(n=10 * n + m)})
    states = [state for id, (state, _body) in everything(db).items() if id not in good]
    assert states == [HELD] * 200
    page = visitor.get(topic.url).text
    assert "Yes, please." in page and "watches" not in page
    waiting, moderator, done = [post for post, _why in queue()], sign_in(dora), []
    assert len(waiting) == 200
    for start in range(0, 200, 50):
        ids = list(db.session.scalars(db.select(Case.id).where(Case.post_id.in_(waiting[start : start + 50]))))
        answer = moderator.post("/moderation/decisions", {"act": "remove", "rule": "advertising", "case": ids})
        done.append(answer.location.partition("undo=")[2])
    assert queue() == [] and everything(db).keys() >= good.keys()
    # The next robot is known by what the others wrote, even once it is no longer new.
    late = sign_up("Robot 99", role=MEMBER)
    db.session.commit()
    sign_in(late).post(f"/topics/{topic.id}/posts", {"body": ADVERT.format(n=999)})
    last = db.session.scalar(db.select(Post).order_by(Post.id.desc()).limit(1))
    assert last.state == HELD and "similar" in [reason["rule"] for reason in last.held_for]
    moderator.post("/moderation/decisions/undo", {"decision": done[0]})
    assert len(queue()) == 51
    assert {id: now for id, now in everything(db).items() if id in good} == good


def test_it_withstands_a_raid_on_one_thread(db, topic, ben, finn, dora, visitor, sign_in, decide, queue):
    """Accounts that are members already shout in one thread: reports hide what is bad, the rest stays and comes back."""
    good = everything(db)
    raiders = [sign_up(f"Raider {n}", role=MEMBER) for n in range(8)]
    db.session.commit()
    for raider in raiders:
        browser = sign_in(raider)
        for n in range(8):
            browser.post(f"/topics/{topic.id}/posts", {"body": f"Away with all of you, says {raider.name}, and that {n} times!"})
    shouts = [id for id in everything(db) if id not in good]
    assert sum(everything(db)[id][0] == PUBLISHED for id in shouts) < len(shouts) / 2, "who says the same again waits"
    for raider in raiders:
        sign_in(dora).post(f"/moderation/members/{raider.handle}/sanctions", {"kind": "silenced", "rule": "unfriendly", "days": "7"})
    assert sign_in(raiders[0]).post(f"/topics/{topic.id}/posts", {"body": "More!"}).status_code == 403
    sign_in(dora).post(f"/topics/{topic.id}/closure", {"on": "1"})
    assert "Yes, please." in visitor.get(topic.url).text
    sign_in(dora).post(f"/topics/{topic.id}/closure", {})
    assert sign_in(ben).post(f"/topics/{topic.id}/posts", {"body": "Back to the evenings."}).status_code == 303
    assert {id: now for id, now in everything(db).items() if id in good} == good


def test_it_withstands_report_bombing(db, topic, make_reply, emil, gus, dora, visitor, sign_in, decide, queue, state_of):
    """Twelve accounts report a team answer and a text that was approved before: neither is hidden, and they weigh less."""
    answer, approved = make_reply(topic, emil, "We open until ten."), make_reply(topic, gus, "Until nine is enough.")
    mob = [sign_up(f"Mob {n}", role=MEMBER) for n in range(12)]
    db.session.commit()
    first = mob[0]
    sign_in(first).post(f"/posts/{approved.id}/report", {"reason": "insult"})
    decide(dora, approved, "approve")
    for member in mob:
        for post in (answer, approved):
            sign_in(member).post(f"/posts/{post.id}/report", {"reason": "insult"})
    assert (state_of(answer), state_of(approved)) == (PUBLISHED, PUBLISHED)
    page = visitor.get(topic.url).text
    assert "We open until ten." in page and "Until nine is enough." in page
    assert len(queue()) == 2, "somebody looks all the same"
    post = make_reply(topic, gus, "Something else.")
    assert report(db.session.merge(post), db.session.merge(first), "spam").weight < 1
    db.session.rollback()


def test_it_forgives_mis_taps(db, topic, make_reply, cleo, gus, dora, emil, sign_in, queue, snapshot, case_of):
    """A moderator removes, blocks and trusts in a hurry: another one takes all of it back, and all is as it was."""
    held = [make_reply(topic, cleo, f"Number {n}.") for n in range(4)]
    waiting, before = sorted(queue()), snapshot()
    browser = sign_in(dora)
    for post, act in zip(held, ("remove", "block", "return", "trust"), strict=True):
        browser.post(f"/moderation/cases/{case_of(post)}/decision", {"act": act, "rule": "unclear"})
    assert queue() == [] and snapshot() != before
    ids = ",".join(str(id) for id in db.session.scalars(db.select(Decision.id)))
    sign_in(emil).post("/moderation/decisions/undo", {"decision": ids})
    assert snapshot() == before and sorted(queue()) == waiting
    member = db.session.get(Member, cleo.id, populate_existing=True)
    assert (member.blocked_at, member.trusted_at, member.role) == (None, None, "new")


def test_it_holds_nobody_back_for_a_raid_that_is_over(db, topic, ben, sign_in):
    browser = sign_in(ben)
    for n in range(8):
        browser.post(f"/topics/{topic.id}/posts", {"body": f"Text {n} of an evening."})
    with time_machine.travel(now() + timedelta(hours=1)):
        browser.post(f"/topics/{topic.id}/posts", {"body": "A calm word an hour later."})
    assert db.session.scalar(db.select(Post.state).order_by(Post.id.desc()).limit(1)) == PUBLISHED
    assert db.session.scalar(db.select(Topic.state)) == PUBLISHED
