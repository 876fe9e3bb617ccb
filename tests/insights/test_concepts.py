"""Concept tests: made by the team, rated alone by members, compared, and read when they are over."""

import csv
import io
import random
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import selectinload

from app.accounts.leaving import leave
from app.accounts.models import sign_up
from app.database import now
from app.groups.models import Group
from app.insights.concepts.assigning import begin_run, finish_run
from app.insights.concepts.models import Concept, ConceptRating, ConceptRun, ConceptTest
from app.insights.concepts.queries import results_of
from app.insights.concepts.timed import close_due_tests
from app.kinds.announcements.drafts import AnnouncementDraft
from app.notifications.models import Notice
from tests.factories import make_concept_test

TYPED = {
    "title": "The new cake", "intro": "", "question": "How much do you like this?", "seen_each": "2", "audience": "members",
    "group_id": "0", "opens_at": f"{now() - timedelta(hours=3):%Y-%m-%dT%H:%M}", "closes_at": f"{now() + timedelta(days=9):%Y-%m-%dT%H:%M}",
    "title_0": "Carrot", "body_0": "With nuts.", "title_1": "Poppy", "title_3": "Plum",
}  # fmt: skip


@pytest.fixture
def test(site):
    return make_concept_test()





def run_of(db, test, member):
    return db.session.get(ConceptRun, (test.id, member.id), populate_existing=True)


def rate(browser, test, ids, scores=(5, 3, 1), why="Tasty.", chosen=None):
    """Walk through the pages as a browser without JavaScript does; returns the last answer."""
    sent = {}
    for number, (id, score) in enumerate(zip(ids, scores, strict=False), start=1):
        sent |= {f"concept-{id}-score": str(score), f"concept-{id}-why": why, "page": str(number)}
        page = browser.post(f"/concepts/{test.id}/ratings", sent)
        assert page.status_code == 200
    return browser.post(f"/concepts/{test.id}/answer", sent | {"page": "choice", "chosen": str(ids[0] if chosen is None else chosen)})


def ratings(db):
    return db.session.execute(db.select(ConceptRating.concept_id, ConceptRating.score, ConceptRating.why)).all()


def test_it_is_made_changed_until_it_opens_and_deleted(sign_in, emil, db, acts):
    browser = sign_in(emil)
    coming = TYPED | {"opens_at": f"{now() + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    url = browser.post("/insights/concepts/new", coming).location
    page = browser.get(url).text
    assert all(name in page for name in ("Carrot", "Poppy", "Plum", "With nuts."))
    assert 'value="Poppy"' in browser.get(f"{url}/edit").text
    assert browser.post(f"{url}/edit", coming | {"title_1": "Lemon"}).location == url
    assert "Lemon" in browser.get(url).text and "Poppy" not in browser.get(url).text
    browser.post(f"{url}/removal")
    assert db.session.scalar(db.select(db.func.count(Concept.id))) == 0
    assert acts() == ["concepts.made", "concepts.changed", "concepts.removed"]


@pytest.mark.parametrize(("typed", "said"), [
    ({"title": ""}, "Please fill this in"),
    ({"title_1": "", "title_3": ""}, "at least as many concepts"),
    ({"seen_each": "4"}, "Please choose one of these"),
    ({"audience": "group"}, "Please choose the group"),
    ({"closes_at": "2020-01-01T10:00"}, "still to come"),
    ({"closes_at": "2090-01-01T10:00"}, "within a year"),
    ({"opens_at": "soon"}, "Please write day and time"),
    ({"body_0": "x" * 2001}, "at most 2000 characters"),
])  # fmt: skip
def test_the_team_hears_what_to_mend(sign_in, emil, db, typed, said):
    answer = sign_in(emil).post("/insights/concepts/new", TYPED | typed)
    assert answer.status_code == 422 and said in answer.text
    assert db.session.scalar(db.select(db.func.count(ConceptTest.id))) == 0


def test_a_member_rates_each_alone_and_then_chooses(sign_in, ben, test, db):
    browser = sign_in(ben)
    assert test.url in browser.get("/").text
    assert browser.post(f"{test.url}/run").location == f"{test.url}/run"
    ids = run_of(db, test, ben).concept_ids
    assert len(set(ids)) == 3
    names = {each.id: each.title for each in db.session.scalars(db.select(Concept))}
    first = browser.get(f"{test.url}/run").text
    assert names[ids[0]] in first and not any(names[id] in first for id in ids[1:]), "each alone"
    assert rate(browser, test, ids).location == test.url
    assert sorted(ratings(db)) == sorted((id, score, "Tasty.") for id, score in zip(ids, (5, 3, 1), strict=True))
    chosen = db.session.get(Concept, ids[0], populate_existing=True)
    assert (chosen.chosen, chosen.compared) == (1, 1)
    assert "Thank you!" in browser.get(test.url).text
    assert test.url not in browser.get("/").text


def test_sent_twice_it_counts_once_and_begun_twice_it_is_the_same(sign_in, ben, test, db):
    browser = sign_in(ben)
    for _turn in range(2):
        browser.post(f"{test.url}/run")
    ids = run_of(db, test, ben).concept_ids
    assert db.session.scalar(db.select(db.func.sum(Concept.shown))) == 3
    for _turn in range(2):
        rate(browser, test, ids) if _turn == 0 else browser.post(f"{test.url}/answer", {"page": "choice", "chosen": str(ids[0])})
    assert len(ratings(db)) == 3
    browser.post(f"{test.url}/run")
    assert run_of(db, test, ben).concept_ids == []


@pytest.mark.parametrize("bad", [{"score": ""}, {"score": "6"}, {"score": "-1"}, {"score": "5", "why": "x" * 501}])
def test_a_rating_that_is_none_is_asked_for_again_with_what_was_typed(sign_in, ben, test, db, bad):
    browser = sign_in(ben)
    browser.post(f"{test.url}/run")
    id = run_of(db, test, ben).concept_ids[0]
    sent = {f"concept-{id}-{name}": value for name, value in ({"why": "Because."} | bad).items()}
    answer = browser.post(f"{test.url}/ratings", sent | {"page": "1"})
    assert answer.status_code == 422
    assert bad.get("why", "Because.") in answer.text and "field__error" in answer.text


def test_nothing_but_what_was_shown_can_be_rated_or_chosen(sign_in, ben, test, db):
    browser = sign_in(ben)
    browser.post(f"{test.url}/run")
    ids = run_of(db, test, ben).concept_ids
    (other,) = set(db.session.scalars(db.select(Concept.id))) - set(ids)
    assert rate(browser, test, ids, chosen=other).status_code == 422
    assert browser.post(f"{test.url}/answer", {f"concept-{other}-score": "5", "chosen": str(other)}).status_code == 200
    assert ratings(db) == []
    assert rate(browser, test, ids, chosen=0).status_code == 303
    assert db.session.scalar(db.select(db.func.sum(Concept.chosen))) == 0
    assert len(ratings(db)) == 3


def test_only_its_audience_and_never_the_team(sign_in, ben, gus, emil, visitor, db):
    group = Group(name="Tasters")
    db.session.add(group)
    db.session.flush()
    group.include(ben, by=emil)
    test = make_concept_test(audience="group", group_id=group.id)
    assert sign_in(ben).get(test.url).status_code == 200
    assert test.url in sign_in(ben).get("/").text
    assert sign_in(gus).get(test.url).status_code == 404
    assert test.url not in sign_in(gus).get("/").text
    assert sign_in(emil).get(test.url).status_code == 404
    assert sign_in(emil).post(f"{test.url}/run").status_code == 404
    assert "/sign-in" in visitor.get(test.url).location
    db.session.merge(group).exclude(db.session.merge(ben), by=None)
    db.session.commit()
    assert sign_in(ben).post(f"{test.url}/run").status_code == 404


def test_it_ends_by_the_clock_and_the_team_is_told(sign_in, ben, emil, test, db, events):
    browser = sign_in(ben)
    browser.post(f"{test.url}/run")
    ids = run_of(db, test, ben).concept_ids
    with time_machine.travel(test.closes_at + timedelta(minutes=1), tick=False):
        assert rate_late(browser, test, ids).status_code == 303
        assert ratings(db) == []
        assert "This test is over" in browser.get(test.url).text
        for _turn in range(2):
            close_due_tests()
            db.session.commit()
        (told,) = db.session.scalars(db.select(Notice).where(Notice.member_id == emil.id)).all()
        assert (told.about, told.detail, told.url) == ("concepts_closed", "Which milk?", "/insights/concepts")
        assert "Which milk?" in sign_in(emil).get("/inbox").text
    assert events().count("concepts.closed") == 1


def rate_late(browser, test, ids):
    sent = {f"concept-{id}-score": "3" for id in ids}
    return browser.post(f"/concepts/{test.id}/answer", sent | {"chosen": str(ids[0])}, headers={"Referer": "http://localhost/"})


# --- Results ---------------------------------------------------------------------------------------------


@pytest.fixture
def answered(db, site):
    """answered(test, 40, likes={"Oat": 5}): so many members answer; each likes what is named, the rest is a 2."""

    def act(test, count, likes, why=""):
        chance = random.Random(1)
        names = {each.id: each.title for each in test.concepts}
        for _n in range(count):
            member = sign_up(f"Taster {test.id} {_n}")
            begin_run(test, member)
            ids = run_of(db, test, member).concept_ids
            scores = [max(1, min(5, likes.get(names[id], 2) - chance.choice((0, 0, 1)))) for id in ids]
            best = ids[scores.index(max(scores))]
            finish_run(test, member, [(id, score, why) for id, score in zip(ids, scores, strict=True)], best)
        db.session.commit()

    return act


def find_again(db, test):
    query = db.select(ConceptTest).options(selectinload(ConceptTest.concepts)).where(ConceptTest.id == test.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def close(db, test):
    find_again(db, test).close(by=None)
    db.session.commit()


def test_its_results_say_n_interval_test_and_what_is_uncertain(sign_in, emil, test, answered, db):
    answered(test, 44, {"Oat": 5, "Soy": 4}, why="=SUM(A1)\nTasty.")
    browser = sign_in(emil)
    assert "44 members have answered" in browser.get(test.team_url).text
    assert browser.get(f"{test.team_url}/results.csv").status_code == 404
    close(db, test)
    page = browser.get(test.team_url).text
    test = find_again(db, test)
    results = results_of(test)
    assert [each.concept.title for each in results][:2] == ["Oat", "Soy"]
    assert sum(each.n for each in results) == 3 * 44 and all(each.n == 33 for each in results)
    assert results[0].mean.low < results[0].mean.mean < results[0].mean.high
    assert results[0].difference is None and results[-1].difference < 0.001
    assert "Mann–Whitney" in page and "uncertain" not in page and "Tasty." in page
    assert page.count("<desc") == 4
    rows = list(csv.reader(io.StringIO(browser.get(f"{test.team_url}/results.csv").text.lstrip("\ufeff"))))
    assert rows[1][:3] == ["Oat", "33", "33"] and len(rows) == 5


def test_below_thirty_it_warns_and_below_five_it_says_nothing(sign_in, emil, answered, db):
    few, fewer = make_concept_test(), make_concept_test(title="Which tea?")
    answered(few, 8, {"Oat": 5})
    answered(fewer, 4, {"Oat": 5}, why="A secret reason.")
    for test in (few, fewer):
        close(db, test)
    browser = sign_in(emil)
    assert browser.get(few.team_url).text.count("uncertain: fewer than 30") == 4
    page = browser.get(fewer.team_url).text
    assert page.count("Fewer than 5 ratings") == 4
    assert "A secret reason." not in page and "<desc" not in page
    rows = browser.get(f"{fewer.team_url}/results.csv").text.splitlines()
    assert re.fullmatch(r"\w+,3", rows[1])


def test_who_begins_and_never_answers_is_reported_apart(sign_in, emil, ben, gus, test, answered, db):
    answered(test, 6, {})
    for member in (ben, gus):
        begin_run(test, member)
    close(db, test)
    page = sign_in(emil).get(test.team_url).text
    assert "6 members have answered" in page and "2 have begun and not finished" in page
    shown = db.session.scalars(db.select(Concept.shown)).all()
    assert sum(shown) == 24 and max(shown) - min(shown) <= 1


def test_it_becomes_a_draft_once(sign_in, emil, boards, test, answered, db):
    answered(test, 12, {"Oat": 5})
    browser = sign_in(emil)
    assert browser.post(f"{test.team_url}/draft").location == test.team_url
    close(db, test)
    urls = {browser.post(f"{test.team_url}/draft").location for _turn in range(2)}
    (draft,) = db.session.scalars(db.select(AnnouncementDraft)).all()
    assert urls == {draft.url}
    assert "12 members rated concepts." in draft.body
    assert re.search(r"- \*\*Oat\*\*: [45]\S* of 5 on average, from 9 ratings; chosen by 100%", draft.body)
    assert browser.get(draft.url).status_code == 200


# --- Secret ----------------------------------------------------------------------------------------------


def test_a_whole_database_leads_from_no_rating_to_a_member(sign_in, ben, gus, test, db):
    for member, scores in ((ben, (5, 5, 5)), (gus, (1, 1, 1))):
        browser = sign_in(member)
        browser.post(f"{test.url}/run")
        rate(browser, test, run_of(db, test, member).concept_ids, scores)
    for member in (ben, gus):
        run = run_of(db, test, member)
        assert run.is_finished and run.concept_ids == []
    columns = set(ConceptRating.__table__.columns.keys())
    assert columns == {"key", "concept_id", "score", "why"}
    said = db.session.execute(db.text("SELECT data FROM events WHERE name LIKE 'concepts%'")).all()
    assert said == []


def test_own_data_names_the_test_and_leaving_forgets_it(sign_in, ben, test, db):
    browser = sign_in(ben)
    browser.post(f"{test.url}/run")
    (row,) = browser.get("/account/data.json").json["concept_tests"]
    assert row == {"title": "Which milk?", "answered": False}
    leave(db.session.merge(ben), with_posts=False)
    db.session.commit()
    assert run_of(db, test, ben) is None
