"""The three real sets come in exactly, once, and quickly."""

from xml.etree import ElementTree

from app.exchange.sources import open_source


def rows_of(folder, name):
    with open_source(folder / f"{name}.xml.gz") as stream:
        return [dict(row.attrib) for row in ElementTree.parse(stream).getroot()]


def test_it_brings_in_every_question_answer_and_comment(real):
    assert [result.exit_code for result in real.said.values()] == [0, 0, 0], real.said
    assert real.asked.boards == {"German": 524, "Beer": 591, "Barcelona": 5453}
    assert (real.asked.answers["German"], real.asked.answers["Beer"]) == (1020, 1398)
    assert real.asked.accepted == {"German": 216, "Beer": 359}
    assert (real.asked.comments["German"], real.asked.comments["Beer"]) == (3399, 1860)


def test_it_brings_in_every_idea_with_status_votes_and_threads(real):
    assert real.asked.statuses == {"planned": 4115, "not_now": 1338}
    assert real.asked.votes["Barcelona"] == 84131
    assert (real.asked.answers["Barcelona"], real.asked.comments["Barcelona"]) == (8954 - 870, 870)


def test_every_score_is_up_votes_minus_down_votes(real):
    for name in ("german", "beer"):
        folder = real.folders[name]
        site = folder.name[:-8]
        posts = [row for row in rows_of(folder, "Posts") if row["PostTypeId"] in "12"]
        scores = {f"stackexchange:{site}:post:{row['Id']}": int(row["Score"]) for row in posts}
        assert {origin: real.asked.scores[origin] for origin in scores} == scores
    assert real.asked.kept == 0


def test_voters_nobody_knows_become_no_members(real):
    assert real.rows["votes"] == 0
    assert real.rows["members"] == 309 + 837 + 2421


def test_duplicates_and_related_questions_stay_linked(real):
    assert real.asked.links == {"duplicate": 17 + 17, "linked": 377 + 75}


def test_it_reports_what_it_left_out(real):
    german, beer, barcelona = (
        " ".join(real.said[name].output.split()) for name in ("german", "beer", "barcelona")
    )
    assert "219 votes on missing posts" in german and "18 links to missing posts" in german
    assert "802 votes on missing posts" in beer and "1 links to missing posts" in beer
    assert (
        "44 questions and answers without owner" in german and "8 questions and answers without owner" in beer
    )
    assert "2,265 ideas without author" in barcelona
    assert (
        "questions 524 524" in german
        and "accepted answers 216 216" in german
        and "comments 3,399 3,399" in german
    )
    assert "ideas 5,453 5,453" in barcelona and "votes for 84,131 84,131" in barcelona


def test_a_second_run_adds_nothing(real):
    assert [result.exit_code for result in real.again.values()] == [0, 0, 0]
    assert real.rows_again == real.rows
    assert "questions 524 0" in " ".join(real.again["german"].output.split())


def test_the_counters_are_right_at_once(real):
    assert real.recounted == {}


def test_readers_hear_of_each_import_once_and_of_no_single_post(real):
    assert real.asked.events == {"board.opened": 3, "import.finished": 3}


def test_it_is_quick(real):
    assert real.took < 180
