"""Which pages say that they may be kept and whose they are; the service worker; the fresh token."""

import pytest

from app.web.errors import SECRET_FIELDS
from tests.access_matrix import MATRIX
from tests.conftest import Browser
from tests.world import address_of, browser_of, build_world

PRIVATE = ("/account", "/admin", "/moderation", "/inbox", "/sign-in", "/sign-up", "/search", "/members", "/log", "/offline", "/setup")
MAY_BE_KEPT = {
    "/": "list", "/boards": "list", "/roadmap": "list", "/listened": "list", "/ideas": "list", "/questions": "list",
    "/polls": "list", "/announcements": "list", "/discussions": "list",
}  # fmt: skip


def test_it_lets_topics_and_lists_be_kept(visitor, ben, make_topic):
    topic = make_topic("ideas", ben)
    said = {path: visitor.get(path).headers.get("Offline-Keep") for path in [*MAY_BE_KEPT, topic.board.url, topic.url]}
    assert said == {**MAY_BE_KEPT, topic.board.url: "list", topic.url: "topic"}


@pytest.mark.parametrize("role", ["visitor", "ben", "dora", "ada"])
def test_it_lets_no_private_page_be_kept(app, people, role):
    browser, world = browser_of(app, role, people), build_world(people)
    reader = 0 if role == "visitor" else getattr(people, role).id
    for line in MATRIX:
        method, path = address_of(app, line, world)
        if method != "GET":
            continue
        answer = browser.get(path)
        if answer.mimetype == "text/html":
            assert answer.headers["Offline-Reader"] == f"{reader}-en", path
        if path.startswith(PRIVATE) or answer.status_code != 200 or "/new" in path or "/edit" in path:
            assert "Offline-Keep" not in answer.headers, path


def test_it_says_nothing_of_fragments_and_writes(sign_in, ben, make_topic):
    browser, topic = sign_in(ben), make_topic("ideas", ben)
    assert "Offline-Reader" not in browser.get(topic.url, htmx="replies").headers
    assert "Offline-Keep" not in browser.post(f"/topics/{topic.id}/posts", {"body": ""}).headers


def test_it_says_so_of_pages_from_memory_too(make_app, site):
    browser = Browser(make_app(PAGE_MEMORY_BYTES=1_000_000))
    answers = [browser.get("/ideas", headers={"Accept-Language": "de"}) for _ in range(2)]
    assert [answer.headers["Offline-Reader"] for answer in answers] == ["0-de", "0-de"]
    assert [answer.headers.getlist("Offline-Keep") for answer in answers] == [["list"], ["list"]]


def test_c8_other_memories_still_keep_nothing_of_a_members_page(sign_in, ben, make_topic):
    answer = sign_in(ben).get(make_topic("ideas", ben).url)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_serves_the_worker_at_the_root_and_never_for_long(visitor, app):
    answer = visitor.get("/service-worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    for name in ("app.css", "start.js", "app.js", "icons.svg", "icons-members.svg"):
        assert app.extensions["assets"].by_name[name].url in answer.text
    assert visitor.get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in answer.headers


def test_it_gives_a_member_a_token_that_opens_a_form(sign_in, ben, gus, make_topic):
    topic, browser = make_topic("ideas", gus), sign_in(ben)
    answer = browser.get("/token")
    assert answer.json["member"] == ben.id and "no-store" in answer.headers["Cache-Control"]
    sent = browser.post(f"/topics/{topic.id}/posts", {"body": "From the bus.", "csrf_token": answer.json["token"]}, token=False)
    assert sent.status_code == 303
    assert "csrf_token" in SECRET_FIELDS


def test_it_gives_a_visitor_none(visitor):
    answer = visitor.get("/token")
    assert answer.status_code == 303 and answer.location.startswith("/sign-in")


def test_it_says_every_word_of_offline_pages_in_german(visitor):
    page = visitor.get("/offline", headers={"Accept-Language": "de"}).text
    assert "Du bist offline. So sah die Seite {ago} aus." in page
    assert "Wird abgeschickt, wenn du online bist." in page
