"""Beside a topic: what was said about the same, of every kind, and nothing that only shares a word."""

import pytest

from tests.factories import make_board
from tests.factories import make_topic as topic_in


@pytest.fixture
def plan(make_topic, gus):
    return make_topic("ideas", gus, "Den Vertretungsplan an die Tür hängen")


def beside(browser, topic, **more):
    answer = browser.get(f"/topics/{topic.id}/similar", **more)
    assert answer.status_code == 200
    return answer.text


def test_it_shows_what_is_alike_in_every_kind(visitor, plan, make_topic, gus, run_readers):
    alike = [make_topic(kind, gus, f"Wo hängt der Vertretungsplan{sign}") for kind, sign in (("questions", "?"), ("discussions", ""))]
    make_topic("questions", gus, "Wer hat gestern abgewaschen?")
    run_readers("search")
    page = beside(visitor, plan)
    assert all(topic.url in page for topic in alike) and "abgewaschen" not in page
    fragment = beside(visitor, plan, htmx="similar-topics")
    assert "<html" not in fragment and alike[0].url in fragment and plan.url not in fragment


def test_the_page_of_a_topic_leads_there_also_without_scripts(visitor, plan):
    page = visitor.get(plan.url).text
    assert f'hx-get="/topics/{plan.id}/similar"' in page and f'href="/topics/{plan.id}/similar"' in page


def test_it_says_when_there_is_nothing_and_says_nothing_without_an_index(visitor, plan, make_topic, gus, run_readers):
    make_topic("questions", gus, "Wo hängt der Vertretungsplan?")
    assert "Nothing like it" in beside(visitor, plan)
    run_readers("search")
    lonely = make_topic("ideas", gus, "Hafermilch")
    run_readers("search")
    assert "Nothing like it" in beside(visitor, lonely)


def test_it_shows_nobody_what_is_not_theirs(visitor, sign_in, ben, ada, plan, run_readers):
    secret = topic_in(make_board("questions", "Room M", audience="members"), ada, "Wo hängt der Vertretungsplan intern?")
    run_readers("search")
    assert "intern" not in beside(visitor, plan) and secret.url in beside(sign_in(ben), plan)
    assert visitor.get(f"/topics/{secret.id}/similar").status_code == 404


def test_it_needs_few_statements(sign_in, ben, gus, plan, make_topic, run_readers, count_queries):
    for n in range(6):
        make_topic("questions", gus, f"Wo hängt der Vertretungsplan {n}?")
    run_readers("search")
    browser = sign_in(ben)
    with count_queries() as queries:
        browser.get(f"/topics/{plan.id}/similar", htmx="similar-topics")
    assert len(queries) <= 5, queries
