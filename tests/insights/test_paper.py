"""Answers on paper stand beside the curve, apart from everything else."""

from datetime import timedelta

import pytest

from app.insights.curve.queries import counts_by_period
from app.insights.paper.models import PaperCount
from app.insights.pulses.models import Pulse, add_pulse, moment_of, today
from app.web.filters import day


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


@pytest.fixture
def write(browser, till):
    """write(0, 1, 2, 3, 6): writes down how often each face was ticked, from −2 to +2."""

    def act(*counts, on=None, place="at the till"):
        typed = {f"count_{number}": str(count) for number, count in enumerate(counts)}
        form = {"touchpoint_id": str(till.id), "counted_on": str(on or today()), "place": place}
        return browser.post("/insights/paper", form | typed)

    return act


def papers(db):
    db.session.rollback()
    return [(each.place, each.counts) for each in db.session.scalars(db.select(PaperCount).order_by(PaperCount.id).execution_options(populate_existing=True))]


def test_the_team_writes_down_what_cards_say(write, browser, db, acts):
    assert write(0, 1, 2, 3, 6).status_code == 303
    assert papers(db) == [("at the till", [0, 1, 2, 3, 6])]
    page = browser.get("/insights/paper").text
    assert f"12 on paper, {day(moment_of(today()))}, at the till" in page
    assert "median +1.5, middle half +0.75 to +2" in page
    assert "paper.counted" in acts()


def test_it_is_never_mixed_into_the_curve(write, browser, till, db):
    for score in (1, 1, 1, 1, 1):
        add_pulse(till, score)
    db.session.commit()
    write(50, 0, 0, 0, 0)
    page = browser.get("/insights").text
    assert "median +1, middle half +1 to +1, n = 5" in page and "n = 55" not in page
    assert "On paper, counted apart" in page and "50 on paper" in page and "median −2" in page
    assert counts_by_period(today())[till.id][0] == {1: 5}
    assert db.session.scalar(db.select(db.func.count(Pulse.id))) == 5


def test_below_five_no_median(write, browser):
    write(0, 0, 0, 4, "")
    page = browser.get("/insights/paper").text
    assert "4 on paper" in page and "too few for a median" in page and "middle half" not in page


def test_the_same_cards_again_take_the_place_of_the_earlier_count(write, db):
    write(1, 0, 0, 0, 0)
    write(2, 0, 0, 0, 0)
    write(2, 0, 0, 0, 0, place="at the window")
    write(2, 0, 0, 0, 0, on=today() - timedelta(days=1))
    assert papers(db) == [("at the till", [2, 0, 0, 0, 0]), ("at the window", [2, 0, 0, 0, 0]), ("at the till", [2, 0, 0, 0, 0])]


@pytest.mark.parametrize(("counts", "on", "said"), [
    ((0, 0, 0, 0, 0), None, "for at least one face"), ((-1, 0, 0, 0, 9), None, "from 0 to 9999"),
    ((10000, 0, 0, 0, 0), None, "from 0 to 9999"), (("many", 0, 0, 0, 0), None, "whole number"),
    ((1, 0, 0, 0, 0), "2999-01-01", "still to come"), ((1, 0, 0, 0, 0), "soon", "write a date like"),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_kept_on_the_page(write, db, counts, on, said):
    answer = write(*counts, on=on)
    assert answer.status_code == 422 and said in answer.text and "at the till" in answer.text
    assert not papers(db)


def test_it_stands_beside_the_days_that_are_looked_at(write, browser):
    write(0, 0, 0, 0, 5, on=today() - timedelta(days=100))
    assert "on paper" not in browser.get("/insights").text.split("<main")[1].split("</nav>")[1]
    assert "5 on paper" in browser.get(f"/insights?until={today() - timedelta(days=60)}").text


def test_a_wrong_count_is_taken_away(write, browser, db, acts):
    write(1, 0, 0, 0, 0)
    number = db.session.scalar(db.select(PaperCount.id))
    assert browser.post(f"/insights/paper/{number}/removal").status_code == 303
    assert not papers(db) and "paper.removed" in acts()
    assert browser.post(f"/insights/paper/{number}/removal").status_code == 404
