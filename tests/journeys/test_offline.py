"""Without a line: what was read stays readable and says so; what is written is sent later, once; signing out wipes."""

import contextlib
import os
import secrets
import signal

import pytest
from playwright.sync_api import Error, expect

from app.demo.story import LENA, OLE, SVEN
from tests.journeys.pages import DISCUSSION, IDEA, QUESTION, topic

pytestmark = pytest.mark.journey
KEPT = """async () => {
    const found = {};
    for (const name of await caches.keys()) {
        if (!name.startsWith("shell ")) found[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    }
    return found;
}"""
WAITING = """async () => {
    const { outbox } = await keeper.ask({ ask: "list" }) ?? { outbox: [{ action: "nobody says", state: "?" }] };
    return outbox.map(({ action, state }) => `${state} ${action}`);
}"""
EXPECTED = ("INTERNET_DISCONNECTED", "Failed to fetch")
NOTICE, SLOW, PAGE = "You are offline. This is how the page looked", "Your connection is very slow.", "You are offline"


@pytest.fixture
def visit(visit):
    """As every visit, but a page without a line may say in the console that it has none."""
    visits = []

    def start(*given, **more):
        visits.append(visit(*given, **more))
        return visits[-1]

    yield start
    for each in visits:
        each.context.set_offline(False)
        each.trouble[:] = [line for line in each.trouble if not any(words in line for words in EXPECTED)]


def words_of(text):
    """Words that no other try of this test has sent."""
    return f"{text} {secrets.token_hex(4)}"


def ready(someone):
    """Open the start page and wait until the service worker has taken over and kept it."""
    someone.open("/")
    taken_over(someone)
    kept(someone, "/")
    return someone


def taken_over(someone):
    until(someone, lambda: someone.page.evaluate("() => Boolean(navigator.serviceWorker.controller)"))


def kept(someone, path):
    until(someone, lambda: path in kept_pages(someone))


def kept_pages(someone):
    return [path for found in someone.page.evaluate(KEPT).values() for path in found]


def until(someone, holds):
    """Ask again and again; the content policy lets Playwright's own waiting ask only once."""
    for _ in range(100):
        if holds():
            return
        someone.page.wait_for_timeout(100)
    raise AssertionError("It never came.")


def read(someone, path):
    someone.open(path)
    kept(someone, path)


def cut_off(someone, is_off=True):
    someone.context.set_offline(is_off)


def note(someone):
    return someone.main.locator(".flash--warning")


def outbox(someone):
    return someone.page.locator("#outbox")


def all_sent(someone):
    """Wait until nothing waits any more; the page may load itself again meanwhile."""

    def is_empty():
        try:
            return someone.page.evaluate(WAITING) == []
        except Error:
            return False

    until(someone, is_empty)
    expect(outbox(someone)).to_have_count(0)


def count(place, question, *values):
    return place.ask(f"SELECT count(*) FROM {question}", *values)[0][0]  # noqa: S608 - our own questions


def test_it_reads_a_visited_topic_without_a_line_and_says_so(visit, place):
    lena = ready(visit(LENA))
    path = topic(place, DISCUSSION).url
    read(lena, path)
    expect(note(lena)).to_have_count(0)
    cut_off(lena)
    lena.open("/account")
    expect(lena.page.get_by_role("heading", level=1)).to_have_text(lena.says(PAGE))
    lena.main.get_by_role("link", name=DISCUSSION).click()
    lena.heading(DISCUSSION)
    expect(note(lena)).to_contain_text(f"{NOTICE} 1 minute ago.")
    # The look is there too.
    assert lena.page.locator(".post").first.evaluate("post => getComputedStyle(post).borderRadius") != "0px"
    lena.open("/")
    expect(note(lena)).to_contain_text(NOTICE)
    cut_off(lena, False)
    expect(note(lena)).to_have_count(0)


def test_it_does_so_in_german(visit, place):
    lena = ready(visit(LENA, language="de", dark=True))
    read(lena, topic(place, DISCUSSION).url)
    cut_off(lena)
    lena.open(topic(place, DISCUSSION).url)
    expect(note(lena)).to_contain_text("Du bist offline. So sah die Seite vor 1 Minute aus.")
    lena.open("/search")
    expect(lena.page.get_by_role("heading", level=1)).to_have_text("Du bist offline")


def test_it_keeps_no_private_page(visit, place):
    lena = ready(visit(LENA))
    for path in ("/account", "/inbox", "/search?q=Hafermilch", "/members/ole-jessen", topic(place, IDEA).url):
        lena.open(path)
    kept(lena, topic(place, IDEA).url)
    [pages] = [found for name, found in lena.page.evaluate(KEPT).items() if name.startswith("topic")]
    assert pages == [topic(place, IDEA).url]
    assert sorted(kept_pages(lena)) == ["/", topic(place, IDEA).url]


def test_it_keeps_the_first_page_of_a_visitor(visit, place):
    someone = visit()
    someone.open(topic(place, QUESTION).url)
    taken_over(someone)
    kept(someone, topic(place, QUESTION).url)
    cut_off(someone)
    someone.open(topic(place, QUESTION).url)
    expect(note(someone)).to_contain_text(NOTICE)


def test_it_forgets_a_topic_that_is_not_to_be_seen_any_more(visit, place):
    someone = ready(visit())
    path = topic(place, QUESTION).url
    read(someone, path)
    someone.page.evaluate(
        """async (path) => {
            const name = (await caches.keys()).find((each) => each.startsWith("topic ")), cache = await caches.open(name);
            await cache.put("/ideas/99999-gone", (await cache.match(path, { ignoreVary: true })).clone());
        }""",
        path,
    )
    someone.expected = {404}
    someone.open("/ideas/99999-gone")
    someone.heading("Nothing here")
    until(someone, lambda: "/ideas/99999-gone" not in kept_pages(someone))


def test_it_keeps_only_so_many(visit, place):
    someone = ready(visit())
    for row in range(35):
        someone.page.evaluate(
            """async (row) => {
                const name = (await caches.keys()).find((each) => each.startsWith("topic "));
                await (await caches.open(name)).put(`/ideas/${9000 + row}`, new Response("x"));
            }""",
            row,
        )
    read(someone, topic(place, IDEA).url)
    [pages] = [found for name, found in someone.page.evaluate(KEPT).items() if name.startswith("topic")]
    assert len(pages) == 30 and pages[-1] == topic(place, IDEA).url


def test_it_shows_the_kept_page_when_nothing_comes_for_four_seconds(visit, place):
    lena = ready(visit(LENA))
    read(lena, topic(place, DISCUSSION).url)
    with asleep(place):
        lena.open(topic(place, DISCUSSION).url)
        expect(note(lena)).to_contain_text(SLOW)
    lena.open(topic(place, DISCUSSION).url)
    expect(note(lena)).to_have_count(0)


@contextlib.contextmanager
def asleep(place):
    """The server takes connections and answers nothing."""
    asked = place.process.pid
    with open(f"/proc/{asked}/task/{asked}/children") as children:  # noqa: PTH123
        processes = [*map(int, children.read().split()), asked]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("through", ["kept page", "open page"])
def test_it_sends_a_vote_and_a_reply_later_and_each_once(visit, place, through):
    lena = ready(visit(LENA))
    words, path = words_of("Written on the bus."), topic(place, DISCUSSION).url
    read(lena, path)
    post = place.ask("SELECT id, vote_count FROM posts WHERE topic_id = ? AND author_id != 7 AND NOT is_opening", topic(place, DISCUSSION).id)[0]
    button = lena.page.locator(f"#vote-{post[0]}-button")
    before = button.get_attribute("aria-pressed")
    cut_off(lena)
    if through == "kept page":
        lena.open(path)
        expect(note(lena)).to_be_visible()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    lena.page.locator("#body").fill(words)
    lena.press("Send")
    expect(outbox(lena).get_by_role("listitem")).to_have_count(2)
    expect(outbox(lena)).to_contain_text(words)
    expect(outbox(lena)).to_contain_text("Will be sent when you are online.")
    expect(lena.page.locator("#body")).to_have_value("")
    # Another page shows them as well.
    lena.open("/")
    expect(outbox(lena).get_by_role("listitem")).to_have_count(2)
    cut_off(lena, False)
    all_sent(lena)
    lena.open(path)
    expect(lena.page.get_by_text(words)).to_have_count(1)
    assert count(place, "posts WHERE body = ?", words) == 1
    after = place.ask("SELECT vote_count FROM posts WHERE id = ?", post[0])[0][0]
    assert after == post[1] + (-1 if before == "true" else 1)
    expect(button).to_have_attribute("aria-pressed", "false" if before == "true" else "true")


def test_it_sends_again_what_got_no_answer_and_it_is_there_once(visit, place):
    """As when the line breaks after the server has taken a reply and before it could say so."""
    ole = ready(visit(OLE))
    words, found = words_of("Taken, but nobody heard."), topic(place, DISCUSSION)
    read(ole, found.url)
    cut_off(ole)
    ole.page.locator("#body").fill(words)
    ole.press("Send")
    expect(outbox(ole)).to_contain_text(words)
    cut_off(ole, False)
    all_sent(ole)
    assert count(place, "posts WHERE body = ?", words) == 1
    key = ole.page.evaluate("() => document.querySelector('#reply [name=form_key]')?.value")
    assert key
    twice = words_of("Twice?")
    entry = {"action": f"/topics/{found.id}/posts", "about": "x", "words": twice, "page": found.url, "vote": False}
    entry["fields"] = [["form_key", "one-and-the-same"], ["body", twice], ["picture_alt", ""]]
    for _ in range(2):
        ole.page.evaluate("entry => keeper.ask({ ask: 'add', entry })", entry)
    ole.page.evaluate("() => keeper.ask({ ask: 'send' })")
    all_sent(ole)
    assert count(place, "posts WHERE body = ?", twice) == 1


def test_it_lets_a_wish_be_taken_back_before_it_is_sent(visit, place):
    ole = ready(visit(OLE))
    read(ole, topic(place, DISCUSSION).url)
    cut_off(ole)
    ole.page.locator("#body").fill("Never mind.")
    ole.press("Send")
    outbox(ole).get_by_role("button", name="Discard").click()
    expect(outbox(ole)).to_have_count(0)
    cut_off(ole, False)
    ole.open("/")
    assert ole.page.evaluate(WAITING) == []
    assert count(place, "posts WHERE body = 'Never mind.'") == 0


def test_it_keeps_the_words_that_the_server_refuses(visit, place):
    sven = ready(visit(SVEN))
    sven.expected = {404}
    found = topic(place, DISCUSSION)
    read(sven, found.url)
    cut_off(sven)
    sven.page.locator("#body").fill("To a topic that is gone.")
    # As if the topic went away meanwhile.
    sven.page.locator("#reply form").evaluate("form => { form.action = '/topics/99999/posts' }")
    sven.press("Send")
    expect(outbox(sven)).to_contain_text("To a topic that is gone.")
    cut_off(sven, False)
    expect(outbox(sven)).to_contain_text("This was not taken")
    sven.open("/ideas")
    expect(outbox(sven)).to_contain_text("To a topic that is gone.")
    outbox(sven).get_by_role("button", name="Discard").click()
    expect(outbox(sven)).to_have_count(0)


def test_it_waits_for_its_author_when_the_session_has_ended(visit, place):
    sven = visit(language="de")
    sven.sign_in(SVEN).is_at("/")
    ready(sven)
    found = topic(place, DISCUSSION)
    read(sven, found.url)
    cut_off(sven)
    words = words_of("Nach dem Ende der Sitzung.")
    sven.page.locator("#body").fill(words)
    sven.press("Send")
    expect(outbox(sven)).to_contain_text(words)
    sven.context.clear_cookies()
    cut_off(sven, False)
    sven.open("/")
    expect(outbox(sven)).to_contain_text("Auf diesem Gerät wartet etwas")
    sven.misses(words)
    assert all(name.split()[1] == "0-de" for name in sven.page.evaluate(KEPT))
    sven.open("/sign-in")
    sven.sign_in(SVEN).is_at("/")
    all_sent(sven)
    sven.open(found.url)
    expect(sven.page.get_by_text(words)).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_b5_signing_out_wipes_what_was_kept(visit, place, script):
    """Also without the page's own script: form.submit() tells no listener, so the header alone does it."""
    someone = visit()
    someone.open("/sign-in")
    someone.sign_in(OLE).is_at("/")
    ready(someone)
    read(someone, topic(place, DISCUSSION).url)
    someone.page.evaluate(f"form => form.{'requestSubmit' if script else 'submit'}()", someone.page.locator('form[action="/sign-out"]').first.element_handle())
    someone.is_at("/")
    until(someone, lambda: topic(place, DISCUSSION).url not in kept_pages(someone))
    taken_over(someone)
    kept(someone, "/")
    cut_off(someone)
    someone.open(topic(place, DISCUSSION).url)
    expect(someone.page.get_by_role("heading", level=1)).to_have_text(PAGE)
    someone.misses(DISCUSSION)


def test_b5_another_member_finds_nothing_of_the_former(visit, place, chromium):
    someone = visit()
    someone.open("/sign-in")
    someone.sign_in(OLE).is_at("/")
    ready(someone)
    read(someone, topic(place, DISCUSSION).url)
    cut_off(someone)
    someone.page.locator("#body").fill("Only Ole may read this.")
    someone.press("Send")
    expect(outbox(someone)).to_contain_text("Only Ole may read this.")
    someone.context.clear_cookies()
    cut_off(someone, False)
    someone.open("/sign-in")
    someone.sign_in(LENA).is_at("/")
    kept(someone, "/")
    assert kept_pages(someone) == ["/"]
    someone.misses("Only Ole may read this.")
    assert someone.page.evaluate(WAITING) == []
    assert count(place, "posts WHERE body = 'Only Ole may read this.'") == 0


def test_it_changes_nothing_without_javascript(visit, place):
    lena = visit(LENA, javascript=False)
    lena.open(topic(place, DISCUSSION).url)
    lena.page.locator("#body").fill("Without any script.")
    lena.press("Send")
    expect(lena.main.get_by_text("Without any script.")).to_have_count(1)
