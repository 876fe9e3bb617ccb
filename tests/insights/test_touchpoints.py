"""Touchpoints: the team says where customers meet the business, in the order of their journey."""

import pytest

from app.insights.touchpoints.models import LOYALTY, PURCHASE, Touchpoint

TILL = {"name_en": "The till", "name_de": "Die Kasse", "stage": "purchase", "position": "", "asks_members": "y"}


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


def touchpoints(db):
    db.session.rollback()
    return db.session.scalars(db.select(Touchpoint).order_by(Touchpoint.id)).all()


def test_it_puts_a_touchpoint_on_the_journey(browser, db, acts):
    assert browser.post("/insights/touchpoints", TILL).status_code == 303
    [till] = touchpoints(db)
    assert (till.names, till.stage, till.position) == ({"en": "The till", "de": "Die Kasse"}, PURCHASE, 1)
    assert "touchpoint.opened" in acts()


def test_d5_its_poster_address_cannot_be_guessed(browser, db):
    for _n in range(2):
        browser.post("/insights/touchpoints", TILL)
    first, second = (each.token for each in touchpoints(db))
    assert first != second and len(first) >= 22


def test_each_reader_gets_the_name_in_their_language(browser, db):
    browser.post("/insights/touchpoints", TILL)
    browser.post("/insights/touchpoints", TILL | {"name_en": "Newsletter", "name_de": "", "stage": "loyalty"})
    assert "The till" in browser.get("/insights/touchpoints").text
    german = browser.get("/insights/touchpoints", headers={"Accept-Language": "de"}).text
    assert "Die Kasse" in german and "The till" not in german
    assert "Newsletter" in german, "what has no German name keeps the site's"


def test_it_stands_in_the_order_of_the_journey(browser):
    for name, stage, position in (("Return", "loyalty", "1"), ("Till", "purchase", "2"), ("Counter", "purchase", "1"), ("Sign", "attention", "9")):
        browser.post("/insights/touchpoints", TILL | {"name_en": name, "stage": stage, "position": position})
    text = browser.get("/insights/touchpoints").text
    places = [text.index(f"<span>{name}</span>") for name in ("Sign", "Counter", "Till", "Return")]
    assert places == sorted(places)


@pytest.mark.parametrize(("typed", "said"), [
    ({"name_en": ""}, "Please write what your customers call it."),
    ({"name_en": "x" * 61}, "Please write at most 60 characters."),
    ({"stage": "lunch"}, "Please choose one of these."),
    ({"position": "first"}, "Please write a whole number."),
])  # fmt: skip
def test_it_keeps_what_was_typed_and_says_what_to_mend(browser, db, typed, said):
    answer = browser.post("/insights/touchpoints", TILL | typed)
    assert answer.status_code == 422 and said in answer.text
    assert "Die Kasse" in answer.text
    assert not touchpoints(db)


def test_it_is_changed(browser, db, acts):
    browser.post("/insights/touchpoints", TILL)
    [till] = touchpoints(db)
    assert "The till" in browser.get(f"/insights/touchpoints/{till.id}").text
    changed = TILL | {"name_en": "The counter", "name_de": "", "stage": "loyalty", "position": "7"}
    assert browser.post(f"/insights/touchpoints/{till.id}", changed).status_code == 303
    [till] = touchpoints(db)
    assert (till.names, till.stage, till.position) == ({"en": "The counter"}, LOYALTY, 7)
    assert "touchpoint.changed" in acts()


def test_put_away_and_brought_back_twice_is_once(browser, db, acts):
    browser.post("/insights/touchpoints", TILL)
    [till] = touchpoints(db)
    for _n in range(2):
        assert browser.post(f"/insights/touchpoints/{till.id}/archive", {"on": "1"}).status_code == 303
    assert touchpoints(db)[0].archived_at and acts().count("touchpoint.archived") == 1
    assert "Bring back" in browser.get("/insights/touchpoints").text
    browser.post(f"/insights/touchpoints/{till.id}/archive")
    assert touchpoints(db)[0].archived_at is None


@pytest.mark.parametrize("who", ["ben", "finn", "dora"])
def test_only_the_team_sees_it(people, sign_in, db, who):
    browser = sign_in(getattr(people, who))
    assert browser.get("/insights/touchpoints").status_code == 403
    assert browser.post("/insights/touchpoints", TILL).status_code == 403
    assert not touchpoints(db)
