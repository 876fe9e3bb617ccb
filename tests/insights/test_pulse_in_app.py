"""How did it feel? In the app, for members: changed while the day lasts, known to nobody but themselves."""

from datetime import timedelta

import pytest

from app.accounts.leaving import leave
from app.insights.cases.models import PulseCase, PulseContact
from app.insights.pulses.models import Pulse, add_pulse, today
from app.insights.timed import KEEP_MEMBERS, KEEP_WORDS, forget_what_is_over


def pulses(db):
    db.session.rollback()
    return db.session.scalars(db.select(Pulse).order_by(Pulse.id).execution_options(populate_existing=True)).all()


@pytest.fixture
def browser(sign_in, ben):
    return sign_in(ben)


def test_a_member_chooses_a_place_and_tells(browser, till, ben, db):
    assert f'href="/pulses/{till.id}"' in browser.get("/pulses").text
    assert "How did it feel for you?" in browser.get(f"/pulses/{till.id}").text
    assert browser.post(f"/pulses/{till.id}", {"score": "1", "why": "Quick"}).status_code == 303
    [pulse] = pulses(db)
    assert (pulse.score, pulse.why, pulse.member_id) == (1, "Quick", ben.id)


def test_the_same_day_it_is_the_same_answer(browser, till, db):
    for score in ("1", "-1", "-1"):
        browser.post(f"/pulses/{till.id}", {"score": score})
    assert [pulse.score for pulse in pulses(db)] == [-1]


def test_nothing_is_asked_about_what_was_put_away(browser, till, emil, db):
    till = db.session.merge(till)
    till.archive(by=emil)
    db.session.commit()
    assert "Nothing is asked here right now" in browser.get("/pulses").text
    assert browser.post(f"/pulses/{till.id}", {"score": "1"}).status_code == 404


def test_the_team_does_not_see_who_it_was_without_consent(browser, till, ben, emil, sign_in, db):
    answer = browser.post(f"/pulses/{till.id}", {"score": "-2", "why": "Too loud"})
    case = sign_in(emil).get(f"/insights/cases/{pulses(db)[0].id}").text
    assert "Too loud" in case and ">Ben<" not in case and "ben@example.org" not in case
    browser.post(answer.location, {"name": "Ben", "email": "ben@example.org"}, token=False)
    case = sign_in(emil).get(f"/insights/cases/{pulses(db)[0].id}").text
    assert "ben@example.org" in case
    assert db.session.scalars(db.select(PulseContact.member_id)).all() == [ben.id]


def test_somebody_else_with_the_link_is_not_taken_for_the_member(browser, till, gus, sign_in, db):
    answer = browser.post(f"/pulses/{till.id}", {"score": "-2"})
    sign_in(gus).post(answer.location, {"phone": "0123"}, token=False)
    assert db.session.scalars(db.select(PulseContact.member_id)).all() == [None]


def test_l3_it_stands_in_ones_own_data(browser, till, db):
    answer = browser.post(f"/pulses/{till.id}", {"score": "-2", "why": "Too loud"})
    browser.post(answer.location, {"phone": "0123 456"}, token=False)
    said = browser.get("/account/data.json").json
    assert [(row["touchpoint"], row["score"], row["why"]) for row in said["pulses"]] == [("The till", -2, "Too loud")]
    assert [row["phone"] for row in said["contacts"]] == ["0123 456"]


@pytest.mark.parametrize(("with_posts", "why"), [(False, "Too loud"), (True, "")])
def test_l4_who_leaves_is_not_found_in_the_answers(till, ben, db, with_posts, why):
    from app.insights.cases.models import may_contact, open_pulse_case

    pulse = add_pulse(till, -2, "Too loud", member=ben)
    may_contact(open_pulse_case(pulse), phone="1", consent="Yes", language="en", member=ben)
    db.session.commit()
    leave(ben, with_posts=with_posts)
    db.session.commit()
    [pulse] = pulses(db)
    assert (pulse.member_id, pulse.why, pulse.score) == (None, why, -2)
    assert db.session.scalar(db.select(db.func.count()).select_from(PulseContact)) == 0
    assert db.session.scalar(db.select(db.func.count()).select_from(PulseCase)) == 1


def test_l5_whose_it_was_and_what_may_not_be_shown_is_forgotten(till, ben, db):
    day = timedelta(days=1)
    for on in (today() - KEEP_MEMBERS - day, today() - KEEP_MEMBERS):
        add_pulse(till, 1, "Quick", member=ben, on=on)
    for on, may_quote in ((today() - KEEP_WORDS - day, False), (today() - KEEP_WORDS - day, True), (today() - KEEP_WORDS, False)):
        add_pulse(till, 1, "Quick", may_quote=may_quote, on=on)
    forget_what_is_over()
    db.session.commit()
    assert [(pulse.member_id, pulse.why) for pulse in pulses(db)] == [(None, "Quick"), (ben.id, "Quick"), (None, ""), (None, "Quick"), (None, "Quick")]
