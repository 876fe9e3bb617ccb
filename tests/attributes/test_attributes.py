"""What the owner asks members about themselves: answered with a consent of its own, and gone with it."""

import pytest

from app.accounts.leaving import leave
from app.attributes.models import Attribute, AttributeAnswer, keep_answer
from app.groups.models import Group
from app.groups.rules import set_rule
from tests.groups.test_rules import NOTHING

CHOICE = {"question": "Where do you sit?", "kind": "choice", "options": "Inside\nOutside\n\nInside", "purpose": "The terrace", "position": "1"}


@pytest.fixture
def ask(sign_in, ada, db):
    """ask(kind="number"): the owner asks; the newest question."""

    def act(**more):
        assert sign_in(ada).post("/admin/attributes", CHOICE | more).status_code == 303
        return db.session.scalar(db.select(Attribute).order_by(Attribute.id.desc()).limit(1))

    return act


def answers(db):
    return db.session.scalars(db.select(AttributeAnswer).execution_options(populate_existing=True)).all()


def fill(attribute, value, agreed="y"):
    return {f"attribute-{attribute.id}-value": value} | ({f"attribute-{attribute.id}-agreed": agreed} if agreed else {})


def test_a_member_answers_with_the_words_and_the_time_of_the_consent(ask, sign_in, ben, db):
    place, browser = ask(), sign_in(ben)
    for _turn in range(2):
        assert browser.post(f"/account/attributes/{place.id}", fill(place, "Outside")).status_code == 303
    (kept,) = answers(db)
    assert (kept.value, kept.version, kept.consented_at is not None) == ("Outside", 1, True)
    assert kept.consent == "The team may see my answer and use it for this alone: The terrace"
    assert "You agreed on" in browser.get("/account/attributes").text


def test_without_consent_nothing_is_stored_and_what_was_typed_stays(ask, sign_in, ben, db):
    place = ask()
    answer = sign_in(ben).post(f"/account/attributes/{place.id}", fill(place, "Outside", agreed=None))
    assert answer.status_code == 422
    assert "Without your consent nothing is stored." in answer.text
    assert 'checked id="attribute-1-value-1"' in answer.text
    assert answers(db) == []


@pytest.mark.parametrize(("kind", "typed", "kept"), [
    ("number", "1,5", ("1.5", 1.5)), ("number", " 40 ", ("40", 40.0)), ("number", "1e3", ("1000", 1000.0)),
    ("number", "NaN", None), ("number", "many", None), ("number", "9999999", None), ("number", "1e999999999", None),
    ("text", "  By the\nwindow ", ("By the window", None)), ("text", " ", None), ("text", "x" * 201, None),
    ("choice", "Upstairs", None),
])  # fmt: skip
def test_only_answers_that_fit_the_question_are_kept(ask, sign_in, ben, db, kind, typed, kept):
    attribute = ask(kind=kind)
    answer = sign_in(ben).post(f"/account/attributes/{attribute.id}", fill(attribute, typed))
    assert answer.status_code == (303 if kept else 422)
    assert [(each.value, each.number) for each in answers(db)] == ([kept] if kept else [])


def test_taking_consent_back_deletes_the_answer(ask, sign_in, ben, db):
    place, browser = ask(), sign_in(ben)
    browser.post(f"/account/attributes/{place.id}", fill(place, "Outside"))
    for _turn in range(2):
        assert browser.post(f"/account/attributes/{place.id}/removal").status_code == 303
    assert answers(db) == []


def test_only_the_team_sees_it_and_only_while_the_consent_is_to_todays_words(ask, sign_in, visitor, ben, gus, emil, ada, db):
    place, team = ask(), sign_in(emil)
    sign_in(ben).post(f"/account/attributes/{place.id}", fill(place, "Outside"))
    assert "Outside" in team.get("/admin/members/ben").text
    for browser in (visitor, sign_in(gus), sign_in(ben)):
        assert "Outside" not in browser.get("/members/ben").text
    sign_in(ada).post(f"/admin/attributes/{place.id}", CHOICE | {"purpose": "Something else"})
    assert "Outside" not in team.get("/admin/members/ben").text
    assert "counts nowhere until you agree again" in sign_in(ben).get("/account/attributes").text
    sign_in(ben).post(f"/account/attributes/{place.id}", fill(place, "Outside"))
    assert "Something else" in team.get("/admin/members/ben").text
    assert answers(db)[0].version == 2


def test_it_is_taken_along_and_goes_with_whoever_leaves(ask, sign_in, ben, db):
    place, browser = ask(), sign_in(ben)
    browser.post(f"/account/attributes/{place.id}", fill(place, "Outside"))
    (row,) = browser.get("/account/data.json").json["attributes"]
    assert row["answer"] == "Outside" and row["agreed"] and "The terrace" in row["consent"]
    assert "Where do you sit?" in browser.get("/account/data").text
    leave(db.session.merge(ben), with_posts=False)
    db.session.commit()
    assert answers(db) == []


def test_the_owner_ends_a_question_unless_a_group_would_open_by_it(ask, sign_in, ada, ben, db):
    place, browser = ask(), sign_in(ada)
    keep_answer(place, ben, "Outside")
    group = Group(name="Terrace")
    db.session.add(group)
    db.session.flush()
    set_rule(group, NOTHING, [{"attribute_id": place.id, "option": "Outside"}])
    db.session.commit()
    refused = browser.post(f"/admin/attributes/{place.id}/removal")
    assert refused.status_code == 422 and "Terrace" in refused.text
    browser.post(f"/admin/groups/{group.id}/rule/removal")
    assert browser.post(f"/admin/attributes/{place.id}/removal").status_code == 303
    assert answers(db) == [] and db.session.get(Attribute, place.id, populate_existing=True) is None


@pytest.mark.parametrize(("typed", "said"), [
    ({"options": "Only one"}, "from 2 to 12 answers"),
    ({"options": "\n".join(map(str, range(13)))}, "from 2 to 12 answers"),
    ({"options": "Inside\n" + "x" * 61}, "at most 60 characters"),
    ({"question": ""}, "Please fill this in"),
    ({"purpose": " "}, "Please fill this in"),
    ({"kind": "picture"}, "Please choose one of these"),
])
def test_the_owner_hears_what_to_mend(sign_in, ada, db, typed, said):
    answer = sign_in(ada).post("/admin/attributes", CHOICE | typed)
    assert answer.status_code == 422 and said in answer.text
    assert db.session.scalar(db.select(db.func.count(Attribute.id))) == 0


def test_nobody_is_asked_more_than_twelve_questions(ask, sign_in, ada, db):
    for n in range(12):
        ask(question=f"Question {n}")
    assert sign_in(ada).post("/admin/attributes", CHOICE).status_code == 422
