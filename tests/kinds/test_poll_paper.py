"""What staff counted on paper stands beside the results, with place and day, and is never added to the ballots."""

import pytest

from app.kinds.polls.asking import PollOption
from app.kinds.polls.models import Poll
from app.kinds.polls.paper import PaperVoice
from app.recounting import recount


@pytest.fixture
def enter(make_poll, sign_in, emil, db):
    topic = make_poll(emil, results_shown="always")
    oat, soy = db.session.scalars(db.select(PollOption.id).order_by(PollOption.position))
    browser = sign_in(emil)

    def act(**fields):
        sent = {"place": "Till", "day": "2026-05-03", f"paper-{oat}": "12", f"paper-{soy}": ""} | fields
        return browser.post(f"/polls/{topic.id}/paper", sent)

    act.topic, act.browser, act.oat = topic, browser, oat
    return act


def test_it_stands_beside_the_results_and_changes_none(enter, visitor, db, ben, sign_in):
    sign_in(ben).post(f"/polls/{enter.topic.id}/ballot", {"option": str(enter.oat)})
    assert enter().status_code == 303
    for path in (enter.topic.url, f"/polls/{enter.topic.id}/results"):
        page = " ".join(visitor.get(path).text.split())
        assert "12 on paper, May 3, 2026, Till" in page and "Oat: 12" in page and "1 of 7 members" in page
    table = visitor.get(f"/polls/{enter.topic.id}/results.csv").text
    assert "12" not in {cell for line in table.splitlines() for cell in line.split(",")}
    figures = visitor.get(f"/polls/{enter.topic.id}/results.json").json
    assert figures["ballots"] == 1 and 12 not in _numbers(figures)
    assert db.session.scalar(db.select(PollOption.ballot_count).where(PollOption.id == enter.oat)) == 1
    assert not [name for name in recount() if name.startswith("poll")]


def test_it_replaces_what_was_entered_for_the_same_place_and_day(enter, db):
    enter()
    enter(**{f"paper-{enter.oat}": "13"})
    enter(place="Market", day="2026-05-04")
    assert sorted(db.session.scalars(db.select(PaperVoice.number))) == [12, 13]
    assert db.session.scalar(db.select(Poll.paper_count)) == 25
    page = enter.browser.get(f"/polls/{enter.topic.id}/paper").text
    assert page.index("Market") < page.index("13 on paper")
    for _ in range(2):
        enter.browser.post(f"/polls/{enter.topic.id}/paper/removal", {"slips": "2026-05-03 Till"})
    assert db.session.scalar(db.select(Poll.paper_count)) == 12


@pytest.mark.parametrize(("fields", "words"), [
    ({"place": ""}, "fill this in"), ({"day": "2999-01-01"}, "a day that has been"), ({"day": "soon"}, "2026-11-30"),
    ({"paper-1": "-1"}, "whole numbers"), ({"paper-1": "10001"}, "whole numbers"), ({"paper-1": "²"}, "whole numbers"),
])
def test_it_says_what_to_mend_and_keeps_the_rest(enter, db, fields, words):
    answer = enter(**{f"paper-{enter.oat}" if name == "paper-1" else name: value for name, value in fields.items()})
    assert answer.status_code == 422 and words in answer.text and db.session.scalar(db.select(PaperVoice.id)) is None
    assert "paper-1" in fields or f'name="paper-{enter.oat}" value="12"' in answer.text


def test_it_is_hidden_with_the_results(make_poll, sign_in, emil, visitor, db):
    topic = make_poll(emil, results_shown="after_close")
    option = db.session.scalar(db.select(PollOption.id).limit(1))
    sign_in(emil).post(f"/polls/{topic.id}/paper", {"place": "Till", "day": "2026-05-03", f"paper-{option}": "12"})
    assert "on paper" not in visitor.get(topic.url).text
    sign_in(emil).post(f"/polls/{topic.id}/closure")
    assert "12 on paper" in visitor.get(topic.url).text


def _numbers(figures):
    """Every number that stands anywhere in it."""
    if isinstance(figures, dict | list):
        inside = figures.values() if isinstance(figures, dict) else figures
        return [number for each in inside for number in _numbers(each)]
    return [figures] if isinstance(figures, int | float) else []
