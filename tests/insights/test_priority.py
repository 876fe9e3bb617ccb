"""Touchpoint priority: balanced screens, three choices of the most and the least important, what to mend first."""

import random
import threading
from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest
import time_machine

from app.accounts.leaving import leave
from app.accounts.models import Member, sign_up
from app.database import now
from app.insights.priority.assigning import balanced_screens, begin_run, finish_run
from app.insights.priority.models import PriorityItem, PriorityPair, PriorityRound, PriorityRun, open_round
from app.insights.priority.queries import priorities_of
from app.insights.priority.timed import close_due_rounds, remind_of_reviews
from app.insights.pulses.models import Pulse, add_pulse, today
from app.insights.touchpoints.models import Touchpoint, open_touchpoint
from app.notifications.models import Notice

NAMES = ("Window", "Website", "Menu", "Till", "Table", "Service", "Card")
SOON = {"closes_at": f"{now() + timedelta(days=9):%Y-%m-%dT%H:%M}"}


@pytest.fixture
def touchpoints(db, site):
    made = [open_touchpoint({"en": name}, "use") for name in NAMES]
    db.session.commit()
    return made


@pytest.fixture
def asked(db, touchpoints, emil):
    asked = open_round(now() + timedelta(days=9), by=emil)
    db.session.commit()
    return asked


def run_of(db, asked, member):
    return db.session.get(PriorityRun, (asked.id, member.id), populate_existing=True)


def close(db, asked):
    db.session.get(PriorityRound, asked.id, populate_existing=True).close(by=None)
    db.session.commit()
    return db.session.get(PriorityRound, asked.id)


@pytest.fixture
def answered(db, asked):
    """answered(40): so many members find the first in the order of NAMES the most, and the last the least important."""

    def act(count):
        for _n in range(count):
            member = sign_up(f"Guest {_n}")
            begin_run(asked, member)
            screens = run_of(db, asked, member).screens
            finish_run(asked, member, [(screen, min(screen), max(screen)) for screen in screens])
        db.session.commit()

    return act


# --- Balance ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 7, 13, 20])
def test_what_stood_together_least_comes_together(count):
    # The same chance each time: one in some thousand courses goes a little further apart.
    random.seed(count)
    ids, members = list(range(1, count + 1)), 60
    shown, together = dict.fromkeys(ids, 0), {pair: 0 for pair in combinations(ids, 2)}
    for _member in range(members):
        screens = balanced_screens(shown, together)
        assert [len(set(screen)) for screen in screens] == [4, 4, 4]
        assert len({id for screen in screens for id in screen}) == min(count, 12), "as much as possible is seen"
        for screen in screens:
            for id in screen:
                shown[id] += 1
            for pair in combinations(sorted(screen), 2):
                together[pair] += 1
    assert max(shown.values()) - min(shown.values()) <= 2
    # By chance alone pairs would lie much further apart.
    assert max(together.values()) - min(together.values()) <= 3


def test_many_at_once_are_counted_right(app, db, asked):
    ids = [sign_up(f"Guest {n}").id for n in range(40)]
    db.session.commit()
    round_id, troubles = asked.id, []

    def arrive(mine):
        with app.app_context():
            for id in mine:
                try:
                    begin_run(db.session.get(PriorityRound, round_id), db.session.get(Member, id))
                    db.session.commit()
                except Exception as trouble:
                    troubles.append(trouble)
            db.session.remove()

    # Twice each: whoever begins again is shown the same.
    threads = [threading.Thread(target=arrive, args=(ids[n % 4 :: 4],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.remove()
    assert troubles == []
    screens = [screen for run in db.session.scalars(db.select(PriorityRun.screens)) for screen in run]
    assert len(screens) == 3 * 40
    shown = Counter(id for screen in screens for id in screen)
    pairs = Counter(pair for screen in screens for pair in combinations(sorted(screen), 2))
    items = db.session.execute(db.select(PriorityItem.touchpoint_id, PriorityItem.shown))
    assert dict(items.all()) == dict(shown) and max(shown.values()) - min(shown.values()) <= 2
    rows = db.session.execute(db.select(PriorityPair.first_id, PriorityPair.second_id, PriorityPair.together))
    assert {(first, second): n for first, second, n in rows} == dict(pairs)


# --- Taking part -----------------------------------------------------------------------------------------


def choose(browser, asked, screens, upto=3):
    sent = {}
    for number, screen in enumerate(screens[:upto], start=1):
        sent |= {f"screen-{number}-best": str(screen[0]), f"screen-{number}-worst": str(screen[3]), "screen": str(number)}
        answer = browser.post(f"{asked.url}/screens", sent)
    return answer


def test_a_member_answers_three_screens_once(sign_in, ben, asked, db):
    browser = sign_in(ben)
    assert asked.url in browser.get("/").text
    for _turn in range(2):
        assert browser.post(f"{asked.url}/run").location == f"{asked.url}/run"
    screens = run_of(db, asked, ben).screens
    page = browser.get(f"{asked.url}/run").text
    assert page.count('name="screen-1-best"') == 4 and "1 of 3" in page
    assert "3 of 3" in choose(browser, asked, screens, upto=2).text
    for _turn in range(2):
        assert choose(browser, asked, screens).location == asked.url
    items = db.session.scalars(db.select(PriorityItem).execution_options(populate_existing=True)).all()
    assert (sum(i.answered for i in items), sum(i.best for i in items), sum(i.worst for i in items)) == (12, 3, 3)
    assert {item.touchpoint_id for item in items if item.best} == {screen[0] for screen in screens}
    assert run_of(db, asked, ben).screens == [], "what was shown is kept no longer"
    assert "Thank you!" in browser.get(asked.url).text
    assert asked.url not in browser.get("/").text


@pytest.mark.parametrize("typed", [{"best": "1"}, {"best": "0", "worst": "0"}, {"best": "same", "worst": "same"}, {}])
def test_a_screen_that_is_not_answered_comes_again(sign_in, ben, asked, db, typed):
    browser = sign_in(ben)
    browser.post(f"{asked.url}/run")
    first = run_of(db, asked, ben).screens[0]
    sent = {f"screen-1-{name}": str(first[0]) if value != "0" else "0" for name, value in typed.items()}
    answer = browser.post(f"{asked.url}/screens", sent | {"screen": "1"})
    assert answer.status_code == 422 and "field__error" in answer.text and "1 of 3" in answer.text


def test_the_team_does_not_answer_and_nobody_after_the_end(sign_in, emil, ben, asked, db):
    assert sign_in(emil).get(asked.url).status_code == 404
    browser = sign_in(ben)
    browser.post(f"{asked.url}/run")
    screens = run_of(db, asked, ben).screens
    with time_machine.travel(now() + timedelta(days=10), tick=False):
        assert choose(browser, asked, screens, upto=1).status_code == 303
        assert "This round is over" in browser.get(asked.url).text
        for _turn in range(2):
            close_due_rounds()
            db.session.commit()
    assert db.session.scalar(db.select(db.func.sum(PriorityItem.answered))) == 0
    assert db.session.scalars(db.select(Notice.about).where(Notice.member_id == emil.id)).all() == ["priority_closed"]


def test_own_data_says_that_and_leaving_forgets_it(sign_in, ben, asked, db):
    browser = sign_in(ben)
    browser.post(f"{asked.url}/run")
    (row,) = browser.get("/account/data.json").json["priority_rounds"]
    assert row["answered"] is False and row["since"]
    assert browser.get("/account/data").status_code == 200
    leave(db.session.merge(ben), with_posts=False)
    db.session.commit()
    assert run_of(db, asked, ben) is None


# --- What the team reads ---------------------------------------------------------------------------------


def test_it_begins_one_round_at_a_time(sign_in, emil, touchpoints, db, acts):
    browser = sign_in(emil)
    first = browser.post("/insights/priority", SOON).location
    assert browser.get(first).status_code == 200
    assert browser.post("/insights/priority", SOON).location == "/insights/priority"
    assert acts().count("priority.opened") == 1
    assert browser.post("/insights/priority", {"closes_at": "2020-01-01T10:00"}).status_code == 422
    for _turn in range(2):
        assert browser.post(f"{first}/closure").location == first
    assert acts().count("priority.closed") == 1


def test_it_needs_five_touchpoints(sign_in, emil, site, db):
    for name in NAMES[:4]:
        open_touchpoint({"en": name}, "use")
    db.session.commit()
    assert "Too few touchpoints" in sign_in(emil).get("/insights/priority").text
    assert sign_in(emil).post("/insights/priority", SOON).location == "/insights/priority"
    assert db.session.scalar(db.select(db.func.count(PriorityRound.id))) == 0


def test_importance_times_low_pulses_gives_the_order(sign_in, emil, asked, touchpoints, answered, db):
    answered(40)
    window, website, menu, till, table, service, _card = touchpoints
    for touchpoint, low, good in ((window, 1, 9), (menu, 6, 4), (till, 5, 5), (service, 10, 0), (website, 2, 2)):
        for score, count in ((-2, low), (1, good)):
            for _n in range(count):
                add_pulse(db.session.merge(touchpoint), score)
    # Too long ago to count.
    db.session.add_all(Pulse(touchpoint_id=table.id, score=-2, answered_on=today() - timedelta(days=90)) for _n in range(9))
    db.session.commit()
    asked = close(db, asked)
    found = {each.touchpoint.names["en"]: each for each in priorities_of(asked)}
    for item in db.session.scalars(db.select(PriorityItem)):
        each = next(each for each in found.values() if each.touchpoint.id == item.touchpoint_id)
        assert each.importance == pytest.approx((1 + (item.best - item.worst) / item.answered) / 2)
        assert 0 <= each.likely[0] <= each.importance <= each.likely[1] <= 1
    assert found["Window"].importance == 1 and found["Card"].importance == 0
    assert found["Menu"].priority == pytest.approx(found["Menu"].importance * 0.6)
    known = [name for name, each in found.items() if each.priority is not None]
    assert known == sorted(known, key=lambda name: -found[name].priority) and set(known) == {"Window", "Menu", "Till", "Service"}
    # Four pulses, none in 90 days, none at all: by importance, behind those that are known.
    assert list(found)[4:] == ["Website", "Table", "Card"]
    page = sign_in(emil).get(asked.team_url).text
    assert page.count("<desc") == 7 and page.count("fewer than 5 pulses") == 3
    assert page.index("Menu") < page.index("Window")


def test_nothing_is_shown_before_the_end_or_of_fewer_than_five(sign_in, emil, asked, answered, db):
    answered(4)
    browser = sign_in(emil)
    page = browser.get(asked.team_url).text
    assert "4 members have answered." in page and "<desc" not in page
    close(db, asked)
    page = browser.get(asked.team_url).text
    assert "Fewer than 5 members have answered" in page and "<desc" not in page


def test_the_team_is_reminded_once_of_what_it_wants_to_look_at(sign_in, emil, touchpoints, db):
    browser, till = sign_in(emil), touchpoints[3]
    path = f"/insights/touchpoints/{till.id}/review"
    assert browser.post(path, {"review_on": f"{today() + timedelta(days=2)}"}).location == "/insights/priority#reviews"
    assert browser.post(path, {"review_on": "soon"}).status_code == 303
    told = db.select(Notice).where(Notice.member_id == emil.id)

    def remind():
        for _turn in range(2):
            remind_of_reviews()
            db.session.commit()
        return db.session.scalars(told).all()

    assert remind() == []
    with time_machine.travel(now() + timedelta(days=2)):
        (line,) = remind()
        assert (line.about, line.detail, line.url) == ("review_due", "Till", "/insights/priority")
        browser = sign_in(emil)
        assert "“Till” again" in browser.get("/inbox").text
        browser.post(path, {"review_on": f"{today() + timedelta(days=30)}"})
    with time_machine.travel(now() + timedelta(days=40)):
        assert len(remind()) == 2
    sign_in(emil).post(path, {"review_on": ""})
    assert db.session.get(Touchpoint, till.id, populate_existing=True).review_on is None
