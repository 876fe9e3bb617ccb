"""Answers from a survey become pulses: each row is looked at first, each person counts once, twice is once."""

import csv
import gzip
import statistics
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from flask import g

from app.insights.curve.curve import curve_of_periods
from app.insights.curve.queries import counts_by_period, places
from app.insights.pulses.models import Pulse
from app.insights.touchpoints.models import PURCHASE, USE, Touchpoint
from tests.data import data

OURS = """touchpoint,score,date,why
Till,2,2026-05-06,Quick
Till,−1,06.05.2026,"Long queue,
and cold"
Café,+1,2026-05-07,
,2,2026-05-07,Nowhere
Till,,2026-05-07,No face chosen
"""
BROKEN = """touchpoint,score,date,id
Till,3,2026-05-06,1
Till,good,2026-05-06,2
Till,1,yesterday,3
Till,1,,4
Till,1,2999-01-01,5
Till,1,2026-05-06,6
Till,1,2026-05-06,6
Till,1,2026-05-06,7,more
"""


@pytest.fixture
def run(app, site, tmp_path):
    """run(content, "--dry-run"): brings a file in by the command; returns its result."""

    def run(content, *more, name="answers.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        g.pop("site", None)
        return app.test_cli_runner().invoke(args=["import", "pulses", str(tmp_path / name), *more])

    return run


def pulses(db):
    db.session.rollback()
    query = db.select(Pulse).options(db.joinedload(Pulse.touchpoint)).order_by(Pulse.id)
    return [(each.touchpoint.names["en"], each.score, each.answered_on, each.why) for each in db.session.scalars(query)]


def test_each_row_becomes_an_answer(run, db):
    said = run(OURS, "--stage", "purchase")
    assert said.exit_code == 0, said.output
    assert pulses(db) == [
        ("Till", 2, date(2026, 5, 6), "Quick"),
        ("Till", -1, date(2026, 5, 6), "Long queue,\nand cold"),
        ("Café", 1, date(2026, 5, 7), ""),
    ]
    assert "1  rows without a touchpoint" in said.output and "1  rows that are no answer" in said.output
    assert db.session.scalars(db.select(Touchpoint.stage)).all() == [PURCHASE, PURCHASE]
    assert not db.session.scalars(db.select(Pulse.id).where(Pulse.may_quote)).all()


def test_a_second_run_adds_nothing_and_a_longer_file_what_is_new(run, db):
    run(OURS)
    run(OURS)
    assert len(pulses(db)) == 3
    run(OURS + "Till,0,2026-05-09,New\n")
    assert len(pulses(db)) == 4 and len(db.session.scalars(db.select(Touchpoint.id)).all()) == 2


def test_every_bad_row_is_named_and_nothing_is_brought_in(run, db):
    said = run(BROKEN)
    assert said.exit_code == 1
    for row, reason in ((2, "not on the scale"), (3, "not a number"), (4, "not a date"), (5, "missing"), (6, "lies in the future"), (8, "twice"), (9, "more cells than columns")):
        assert any(f"answers.csv, row {row}:" in line and reason in line for line in said.output.splitlines()), (row, said.output)
    assert not pulses(db) and not db.session.scalars(db.select(Touchpoint.id)).all()


def test_a_dry_run_only_looks(run, db):
    said = run(OURS, "--dry-run")
    assert said.exit_code == 0 and "answers to how it felt" in said.output
    assert not pulses(db)


def test_any_scale_and_any_columns(run, db):
    german = "Wo;Note;Wann;Text\r\nKasse;1;24.12.2025;Prima\r\nKasse;6;24.12.2025;Übel\r\nKasse;3;24.12.2025;\r\nKasse;9;24.12.2025;\r\n".encode("cp1252")
    columns = [each for pair in ("touchpoint=Wo", "score=Note", "date=Wann", "why=Text") for each in ("--column", pair)]
    said = run(german, *columns, "--best", "1", "--worst", "6", "--no-answer", "9", "--may-quote")
    assert said.exit_code == 0, said.output
    assert [(score, why) for _name, score, _day, why in pulses(db)] == [(2, "Prima"), (-2, "Übel"), (0, "")]
    assert len(db.session.scalars(db.select(Pulse.id).where(Pulse.may_quote)).all()) == 2


@pytest.mark.parametrize(("content", "more", "said"), [
    ("a,b\n1,2\n", (), "no column holds: touchpoint, score, date"), ("", (), "the file is empty"),
    (OURS, ("--stage", "lunch"), "There is no stage"), (OURS, ("--best", "1"), "belong together"),
    (OURS, ("--column", "mood=score"), "There is no field"), (OURS, ("--column", "score=Mood"), "There is no column"),
])  # fmt: skip
def test_what_cannot_work_is_said(run, content, more, said):
    answer = run(content, *more)
    assert answer.exit_code == 1 and said in answer.output


def test_a_person_counts_once(run, db):
    rows = "person,touchpoint,score,date,why\n7,Till,1,2026-05-06,Quick\n7,Till,1,2026-06-05,Warm\n8,Till,2,2026-05-06,\n"
    said = run(rows)
    assert pulses(db) == [("Till", 1, date(2026, 5, 6), "Quick\n\nWarm"), ("Till", 2, date(2026, 5, 6), "")]
    assert "1  further rows of the same person" in said.output and "1  of them with another day" in said.output
    assert run(rows + "8,Till,-2,2026-05-06,\n").exit_code == 1, "and cannot say two things"


# --- Real answers ---


SURVEY = "survey/nhs-friends-and-family-test-en.csv.gz"


@pytest.fixture
def answers():
    """The survey read a second way: {touchpoint: {respondent: (score, day)}}."""
    found = defaultdict(dict)
    with gzip.open(data(SURVEY), "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = " ".join(row["service_type"].replace("\xa0", " ").split())
            if place and row["fft_score"] in "12345":
                found[place].setdefault(row["respondent_id"], (3 - int(row["fft_score"]), day_of(row["date"])))
    return found


def day_of(text):
    first, second, year = map(int, text.split("/"))
    return date(year, first, second) if second > 12 else date(year, second, first)


def test_the_curve_of_real_answers_equals_a_second_computation(app, site, emil, answers, db):
    said = app.test_cli_runner().invoke(args=["import", "pulses", str(data(SURVEY))])
    assert said.exit_code == 0, said.output
    assert {each.stage for each in db.session.scalars(db.select(Touchpoint))} == {USE}
    total = db.session.scalar(db.select(db.func.count(Pulse.id)))
    assert total == sum(map(len, answers.values())) > 2_500
    newest = max(day for people in answers.values() for _score, day in people.values())
    shown = 0
    for until in (newest, newest - timedelta(days=90), newest - timedelta(days=300), date(2022, 1, 15)):
        shown += compare(emil, answers, until)
    assert shown >= 20
    again = app.test_cli_runner().invoke(args=["import", "pulses", str(data(SURVEY))])
    assert again.exit_code == 0 and db.session.scalar(db.select(db.func.count(Pulse.id))) == total


def compare(reader, answers, until):
    """Every point of the curve until this day is what the second computation says; how many there are."""
    curve = curve_of_periods(places(reader, until), counts_by_period(until), ("late", "before"))
    points = 0
    for number, place in enumerate(curve.places):
        for back, series in enumerate(curve.series):
            last = until - timedelta(days=90 * back)
            scores = [score for score, day in answers[place.name].values() if last - timedelta(days=90) < day <= last]
            point = series.points[number]
            assert point.n == len(scores), (place.name, last)
            if len(scores) < 5:
                assert point.spread is None
                continue
            low, median, high = statistics.quantiles(scores, n=4, method="inclusive")
            assert (point.spread.low, point.spread.median, point.spread.high) == (low, median, high)
            points += 1
    return points


def test_two_ways_to_read_a_day_agree():
    assert day_of("13/02/2021") == datetime(2021, 2, 13).date() == day_of("2/13/2021")
