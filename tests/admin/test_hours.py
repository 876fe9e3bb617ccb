"""The owner says when the business is open, and on which days it is not."""

import pytest

from app.audit.models import AuditEntry
from app.hours import hours_of
from app.site import Site

WEEK = {"monday": "9-18", "tuesday": "9:00 – 12:30, 14:00 – 18:00", "saturday": "10–14"}


def stored(db):
    return db.session.execute(db.select(Site.opening_hours, Site.holidays)).one()


def test_it_keeps_a_week_and_its_holidays(sign_in, ada, db):
    browser = sign_in(ada)
    given = {**WEEK, "holidays": "2026-12-25\r\n2026-12-24\r\n\r\n2026-12-25"}
    assert [browser.post("/admin/hours", given).status_code for _ in range(2)] == [303, 303]
    week, holidays = stored(db)
    assert week == ["9:00–18:00", "9:00–12:30, 14:00–18:00", "", "", "", "10:00–14:00", ""]
    assert holidays == ["2026-12-24", "2026-12-25"]
    assert db.session.scalar(db.select(db.func.count()).where(AuditEntry.act == "site.changed")) == 1
    page = browser.get("/admin/hours").text
    assert "9:00–12:30, 14:00–18:00" in page and "2026-12-25" in page


def test_it_is_always_open_until_somebody_says_otherwise(sign_in, ada, site, db):
    browser = sign_in(ada)
    browser.post("/admin/hours", WEEK)
    browser.post("/admin/hours", {})
    assert tuple(stored(db)) == ([], [])
    assert hours_of(db.session.merge(site)).week[6] == ((0, 1440),)


@pytest.mark.parametrize("given", [{"monday": "18-9"}, {"sunday": "when we like"}, {"holidays": "Christmas"}])
def test_it_says_what_to_mend(sign_in, ada, db, given):
    answer = sign_in(ada).post("/admin/hours", given)
    assert answer.status_code == 422 and tuple(stored(db)) == ([], [])
    assert next(iter(given.values())) in answer.text


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("emil", False), ("dora", False)])
def test_it_is_the_owners(people, sign_in, who, may):
    browser = sign_in(getattr(people, who))
    assert browser.get("/admin/hours").status_code == (200 if may else 403)
    assert browser.post("/admin/hours", WEEK).status_code == (303 if may else 403)
