"""Opening hours: only open time counts, also where the clock is turned, proved against a count minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.hours import ALWAYS, BusinessHours, read_day, write_day

BERLIN, MINUTE = ZoneInfo("Europe/Berlin"), timedelta(minutes=1)
SHOP = BusinessHours(BERLIN, (*([((9 * 60, 18 * 60),)] * 5), ((10 * 60, 14 * 60),), ()), frozenset({date(2026, 12, 25)}))
# In Europe clocks turn on these Sundays at 1:00 UTC; on Lord Howe by half an hour, in Beirut at midnight.
TURNS = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "UTC"]
MOMENTS = {"Europe/Berlin": TURNS, "America/New_York": [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)],
           "Australia/Lord_Howe": [datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)],
           "Asia/Beirut": [datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)], "UTC": TURNS}  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(("asked", "hours", "due"), [
    ("2026-11-16 10:00", 4, "2026-11-16 14:00"),
    ("2026-11-16 16:00", 4, "2026-11-17 11:00"),
    ("2026-11-20 17:00", 4, "2026-11-21 13:00"),
    ("2026-11-21 13:00", 2, "2026-11-23 10:00"),
    ("2026-11-22 03:00", 1, "2026-11-23 10:00"),
    ("2026-12-24 17:00", 2, "2026-12-26 11:00"),
    ("2026-03-27 17:00", 6, "2026-03-30 10:00"),
    ("2026-10-24 12:00", 3, "2026-10-26 10:00"),
])
def test_it_counts_only_open_hours(asked, hours, due):
    assert SHOP.after(at(asked), hours) == at(due)
    assert SHOP.between(at(asked), at(due)) == timedelta(hours=hours)


@pytest.mark.parametrize(("start", "hours"), [("2026-03-28 12:00", 23), ("2026-10-24 12:00", 25)])
def test_it_knows_that_two_days_have_other_lengths(start, hours):
    """R7: whoever is always open has 23 or 25 hours on these days, and 48 hours are 48 hours."""
    always = BusinessHours(BERLIN)
    day_later = at(start).astimezone(BERLIN)
    next_noon = (day_later.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=BERLIN).astimezone(UTC)
    assert always.between(at(start), next_noon) == timedelta(hours=hours)
    assert always.after(at(start), 48) - at(start) == timedelta(hours=48)


def test_it_ends_for_whoever_is_never_open():
    closed = BusinessHours(BERLIN, ((),) * 7)
    moment = at("2026-11-16 10:00")
    assert closed.between(moment, moment + timedelta(days=30)) == timedelta()
    assert closed.after(moment, 2) == moment + timedelta(hours=2)
    assert closed.before(moment, 2) < moment - timedelta(days=300)


STRETCHES = st.one_of(
    st.just(ALWAYS), st.just(()), st.just(((540, 1080),)), st.just(((120, 150),)),
    st.lists(st.integers(0, 24 * 60), min_size=2, max_size=4, unique=True).map(sorted)
    .map(lambda cuts: tuple(zip(cuts[::2], cuts[1::2], strict=False))),
)  # fmt: skip
SPANS = st.tuples(st.integers(-2 * 1440, 1440), st.integers(0, 3 * 1440))


@st.composite
def cases(draw):
    zone = draw(st.sampled_from(ZONES))
    turn = draw(st.sampled_from(MOMENTS[zone]))
    start, length = draw(SPANS)
    start = turn + start * MINUTE
    week = tuple(draw(st.lists(STRETCHES, min_size=7, max_size=7)))
    holidays = draw(st.sets(st.integers(-2, 3).map(lambda n: turn.date() + timedelta(days=n)), max_size=2))
    return BusinessHours(ZoneInfo(zone), week, frozenset(holidays)), start, start + length * MINUTE


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
@example((BusinessHours(BERLIN, (((120, 150),),) * 7), TURNS[0] - 1440 * MINUTE, TURNS[0] + 1440 * MINUTE))
@example((BusinessHours(BERLIN, (((120, 150),),) * 7), TURNS[1] - 1440 * MINUTE, TURNS[1] + 1440 * MINUTE))
def test_it_agrees_with_a_count_of_minutes(case):
    hours, start, end = case
    assert hours.between(start, end) == count_minutes(hours, start, end) * MINUTE


def count_minutes(hours, start, end):
    """Minute by minute with the clock on the wall, knowing nothing of folds and jumps."""
    first = start - timedelta(days=2)
    minutes = [first + n * MINUTE for n in range(int((end - start) / MINUTE) + 5 * 1440)]
    walls = [minute.astimezone(hours.zone).replace(tzinfo=None) for minute in minutes]
    is_open = bytearray(len(minutes))
    for day in sorted({wall.date() for wall in walls})[1:-1]:
        for opens, closes in () if day in hours.holidays else hours.week[day.weekday()]:
            midnight = datetime.combine(day, datetime.min.time())
            begins = next(n for n, wall in enumerate(walls) if wall >= midnight + opens * MINUTE)
            last = next(n for n in range(len(walls) - 1, -1, -1) if walls[n] <= midnight + closes * MINUTE)
            ends = last if walls[last] == midnight + closes * MINUTE else last + 1
            for n in range(begins, ends):
                is_open[n] = 1
    return sum(is_open[n] for n, minute in enumerate(minutes) if start <= minute < end)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), st.integers(1, 100))
def test_it_reckons_there_and_back(case, hours_wanted):
    hours, start, _end = case
    if not any(hours.week):
        return
    due, since = hours.after(start, hours_wanted), hours.before(start, hours_wanted)
    assert hours.between(start, due) == hours.between(since, start) == timedelta(hours=hours_wanted)
    assert hours.between(start, due - MINUTE) < timedelta(hours=hours_wanted)
    assert hours.between(since + MINUTE, start) < timedelta(hours=hours_wanted)


@pytest.mark.parametrize(("typed", "kept"), [
    ("9-18", "9:00–18:00"), ("9:00 – 12:30, 14 bis 18", "9:00–12:30, 14:00–18:00"), ("14-18,9-12", "9:00–12:00, 14:00–18:00"),
    ("0-24", "0:00–24:00"), ("", ""), (" ", ""),
])
def test_it_reads_what_owners_write(typed, kept):
    assert write_day(read_day(typed)) == kept
    assert read_day(kept) == read_day(typed)


@pytest.mark.parametrize("typed", ["always", "18-9", "9-25", "9:75-10", "9-12, 11-18", "9", "9-9", "-", "９-18 h"])
def test_it_refuses_what_is_no_stretch(typed):
    with pytest.raises(ValueError):
        read_day(typed)
