"""The list of ideas by status, the roadmap, and what is talked of now."""

from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.kinds.ideas.models import heat
from app.kinds.ideas.queries import COLUMN_LENGTH
from app.kinds.ideas.timed import TIMED, reckon_heat
from app.topics.models import Topic
from app.votes.models import Vote, set_vote


def test_it_lists_one_status(visitor, make_topic, ben):
    make_topic("ideas", ben, "Planned thing", status="planned")
    make_topic("ideas", ben, "New thing")
    page = visitor.get("/ideas?status=planned").text
    assert "Planned thing" in page and "New thing" not in page
    assert "sort=votes&amp;status=planned" in page
    everything = visitor.get("/ideas?status=nonsense").text
    assert "Planned thing" in everything and "New thing" in everything


def test_it_has_a_roadmap(visitor, make_topic, ben):
    for status in ("new", "planned", "in_work", "done", "not_now"):
        make_topic("ideas", ben, f"This is {status}.", status=status, moved_at=now())
    page = visitor.get("/roadmap").text
    found = [status for status in ("planned", "in_work", "done") if f"This is {status}." in page]
    assert found == ["planned", "in_work", "done"]
    assert "This is new." not in page and "This is not_now." not in page


def test_it_shows_what_moved_last_and_leads_to_the_rest(visitor, make_topic, ben):
    for n in range(COLUMN_LENGTH + 2):
        make_topic("ideas", ben, f"Idea {n:02}", status="done", moved_at=now() - timedelta(days=n))
    page = visitor.get("/roadmap").text
    assert page.index("Idea 00") < page.index("Idea 01") < page.index("Idea 19")
    assert "Idea 20" not in page
    assert '/ideas?status=done' in page and f"All {COLUMN_LENGTH + 2}" in page


def test_it_shows_nobody_what_is_not_theirs(visitor, sign_in, ben, cleo, boards, make_topic, db):
    from tests.factories import make_board
    from tests.factories import make_topic as make_topic_in

    inner = make_board("ideas", "Inner circle", audience="members")
    make_topic_in(inner, ben, "For members", status="planned")
    make_topic("ideas", cleo, "Not yet looked at", status="planned")
    assert "For members" not in visitor.get("/roadmap").text
    page = sign_in(ben).get("/roadmap").text
    assert "For members" in page and "Not yet looked at" not in page


def test_it_needs_as_many_queries_for_many(visitor, sign_in, make_topic, ben, count_queries):
    browser = sign_in(ben)
    make_topic("ideas", ben, status="planned")
    with count_queries() as few:
        browser.get("/roadmap")
    for n in range(10):
        make_topic("ideas", ben, f"Idea {n}", status="done")
    with count_queries() as many:
        browser.get("/roadmap")
    assert len(few) == len(many) <= 7


def test_it_is_empty_at_first(visitor, boards):
    page = visitor.get("/roadmap")
    assert page.status_code == 200 and page.text.count("Nothing here at the moment.") == 3


@pytest.mark.parametrize(
    ("votes", "replies", "hours", "expected"), [(1, 0, 0, 1.5157), (10, 5, 24, 0.6687), (0, 0, 0, -0.3789)]
)
def test_it_reckons_heat_by_the_formula(votes, replies, hours, expected):
    assert heat(votes, replies, hours) == pytest.approx(expected, abs=1e-4)


def test_it_cools_down(make_topic, make_reply, ben, gus, db):
    fresh = make_topic("ideas", ben, "Fresh")
    old = make_topic("ideas", ben, "Old")
    set_vote(old.opening, gus, wanted=True)
    make_reply(old, gus)
    old.created_at = now() - timedelta(days=40)
    db.session.execute(db.update(Vote).where(Vote.member_id == ben.id).values(created_at=now() - timedelta(days=31)))
    db.session.commit()
    with time_machine.travel(now(), tick=False):
        assert (reckon_heat(), reckon_heat()) == (2, 0)
    db.session.commit()
    heats = dict(db.session.execute(db.select(Topic.id, Topic.heat)).all())
    # Ben's votes are too old to count; Gus's vote and reply do.
    assert heats[old.id] == pytest.approx(heat(1, 1, 960), abs=1e-5)
    assert heats[fresh.id] == pytest.approx(heat(0, 0, 0), abs=1e-3)


def test_it_starts_with_the_heat_of_its_authors_vote(make_topic, ben):
    assert make_topic("ideas", ben).heat == heat(1, 0, 0)


def test_it_reckons_in_four_statements(make_topic, make_reply, ben, count_queries):
    for n in range(5):
        make_reply(make_topic("ideas", ben, f"Idea {n}"), ben)
    with count_queries() as queries:
        TIMED[0].act()
    assert len(queries) == 4
