"""The team's page of words that mean the same."""

import pytest

from app.audit.models import AuditEntry
from app.search.synonyms import SynonymGroup
from app.site import Site


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


def groups(db):
    return [group.words for group in db.session.scalars(db.select(SynonymGroup).order_by(SynonymGroup.id))]


def test_it_keeps_changes_and_removes_a_group(browser, db):
    assert browser.post("/admin/synonyms", {"words": "Handy, Mobiltelefon,, cell phone ,handy"}).status_code == 303
    assert groups(db) == [["handy", "Mobiltelefon", "cell phone"]]
    stamp = db.session.scalar(db.select(Site.synonyms_stamp))
    page = browser.get("/admin/synonyms").text
    assert "handy · Mobiltelefon · cell phone" in page and "From now on these find one another" in page
    id = db.session.scalar(db.select(SynonymGroup.id))
    assert browser.post(f"/admin/synonyms/{id}", {"words": "Handy, Telefon"}).status_code == 303
    db.session.expire_all()
    assert groups(db) == [["Handy", "Telefon"]]
    assert db.session.scalar(db.select(Site.synonyms_stamp)) != stamp
    assert browser.post(f"/admin/synonyms/{id}/removal").status_code == 303
    assert groups(db) == []
    assert browser.post(f"/admin/synonyms/{id}/removal").status_code == 404
    acts = db.session.scalars(db.select(AuditEntry.act).where(AuditEntry.act.startswith("synonyms"))).all()
    assert acts == ["synonyms.kept", "synonyms.kept", "synonyms.removed"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "at least two"),
        ("Handy", "at least two"),
        ("Handy, HANDY", "at least two"),
        ("Handy, und", "“und” cannot be searched for"),
        ("Handy, !!!", "“!!!” cannot be searched for"),
        ("Handy, coffee to go", "“coffee to go” cannot be searched for"),
        ("Handy, eins zwei drei vier", "at most three words"),
        ("Handy, " + "x" * 41, "is too long"),
        (", ".join(f"wort{n}" for n in range(13)), "at most 12 words"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong(browser, db, typed, said):
    answer = browser.post("/admin/synonyms", {"words": typed})
    assert answer.status_code == 422 and said in answer.text
    assert typed[:30] in answer.text and groups(db) == []


def test_a_word_stands_in_one_group_only_in_whatever_form(browser, db):
    browser.post("/admin/synonyms", {"words": "Straße, Weg"})
    answer = browser.post("/admin/synonyms", {"words": "Strassen, Gasse"})
    assert answer.status_code == 422 and "stands in another group already" in answer.text
    browser.post("/admin/synonyms", {"words": "Platz, Markt"})
    id = db.session.scalar(db.select(SynonymGroup.id).order_by(SynonymGroup.id.desc()))
    answer = browser.post(f"/admin/synonyms/{id}", {"words": "Platz, Wege"})
    assert answer.status_code == 422 and "stands in another group already" in answer.text and "Platz, Wege" in answer.text
    assert f'<details class="fold" id="group-{id}" open>' in answer.text
    assert groups(db) == [["Straße", "Weg"], ["Platz", "Markt"]]


def test_a_word_that_was_missed_stands_in_the_form_already(browser):
    assert ">\r\nwallbox, </textarea>" in browser.get("/admin/synonyms?words=wallbox, ").text


@pytest.mark.parametrize("name", ["ben", "dora"])
def test_others_have_nothing_to_do_with_it(sign_in, people, db, name):
    other = sign_in(getattr(people, name))
    assert other.get("/admin/synonyms").status_code == 403
    for path in ("", "/missed", "/missed/removal"):
        assert other.post(f"/admin/synonyms{path}", {"words": "a b, c d", "word": "x", "other": "y"}).status_code == 403
    assert groups(db) == []
