"""Names while somebody types an @: whom members may mean, and what nobody learns from it."""

import pytest

from app.accounts.models import sign_up
from app.boards.models import GROUP
from app.groups.models import Group
from tests import factories
from tests.conftest import Browser


@pytest.fixture
def ask(sign_in, ben):
    """ask("fi", topic): the handles that Ben gets."""

    def asking(typed, topic=None, by=ben):
        more = f"&topic={topic.id}" if topic else ""
        return [each["handle"] for each in sign_in(by).get(f"/mentions?q={typed}{more}").json]

    return asking


def test_it_finds_names_and_handles_by_their_beginning(ask, db):
    sign_up("Mila Özdemir")
    sign_up("Öznur")
    db.session.commit()
    assert ask("mil") == ["mila-oezdemir"]
    assert ask("MIL") == ["mila-oezdemir"]
    assert ask("özd") == ["mila-oezdemir"]
    assert ask("oez") == ["oeznur"]
    assert ask("zdemir") == []


def test_it_says_names_and_handles_and_nothing_else(sign_in, ben):
    answer = sign_in(ben).get("/mentions?q=dor")
    assert answer.json == [{"handle": "dora", "name": "Dora"}]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_names_those_who_write_in_the_topic_first(ask, gus, finn, make_topic, make_reply, db):
    for n in range(9):
        sign_up(f"Gabi {'abcdefghi'[n]}")
    db.session.commit()
    topic = make_topic("discussions", finn)
    make_reply(topic, gus)
    assert "gus" not in ask("g")
    assert ask("g", topic)[0] == "gus"
    assert len(ask("g", topic)) == 8
    assert ask("", topic) == ["finn", "gus"]
    assert ask("") == []


def test_it_leaves_out_oneself_and_who_cannot_read_it(ask, ben, gus, finn, dora, make_topic, make_reply, db):
    topic = make_topic("discussions", gus)
    for member in (ben, finn, dora):
        make_reply(topic, member)
    imported = sign_up("Finja", origin="stackexchange:1")
    gone = sign_up("Fiete")
    db.session.flush()
    finn.block(by=dora)
    gone.leave()
    db.session.commit()
    assert imported.is_imported
    assert ask("fi", topic) == []
    assert ask("former", topic) == []
    assert ask("", topic) == ["dora", "gus"]


def test_it_finds_no_mail_address(ask):
    assert ask("ben@") == ask("example") == ask("dora@example.org") == []


@pytest.mark.parametrize("typed", ["%25", "_", "%25a", "%5C", "'", "%00", "a" * 500, "%F0%9F%98%80", "--"])
def test_it_takes_what_is_typed_as_it_is(ask, typed):
    assert ask(typed) == []


def test_d4_it_says_nothing_about_who_writes_where_the_reader_may_not_read(ask, people, ada, gus, finn, ben, db):
    group = Group(name="Inner circle")
    db.session.add(group)
    db.session.flush()
    for member in (gus, finn):
        group.include(member, by=ada)
    topic = factories.make_topic(factories.make_board("discussions", "Back room", audience=GROUP, group=group), gus)
    factories.make_reply(topic, finn)
    assert ask("", topic) == []
    assert ask("", topic, by=finn) == ["gus"]
    # Names are for every member, but in the order of names alone.
    assert ask("f", topic) == ask("f") == ["finn"]


def test_d4_it_does_not_count_a_text_that_nobody_may_read(ask, ben, gus, finn, make_topic, make_reply, db):
    topic = make_topic("discussions", gus)
    make_reply(topic, finn).delete(by=finn)
    db.session.commit()
    assert ask("", topic) == ["gus"]


def test_d1_it_is_for_members_alone(visitor, ben):
    answer = visitor.get("/mentions?q=b")
    assert answer.status_code in (302, 303)
    assert "ben" not in answer.text.lower()


def test_h2_it_is_asked_so_often_a_minute(make_app, ben):
    browser = Browser(make_app(RATELIMIT_ENABLED=True), ben)
    codes = [browser.get("/mentions?q=x").status_code for _ in range(121)]
    assert codes == [200] * 120 + [429]


def test_it_keeps_to_few_queries(sign_in, ben, make_topic, gus, count_queries):
    topic, browser = make_topic("discussions", gus), sign_in(ben)
    with count_queries() as queries:
        browser.get(f"/mentions?q=g&topic={topic.id}")
    assert len(queries) <= 4, queries
