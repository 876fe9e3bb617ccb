"""Care for moderators: they hear once a day that something has waited too long, and nobody else does."""

from datetime import timedelta

import time_machine

from app.accounts.models import Member
from app.database import now
from app.moderation.timed import remind_moderators
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
