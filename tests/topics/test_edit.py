"""Changing a topic's title, words and tags."""

import pytest

from app.events.models import Event
from app.posts.models import Post, Revision
from app.topics.models import Topic


@pytest.fixture
def topic(make_topic, ben):
    return make_topic("discussions", ben, "A longer counter", "It is crowded.", tags=["Counter"])


@pytest.fixture
def edit(topic):
    def act(browser, version="1", **fields):
        words = {"title": "A wider counter", "body": "It is *very* crowded.", "tags": "Counter, Morning"}
        return browser.post(f"/topics/{topic.id}/edit", words | {"version": version} | fields)

    return act


def stored(db, topic):
    return db.session.get(Topic, topic.id, populate_existing=True)


def test_it_changes_title_words_and_tags(sign_in, ben, visitor, topic, edit, db):
    answer = edit(sign_in(ben))
    assert (answer.status_code, answer.location) == (303, f"/discussions/{topic.id}-a-wider-counter")
    assert (stored(db, topic).excerpt, stored(db, topic).tag_names) == ("It is very crowded.", ["Counter", "Morning"])
    page = visitor.get(answer.location).text
    assert "A wider counter</h1>" in page and "It is <em>very</em> crowded." in page and 'href="/tags/morning"' in page
    assert visitor.get(topic.url).location == answer.location
    old = db.session.scalar(db.select(Revision))
    assert (old.title, old.body, old.editor_id) == ("A longer counter", "It is crowded.", ben.id)
    names = set(db.session.scalars(db.select(Event.name).where(Event.topic_id == topic.id)))
    assert {"post.edited", "topic.changed"} <= names


def test_its_page_starts_with_what_is_there(sign_in, ben, topic):
    page = sign_in(ben).get(f"/topics/{topic.id}/edit").text
    assert all(f'value="{words}"' in page for words in ("A longer counter", "Counter", "1"))
    assert "It is crowded.</textarea>" in page
    assert 'name="board"' not in page


def test_another_title_alone_is_a_version_and_other_tags_alone_are_none(sign_in, ben, topic, edit, db):
    browser = sign_in(ben)
    edit(browser, title="A longer counter", body="It is crowded.")
    assert stored(db, topic).tag_names == ["Counter", "Morning"]
    assert db.session.scalar(db.select(Post.version).where(Post.topic_id == topic.id)) == 1
    edit(browser, body="It is crowded.")
    assert stored(db, topic).title == "A wider counter"
    assert db.session.scalar(db.select(Post.version).where(Post.topic_id == topic.id)) == 2


def test_r10_the_second_of_two_editors_sees_both_texts(sign_in, ben, dora, topic, edit, db):
    first, second = sign_in(dora), sign_in(ben)
    assert edit(first, body="It is too dark, said Dora.").status_code == 303
    answer = edit(second, title="A shorter counter", body="It is too loud, said Ben.", tags="Noise")
    assert answer.status_code == 409
    assert "It is too dark, said Dora." in answer.text and "It is too loud, said Ben.</textarea>" in answer.text
    assert 'value="A shorter counter"' in answer.text and 'value="Noise"' in answer.text
    assert (stored(db, topic).title, stored(db, topic).tag_names) == ("A wider counter", ["Counter", "Morning"])
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert edit(second, version="2", body="It is too dark and too loud.").status_code == 303


def test_it_acts_once_however_often_it_is_sent(sign_in, ben, topic, edit, db):
    browser = sign_in(ben)
    assert {(answer.status_code, answer.location) for answer in (edit(browser), edit(browser))} == {
        (303, f"/discussions/{topic.id}-a-wider-counter")
    }
    assert db.session.scalar(db.select(db.func.count(Revision.id))) == 1


def test_it_is_for_the_author_and_for_who_moderates(people, sign_in, visitor, topic, edit, db):
    for name in ("gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        assert edit(browser).status_code == browser.get(f"/topics/{topic.id}/edit").status_code == 403
    assert "/sign-in" in visitor.get(f"/topics/{topic.id}/edit").location
    assert edit(visitor).status_code == 401
    assert stored(db, topic).title == "A longer counter"
    assert edit(sign_in(people.dora)).status_code == 303


def test_it_says_what_to_mend_and_keeps_what_was_typed(sign_in, ben, topic, edit, db):
    answer = edit(sign_in(ben), title="No", body="My long and careful text.", tags="Counter, Evening")
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text and "My long and careful text." in answer.text
    assert 'value="No"' in answer.text and 'value="Counter, Evening"' in answer.text
    assert stored(db, topic).title == "A longer counter"


def test_a_closed_topic_is_changed_by_who_moderates_alone(sign_in, ben, dora, topic, edit, db):
    stored(db, topic).close(by=ben)
    db.session.commit()
    assert edit(sign_in(ben)).status_code == 403
    assert edit(sign_in(dora)).status_code == 303


def test_what_a_new_member_adds_to_an_approved_topic_waits(sign_in, cleo, dora, visitor, make_topic, db):
    topic = make_topic("discussions", cleo, "My first topic")
    topic.opening.approve(by=dora)
    db.session.commit()
    sent = {"title": "My first topic", "version": "1", "body": "[a](https://one.example) [b](https://two.example)"}
    assert sign_in(cleo).post(f"/topics/{topic.id}/edit", sent).status_code == 303
    assert stored(db, topic).state == "held"
    assert visitor.get(topic.url).status_code == 404


def test_it_keeps_to_the_query_budget(sign_in, ben, edit, count_queries):
    browser = sign_in(ben)
    browser.form_token()
    with count_queries() as queries:
        edit(browser)
    assert len(queries) <= 10, queries
