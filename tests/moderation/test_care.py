"""Care for moderators: they hear once a day that something has waited too long, and nobody else does."""

from datetime import timedelta

import time_machine

from app.accounts.models import Member
from app.database import now
from app.moderation.models import Decision
from app.moderation.timed import remind_moderators, sum_up_the_day
from app.notifications.models import Notice


def test_it_shows_the_team_whether_the_work_is_shared(make_topic, make_reply, people, sign_in, decide):
    topic = make_topic("discussions", people.ben)
    for number, by in enumerate((people.dora, people.dora, people.emil)):
        decide(by, make_reply(topic, people.cleo, f"Number {number}."), "return", rule="unclear")
    page = sign_in(people.dora).get("/moderation/log").text
    assert "3 decisions in 30 days" in page
    assert page.index("Dora <strong>2<") < page.index("Emil <strong>1<") < page.index("Ada <strong>0<")
    assert "in 30 days" not in sign_in(people.dora).get("/moderation/log?before=99").text


def test_it_reminds_once_a_day_of_what_has_waited_for_more_than_a_day(db, make_topic, make_reply, people, queue, sign_in, case_of):
    case_of(make_reply(make_topic("discussions", people.ben), people.cleo, "I am new."))

    def reminded(hours):
        with time_machine.travel(now() + timedelta(hours=hours)):
            remind_moderators()
            db.session.commit()
        return sorted(db.session.scalars(db.select(Notice.member_id).where(Notice.about == "waits")))

    moderators = sorted(member.id for member in (people.ada, people.emil, people.dora))
    assert reminded(23) == []
    assert reminded(25) == reminded(26) == moderators
    assert reminded(50) == sorted(moderators * 2)
    assert db.session.get(Member, people.dora.id, populate_existing=True).unread_notices == 2
    dora = sign_in(people.dora)
    assert "Waiting in moderation for more than a day: 1" in dora.get("/inbox").text
    notice = db.session.scalar(db.select(Notice.id).where(Notice.member_id == people.dora.id))
    assert dora.post(f"/inbox/{notice}/reading").location == "/moderation"


def test_it_sums_up_the_day_once_in_the_afternoon(db, make_topic, make_reply, people, sign_in, decide, case_of):
    topic = make_topic("discussions", people.ben)
    decide(people.emil, make_reply(topic, people.cleo, "Number 1."), "return", rule="unclear")
    case_of(make_reply(topic, people.cleo, "Number 2."))
    # 12 o'clock in Berlin in winter, and later the same day.
    noon = (now() + timedelta(days=1)).replace(hour=11, minute=0)

    def told(hours):
        with time_machine.travel(noon + timedelta(hours=hours)):
            sum_up_the_day()
            db.session.commit()
        return sorted(db.session.scalars(db.select(Notice.member_id).where(Notice.about == "day_sum")))

    moderators = sorted(member.id for member in (people.ada, people.emil, people.dora))
    assert told(hours=-11) == told(hours=0) == []
    db.session.execute(db.update(Decision).values(created_at=noon))
    assert told(hours=6) == told(hours=8) == moderators
    assert "Moderation today: 1 decided, 1 still waiting" in sign_in(people.dora).get("/inbox").text
    assert told(hours=30) == sorted(moderators * 2)
    assert db.session.scalar(db.select(Notice.detail).order_by(Notice.id.desc()).limit(1)) == "0/1"
