"""All figures of a survey: on the page, as files, against a second count of what was answered."""

import csv
import io
import json
import statistics
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from app.accounts.models import sign_up
from app.kinds.polls.asking import Asked, PollOption, PollQuestion
from app.kinds.polls.closing import close_poll
from app.kinds.polls.quotes import PollQuote
from app.kinds.polls.results import results_of
from app.statistics.shares import wilson
from tests.factories import cast

ASKED = (
    Asked("single", "When do we open?", ("Seven", "Eight")),
    Asked("multiple", "What do you drink?", ("Coffee", "Tea", "Milk"), most=3),
    Asked("ranking", "What comes next?", ("Ramp", "Stove", "Chairs"), most=3),
    Asked("scale", "How loud is it?", low_label="silent", high_label="loud"),
    Asked("csat", "How satisfied are you?"),
    Asked("nps", "Would you recommend us?"),
    Asked("dots", "Where should the money go?", ("Light", "Music"), most=3),
    Asked("text", "What is missing?", is_required=False),
)
ANSWERS = (
    ("Seven", ["Coffee", "Tea"], ["Ramp", "Stove", "Chairs"], "4", "5", "10", {"Light": 3}, "More light"),
    ("Seven", ["Coffee"], ["Ramp", "Chairs"], "2", "4", "9", {"Light": 1, "Music": 2}, None),
    ("Eight", ["Tea", "Milk"], ["Stove"], "3", "3", "7", {"Music": 3}, "=1+1"),
    ("Seven", ["Milk"], ["Chairs", "Stove", "Ramp"], "5", "2", "6", {"Light": 2}, "More light"),
    ("Seven", ["Coffee"], ["Stove", "Chairs", "Ramp"], "4", "4", "10", {"Light": 3}, None),
)


@pytest.fixture
def survey(make_poll, people, db):
    """Five members have answered; it is open and everybody sees its results."""

    def make(*, closed=False, asked=ASKED, answers=ANSWERS, **more):
        topic = make_poll(people.emil, title="Our summer", asked=asked, **({"results_shown": "always"} | more))
        voters = (people.ben, people.gus, people.cleo, people.finn, people.dora)
        for member, answer in zip(voters, answers, strict=True):
            cast(topic, member, *answer)
        if closed:
            close_poll(topic.poll, by=people.emil)
        db.session.commit()
        return topic

    return make


def soup(browser, path):
    return BeautifulSoup(browser.get(path).text, "html.parser")


def files_of(browser, topic):
    rows = list(csv.DictReader(io.StringIO(browser.get(f"/polls/{topic.id}/results.csv").text.lstrip("\ufeff"))))
    return json.loads(browser.get(f"/polls/{topic.id}/results.json").text), rows


@pytest.mark.parametrize("is_secret", [True, False])
def test_it_counts_every_kind_as_a_second_count_does(survey, visitor, is_secret):
    found, rows = files_of(visitor, survey(is_secret=is_secret))
    asked = {each["text"]: each for each in found["questions"]}
    given = dict(zip([each.text for each in ASKED], zip(*ANSWERS, strict=True), strict=True))

    for question in ("When do we open?", "What do you drink?"):
        votes = Counter(text for answer in given[question] for text in ([answer] if isinstance(answer, str) else answer))
        assert {option["text"]: option["votes"] for option in asked[question]["options"]} == votes
        for option in asked[question]["options"]:
            assert option["interval"] == pytest.approx([100 * end for end in wilson(option["votes"], 5)])

    loud = sorted(map(int, given["How loud is it?"]))
    assert (asked["How loud is it?"]["median"], asked["How loud is it?"]["middle_half"]) == (
        statistics.median(loud), [statistics.quantiles(loud, method="inclusive")[place] for place in (0, 2)],
    )  # fmt: skip
    # Three of five are satisfied; three promoters, one detractor.
    assert asked["How satisfied are you?"]["csat"]["score"] == pytest.approx(60)
    assert asked["Would you recommend us?"]["nps"]["score"] == pytest.approx(100 * (3 - 1) / 5)
    assert {option["text"]: option["dots"] for option in asked["Where should the money go?"]["options"]} == {"Light": 9, "Music": 5}

    # Ramp 2, Stove 2, Chairs 1; then Chairs' ballot goes to Stove.
    ranked = asked["What comes next?"]
    assert [each["votes"] for each in ranked["rounds"]] == [{"Ramp": 2, "Stove": 2, "Chairs": 1}, {"Ramp": 2, "Stove": 3}]
    assert ranked["winners"] == ["Stove"]
    # Of three options 2, 1 and 0 points; the two that one ballot leaves out get half a point each.
    assert {option["text"]: option["borda"] for option in ranked["options"]} == {"Ramp": 4.5, "Stove": 6, "Chairs": 4.5}

    lines = {(row["text"], row["figure"], row["option"]): float(row["value"]) for row in rows if row["figure"] != "quote"}
    assert lines["What comes next?", "round_2", "Stove"] == 3 and lines["Our summer", "ballots", ""] == 5
    assert lines["Would you recommend us?", "nps", ""] == 40 and lines["Where should the money go?", "dots", "Light"] == 9


def test_it_shows_them_on_the_poll_and_on_a_page_of_its_own(survey, visitor):
    topic = survey()
    for path in (topic.url, f"/polls/{topic.id}/results"):
        page = soup(visitor, path)
        words = " ".join(page.get_text().split())
        assert "Stove is ahead: in round 2 with 3 of 5 votes." in words
        assert "+40" in words and "60%" in words and "9 dots, from 4 members" in words and "5 of 7 members took part (71%)" in words
        # Every picture says what it shows, and has its table beside it.
        assert all(picture.find("title") and picture.find("desc") for picture in page.select("svg[role=img]"))
        assert len(page.select("main table")) >= 8


def test_it_marks_ones_own_ballot_only_where_it_is_open(survey, sign_in, ben):
    for is_secret in (True, False):
        words = sign_in(ben).get(f"/polls/{survey(is_secret=is_secret).id}/results").text
        assert ("your choice" in words, "your first choice" in words, "you gave dots" in words) == (not is_secret,) * 3


def test_it_shows_them_to_nobody_before_their_time(survey, sign_in, visitor, emil, ben):
    late = survey(results_shown="after_close")
    own = survey(results_shown="after_ballot")
    for form in ("", ".csv", ".json"):
        for browser in (sign_in(emil), sign_in(ben)):
            assert browser.get(f"/polls/{late.id}/results{form}").status_code == 403
        assert sign_in(emil).get(f"/polls/{own.id}/results{form}").status_code == 403
        assert sign_in(ben).get(f"/polls/{own.id}/results{form}").status_code == 200
        assert visitor.get(f"/polls/{own.id}/results{form}").status_code == 303


def test_it_lets_no_cell_run_as_a_formula(survey, visitor, emil, db):
    topic = survey(closed=True, asked=(Asked("single", "=cmd()", ("+1", "-1")),), answers=(("+1",),) * 5)
    text = visitor.get(f"/polls/{topic.id}/results.csv").text
    assert "'=cmd()" in text and "'+1" in text and "'-1" in text
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row)


@pytest.mark.parametrize("page", ["{topic.url}", "/polls/{topic.id}/results"])
def test_it_reads_few_times_however_many_ballots(survey, sign_in, ben, count_queries, page):
    topic = survey(closed=True, is_secret=False)
    browser = sign_in(ben)
    browser.get(topic.url)
    with count_queries() as queries:
        assert browser.get(page.format(topic=topic)).status_code == 200
    assert len(queries) <= 8, [str(each)[:300] for each in queries]


class TestTexts:
    """Short texts: the team reads them after the end and chooses what all may read, without a name."""

    @pytest.fixture
    def asked(self, db):
        return lambda topic: db.session.scalar(db.select(PollQuestion.id).where(PollQuestion.poll_id == topic.id, PollQuestion.kind == "text"))

    @pytest.mark.parametrize("is_secret", [True, False])
    def test_it_shows_the_chosen_ones_to_all(self, survey, asked, sign_in, visitor, emil, db, is_secret):
        topic = survey(closed=True, is_secret=is_secret)
        address = f"/polls/{topic.id}/texts/{asked(topic)}"
        page = soup(sign_in(emil), address)
        marks = {label.get_text(strip=True): label.input["value"] for label in page.select("label.choice")}
        assert set(marks) == {"More light", "=1+1"}
        assert "More light" not in visitor.get(f"/polls/{topic.id}/results").text
        for _ in range(2):
            sent = sign_in(emil).post(address, {"offered": list(marks.values()), "quote": marks["More light"]})
            assert sent.status_code == 303
        assert db.session.scalars(db.select(PollQuote.text)).all() == ["More light"]
        for path in (f"/polls/{topic.id}/results", topic.url, f"/polls/{topic.id}/results.json"):
            assert "More light" in visitor.get(path).text and "=1+1" not in visitor.get(path).text
        sign_in(emil).post(address, {"offered": list(marks.values())})
        assert "More light" not in visitor.get(f"/polls/{topic.id}/results").text

    def test_it_keeps_them_to_itself_while_the_poll_is_open(self, survey, asked, sign_in, emil):
        topic = survey()
        assert sign_in(emil).get(f"/polls/{topic.id}/texts/{asked(topic)}").status_code == 403

    def test_it_reads_no_texts_that_are_not_published(self, survey, asked, sign_in, emil):
        topic = survey(closed=True, results_shown="when_published")
        assert sign_in(emil).get(f"/polls/{topic.id}/texts/{asked(topic)}").status_code == 403

    def test_it_is_the_teams_alone(self, survey, asked, sign_in, dora, emil):
        topic = survey(closed=True)
        address = f"/polls/{topic.id}/texts/{asked(topic)}"
        assert sign_in(dora).get(address).status_code == sign_in(dora).post(address).status_code == 403
        assert "'=1+1" in sign_in(emil).get(f"{address}.csv").text
        assert sign_in(emil).get(f"/polls/{topic.id}/texts/{asked(topic) - 1}").status_code == 404

    def test_it_takes_no_mark_that_it_did_not_give(self, survey, asked, sign_in, emil, db):
        topic = survey(closed=True)
        sent = sign_in(emil).post(f"/polls/{topic.id}/texts/{asked(topic)}", {"offered": "x", "quote": ["x", "More light"]})
        assert sent.status_code == 303 and not db.session.scalars(db.select(PollQuote.text)).all()


@pytest.fixture
def crowd(people, db):
    """Twenty more members: ten new ones of today and ten of two years ago."""
    from datetime import timedelta

    from app.database import now

    members = [sign_up(f"Guest {n}", role="new" if n < 10 else "member") for n in range(20)]
    for member in members[10:]:
        member.created_at = now() - timedelta(days=700)
    db.session.commit()
    return members


class TestSplits:
    """By parts of the members: counted when it closes, five or more, and fixed."""

    @pytest.fixture
    def voted(self, make_poll, emil, crowd, db):
        """Nine new ones and five old ones have voted: all new ones for oat, the others for soy."""

        def make(*, is_secret, closed=True):
            topic = make_poll(emil, is_secret=is_secret, results_shown="always", title="Which milk?")
            for member in [*crowd[:9], *crowd[10:15]]:
                cast(topic, member, "Oat" if member.role == "new" else "Soy")
            if closed:
                close_poll(topic.poll, by=emil)
            db.session.commit()
            return topic

        return make

    def test_it_shows_how_parts_answered(self, voted, visitor):
        topic = voted(is_secret=False)
        found, rows = files_of(visitor, topic)
        shares = {(each["split"], each["part"]): {option["text"]: option["share"] for option in each["options"]} for each in found["questions"][0]["splits"]}
        assert shares == {
            ("since", "0-90"): {"Oat": 100, "Soy": 0}, ("since", "365-"): {"Oat": 0, "Soy": 100},
            ("role", "new"): {"Oat": 100, "Soy": 0}, ("role", "member"): {"Oat": 0, "Soy": 100},
        }  # fmt: skip
        assert any(row["split"] == "role" and row["value"] == "100.0" for row in rows)
        assert "By role" in visitor.get(f"/polls/{topic.id}/results").text

    def test_it_knows_no_answers_by_parts_where_ballots_are_secret(self, voted, visitor):
        topic = voted(is_secret=True)
        assert files_of(visitor, topic)[0]["questions"][0]["splits"] == []
        assert "nobody can know: the ballots are secret" in visitor.get(f"/polls/{topic.id}/results").text

    def test_it_counts_by_parts_only_when_it_has_closed(self, voted, visitor):
        topic = voted(is_secret=False, closed=False)
        found, _rows = files_of(visitor, topic)
        assert found["turnout"] == found["questions"][0]["splits"] == []
        assert "counted when the poll has closed" in visitor.get(f"/polls/{topic.id}/results").text

    def test_it_stays_as_it_was_when_it_closed(self, voted, visitor, crowd, db):
        topic = voted(is_secret=False)
        before = files_of(visitor, topic)
        crowd[0].role = "helper"
        crowd[11].role = "new"
        db.session.commit()
        assert files_of(visitor, topic) == before

    def test_it_says_who_is_over_represented(self, make_poll, emil, people, visitor, crowd, db):
        """Of 47 members 37 came lately and 10 two years ago: 5 of either took part."""
        more = [sign_up(f"Late {n}", role="member") for n in range(20)]
        topic = make_poll(emil, results_shown="always")
        for member in [*more[:5], *crowd[10:15]]:
            cast(topic, member, "Oat")
        close_poll(topic.poll, by=emil)
        db.session.commit()
        words = " ".join(soup(visitor, topic.url).get_text().split())
        assert "10 of 47 members took part (21%). Over-represented: members for more than a year." in words

    def test_it_tells_groups_to_the_team_alone(self, make_poll, sign_in, emil, ben, crowd, db):
        from app.groups.models import Group

        group = Group(name="Regulars")
        db.session.add(group)
        db.session.flush()
        for member in crowd[:6]:
            group.include(member, by=emil)
        topic = make_poll(emil, is_secret=False, results_shown="always")
        for member in crowd[:10]:
            cast(topic, member, "Oat")
        cast(topic, ben, "Soy")
        close_poll(topic.poll, by=emil)
        db.session.commit()
        for form in ("", ".csv", ".json"):
            assert "Regulars" in sign_in(emil).get(f"/polls/{topic.id}/results{form}").text
            assert "Regulars" not in sign_in(ben).get(f"/polls/{topic.id}/results{form}").text


def test_it_moves_up_what_stood_below_an_option_that_is_gone():
    """Two of three options are left; the ballot that named only the third names nothing now."""
    options = [PollOption(id=n, position=n, text=text, ballot_count=0, dot_count=0) for n, text in ((1, "Ramp"), (2, "Stove"))]
    results = results_of(PollQuestion(kind="ranking", answer_count=4), options, rankings={(9, 2, 1): 2, (1, 2): 1, (9,): 1})
    assert results.runoff.rounds[0].votes == {1: 1, 2: 2} and results.runoff.rounds[0].exhausted == 1
    assert {row.option.text: row.points for row in results.rows} == {"Stove": 2.5, "Ramp": 1.5}
