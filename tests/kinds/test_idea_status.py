"""The team says what becomes of an idea."""

import pytest

from app.events.models import Event
from app.kinds.ideas.models import IdeaMove

REASON = "We looked at the numbers of last winter, and it pays for itself within a year."


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "More oat milk", "Please.")


@pytest.fixture
def set_status(idea):
    def act(browser, status="planned", reason="", **more):
        return browser.post(f"/ideas/{idea.id}/status", {"status": status, "reason": reason} | more)

    return act


def moves(db, idea):
    return list(db.session.scalars(db.select(IdeaMove).where(IdeaMove.topic_id == idea.id)))


def status_of(db, idea):
    return db.session.scalar(db.text("SELECT status FROM ideas WHERE topic_id = :id").bindparams(id=idea.id))


def test_it_sets_a_status(sign_in, emil, idea, set_status, db):
    answer = set_status(sign_in(emil), "planned", "In spring.")
    assert (answer.status_code, answer.location) == (303, idea.url)
    assert [(m.before, m.after, m.reason, m.by_id) for m in moves(db, idea)] == [
        ("new", "planned", "In spring.", emil.id)
    ]
    happened = db.session.scalar(db.select(Event).where(Event.name == "idea.moved"))
    assert (happened.topic_id, happened.actor_id, happened.data["after"]) == (idea.id, emil.id, "planned")


def test_it_changes_nothing_when_sent_again(sign_in, emil, idea, set_status, db):
    browser = sign_in(emil)
    assert [set_status(browser, "planned", "In spring.").status_code for _ in range(2)] == [303, 303]
    assert len(moves(db, idea)) == 1


def test_it_answers_htmx_with_a_redirect(sign_in, emil, idea):
    answer = sign_in(emil).post(f"/ideas/{idea.id}/status", {"status": "checking"}, htmx="main")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, idea.url)


@pytest.mark.parametrize("status", ["done", "not_now", "already_there"])
def test_it_wants_a_reason_for_a_final_status(sign_in, emil, idea, set_status, db, status):
    answer = set_status(sign_in(emil), status, "x" * 39, what_would_change="A second machine.")
    assert answer.status_code == 422
    assert "at least 40 characters" in answer.text and "x" * 39 in answer.text
    assert status_of(db, idea) == "new"


def test_it_wants_what_would_change_our_mind(sign_in, emil, idea, set_status, db):
    browser = sign_in(emil)
    answer = set_status(browser, "not_now", REASON)
    assert answer.status_code == 422 and "what would change your mind" in answer.text
    assert set_status(browser, "not_now", REASON, what_would_change="A second machine.").status_code == 303
    page = browser.get(idea.url).text
    assert "A second machine." in page and REASON in page and "Official answer" in page


@pytest.mark.parametrize("status", ["merged", "great", ""])
def test_it_refuses_what_cannot_be_chosen(sign_in, emil, set_status, idea, db, status):
    assert set_status(sign_in(emil), status, REASON).status_code == 422
    assert status_of(db, idea) == "new"


@pytest.mark.parametrize("who", ["ben", "finn", "dora", "cleo"])
def test_it_is_for_the_team_alone(people, sign_in, idea, set_status, who):
    browser = sign_in(getattr(people, who))
    assert browser.get(f"/ideas/{idea.id}/status").status_code == 403
    assert set_status(browser).status_code == 403
    assert "/status" not in browser.get(idea.url).text


def test_it_asks_a_visitor_to_sign_in(visitor, idea, set_status, db):
    assert "/sign-in" in visitor.get(f"/ideas/{idea.id}/status").location
    set_status(visitor)
    assert status_of(db, idea) == "new"


def test_it_knows_only_ideas(sign_in, emil, make_topic):
    question = make_topic("questions", emil)
    assert sign_in(emil).get(f"/ideas/{question.id}/status").status_code == 404


def test_it_speaks_the_owners_words(sign_in, emil, idea, set_status, site, db):
    site.status_words = {"planned": "Coming soon"}
    db.session.commit()
    browser = sign_in(emil)
    assert "Coming soon" in browser.get(f"/ideas/{idea.id}/status").text
    set_status(browser, "planned")
    assert "Coming soon" in browser.get(idea.url).text and "Coming soon" in browser.get("/ideas").text


def test_it_ends_the_votes(sign_in, emil, gus, idea, set_status):
    set_status(sign_in(emil), "done", REASON)
    assert sign_in(gus).post(f"/posts/{idea.opening.id}/vote", {"on": "1"}).status_code == 403


def test_it_shows_every_step(sign_in, emil, idea, set_status):
    browser = sign_in(emil)
    set_status(browser, "checking", "We ask our supplier.")
    set_status(browser, "planned", "They can.")
    page = browser.get(idea.url).text
    assert page.index("They can.") < page.index("We ask our supplier.")


def test_it_escapes_the_reason(sign_in, emil, idea, set_status):
    browser = sign_in(emil)
    set_status(browser, "planned", "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get(idea.url).text


def test_it_needs_few_queries(sign_in, emil, idea, set_status, count_queries):
    browser = sign_in(emil)
    browser.form_token()
    with count_queries() as queries:
        set_status(browser, "planned", "In spring.")
    assert len(queries) <= 10
