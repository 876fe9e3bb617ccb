"""The first view of a topic is light on a slow line, and all of it comes from here."""

import re

from bench import corpus
from tests.conftest import Browser

MOST_BYTES = 60_000
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
    addresses = {"".join(found) for found in FETCHED.findall(page)}
    sent = {address: _on_the_wire(visitor, address) for address in (topic.url, *addresses)}

    assert page.count('class="post ') + page.count('class="post"') == 1 + REPLIES
    assert {address.rpartition(".")[2] for address in addresses} >= {"css", "js", "svg"}
    assert all(address.startswith("/") for address in addresses), "nothing is loaded from elsewhere"
    assert sum(sent.values()) <= MOST_BYTES, sent


def _on_the_wire(visitor, address):
    with visitor.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return len(answer.data) + sum(len(name) + len(value) + 4 for name, value in answer.headers)
