"""Atom feeds: valid, absolute, and never more than a visitor may see."""

import feedparser
import pytest

from app.extensions import db
from tests.factories import make_board
from tests.factories import make_topic as topic_in


@pytest.fixture
def oat(ben, make_topic):
    return make_topic("ideas", ben, "Oat <milk> & more", "Please **do** ask @ben.", tags=["Drinks"])


def read(answer):
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def test_it_tells_the_newest_topics_with_whole_addresses(visitor, oat, ben, make_topic):
    make_topic("questions", ben, "When do you open?")
    feed = read(visitor.get("/feed.atom"))
    assert [entry.title for entry in feed.entries] == ["When do you open?", "Oat <milk> & more"]
    entry = feed.entries[1]
    assert entry.link == f"http://localhost{oat.url}"
    assert entry.author == "Ben"
    assert "<strong>do</strong>" in entry.content[0].value
    assert 'href="http://localhost/members/ben"' in entry.content[0].value
    assert {tag.term for tag in entry.tags} == {"ideas", "Drinks"}
    assert feed.feed.id.startswith("tag:localhost,")


def test_it_uses_the_public_address(make_app, oat):
    app = make_app(BASE_URL="https://talk.example.org", HTTPS=True)
    feed = read(app.test_client().get("/feed.atom"))
    assert feed.entries[0].link.startswith("https://talk.example.org/ideas/")
    assert feed.feed.id.startswith("tag:talk.example.org,")


def test_it_has_a_feed_for_kinds_boards_and_topics(visitor, oat, gus, make_topic, make_reply):
    make_topic("questions", gus, "When do you open?")
    reply = make_reply(oat, gus, "Me too!")
    ideas = read(visitor.get("/ideas/feed.atom"))
    assert len(ideas.entries) == 1
    board = read(visitor.get("/boards/ideas/feed.atom"))
    assert len(board.entries) == 1
    topic = read(visitor.get(f"{oat.url}/feed.atom"))
    assert [entry.link.rpartition("#")[2] for entry in topic.entries][0] == f"post-{reply.id}"
    assert topic.entries[0].title.startswith("Gus in")


@pytest.mark.parametrize("path", ["/cakes/feed.atom", "/boards/none/feed.atom", "/ideas/999-x/feed.atom"])
def test_it_is_404_for_what_is_not_there(visitor, path):
    assert visitor.get(path).status_code == 404


def test_d2_it_tells_even_the_team_only_what_visitors_may_see(sign_in, emil, cleo, ben, oat, boards):
    hidden = topic_in(make_board("ideas", "Staff", audience="members"), ben, "Only for members")
    topic_in(boards["ideas"], cleo, "Held for a look")
    emils = sign_in(emil)
    assert len(read(emils.get("/feed.atom")).entries) == 1
    assert len(read(emils.get("/ideas/feed.atom")).entries) == 1
    assert emils.get("/boards/staff/feed.atom").status_code == 404
    assert emils.get(f"{hidden.url}/feed.atom").status_code == 404


def test_d4_it_forgets_what_was_removed(visitor, oat, dora):
    opening = db.session.scalar(db.select(type(oat.opening)).where(type(oat.opening).id == oat.opening.id))
    opening.topic = oat
    opening.remove(by=dora)
    db.session.commit()
    assert not read(visitor.get("/feed.atom")).entries


@pytest.mark.parametrize("memory", [0, 1_000_000])
def test_it_is_sent_once(make_app, oat, memory):
    client = make_app(PAGE_MEMORY_BYTES=memory).test_client()
    first = client.get("/feed.atom")
    assert first.headers["Last-Modified"]
    for _ in range(2):
        assert client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        assert client.get("/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_it_can_write_every_title(visitor, ben, make_topic):
    make_topic("ideas", ben, "bell \x07 and \ufffe")
    assert read(visitor.get("/feed.atom")).entries[0].title.startswith("bell")


def test_no_query_grows_with_the_entries(visitor, ben, oat, make_topic, count_queries):
    for n in range(8):
        make_topic("ideas", ben, f"Idea {n}")
    with count_queries() as queries:
        assert len(read(visitor.get("/feed.atom")).entries) == 9
    assert len(queries) <= 4
