"""A few members a week are asked on their start page: drawn at random, and nobody again for thirty days."""

import time

import pytest
import time_machine

from app.accounts.models import sign_up
from app.accounts.roles import MEMBER
from app.insights.invitations.models import PulseInvitation, invite_some
from app.insights.timed import forget_what_is_over
from app.insights.touchpoints.models import USE, open_touchpoint

A_DAY = 86_400


@pytest.fixture
def many(site, people, db):
    """Forty members and the cast, of whom Ben, Gus, Cleo, Finn and Dora are customers."""
    for number in range(35):
        sign_up(f"Member {number}", role=MEMBER)
    db.session.commit()


def invitations(db):
    db.session.rollback()
    return db.session.scalars(db.select(PulseInvitation).order_by(PulseInvitation.id)).all()


def draw(db, days=0):
    with time_machine.travel(time.time() + days * A_DAY, tick=False):
        invite_some()
        db.session.commit()


def test_one_in_twenty_is_drawn_and_the_team_never(many, till, people, db):
    for week in range(5):
        draw(db, days=40 * week)
    drawn = [each.member_id for each in invitations(db)]
    assert len(drawn) == 5 * 2, "of forty customers"
    assert not {people.ada.id, people.emil.id} & set(drawn)


def test_nobody_is_asked_twice_within_thirty_days(many, till, db):
    for week in range(4):
        draw(db, days=7 * week)
    drawn = [each.member_id for each in invitations(db)]
    assert len(drawn) == len(set(drawn)) == 8


def test_it_is_spread_over_the_touchpoints(many, till, db):
    table = open_touchpoint({"en": "The table"}, USE)
    quiet = open_touchpoint({"en": "Not asked"}, USE)
    quiet.asks_members = False
    db.session.commit()
    for week in range(3):
        draw(db, days=7 * week)
    asked = [each.touchpoint_id for each in invitations(db)]
    assert sorted(asked) == sorted([till.id, table.id] * 3)


def test_without_touchpoints_nobody_is_asked(many, db):
    draw(db)
    assert not invitations(db)


@pytest.fixture
def invited(till, ben, db):
    db.session.add(PulseInvitation(member_id=ben.id, touchpoint_id=till.id))
    db.session.commit()


def test_it_stands_on_the_start_page_until_answered(invited, till, sign_in, ben, gus):
    browser = sign_in(ben)
    assert "The till: how was it lately?" in browser.get("/").text
    assert "how was it lately?" not in sign_in(gus).get("/").text
    browser.post(f"/pulses/{till.id}", {"score": "1"})
    assert "how was it lately?" not in browser.get("/").text


def test_not_now_ends_it(invited, till, sign_in, ben, db):
    browser = sign_in(ben)
    assert "Not now" in browser.get(f"/pulses/{till.id}").text
    for _n in range(2):
        assert browser.post(f"/pulses/{till.id}/dismissal").location == "/"
    assert "how was it lately?" not in browser.get("/").text


def test_it_goes_by_itself(invited, sign_in, ben, db):
    browser = sign_in(ben)
    for days, is_there in ((13, True), (15, False)):
        with time_machine.travel(time.time() + days * A_DAY, tick=False):
            assert ("how was it lately?" in browser.get("/").text) is is_there
    with time_machine.travel(time.time() + 61 * A_DAY, tick=False):
        forget_what_is_over()
        db.session.commit()
    assert not invitations(db)


def test_l3_it_stands_in_ones_own_data(invited, sign_in, ben):
    assert [row["touchpoint"] for row in sign_in(ben).get("/account/data.json").json["pulse_invitations"]] == ["The till"]
