"""Pictures of numbers: what is counted where, shapes that fit, and a table with the same numbers."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from app.database import now
from app.topics.models import Topic
from app.votes.models import Vote
from app.web.charts import HEIGHT, WEEKS, WIDTH, ShareChart, WeekChart, weeks_of
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in

TODAY = date(2026, 11, 21)


def test_it_counts_the_last_seven_days_as_one_week():
    days = [(TODAY - timedelta(days=back), 0, 1) for back in (0, 6, 7, 83, 84, 200)]
    weeks = weeks_of(days, today=TODAY)
    assert [week.total for week in weeks] == [1, *[0] * 9, 1, 2]
    assert weeks[-1].begins.date() == TODAY - timedelta(days=6)
    assert weeks[0].begins.date() == TODAY - timedelta(days=83)


def test_it_takes_days_as_either_database_gives_them():
    assert weeks_of([("2026-11-21", 0, 2), (TODAY, 0, 3)], today=TODAY)[-1].counts == (5,)


def test_it_puts_a_clock_that_goes_ahead_into_this_week():
    assert weeks_of([(TODAY + timedelta(days=1), 0, 1)], today=TODAY)[-1].total == 1


@pytest.mark.parametrize("counts", [[(3, 2), (0, 0), (1, 0)], [(1, 0)], [(0, 7)], [(1000, 1)]])
def test_it_draws_columns_that_fit(counts):
    rows = [(TODAY - timedelta(days=7 * n), series, c) for n, pair in enumerate(counts) for series, c in enumerate(pair)]
    chart = WeekChart("x", "X", ("A", "B"), weeks_of(rows, series=2, today=TODAY))
    columns = list(chart.columns)
    assert len(columns) == sum(count > 0 for pair in counts for count in pair)
    assert all(column.y >= 0 and column.height > 0 and column.y + column.height <= HEIGHT + 0.02 for column in columns)
    assert max(column.x for column in columns) + chart.column <= chart.width
    assert min(column.y for column in columns) == 0


def test_it_draws_nothing_of_nothing():
    chart = WeekChart("x", "X", ("A",), weeks_of([]))
    assert (chart.total, chart.most, list(chart.columns)) == (0, 0, [])
    assert [share.width for share in ShareChart("x", "X", [("a", "A", 0)]).shares] == [0]


def test_it_fills_the_bar_with_its_shares():
    chart = ShareChart("x", "X", [("a", "A", 1), ("b", "B", 0), ("c", "C", 2)])
    assert [(share.x, share.width) for share in chart.shares] == [(0, 33.33), (33.33, 0), (33.33, 66.67)]
    assert sum(share.width for share in chart.shares) == pytest.approx(WIDTH)


def page(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def assert_whole(figure, rows, sum_of):
    """A picture with a name and a description, and a table that says the same."""
    picture = figure.select_one("svg[role=img]")
    named = [figure.find(id=id).get_text(strip=True) for id in picture["aria-labelledby"].split()]
    assert len(named) == 2 and all(named)
    body = figure.select("tbody tr")
    assert len(body) == rows
    assert sum(int(cell.get_text()) for row in body for cell in row.select("td") if "%" not in cell.text) == sum_of
    assert not figure.select("[style]")


def test_x5_it_shows_how_votes_came_in_also_as_a_table(visitor, make_topic, ben, gus, finn, db):
    idea = make_topic("ideas", ben)
    for member, days in ((gus, 8), (finn, 400)):
        db.session.add(Vote(post_id=idea.opening.id, member_id=member.id, created_at=now() - timedelta(days=days)))
    idea.vote_count = 3
    db.session.commit()
    assert f'hx-get="/ideas/{idea.id}/momentum"' in visitor.get(idea.url).text
    figure = page(visitor.get(f"/ideas/{idea.id}/momentum")).figure
    assert_whole(figure, WEEKS, 2)
    assert "n = 2" in figure.figcaption.text


def test_it_sends_only_the_picture_to_htmx(visitor, make_topic, ben):
    idea = make_topic("ideas", ben)
    part = page(visitor.get(f"/ideas/{idea.id}/momentum", htmx="momentum"))
    assert part.figure and not part.html and part.select_one("#momentum")


def test_it_draws_no_way_to_a_picture_of_one_vote(visitor, make_topic, ben):
    idea = make_topic("ideas", ben)
    assert "/momentum" not in visitor.get(idea.url).text


def test_x5_it_shows_how_lively_a_board_is_also_as_a_table(visitor, sign_in, boards, make_topic, make_reply, ben, cleo, count_queries):
    topic = make_topic("discussions", ben)
    make_topic("discussions", cleo, "Held")
    make_reply(topic, ben)
    make_reply(topic, cleo, "Held too")
    assert_whole(page(visitor.get("/boards/discussions/activity")).figure, WEEKS, 2)
    with count_queries() as queries:
        assert sign_in(ben).get("/boards/discussions/activity", htmx="activity").status_code == 200
    assert len(queries) <= 4


def test_it_says_so_where_nothing_happened(visitor, boards, make_topic, ben, db):
    topic = make_topic("discussions", ben)
    db.session.execute(db.update(Topic).where(Topic.id == topic.id).values(created_at=now() - timedelta(days=200)))
    db.session.commit()
    found = page(visitor.get("/boards/discussions/activity"))
    assert "Nothing in the last 12 weeks." in found.text and not found.select("figure svg.chart__picture")


def test_it_hides_the_pictures_of_what_is_hidden(visitor, sign_in, ben, emil):
    board = make_board("ideas", "Inner", audience="group")
    idea = make_topic_in(board, emil)
    for browser in (visitor, sign_in(ben)):
        assert browser.get("/boards/inner/activity").status_code == 404
        assert browser.get(f"/ideas/{idea.id}/momentum").status_code == 404


def test_it_shows_the_roadmap_as_one_bar(visitor, make_topic, ben, emil, db):
    assert not page(visitor.get("/roadmap")).figure
    for status, times in (("planned", 2), ("in_work", 1)):
        for _ in range(times):
            make_topic("ideas", ben).idea.move_to(status, by=emil)
    db.session.commit()
    figure = page(visitor.get("/roadmap")).figure
    assert_whole(figure, 3, 3)
    assert len(figure.select("rect")) == 2
