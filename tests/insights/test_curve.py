"""The emotion curve: medians and middle halves along the journey, none below five, and nobody worked out."""

import re
import statistics
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.accounts.models import sign_up
from app.accounts.roles import MEMBER
from app.groups.models import Group
from app.insights.curve.curve import Curve, Point, Series, curve_of_groups, curve_of_periods, path, smooth
from app.insights.curve.queries import Place, counts_by_group, counts_by_period, places
from app.insights.pulses.models import Pulse, add_pulse, today
from app.insights.touchpoints.models import LOYALTY, PURCHASE, open_touchpoint

UNTIL = date(2026, 6, 30)
NAMES = ("late", "before")


@pytest.fixture
def browser(sign_in, emil):
    return sign_in(emil)


@pytest.fixture
def say(till, db):
    """say([1, 2, …], days=0): so many posters were answered so many days before."""

    def act(scores, *, days=0, until=UNTIL, touchpoint=till, **more):
        for score in scores:
            add_pulse(touchpoint, score, on=until - timedelta(days=days), **more)
        db.session.commit()

    return act


@pytest.fixture
def curve(emil):
    """curve(): the points of the till, of late and before."""

    def act(until=UNTIL, **more):
        return curve_of_periods(places(emil, until, **more), counts_by_period(until), NAMES)

    return act


def points(curve, place=0):
    return tuple(series.points[place] for series in curve.series)


@pytest.mark.parametrize("scores", [[2, 1, 1, 0, -2], [0, 0, 1, 1, 1, 2, -1, -2, -2], [-2] * 5, [-2, -1, 0, 1, 2, 2, 2, 2]])
def test_median_and_middle_half_are_those_of_a_second_computation(say, curve, scores):
    say(scores)
    late, before = points(curve())
    low, median, high = statistics.quantiles(scores, n=4, method="inclusive")
    assert (late.spread.low, late.spread.median, late.spread.high, late.n) == (low, median, high, len(scores))
    assert late.spread.median == statistics.median(scores)
    assert before == Point(0)


def test_below_five_there_is_no_point(say, curve, browser):
    say([2, 2, 2, 2], until=today())
    assert points(curve(today()))[0] == Point(4, None)
    page = browser.get("/insights").text
    assert "n &lt; 5" in page and "Nobody has answered often enough yet" in page
    say([2], until=today())
    assert points(curve(today()))[0].spread.median == 2
    page = browser.get("/insights").text
    assert "n = 5" in page and "n &lt; 5" not in page and "median +2, middle half +2 to +2, n = 5" in page


def test_it_looks_at_90_days_and_at_the_90_before(say, curve):
    for days, score in ((0, 2), (89, 2), (90, -2), (179, -2), (180, 0)):
        say([score] * 5, days=days)
    late, before = points(curve())
    assert (late.n, late.spread.median) == (10, 2)
    assert (before.n, before.spread.median) == (10, -2)
    assert points(curve(UNTIL - timedelta(days=90)))[0].n == 10


def test_tomorrow_does_not_count_today(say, curve):
    say([1] * 5, days=-1)
    assert points(curve())[0].n == 0


def test_stages_take_their_touchpoints_together(say, curve, db):
    other = open_touchpoint({"en": "The counter"}, PURCHASE)
    say([1, 1, 1])
    say([2, 2], touchpoint=other)
    together = curve(by_stage=True)
    assert [place.stage for place in together.places] == [PURCHASE]
    assert (points(together)[0].n, points(together)[0].spread.median) == (5, 1)
    assert [point.spread for point in (points(curve(), place)[0] for place in (0, 1))] == [None, None]


def test_what_was_put_away_stays_while_its_answers_are_looked_at(say, curve, till, emil, db):
    say([1] * 5)
    db.session.merge(till).archive(by=emil)
    db.session.commit()
    assert len(curve().places) == 1
    assert curve(UNTIL + timedelta(days=200)).places == ()


def test_the_page_says_everything_in_words_and_as_a_table(say, browser, db):
    open_touchpoint({"en": "Stamp card"}, LOYALTY)
    say([1, 1, 1, 1, 0, -1], until=today())
    say([-1] * 7, until=today(), days=100)
    page = browser.get("/insights").text
    assert page.count("<svg class=\"curve__picture\"") == 2
    assert "median +1, middle half +0.25 to +1, n = 6" in page
    table = re.sub(r"<[^>]+>|\s+", " ", page[page.index("<tbody>") : page.index("</tbody>")])
    assert " ".join(table.split()) == "Purchase The till 6 +1 +0.25 … +1 7 −1 −1 … −1 Loyalty Stamp card 0 – – 0 – –"


def test_an_earlier_day_can_be_looked_at(say, browser):
    say([2] * 6)
    assert "n = 6" in browser.get(f"/insights?until={UNTIL}").text
    for odd in ("yesterday", "0001-01-01", "9999-12-31", "2026-02-31", "%00"):
        assert browser.get(f"/insights?until={odd}").status_code == 200


def test_without_touchpoints_it_says_what_to_do(site, browser):
    assert "Add the first touchpoint" in browser.get("/insights").text


def test_ten_more_touchpoints_add_no_statement(say, browser, count_queries, db):
    say([1] * 5, until=today())
    browser.get("/insights")
    with count_queries() as few:
        browser.get("/insights")
    for number in range(10):
        say([1] * 5, until=today(), touchpoint=open_touchpoint({"en": f"Place {number}"}, PURCHASE))
    with count_queries() as many:
        browser.get("/insights")
    assert len(many) == len(few) <= 7


# --- Two groups ---


@pytest.fixture
def groups(site, db):
    """Two groups, empty yet."""
    found = [Group(name=name) for name in ("Regulars", "Neighbours")]
    db.session.add_all(found)
    db.session.commit()
    return found


@pytest.fixture
def members_say(till, groups, ada, db):
    """members_say([2, 2], 0, 1): so many new members, who belong to these groups, answered in the app today."""
    count = iter(range(1000))

    def act(scores, *belongings):
        for score in scores:
            member = sign_up(f"Member {next(count)}", role=MEMBER)
            db.session.flush()
            for number in belongings:
                groups[number].include(member, by=ada)
            add_pulse(till, score, member=member, on=UNTIL)
        db.session.commit()

    return act


@pytest.fixture
def compared(emil, groups):
    def act():
        found = counts_by_group(UNTIL, *(group.id for group in groups))
        return points(curve_of_groups(places(emil, UNTIL), found, ("Regulars", "Neighbours")))

    return act


def test_two_groups_stand_beside_each_other(members_say, compared):
    members_say([2] * 6, 0)
    members_say([-1] * 7, 1)
    first, second = compared()
    assert (first.n, first.spread.median, second.n, second.spread.median) == (6, 2, 7, -1)


def test_posters_belong_to_no_group(members_say, compared, say):
    members_say([2] * 6, 0)
    members_say([-1] * 7, 1)
    say([0] * 20)
    assert [point.n for point in compared()] == [6, 7]


@pytest.mark.parametrize(("only_first", "only_second", "both", "posters", "is_shown"), [
    (6, 7, 0, 0, True), (4, 7, 0, 0, False), (6, 3, 0, 0, False), (5, 5, 5, 0, True),
    # What one group has over the other is one person.
    (1, 6, 8, 0, False), (0, 6, 8, 0, True),
    # And so is who is in neither: everybody is shown elsewhere.
    (6, 7, 0, 2, True), (6, 0, 6, 3, False),
])  # fmt: skip
def test_nobody_is_worked_out_by_difference(members_say, compared, say, only_first, only_second, both, posters, is_shown):
    members_say([2] * only_first, 0)
    members_say([1] * only_second, 1)
    members_say([0] * both, 0, 1)
    say([-2] * posters)
    assert [point.spread is not None for point in compared()] == [is_shown, is_shown]


def test_the_page_compares_what_is_chosen(members_say, groups, browser):
    members_say([2] * 6, 0)
    members_say([-1] * 7, 1)
    first, second = (group.id for group in groups)
    page = browser.get(f"/insights?until={UNTIL}&first={first}&second={second}").text
    assert "Regulars, the last 90 days" in page and "median −1" in page
    for odd in (f"first={first}&second={first}", "first=x&second=y", f"first={first}&second=9999"):
        assert "The 90 days before" in browser.get(f"/insights?until={UNTIL}&{odd}").text


# --- Words behind a point ---


def test_only_words_that_may_be_shown_stand_behind_a_point(browser, till, ben, db):
    add_pulse(till, 2, "Quick and friendly", may_quote=True, member=ben)
    add_pulse(till, -1, "Only for you")
    add_pulse(till, -1, "Long ago", may_quote=True, on=today() - timedelta(days=90))
    db.session.commit()
    page = browser.get(f"/insights/touchpoints/{till.id}/quotes").text
    assert "Quick and friendly" in page and "Ben" not in page
    assert "Only for you" not in page and "Long ago" not in page
    assert "1 more has said why" in page


def test_e1_words_are_never_markup(browser, till, db):
    add_pulse(till, 2, "<script>alert(1)</script>", may_quote=True)
    db.session.commit()
    assert "<script>alert" not in browser.get(f"/insights/touchpoints/{till.id}/quotes").text


# --- Shapes ---


@pytest.mark.parametrize("heights", [[1, 2, 2, -1, 0], [0, 0], [2, -2, 2, -2], [0, 1, 2, 2, 2, 1.5]])
def test_the_line_never_swings_beyond_its_points(heights):
    given = [(10 * n, float(y)) for n, y in enumerate(heights)]
    steps = smooth(given)
    assert [step[-2:] for step in steps] == given
    for (_x, y1), step in zip(given, steps[1:], strict=False):
        _name, _a, first, _b, second, _c, y2 = step
        assert min(y1, y2) <= first <= max(y1, y2) and min(y1, y2) <= second <= max(y1, y2)


def test_a_missing_point_breaks_the_line():
    point = Point.of({1: 5})
    journey = tuple(Place(n, PURCHASE, "x") for n in range(5))
    curve = Curve(journey, (Series("a", (point, point, Point(3), point, point)),))
    assert [len(line) for line in curve.lines(0)] == [2, 2]
    assert [dot is None for dot in curve.dots(0)] == [False, False, True, False, False]
    assert all(x1 < x2 for line in curve.lines(0) for (x1, _y1), (x2, _y2) in pairwise(line))
    assert path(curve.lines(0)[0]) == "M50 120 C83.3 120 116.7 120 150 120"
    assert path(curve.lines(0)[0], turned=True) == "M280 50 C280 83.3 280 116.7 280 150"


def test_the_database_takes_no_other_score(till, db):
    from sqlalchemy.exc import IntegrityError

    db.session.add(Pulse(touchpoint_id=till.id, score=3, answered_on=UNTIL))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
