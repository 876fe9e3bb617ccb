"""A low score is the team's: with an owner, notes, and "is it fixed?" 14 days later; a "no" opens it again."""

import re
import time
from datetime import timedelta

import pytest
import time_machine

from app.accounts.roles import MEMBER
from app.insights.cases.asking import name_case
from app.insights.cases.models import DONE, OPEN, PulseCase, PulseContact
from app.insights.pulses.models import Pulse
from app.insights.timed import ask_whether_fixed, forget_what_is_over
from app.notifications.models import Mail, Notice
from tests.conftest import Browser

REACH = {"name": "Anna", "email": "anna@example.org", "phone": ""}
A_DAY = 86_400


def the_case(db):
    db.session.rollback()
    return db.session.scalar(db.select(PulseCase).execution_options(populate_existing=True))


@pytest.fixture
def low(tell, emil, db):
    """A low score with a mail address; its case is Emil's."""
    browser, answer = tell(-2, "The queue was endless")
    browser.post(answer.location, REACH, token=False)
    return the_case(db)


@pytest.fixture
def after(db, run_readers):
    """after(14): so many days later the worker does what is due and tells whom it should."""

    def act(days):
        with time_machine.travel(time.time() + days * A_DAY, tick=False):
            ask_whether_fixed()
            forget_what_is_over()
            db.session.commit()
            run_readers("notifications")

    return act


def letters(db):
    db.session.rollback()
    return db.session.scalars(db.select(Mail).where(Mail.key.startswith("pulse-fixed")).order_by(Mail.id)).all()


def told(db, member):
    db.session.rollback()
    return db.session.scalars(db.select(Notice.about).where(Notice.member_id == member.id)).all()


def test_it_asks_whether_somebody_may_be_in_touch(tell, emil, db):
    browser, answer = tell(-1)
    page = browser.get(answer.location).text
    assert "May somebody contact you about it?" in page and "deleted after 90 days" in page
    assert browser.post(answer.location, {"name": "Anna"}, token=False).status_code == 422
    assert "We will be in touch" in browser.post(answer.location, REACH, token=False).text
    contact = db.session.scalar(db.select(PulseContact))
    assert (contact.name, contact.email, contact.member_id) == ("Anna", "anna@example.org", None)
    assert "You may contact me about this" in contact.consent
    assert contact.ends_at - contact.given_at == timedelta(days=90)


def test_who_was_happy_is_not_asked(tell):
    browser, answer = tell(0)
    assert "May somebody contact you" not in browser.get(answer.location).text
    assert browser.post(answer.location, REACH, token=False).status_code == 404


def test_sent_again_it_is_the_newest_address(tell, emil, db):
    browser, answer = tell(-1)
    for mail in ("anna@example.org", "anna@example.com", "anna@example.com"):
        browser.post(answer.location, REACH | {"email": mail}, token=False)
    assert db.session.scalars(db.select(PulseContact.email)).all() == ["anna@example.com"]


def test_it_goes_to_who_has_the_fewest_and_is_told(people, tell, db, run_readers):
    people.finn.change_role("team", by=None)
    db.session.commit()
    for _n in range(4):
        tell(-2)
    owners = db.session.scalars(db.select(PulseCase.owner_id)).all()
    assert sorted(owners) == sorted([people.emil.id, people.finn.id] * 2)
    run_readers("notifications")
    assert told(db, people.emil) == ["pulse_case"] * 2
    assert told(db, people.ada) == []


def test_the_notice_leads_to_the_case(low, sign_in, emil, run_readers):
    run_readers("notifications")
    browser = sign_in(emil)
    inbox = browser.get("/inbox").text
    assert "Somebody was not happy" in inbox
    number = re.search(r'action="/inbox/(\d+)/reading"', inbox)[1]
    assert browser.post(f"/inbox/{number}/reading").location == f"/insights/cases/{low.pulse_id}"


def test_the_team_looks_after_it(low, sign_in, emil, ada, db, events):
    browser, address = sign_in(emil), f"/insights/cases/{low.pulse_id}"
    for path in ("/insights/cases", "/moderation"):
        assert "The queue was endless" in browser.get(path).text
    page = browser.get(address).text
    assert "anna@example.org" in page and "may not be shown to others" in page
    assert browser.post(f"{address}/owner", {"owner_id": str(ada.id)}).status_code == 303
    assert browser.post(f"{address}/notes", {"body": "A second till on Saturdays."}).status_code == 303
    for _n in range(2):
        assert browser.post(f"{address}/state", {"state": "done"}).status_code == 303
    case = the_case(db)
    assert (case.owner_id, case.state) == (ada.id, DONE) and case.done_at
    assert events().count("pulse.case_moved") == 1
    assert "A second till on Saturdays." in browser.get(address).text
    assert "The queue was endless" not in browser.get("/insights/cases").text
    assert "The queue was endless" in browser.get("/insights/cases?state=done").text


@pytest.mark.parametrize(("path", "typed"), [("owner", {"owner_id": "0"}), ("owner", {"owner_id": "x"}), ("state", {"state": "gone"}), ("notes", {"body": " "}), ("notes", {"body": "x" * 2001}), ("answer", {"answer": "perhaps"})])
def test_what_makes_no_sense_is_refused(low, sign_in, emil, db, path, typed):
    assert sign_in(emil).post(f"/insights/cases/{low.pulse_id}/{path}", typed).status_code == 422
    assert the_case(db).state == OPEN


def test_a_case_is_handed_only_to_the_team(low, sign_in, emil, ben):
    answer = sign_in(emil).post(f"/insights/cases/{low.pulse_id}/owner", {"owner_id": str(ben.id)})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["ben", "finn", "dora"])
def test_d2_mail_addresses_stay_on_the_teams_pages(low, people, sign_in, who):
    browser = sign_in(getattr(people, who))
    for path in ("/insights/cases", f"/insights/cases/{low.pulse_id}", "/moderation", "/inbox", "/"):
        page = browser.get(path).text
        assert "anna@example.org" not in page and "The queue was endless" not in page
    assert browser.get(f"/insights/cases/{low.pulse_id}").status_code == 403


def test_after_14_days_a_letter_asks_once(low, after, app, db):
    app.config["BASE_URL"] = "https://talk.example.org"
    after(13)
    assert not letters(db)
    after(14)
    after(15)
    [letter] = letters(db)
    assert letter.to == "anna@example.org" and letter.subject == "Is it fixed?"
    assert f"https://talk.example.org/pulse/fixed/{name_case(low.pulse_id)}" in letter.text


def test_no_opens_it_again_without_signing_in(low, after, app, sign_in, emil, db, run_readers):
    sign_in(emil).post(f"/insights/cases/{low.pulse_id}/state", {"state": "done"})
    after(14)
    visitor, address = Browser(app), f"/pulse/fixed/{name_case(low.pulse_id)}"
    assert "Is it fixed?" in visitor.get(address).text
    assert the_case(db).state == DONE, "looking changes nothing"
    for _n in range(2):
        assert "open again" in visitor.post(address, {"answer": "no"}, token=False).text
    case = the_case(db)
    assert (case.state, case.is_fixed, case.done_at) == (OPEN, False, None)
    run_readers("notifications")
    assert told(db, emil).count("pulse_again") == 1
    assert "said: not fixed" in sign_in(emil).get("/insights/cases").text


def test_yes_ends_it(low, after, app, db):
    after(14)
    answer = Browser(app).post(f"/pulse/fixed/{name_case(low.pulse_id)}", {"answer": "yes"}, token=False)
    assert "Good to hear" in answer.text
    assert (the_case(db).state, the_case(db).is_fixed) == (DONE, True)


def test_done_for_the_second_time_it_is_asked_again(low, after, app, sign_in, emil, db):
    after(14)
    Browser(app).post(f"/pulse/fixed/{name_case(low.pulse_id)}", {"answer": "no"}, token=False)
    sign_in(emil).post(f"/insights/cases/{low.pulse_id}/state", {"state": "done"})
    after(13)
    assert len(letters(db)) == 1
    after(15)
    assert len(letters(db)) == 2


def test_a_member_is_asked_in_the_app(till, sign_in, ben, emil, after, db):
    browser = sign_in(ben)
    answer = browser.post(f"/pulses/{till.id}", {"score": "-1"})
    browser.post(answer.location, {"email": "ben@example.org"}, token=False)
    after(14)
    assert told(db, ben) == ["pulse_fixed"] and not letters(db)
    number = re.search(r'action="/inbox/(\d+)/reading"', browser.get("/inbox").text)[1]
    assert "Is it fixed?" in browser.get(browser.post(f"/inbox/{number}/reading").location).text


def test_who_left_only_a_number_is_called_by_the_team(tell, sign_in, emil, after, db):
    browser, answer = tell(-1)
    browser.post(answer.location, {"phone": "0431 1234"}, token=False)
    after(14)
    assert not letters(db)
    case, browser = the_case(db), sign_in(emil)
    assert "0431 1234" in browser.get(f"/insights/cases/{case.pulse_id}").text
    assert browser.post(f"/insights/cases/{case.pulse_id}/answer", {"answer": "no"}).status_code == 303
    assert the_case(db).is_fixed is False


def test_nobody_is_asked_who_left_no_address(tell, emil, after, db):
    tell(-2)
    after(14)
    assert the_case(db).asked_at is None and not letters(db)


def test_l5_after_90_days_address_and_number_are_gone(low, after, db):
    after(89)
    assert db.session.scalar(db.select(db.func.count()).select_from(PulseContact)) == 1
    after(91)
    assert db.session.scalar(db.select(db.func.count()).select_from(PulseContact)) == 0
    rows = [str(tuple(row)) for table in (PulseCase, Pulse) for row in db.session.execute(db.select(table.__table__))]
    assert not [row for row in rows if "anna" in row]


def test_a_former_member_of_the_team_looks_after_nothing_new(people, tell, db):
    people.emil.change_role(MEMBER, by=None)
    db.session.commit()
    tell(-2)
    assert the_case(db).owner_id == people.ada.id
