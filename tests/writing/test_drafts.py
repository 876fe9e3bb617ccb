"""What tells the device that a draft may go: only that the server has the text."""

import re

import pytest

from app.config import ROOT
from tests.people import PASSWORD

DRAFT = "12:topic-5:k3j9x2"


def told(page):
    found = re.search(r'data-sent="([^"]*)"', page.text)
    return found and found[1]


def test_it_says_once_that_a_text_was_taken(sign_in, ben, make_topic):
    topic, browser = make_topic("discussions", ben), sign_in(ben)
    answer = browser.post(f"/topics/{topic.id}/posts", {"body": "Yes.", "draft": DRAFT})
    assert answer.status_code == 303
    assert told(browser.get(topic.url)) == DRAFT
    assert told(browser.get(topic.url)) == ""


@pytest.mark.parametrize("body", ["\u200b", ""])
def test_it_says_nothing_when_a_text_was_refused(sign_in, ben, make_topic, body):
    topic, browser = make_topic("discussions", ben), sign_in(ben)
    assert browser.post(f"/topics/{topic.id}/posts", {"body": body, "draft": DRAFT}).status_code == 422
    assert told(browser.get(topic.url)) == ""


def test_it_says_nothing_after_a_preview(sign_in, ben, make_topic):
    topic, browser = make_topic("discussions", ben), sign_in(ben)
    browser.post(f"/topics/{topic.id}/posts/preview", {"body": "Yes.", "draft": DRAFT})
    assert told(browser.get(topic.url)) == ""


def test_it_goes_with_the_words_through_the_sign_in_page(visitor, ben, make_topic, db):
    ben.set_password(PASSWORD)
    db.session.commit()
    topic = make_topic("discussions", ben)
    refused = visitor.post(f"/topics/{topic.id}/posts", {"body": "Do not lose this.", "draft": DRAFT})
    assert refused.status_code == 401
    assert "Do not lose this." in refused.text
    carried = {"carried-body": "Do not lose this.", "carried-draft": DRAFT}
    asked = visitor.post("/sign-in", {"name": "Ben", "password": PASSWORD, "resume": f"/topics/{topic.id}/posts", **carried})
    assert f'value="{DRAFT}"' in asked.text
    visitor.token = None
    taken = visitor.post(f"/topics/{topic.id}/posts", {"body": "Do not lose this.", "draft": DRAFT})
    assert taken.status_code == 303
    assert told(visitor.get(topic.url)) == DRAFT


@pytest.mark.parametrize("draft", ["<b>", "x" * 121, "a b", "\"onload=x"])
def test_it_repeats_nothing_odd(sign_in, ben, make_topic, draft):
    topic, browser = make_topic("discussions", ben), sign_in(ben)
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "Yes.", "draft": draft}).status_code == 303
    assert told(browser.get(topic.url)) == ""


def test_it_tells_a_visitor_nothing(visitor, site):
    assert told(visitor.get("/")) is None


def test_it_keeps_no_draft_of_account_admin_and_sign_in_forms():
    folder = ROOT / "templates"
    kept = {path.relative_to(folder).parts[0] for path in folder.rglob("*.html") if "<form" in (text := path.read_text()) and "data-draft=" in text}
    assert kept == {"posts", "topics", "kinds"}
