"""How did it feel? From a poster, without an account, once a device and day, and nothing kept of anybody."""

import time
from datetime import date, timedelta

import pytest
import time_machine

from app.events.models import Event
from app.insights.cases.models import PulseCase
from app.insights.pulses.models import Pulse, add_pulse, today
from app.insights.pulses.once_a_day import DaySalt, SentPulse, forget_the_day_before
from app.site import Site
from tests.conftest import Browser

ADDRESS = "203.0.113.9"


def pulses(db):
    db.session.rollback()
    return db.session.scalars(db.select(Pulse).order_by(Pulse.id)).all()


def test_a_visitor_answers_two_questions_in_two_taps(visitor, till, tell, db):
    page = visitor.get(f"/pulse/{till.token}")
    assert page.status_code == 200 and "The till" in page.text
    for said in ("How did it feel for you?", "Awful", "Great", "Why?", "Send"):
        assert said in page.text
    browser, answer = tell(1, "Friendly today", browser=visitor, may_quote="y")
    assert answer.status_code == 303
    assert "Thank you" in browser.get(answer.location).text
    [pulse] = pulses(db)
    assert (pulse.score, pulse.why, pulse.may_quote, pulse.member_id) == (1, "Friendly today", True, None)
    assert pulse.answered_on == today()


def test_l2_no_cookie_before_somebody_answers(visitor, till, tell):
    assert "Set-Cookie" not in visitor.get(f"/pulse/{till.token}").headers
    _browser, answer = tell(2, browser=visitor)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("pulse=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/pulse" in cookie


def test_one_device_answers_once_a_day_and_is_told_so(tell, till, db):
    browser, _answer = tell(2)
    again = browser.get(f"/pulse/{till.token}").text
    assert "You have told us today" in again and 'name="score"' not in again
    _browser, second = tell(-2, browser=browser)
    assert second.status_code == 200 and "You have told us today" in second.text
    assert [pulse.score for pulse in pulses(db)] == [2]
    with time_machine.travel(time.time() + 86_400, tick=False):
        tell(0, browser=browser)
    assert [pulse.score for pulse in pulses(db)] == [2, 0]


def test_another_touchpoint_may_be_answered_on_the_same_day(tell, till, db):
    from app.insights.touchpoints.models import USE, open_touchpoint

    browser, _answer = tell(2)
    table = open_touchpoint({"en": "The table"}, USE)
    db.session.commit()
    assert browser.post(f"/pulse/{table.token}", {"score": "-1"}, token=False).status_code == 303
    for token in (till.token, table.token):
        assert "You have told us today" in browser.get(f"/pulse/{token}").text


def test_it_works_for_devices_that_refuse_cookies(tell, db):
    for score in (2, 1):
        browser, answer = tell(score)
        browser.client.delete_cookie("pulse", path="/pulse")
        assert "Thank you" in browser.get(answer.location).text
    assert [pulse.score for pulse in pulses(db)] == [2, 1]


def test_a_form_that_is_sent_twice_counts_once(tell, db):
    for _n in range(2):
        _browser, answer = tell(2, form_key="6567aaaa.key")
        assert answer.status_code == 303
    assert len(pulses(db)) == 1


@pytest.mark.parametrize(("score", "said"), [("", "Please choose a face."), ("3", "Please choose one of these."), ("-3", "Please choose one of these."), ("x", "Please choose")])
def test_a_wrong_score_is_refused_and_the_reason_kept(tell, db, score, said):
    _browser, answer = tell(score, "The queue was long")
    assert answer.status_code == 422
    assert said in answer.text and "The queue was long" in answer.text
    assert not pulses(db)


def test_a_reason_may_be_long_but_not_endless(tell, db):
    assert tell(1, "x" * 1000)[1].status_code == 303
    assert tell(1, "x" * 1001)[1].status_code == 422
    assert len(pulses(db)) == 1


def test_without_a_reason_there_is_nothing_to_quote(tell, db):
    tell(1, "  ", may_quote="y")
    assert pulses(db)[0].may_quote is False


def test_l1_nothing_is_kept_of_who_it_was(app, till, ben, db):
    """Also of a member who is signed in, and also in what happened."""
    browser = Browser(app, ben)
    browser.post(f"/pulse/{till.token}", {"score": "1"}, token=False, environ_base={"REMOTE_ADDR": ADDRESS})
    [pulse] = pulses(db)
    assert pulse.member_id is None
    rows = [str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(db.select(table))]
    assert not [row for row in rows if ADDRESS in row or "203.0.113" in row]
    happened = db.session.scalars(db.select(Event).where(Event.name.startswith("pulse"))).all()
    assert not happened


def test_the_salt_of_a_day_is_gone_the_next_day(make_app, till, db):
    limited = make_app(RATELIMIT_ENABLED=True)
    Browser(limited).post(f"/pulse/{till.token}", {"score": "1", "form_key": "1"}, token=False)
    assert db.session.scalars(db.select(DaySalt.day)).all() == [today()]
    with time_machine.travel(time.time() + 86_400, tick=False):
        Browser(limited).post(f"/pulse/{till.token}", {"score": "1", "form_key": "2"}, token=False)
        forget_the_day_before()
        db.session.commit()
        assert db.session.scalars(db.select(DaySalt.day)).all() == [today()]
        assert db.session.scalar(db.select(db.func.count()).select_from(SentPulse)) == 1


def test_h2_one_network_may_answer_ten_times_a_minute(make_app, till, db):
    limited = make_app(RATELIMIT_ENABLED=True)
    with time_machine.travel(time.time(), tick=False) as clock:
        codes = [Browser(limited).post(f"/pulse/{till.token}", {"score": "-2", "why": "Spam"}, token=False).status_code for _n in range(11)]
        assert codes == [303] * 10 + [429]
        clock.shift(61)
        assert Browser(limited).post(f"/pulse/{till.token}", {"score": "1"}, token=False).status_code == 303
    assert len(pulses(db)) == 11


def test_the_day_is_the_day_where_the_business_is(site, till, db):
    site.timezone = "Pacific/Auckland"
    db.session.commit()
    with time_machine.travel("2026-06-30T20:00:00+00:00", tick=False):
        assert add_pulse(till, 1).answered_on == date(2026, 7, 1)


def test_an_old_poster_says_so(tell, till, emil, db):
    till = db.session.merge(till)
    till.archive(by=emil)
    db.session.commit()
    _browser, answer = tell(1)
    assert answer.status_code == 410 and "We do not ask about this any more" in answer.text
    assert not pulses(db)


def test_c2_another_site_answers_for_nobody(visitor, till, db):
    answer = visitor.post(f"/pulse/{till.token}", {"score": "-2"}, token=False, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not pulses(db)


@pytest.mark.parametrize("token", ["x", "%00", "1", "' OR 1=1"])
def test_d5_no_other_address_leads_anywhere(visitor, till, token):
    assert visitor.get(f"/pulse/{token}").status_code == 404


def test_it_speaks_german_du_and_sie(visitor, till, db):
    german = {"Accept-Language": "de"}
    assert "Wie war es für dich?" in visitor.get(f"/pulse/{till.token}", headers=german).text
    db.session.execute(db.update(Site).values(address="sie"))
    db.session.commit()
    page = visitor.get(f"/pulse/{till.token}", headers=german).text
    assert "Wie war es für Sie?" in page and "Die Kasse" in page


def test_it_needs_few_statements(visitor, till, count_queries, emil):
    visitor.get(f"/pulse/{till.token}")
    with count_queries() as queries:
        visitor.get(f"/pulse/{till.token}")
    assert len(queries) <= 3
    with count_queries() as queries:
        visitor.post(f"/pulse/{till.token}", {"score": "-2", "form_key": "k"}, token=False)
    assert len(queries) <= 10, queries


def test_only_low_scores_become_cases(tell, db, emil):
    for score in (-2, -1, 0, 1, 2):
        tell(score)
    assert db.session.scalar(db.select(db.func.count()).select_from(PulseCase)) == 2


def test_an_answer_is_named_for_an_hour_only(tell, app):
    browser, answer = tell(-1)
    assert browser.get(answer.location).status_code == 200
    with time_machine.travel(time.time() + timedelta(hours=1, minutes=1).total_seconds(), tick=False):
        assert browser.get(answer.location).status_code == 404
