"""While a title is typed: up to five ideas and questions that say the same, with a vote in place."""

from datetime import timedelta

import pytest

from app.database import now
from app.follows.models import follows_topic
from app.search.models import SuggestionDay
from app.topics.models import Topic
from app.votes.models import Vote
from tests import factories

WHY = "We looked at the numbers of last winter, and it does not pay for itself."
TYPED = {"board": "ideas", "title": "Vertretung", "body": "Wer vertritt wen?", "tags": ""}


@pytest.fixture
def plan(make_topic, gus):
    return make_topic("ideas", gus, "Vertretungsplan an der Tür", "Damit alle wissen, wer da ist.")


@pytest.fixture
def ask():
    return lambda browser, title="Vertretung", kind="ideas", **more: browser.get(
        f"/{kind}/new/similar?title={title}", htmx="similar", **more
    ).text


@pytest.mark.parametrize("indexed", [True, False])
def test_it_finds_german_compounds_from_the_first_post_on(sign_in, ben, plan, ask, run_readers, indexed):
    if indexed:
        run_readers()
    for title in ("Vertretung", "vertretung", "Vert"):
        found = ask(sign_in(ben), title)
        assert plan.url in found and "That is mine too" in found and "<h1" not in found, title


def test_it_finds_questions_for_ideas_and_ideas_for_questions(sign_in, ben, plan, make_topic, gus, ask, run_readers):
    question = make_topic("questions", gus, "Wo hängt der Vertretungsplan?")
    make_topic("discussions", gus, "Vertretung gesucht")
    run_readers()
    for kind in ("ideas", "questions"):
        found = ask(sign_in(ben), kind=kind)
        assert plan.url in found and question.url in found and "gesucht" not in found


def test_it_shows_declined_ones_without_a_vote(sign_in, ben, plan, ask, db, run_readers):
    idea = db.session.merge(plan).idea
    idea.status, idea.reason = "not_now", WHY
    db.session.commit()
    run_readers()
    found = ask(sign_in(ben))
    assert plan.url in found and "Not now" in found and "That is mine too" not in found


def test_it_shows_status_votes_and_what_one_has_voted_for(sign_in, gus, plan, ask, run_readers):
    run_readers()
    found = ask(sign_in(gus))
    assert "1 vote" in found and "New" in found and "Your vote is there already" in found


@pytest.mark.parametrize("indexed", [True, False])
def test_it_shows_nobody_what_is_not_theirs(sign_in, ben, emil, cleo, make_topic, ask, run_readers, indexed):
    inner = factories.make_board("ideas", "Team", audience="group", group=factories_group())
    factories.make_topic(inner, emil, "Vertretung intern")
    make_topic("ideas", cleo, "Vertretung, noch nicht gesehen")
    if indexed:
        run_readers()
    found = ask(sign_in(ben))
    assert "intern" not in found and "noch nicht" not in found
    assert "intern" in ask(sign_in(emil))


def factories_group():
    from app.extensions import db
    from app.groups.models import Group

    group = Group(name="Team")
    db.session.add(group)
    db.session.flush()
    return group


def test_it_shows_five_at_most(sign_in, ben, gus, make_topic, ask, run_readers):
    for n in range(8):
        make_topic("ideas", gus, f"Vertretung {n}")
    assert ask(sign_in(ben)).count("<li ") == 5
    run_readers()
    assert ask(sign_in(ben)).count("<li ") == 5


def test_it_leaves_out_what_shares_only_a_common_word(sign_in, ben, gus, plan, make_topic, ask, run_readers):
    for n in range(30):
        make_topic("questions", gus, f"Frage {n}", "Wer hat die Tür aufgelassen?")
    run_readers()
    found = ask(sign_in(ben), "Vertretungsplan an der Tür")
    assert plan.url in found and "Frage " not in found


@pytest.mark.parametrize("title", ["", "Ver", "   Ve ", "und", "?!?!?", "%" * 10, "\x00\x00\x00\x00"])
def test_it_says_nothing_too_early(sign_in, ben, plan, run_readers, title):
    run_readers()
    answer = sign_in(ben).get("/ideas/new/similar", htmx="similar", query_string={"title": title})
    assert answer.status_code == 200 and "Is it one of these?" not in answer.text


def test_it_forgets_what_was_merged(sign_in, ben, dora, plan, make_topic, ask, run_readers):
    kept = make_topic("ideas", dora, "Wer ist wann da?")
    reason = "Both want to know who is there, and one place for it is enough."
    sign_in(dora).post(f"/ideas/{plan.id}/merge", {"into": kept.id, "reason": reason})
    assert plan.url not in ask(sign_in(ben))
    run_readers()
    assert plan.url not in ask(sign_in(ben))


def test_it_takes_a_vote_in_place(sign_in, ben, plan, db):
    browser = sign_in(ben)
    answer = browser.post(f"/ideas/new/similar/{plan.id}", {**TYPED, "draft": f"{ben.id}:new-ideas:abc"})
    assert (answer.status_code, answer.location) == (303, plan.url)
    assert db.session.get(Vote, (plan.opening.id, ben.id)) and follows_topic(ben, plan)
    assert db.session.scalar(db.select(db.func.count(Topic.id))) == 1
    page = browser.get(plan.url).text
    assert "Thank you! Your vote counts here" in page and f'data-sent="{ben.id}:new-ideas:abc"' in page


def test_it_changes_nothing_when_sent_again(sign_in, ben, plan, db):
    browser = sign_in(ben)
    for _turn in range(2):
        assert browser.post(f"/ideas/new/similar/{plan.id}", TYPED).status_code == 303
    assert db.session.get(Topic, plan.id, populate_existing=True).vote_count == 2


def test_it_takes_no_vote_where_there_is_none_to_give(sign_in, ben, gus, plan, make_topic, db):
    question, talk = make_topic("questions", ben, "Wo?"), make_topic("discussions", gus, "Hallo")
    browser = sign_in(ben)
    assert browser.post(f"/ideas/new/similar/{question.id}", TYPED).status_code == 403
    assert browser.post(f"/polls/new/similar/{plan.id}", TYPED).status_code == 404
    plan = db.session.merge(plan)
    plan.idea.status, plan.idea.reason = "done", WHY
    db.session.commit()
    assert browser.post(f"/ideas/new/similar/{plan.id}", TYPED).status_code == 403
    assert browser.post(f"/ideas/new/similar/{talk.id}", TYPED).status_code in (303, 404)


def test_it_works_without_javascript_and_keeps_what_was_typed(sign_in, ben, plan, boards, run_readers, db):
    run_readers()
    browser = sign_in(ben)
    answer = browser.post("/ideas/new/similar", TYPED)
    assert answer.status_code == 200 and plan.url in answer.text
    assert "Wer vertritt wen?" in answer.text and 'value="Vertretung"' in answer.text
    assert db.session.scalar(db.select(db.func.count(Topic.id))) == 1
    assert "Look for similar" in browser.get("/ideas/new").text and "similar" not in browser.get("/discussions/new").text


def test_it_never_stands_in_the_way(sign_in, ben, plan, boards):
    answer = sign_in(ben).post("/ideas/new", {**TYPED, "suggested": "1"})
    assert answer.status_code == 303 and answer.location.endswith("-vertretung")


def test_it_counts_forms_and_no_members(sign_in, ben, emil, plan, boards, db):
    browser = sign_in(ben)
    browser.post("/ideas/new", TYPED)
    assert db.session.scalar(db.select(SuggestionDay.shown)) is None
    browser.post("/ideas/new", {**TYPED, "suggested": "1", "title": "Vertretung im Sommer"})
    browser.post(f"/ideas/new/similar/{plan.id}", TYPED)
    assert db.session.execute(db.select(SuggestionDay.shown, SuggestionDay.taken)).all() == [(2, 1)]
    assert set(SuggestionDay.__table__.columns.keys()) == {"day", "shown", "taken"}
    db.session.add(SuggestionDay(day=now().date() - timedelta(days=31), shown=50, taken=50))
    db.session.commit()
    page = sign_in(emil).get("/admin/system").text
    assert '<span class="panel__fact">2</span>' in page and '<span class="panel__fact">1</span>' in page


def test_it_leads_nobody_away_whose_visit_has_ended_meanwhile(visitor, plan):
    by_itself = visitor.get("/ideas/new/similar?title=Vertretung", htmx="similar")
    assert (by_itself.status_code, by_itself.text) == (204, "") and "HX-Redirect" not in by_itself.headers
    assert visitor.get("/ideas/new/similar?title=Vertretung").location.startswith("/sign-in?next=")


def test_it_has_a_limit_of_its_own(make_app, site, ben, plan):
    from app.web.limits import SIMILAR
    from tests.conftest import Browser

    browser = Browser(make_app(RATELIMIT_ENABLED=True), ben)
    many = int(SIMILAR.split()[0])
    codes = [browser.get("/ideas/new/similar?title=Vertretung", htmx="similar").status_code for _n in range(many + 1)]
    assert codes[-2:] == [200, 429]


def test_it_needs_few_statements(sign_in, ben, gus, plan, make_topic, boards, run_readers, count_queries):
    for n in range(4):
        make_topic("ideas", gus, f"Vertretung {n}")
    run_readers()
    browser = sign_in(ben)
    browser.form_token()
    browser.get("/")
    with count_queries() as queries:
        browser.get("/ideas/new/similar?title=Vertretung", htmx="similar")
    assert len(queries) <= 5
    # Looking at a new text, whether it has to wait, is one more than a write usually needs.
    for path, most in ((f"/ideas/new/similar/{plan.id}", 10), ("/ideas/new", 11)):
        with count_queries() as queries:
            assert browser.post(path, {**TYPED, "suggested": "1"}).status_code == 303
        assert len(queries) <= most, "\n".join(queries)
