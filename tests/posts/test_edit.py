"""Changing the words of a reply."""

import pytest

from app.events.models import Event
from app.posts.models import Post, Revision

AD = "Look at [this](https://one.example) and at [that](https://two.example)."


@pytest.fixture
def topic(make_topic, gus):
    return make_topic("discussions", gus, "Where to sit")


@pytest.fixture
def reply(make_reply, topic, ben):
    return make_reply(topic, ben, "By the window.")


@pytest.fixture
def edit(reply):
    def act(browser, body="By the *door*.", version="1", **more):
        return browser.post(f"/posts/{reply.id}/edit", {"body": body, "version": version}, **more)

    return act


def stored(db, reply):
    return db.session.get(Post, reply.id, populate_existing=True)


def revisions(db):
    return [(r.number, r.body, r.editor_id) for r in db.session.scalars(db.select(Revision).order_by(Revision.id))]


def test_it_shows_the_new_words_and_keeps_the_old(sign_in, ben, gus, topic, reply, edit, db):
    browser = sign_in(ben)
    answer = edit(browser)
    assert (answer.status_code, answer.location) == (303, reply.url)
    assert (stored(db, reply).version, stored(db, reply).edited_at is None) == (2, False)
    assert revisions(db) == [(1, "By the window.", ben.id)]
    seen = sign_in(gus).get(topic.url).text
    assert "By the <em>door</em>." in seen and "By the window." not in seen and "edited" in seen
    assert "By the window." in browser.get(f"/posts/{reply.id}/history").text
    happened = db.session.scalar(db.select(Event).where(Event.name == "post.edited"))
    assert (happened.topic_id, happened.actor_id) == (topic.id, ben.id)


def test_it_leads_an_htmx_page_to_the_text(sign_in, ben, reply, edit):
    answer = edit(sign_in(ben), htmx="main")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, reply.url)


def test_it_offers_the_text_as_it_was_written(sign_in, ben, edit, reply):
    edit(sign_in(ben), "**Not** <b>here</b>")
    page = sign_in(ben).get(f"/posts/{reply.id}/edit").text
    assert "**Not** &lt;b&gt;here&lt;/b&gt;" in page
    assert 'name="version" type="hidden" value="2"' in page


def test_it_is_for_the_author_and_for_who_moderates(people, sign_in, edit, reply, db):
    for name in ("gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        assert edit(browser).status_code == browser.get(f"/posts/{reply.id}/edit").status_code == 403
    assert edit(sign_in(people.dora), "By the door, please.").status_code == 303
    assert stored(db, reply).edited_for_author
    assert "by a moderator" in sign_in(people.gus).get(reply.url).text


def test_it_asks_a_visitor_to_sign_in_and_carries_the_words(visitor, edit, reply, db):
    answer = edit(visitor, "Do not lose this.")
    assert answer.status_code == 401 and "Do not lose this." in answer.text
    assert stored(db, reply).body == "By the window."


def test_d6_a_moderator_leaves_the_teams_words_alone(sign_in, dora, emil, topic, make_reply):
    official = make_reply(topic, emil, "We shall look at it.")
    answer = sign_in(dora).post(f"/posts/{official.id}/edit", {"body": "We shall not.", "version": "1"})
    assert answer.status_code == 403


def test_it_ends_with_the_topic(sign_in, ben, gus, dora, topic, edit, db):
    db.session.merge(topic).close(by=gus)
    db.session.commit()
    assert edit(sign_in(ben)).status_code == 403
    assert edit(sign_in(dora)).status_code == 303


def test_r10_the_second_of_two_editors_sees_both_texts(sign_in, ben, dora, reply, edit, db):
    first, second = sign_in(dora), sign_in(ben)
    assert edit(first, "By the door, said Dora.").status_code == 303
    answer = edit(second, "On the roof, said Ben.")
    assert answer.status_code == 409
    assert "By the door, said Dora." in answer.text and "On the roof, said Ben.</textarea>" in answer.text
    assert stored(db, reply).body == "By the door, said Dora."
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert edit(second, "By the door or on the roof.", version="2").status_code == 303
    assert stored(db, reply).body == "By the door or on the roof."


@pytest.mark.parametrize("version", ["", "0", "9", "-1", "one", "1" * 12])
def test_r10_no_other_version_is_taken_for_the_one_that_is_there(sign_in, ben, edit, reply, db, version):
    assert edit(sign_in(ben), version=version).status_code == 409
    assert stored(db, reply).body == "By the window."


def test_it_acts_once_however_often_it_is_sent(sign_in, ben, reply, edit, db):
    browser = sign_in(ben)
    answers = [edit(browser) for _turn in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, reply.url)] * 2
    assert stored(db, reply).version == 2 and len(revisions(db)) == 1


def test_it_keeps_no_version_of_the_same_words(sign_in, ben, edit, reply, db):
    edit(sign_in(ben), "By the window.")
    assert (stored(db, reply).version, stored(db, reply).edited_at) == (1, None)
    assert revisions(db) == []


@pytest.mark.parametrize(("body", "said"), [("\u200b", "Please write something."), ("x" * 20_001, "20000")])
def test_it_keeps_what_was_typed_when_it_is_refused(sign_in, ben, edit, reply, db, body, said):
    answer = edit(sign_in(ben), body)
    assert answer.status_code == 422
    assert said in answer.text and body in answer.text and 'id="body-error"' in answer.text
    assert stored(db, reply).version == 1


def test_it_refuses_in_german_too(sign_in, ben, edit, db):
    ben.language = "de"
    db.session.commit()
    assert "Bitte schreib etwas." in edit(sign_in(ben), " ").text


def test_it_makes_safe_html_of_the_new_words(sign_in, ben, topic, edit):
    edit(sign_in(ben), "<script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    page = sign_in(ben).get(topic.url).text
    assert "<strong>bold</strong>" in page
    assert "<script>alert" not in page and 'href="javascript' not in page


def test_it_holds_what_a_new_member_writes_into_a_text_that_was_approved(sign_in, cleo, dora, ben, topic, make_reply, db):
    reply = make_reply(topic, cleo, "My first words here.")
    reply.approve(by=dora)
    db.session.commit()
    mine, other = sign_in(cleo), sign_in(ben)
    mine.post(f"/posts/{reply.id}/edit", {"body": "My first words, mended.", "version": "1"})
    assert "My first words, mended." in other.get(topic.url).text
    mine.post(f"/posts/{reply.id}/edit", {"body": AD, "version": "2"})
    assert "one.example" in mine.get(topic.url).text
    page = other.get(topic.url).text
    assert "one.example" not in page and "My first words" not in page
    assert stored(db, reply).state == "held"


def test_what_was_approved_is_not_held_again_by_saving_it_as_it_is(sign_in, cleo, dora, topic, make_reply, db):
    reply = make_reply(topic, cleo, AD)
    reply.approve(by=dora)
    db.session.commit()
    assert sign_in(cleo).post(f"/posts/{reply.id}/edit", {"body": AD, "version": "1"}).status_code == 303
    assert stored(db, reply).state == "published" and stored(db, reply).approved_at


def test_it_sends_a_returned_text_back_to_the_queue(sign_in, ben, dora, reply, edit, db):
    stored(db, reply).return_to_author(by=dora)
    db.session.commit()
    assert edit(sign_in(ben)).status_code == 303
    assert stored(db, reply).state == "held"


def test_it_cannot_change_what_is_gone(sign_in, ben, dora, reply, edit, db):
    stored(db, reply).remove(by=dora)
    db.session.commit()
    assert edit(sign_in(ben)).status_code == edit(sign_in(dora)).status_code == 403
    assert stored(db, reply).body == "By the window."


def test_an_opening_is_changed_with_its_topic(sign_in, gus, topic):
    for send in (sign_in(gus).get, sign_in(gus).post):
        assert send(f"/posts/{topic.opening.id}/edit").location == f"/topics/{topic.id}/edit"


def test_it_keeps_to_the_query_budget(sign_in, ben, edit, count_queries):
    browser = sign_in(ben)
    browser.form_token()
    with count_queries() as queries:
        edit(browser)
    assert len(queries) <= 10, queries
