"""First views are light on a slow line, and all of it comes from here; a vote weighs next to nothing."""

import re

from bench import corpus
from tests.conftest import Browser

MOST_BYTES, MOST_OF_HOME, MOST_OF_A_VOTE = 60_000, 75_000, 1_000
REPLIES = 19
# What a browser fetches by itself: addresses in src of anything, and in href of links in the head and of icons.
FETCHED = re.compile(r'\bsrc="([^"]+)"|<(?:link rel="(?:stylesheet|icon)"[^>]*|use) href="([^"#]+)')


def test_it_sends_a_light_first_view(make_app, make_topic, make_reply, people):
    texts = [post["body"] for post in next(corpus.topics())["posts"]]
    topic = make_topic("discussions", people.ben, body=texts[0])
    for text in texts[1 : REPLIES + 1]:
        make_reply(topic, people.ben, text)

    visitor = Browser(make_app(PAGE_MEMORY_BYTES=2**20))
    page = visitor.get(topic.url).text
    sent = _first_view(visitor, topic.url)
    addresses = sent.keys() - {topic.url}

    assert page.count('class="post ') + page.count('class="post"') == 1 + REPLIES
    assert {address.rpartition(".")[2] for address in addresses} >= {"css", "js", "svg"}
    assert all(address.startswith("/") for address in addresses), "nothing is loaded from elsewhere"
    assert sum(sent.values()) <= MOST_BYTES, sent


def test_it_sends_a_light_home(make_app, make_topic, make_poll, people):
    for n in range(30):
        make_topic("ideas", people.ben, f"Wish number {n} for the long evenings", tags=["winter"])
    make_poll(people.emil)
    make_topic("announcements", people.emil, "Oat milk it is", outcome="done")
    home = _first_view(Browser(make_app(PAGE_MEMORY_BYTES=2**20), people.gus), "/")
    assert sum(home.values()) <= MOST_OF_HOME, home


def test_it_answers_a_vote_in_a_kilobyte(make_app, make_topic, people):
    topic = make_topic("ideas", people.ben)
    gus = Browser(make_app(), people.gus)
    answer = gus.post(f"/topics/{topic.id}/vote", {"on": "1"}, htmx=f"topic-vote-{topic.id}")
    assert answer.status_code == 200 and 0 < len(answer.data) <= MOST_OF_A_VOTE


def _first_view(browser, path):
    """Bytes of a page and of what a browser fetches with it, by address."""
    addresses = {"".join(found) for found in FETCHED.findall(browser.get(path).text)}
    return {address: _on_the_wire(browser, address) for address in (path, *addresses)}


def _on_the_wire(visitor, address):
    with visitor.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return len(answer.data) + sum(len(name) + len(value) + 4 for name, value in answer.headers)
