"""Every kind of question is answered, refused with words beside it, and counted."""

import pytest

from app.kinds.polls.asking import Asked, PollOption, PollQuestion
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import OpenBallot, SecretBallot
from app.recounting import recount

THREE = ("Oat", "Soy", "Cow")


@pytest.fixture
def ask(make_poll, sign_in, emil, ben, db):
    """Asks Ben; the answer is given as {name: [values]}, where {0} is the first option's id and {q} the question's."""

    def make(*asked, **poll):
        topic = make_poll(emil, asked=asked, **poll)
        browser = sign_in(ben)

        def answer(**fields):
            sent = {name.format(*ids(db, topic), q=questions(db, topic)[0]): value for name, value in fields.items()}
            known = ids(db, topic)
            sent = {k: [str(known[v]) if isinstance(v, int) else v for v in (vs if isinstance(vs, list) else [vs])]
                    for k, vs in sent.items()}  # fmt: skip
            return browser.post(f"/polls/{topic.id}/ballot", sent)

        answer.topic, answer.browser = topic, browser
        return answer

    return make


def questions(db, topic):
    return list(db.session.scalars(db.select(PollQuestion.id).where(PollQuestion.poll_id == topic.id).order_by(PollQuestion.position)))


def ids(db, topic):
    query = db.select(PollOption.id).join(PollQuestion, PollQuestion.id == PollOption.question_id)
    return list(db.session.scalars(query.where(PollQuestion.poll_id == topic.id).order_by(PollQuestion.position, PollOption.position)))


def rows(db, model=SecretBallot):
    """(place, position of the option, dots, text) of every row, by place."""
    query = db.select(model.place, PollOption.position, model.dots, model.text)
    query = query.outerjoin(PollOption, PollOption.id == model.option_id).order_by(model.question_id, model.place)
    return [tuple(row) for row in db.session.execute(query)]


def test_it_ranks(ask, db):
    answer = ask(Asked("ranking", options=THREE, fewest=2, most=3))
    assert answer(**{"rank-{0}": "3", "rank-{2}": "1"}).status_code == 303
    assert rows(db) == [(0, 2, 0, ""), (1, 0, 0, "")]


@pytest.mark.parametrize(("fields", "words"), [
    ({"rank-{0}": "1", "rank-{1}": "1"}, "Two have the same place"),
    ({"rank-{0}": "1"}, "at least 2"),
    ({}, "at least 2"),
    ({"rank-{0}": "4", "rank-{1}": "1"}, "places from 1 to 3"),
    ({"rank-{0}": "first", "rank-{1}": "1"}, "places from 1 to 3"),
])
def test_it_says_what_to_mend_in_a_ranking_and_keeps_it(ask, db, fields, words):
    answer = ask(Asked("ranking", options=THREE, fewest=2, most=3))
    page = answer(**fields)
    assert page.status_code == 422 and words in page.text and rows(db) == []
    assert page.text.count(" selected>1.<") == list(fields.values()).count("1")


def test_it_gives_dots(ask, db):
    answer = ask(Asked("dots", options=THREE, most=5))
    assert answer(**{"dots-{0}": "3", "dots-{1}": "0", "dots-{2}": "2"}).status_code == 303
    assert rows(db) == [(0, 0, 3, ""), (1, 2, 2, "")]
    assert list(db.session.scalars(db.select(PollOption.dot_count).order_by(PollOption.position))) == [3, 0, 2]
    assert list(db.session.scalars(db.select(PollOption.ballot_count).order_by(PollOption.position))) == [1, 0, 1]


@pytest.mark.parametrize(("fields", "words"), [
    ({"dots-{0}": "4", "dots-{1}": "2"}, "You have given 6 of 5 dots"),
    ({"dots-{0}": "-1"}, "whole numbers"),
    ({"dots-{0}": "many"}, "whole numbers"),
    ({"dots-{0}": "0"}, "at least one dot"),
])
def test_it_says_what_to_mend_with_dots(ask, db, fields, words):
    page = ask(Asked("dots", options=THREE, most=5))(**fields)
    assert page.status_code == 422 and words in page.text and rows(db) == []


@pytest.mark.parametrize(("kind", "steps"), [("scale", 5), ("csat", 5), ("nps", 11)])
def test_it_takes_a_step_of_a_scale(ask, db, kind, steps):
    answer = ask(Asked(kind, low_label="gar nicht"))
    page = answer.browser.get(answer.topic.url).text
    assert page.count('type="radio"') == steps and "gar nicht" in page
    values = list(db.session.scalars(db.select(PollOption.value).order_by(PollOption.position)))
    assert values == list(range(11) if kind == "nps" else range(1, 6))
    assert "choose one" in answer().text
    assert answer(option=steps - 1).status_code == 303
    assert rows(db) == [(0, steps - 1, 0, "")]


def test_it_takes_a_few_words(ask, db):
    answer = ask(Asked("text"))
    assert "fill this in" in answer(**{"text-{q}": " \u200b "}).text
    assert "at most 500" in answer(**{"text-{q}": "x" * 501}).text
    assert answer(**{"text-{q}": "  Mehr Licht!\r\n"}).status_code == 303
    assert rows(db) == [(0, None, 0, "Mehr Licht!")]


def test_it_may_be_left_out_but_not_all_of_it(ask, db):
    answer = ask(Asked("single", "One?", THREE, is_required=False), Asked("text", "Why?", is_required=False))
    assert "at least one question" in answer(**{"option-{q}": ""}).text
    assert answer(**{"option-{q}": 1}).status_code == 303
    assert rows(db) == [(0, 1, 0, "")]
    assert list(db.session.scalars(db.select(PollQuestion.answer_count).order_by(PollQuestion.position))) == [1, 0]


def test_it_changes_an_open_ballot_of_any_kind_and_counts_anew(ask, db):
    answer = ask(Asked("dots", options=THREE, most=5), is_secret=False)
    answer(**{"dots-{0}": "5"})
    assert 'value="5"' in answer.browser.get(answer.topic.url).text
    answer(**{"dots-{1}": "2"})
    assert rows(db, OpenBallot) == [(0, 1, 2, "")]
    assert list(db.session.scalars(db.select(PollOption.dot_count).order_by(PollOption.position))) == [0, 2, 0]
    assert not [name for name in recount() if name.startswith("poll")]


SURVEY = (
    Asked("nps", "Would you send friends here?"),
    Asked("multiple", "What do you drink?", THREE, fewest=1, most=2),
    Asked("ranking", "What first?", THREE, fewest=1, most=3, page=2),
    Asked("text", "What else?", is_required=False, page=3),
)


def test_it_walks_through_a_survey_and_keeps_nothing_before_the_end(ask, db):
    answer = ask(*SURVEY)
    asked, known = questions(db, answer.topic), ids(db, answer.topic)
    page = answer.browser.get(answer.topic.url).text
    assert "4 questions, about 2 minutes" in page and "Page 1 of 3" in page and "What first?" not in page
    first = {f"option-{asked[0]}": known[9], f"option-{asked[1]}": [known[11], known[13]], "page": "1", "go": "next"}
    path = f"/polls/{answer.topic.id}/ballot"
    lacking = answer.browser.post(path, {"page": "1", "go": "next", f"option-{asked[0]}": str(known[9])})
    assert lacking.status_code == 422 and "choose one" in lacking.text and lacking.text.count(" checked") == 1
    second = answer.browser.post(path, first)
    assert second.status_code == 200 and "Page 2 of 3" in second.text and "What first?" in second.text
    assert second.text.count('type="hidden" name="option-') == 3
    back = answer.browser.post(path, first | {"page": "2", "go": "back"})
    assert "Page 1 of 3" in back.text and back.text.count(" checked") == 3
    third = answer.browser.post(path, first | {"page": "2", "go": "next", f"rank-{known[14]}": "1"})
    assert "Page 3 of 3" in third.text and f'name="rank-{known[14]}" value="1"' in third.text
    assert rows(db) == [] and db.session.scalar(db.select(Poll.ballot_count)) == 0
    done = answer.browser.post(path, first | {"page": "3", "go": "", f"rank-{known[14]}": "1"})
    assert done.status_code == 303 and len(rows(db)) == 4
    assert not [name for name in recount() if name.startswith("poll")]


def test_it_leads_back_to_the_page_on_which_something_is_missing(ask, db):
    answer = ask(*SURVEY)
    known = ids(db, answer.topic)
    page = answer.browser.post(f"/polls/{answer.topic.id}/ballot", {"page": "3", f"rank-{known[14]}": "1"})
    assert page.status_code == 422 and "Page 1 of 3" in page.text and 'name="rank-' in page.text


def test_it_counts_a_whole_survey_with_few_queries(ask, db, count_queries):
    answer = ask(*[Asked("single", f"Question {n}", THREE) for n in range(12)])
    known = ids(db, answer.topic)
    sent = {f"option-{id}": str(known[3 * n]) for n, id in enumerate(questions(db, answer.topic))}
    answer.browser.form_token()
    with count_queries() as queries:
        assert answer.browser.post(f"/polls/{answer.topic.id}/ballot", sent).status_code == 303
    assert len(queries) <= 10
    with count_queries() as queries:
        answer.browser.get(answer.topic.url)
    assert len(queries) <= 8
