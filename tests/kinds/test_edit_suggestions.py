"""Helpers suggest other words; the author or a moderator takes them, and the history keeps what was there."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kinds.questions.suggestions import EditSuggestion, difference
from app.notifications.models import Notice
from app.posts.models import Post, Revision
from app.recounting import recount

BETTER = "Under the blue mat, left of the door."


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?", "I cannot find it.")


@pytest.fixture
def answer(question, make_reply, gus):
    return make_reply(question, gus, "Under the mat.")


@pytest.fixture
def suggest(sign_in, finn, answer):
    def act(browser=None, body=BETTER, version=1, note="Which mat?"):
        given = {"body": body, "note": note, "version": str(version)}
        return (browser or sign_in(finn)).post(f"/posts/{answer.id}/suggestions", given)

    return act


@pytest.fixture
def suggestion(suggest, db):
    assert suggest().status_code == 303
    return db.session.scalars(db.select(EditSuggestion)).one()


def body(db, post):
    return db.session.scalar(db.select(Post.body).where(Post.id == post.id))


def told(db, member):
    return db.session.scalars(db.select(Notice.about).where(Notice.member_id == member.id)).all()


def test_it_changes_nothing_until_it_is_taken(suggestion, question, answer, sign_in, finn, gus, ben, run_readers, db):
    assert body(db, answer) == "Under the mat."
    run_readers()
    assert "suggested" in told(db, gus)
    author = sign_in(gus)
    assert suggestion.url in author.get(question.url).text and suggestion.url not in sign_in(ben).get(question.url).text
    page = author.get(suggestion.url).text
    assert "<ins>blue </ins>" in page and "Which mat?" in page and "Take these words" in page
    assert "Take these words" not in sign_in(finn).get(suggestion.url).text


def test_it_is_taken_with_a_history(suggestion, answer, sign_in, gus, finn, run_readers, db):
    author = sign_in(gus)
    got = [author.post(f"{suggestion.url}/decision", {"on": "1"}) for _ in range(2)]
    assert [each.status_code for each in got] == [303, 303]
    assert body(db, answer) == BETTER
    assert db.session.execute(db.select(Revision.body, Revision.editor_id)).all() == [("Under the mat.", finn.id)]
    assert "Finn" in author.get(f"/posts/{answer.id}/history").text
    run_readers()
    assert "taken" in told(db, finn) and recount() == {}
    assert "These words were taken" in sign_in(finn).get(suggestion.url).text


def test_it_is_left(suggestion, answer, sign_in, dora, finn, run_readers, db):
    sign_in(dora).post(f"{suggestion.url}/decision", {})
    assert body(db, answer) == "Under the mat."
    run_readers()
    assert "left" in told(db, finn) and recount() == {}


def test_it_does_not_overwrite_what_was_changed_since(suggestion, answer, sign_in, gus, db):
    author = sign_in(gus)
    author.post(f"/posts/{answer.id}/edit", {"body": "With the neighbour.", "version": "1"})
    assert author.post(f"{suggestion.url}/decision", {"on": "1"}).status_code == 409
    assert body(db, answer) == "With the neighbour."


def test_it_starts_from_what_is_there_now(suggest, answer, sign_in, gus, db):
    sign_in(gus).post(f"/posts/{answer.id}/edit", {"body": "With the neighbour.", "version": "1"})
    got = suggest()
    assert got.status_code == 409 and "With the neighbour." in got.text and BETTER in got.text
    assert suggest(version=2).status_code == 303


def test_it_says_when_nothing_would_change(suggest, db):
    assert suggest(body="Under the mat.").status_code == 303
    assert suggest(body=" ").status_code == 422
    assert db.session.scalar(db.select(db.func.count(EditSuggestion.id))) == 0


@pytest.mark.parametrize(("who", "may"), [("gus", False), ("ben", False), ("cleo", False), ("finn", True), ("dora", False)])
def test_it_is_for_helpers_who_cannot_edit_by_themselves(people, sign_in, suggest, answer, who, may):
    browser = sign_in(getattr(people, who))
    assert ("Suggest other words" in browser.get(f"/posts/{answer.id}/acts").text) == may
    assert browser.get(f"/posts/{answer.id}/suggestions/new").status_code == (200 if may else 403)
    assert suggest(browser).status_code == (303 if may else 403)


def test_it_is_only_for_questions(sign_in, finn, make_topic, ben):
    idea = make_topic("ideas", ben)
    assert sign_in(finn).get(f"/posts/{idea.opening.id}/suggestions/new").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("cleo", 404), ("gus", 200), ("finn", 200), ("emil", 200)])
def test_it_shows_to_whom_it_concerns(people, sign_in, suggestion, who, status):
    browser = sign_in(getattr(people, who))
    assert browser.get(suggestion.url).status_code == status
    may = who in ("gus", "emil")
    assert browser.post(f"{suggestion.url}/decision", {}).status_code == (303 if may else 403 if status == 200 else 404)


WORDS = st.lists(st.sampled_from(["mat", "key", " ", "\n", "the", "."]), max_size=30).map("".join)


# A busy machine makes inputs slowly, which is no fault.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_it_shows_all_of_both_texts(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.act != "in") == before
    assert "".join(piece.text for piece in pieces if piece.act != "out") == after
