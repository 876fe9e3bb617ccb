"""What is asked of members costs few statements, however many touchpoints, concepts and answers there are."""

from datetime import timedelta

import pytest

from app.attributes.models import Attribute, keep_answer
from app.database import now
from app.groups.models import Group
from app.groups.rules import set_rule
from app.insights.concepts.models import ConceptRun
from app.insights.priority.models import PriorityRun, open_round
from app.insights.touchpoints.models import open_touchpoint
from tests.factories import make_concept_test
from tests.groups.test_rules import NOTHING

LIST, WRITE = 7, 10


@pytest.fixture
def world(db, people):
    """Five of everything that can be asked."""
    test = make_concept_test([f"Concept {n}" for n in range(8)])
    over = make_concept_test(opens_in=-30)
    for n in range(12):
        open_touchpoint({"en": f"Place {n}"}, "use")
    asked = open_round(now() + timedelta(days=3), by=people.emil)
    group = Group(name="Regulars")
    places = [Attribute(question=f"Question {n}?", kind="choice", options=["Yes", "No"], purpose="Sampled") for n in range(5)]
    db.session.add_all([group, *places])
    db.session.flush()
    for place in places:
        keep_answer(place, people.ben, "Yes")
    set_rule(group, NOTHING | {"roles": ",member,"}, [{"attribute_id": place.id, "option": "Yes"} for place in places])
    db.session.commit()
    return {"test": test, "over": over, "asked": asked, "group": group.id}


def count(browser, count_queries, path, data=None, status=200):
    with count_queries() as queries:
        answer = browser.get(path) if data is None else browser.post(path, data)
    assert answer.status_code == status, answer.text[-300:]
    return len(queries)


def test_the_pages(world, people, sign_in, count_queries):
    for who, paths in (
        (people.ben, ("/", "/account/attributes", world["test"].url, world["asked"].url)),
        (people.emil, ("/insights/concepts", world["test"].team_url, world["over"].team_url, "/insights/priority",
                       world["asked"].team_url, f"/admin/groups/{world['group']}", f"/admin/groups/{world['group']}/rule")),
    ):  # fmt: skip
        browser = sign_in(who)
        browser.get("/")
        asked = {path: count(browser, count_queries, path) for path in paths}
        assert max(asked.values()) <= LIST, asked


def test_the_writes(world, people, sign_in, count_queries, db):
    browser, test, asked = sign_in(people.ben), world["test"], world["asked"]
    browser.get("/")
    assert count(browser, count_queries, f"{test.url}/run", {}, 303) <= WRITE
    ids = db.session.get(ConceptRun, (test.id, people.ben.id)).concept_ids
    sent = {f"concept-{id}-score": "4" for id in ids} | {"chosen": str(ids[0])}
    assert count(browser, count_queries, f"{test.url}/answer", sent, 303) <= WRITE
    assert count(browser, count_queries, f"{asked.url}/run", {}, 303) <= WRITE
    screens = db.session.get(PriorityRun, (asked.id, people.ben.id)).screens
    sent = {}
    for number, screen in enumerate(screens, start=1):
        sent |= {f"screen-{number}-best": str(screen[0]), f"screen-{number}-worst": str(screen[1])}
    assert count(browser, count_queries, f"{asked.url}/screens", sent, 303) <= WRITE
