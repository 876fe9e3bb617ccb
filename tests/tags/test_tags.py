"""The words that topics are filed under."""

import pytest

from app.groups.models import Group
from app.tags.models import split_tags
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in


@pytest.fixture
def tagged(make_topic, gus, run_readers):
    """tagged("Oat milk", kind="ideas"): a topic that carries these tags, filed under them."""

    def make(*tags, title="A longer counter", kind="discussions"):
        topic = make_topic(kind, gus, title, tags=list(tags))
        run_readers("tags")
        return topic

    return make


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("oat, milk", ["oat", "milk"]),
        (" #Oat  milk ,, oat milk,OAT MILK, ", ["Oat milk"]),
        ("a,b,c,d,e,f,g", ["a", "b", "c", "d", "e"]),
        ("c, c#, c++", ["c", "c#", "c++"]),
        ("x" * 40, ["x" * 30]),
        ("", []),
    ],
)
def test_it_makes_clean_tags_of_what_was_typed(app, typed, tags):
    assert split_tags(typed) == tags


def test_a_tag_leads_to_the_topics_of_every_kind(visitor, tagged):
    topic = tagged("Oat milk", title="Where to sit")
    tagged("Oat milk", title="More of it", kind="ideas")
    tagged("Tea", title="Something else")
    assert 'href="/tags/oat-milk"' in visitor.get(topic.url).text
    page = visitor.get("/tags/oat-milk").text
    assert "<h1>#Oat milk</h1>" in page and "Where to sit" in page and "More of it" in page
    assert "Something else" not in page


def test_a_list_can_be_narrowed_to_a_tag(visitor, tagged):
    tagged("Tea", title="Where to sit"), tagged("Oat", title="More of it")
    page = visitor.get("/discussions?tag=tea").text
    assert "Where to sit" in page and "More of it" not in page


def test_two_spellings_are_one_tag_in_the_words_of_the_first(visitor, tagged):
    tagged("Oat milk", title="Where to sit")
    second = tagged("OAT-MILK", title="More of it")
    page = visitor.get("/tags/oat-milk").text
    assert "Where to sit" in page and "More of it" in page
    assert "OAT-MILK" not in visitor.get(second.url).text


def test_a_topic_leaves_the_page_of_a_tag_it_has_lost(sign_in, gus, visitor, tagged, run_readers):
    topic = tagged("Tea", "Oat")
    words = {"title": "A longer counter", "body": "It is crowded in the morning.", "tags": "Oat", "version": "1"}
    sign_in(gus).post(f"/topics/{topic.id}/edit", words)
    run_readers("tags")
    assert visitor.get("/tags/tea").status_code == 404
    assert visitor.get("/tags/oat").status_code == 200


def test_d2_a_tag_that_only_others_may_read_does_not_exist(sign_in, visitor, ben, gus, emil, site, run_readers, db):
    group = Group(name="Back room")
    db.session.add(group)
    db.session.flush()
    group.include(gus, by=emil)
    inner = make_board("discussions", "Inner", audience="group", group=group)
    make_topic_in(inner, gus, "Where to hide", tags=["Secret"])
    run_readers("tags")
    for reader in (visitor, sign_in(ben)):
        answer = reader.get("/tags/secret")
        assert answer.status_code == 404 and "Secret" not in answer.text
    assert "Where to hide" in sign_in(gus).get("/tags/secret").text
    assert visitor.get("/tags/never-used").status_code == 404


def test_it_turns_pages(visitor, make_topic, gus, run_readers):
    for n in range(1, 23):
        make_topic("discussions", gus, f"Topic {n:02}", tags=["Tea"])
    run_readers("tags")
    first = visitor.get("/tags/tea").text
    address = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Topic 22" in first and "Topic 02" not in first and address.startswith("/tags/tea?before=")
    last = visitor.get(address, htmx="topics").text
    assert "Topic 02" in last and "Topic 01" in last and "Topic 03" not in last and "<html" not in last


def test_it_escapes_what_a_member_calls_it(visitor, tagged):
    topic = tagged('"><b>x</b>')
    page = visitor.get(topic.url).text
    assert "<b>x</b>" not in page
    address = page.partition('class="badge" href="/tags/')[2].partition('"')[0]
    assert "<b>x</b>" not in visitor.get(f"/tags/{address}").text
