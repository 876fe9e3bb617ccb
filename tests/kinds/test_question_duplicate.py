"""A question that was asked before points at the one that is kept."""

import pytest

from app.follows.models import TopicFollow
from app.kinds.questions.models import Question
from app.notifications.models import Notice
from app.recounting import recount
from app.topics.models import Topic, TopicLink


@pytest.fixture
def kept(make_topic, ben):
    return make_topic("questions", ben, "Where is the key?")


@pytest.fixture
def copy(make_topic, gus):
    return make_topic("questions", gus, "Key: where?")


def mark(browser, copy, kept):
    return browser.post(f"/questions/{copy.id}/duplicate", {"kept": str(kept)})


def links(db):
    return db.session.execute(db.select(TopicLink.topic_id, TopicLink.other_id)).all()


@pytest.mark.parametrize("written", ["{id}", "#{id}", "{url}", "http://localhost{url}", "/questions/{id}"])
def test_it_links_both_ways_and_closes(sign_in, visitor, finn, kept, copy, db, written):
    words = written.format(id=kept.id, url=kept.url)
    assert mark(sign_in(finn), copy, words).location == copy.url
    assert links(db) == [(copy.id, kept.id)]
    assert db.session.scalar(db.select(Topic.closed_at).where(Topic.id == copy.id)) is not None
    assert kept.url in visitor.get(copy.url).text
    assert copy.url in visitor.get(kept.url).text


def test_it_changes_nothing_when_sent_again(sign_in, finn, kept, copy, db):
    browser = sign_in(finn)
    assert [mark(browser, copy, kept.id).status_code for _ in range(2)] == [303, 303]
    assert (len(links(db)), count(db, kept)) == (1, 1)


def count(db, kept):
    return db.session.scalar(db.select(Question.duplicate_count).where(Question.topic_id == kept.id))


def test_it_counts_on_the_kept_one_and_tells_who_asked(sign_in, visitor, finn, gus, kept, copy, make_topic, run_readers, db):
    other = make_topic("questions", gus, "Who has the key?")
    helper = sign_in(finn)
    mark(helper, copy, kept.id), mark(helper, other, kept.id)
    assert count(db, kept) == 2
    assert "Also asked as" in visitor.get(kept.url).text
    assert db.session.get(TopicFollow, (kept.id, gus.id)) is not None
    run_readers()
    assert recount() == {}
    told = db.session.scalars(db.select(Notice.about).where(Notice.member_id == gus.id)).all()
    assert told == ["duplicate", "duplicate"]
    assert "was asked before" in sign_in(gus).get("/inbox").text


def test_it_leads_on_in_one_hop(sign_in, finn, gus, kept, copy, make_topic, db):
    third = make_topic("questions", gus, "Keys, please")
    helper = sign_in(finn)
    mark(helper, copy, kept.id), mark(helper, third, copy.id)
    assert links(db) == [(copy.id, kept.id), (third.id, kept.id)]


def test_it_is_taken_back(sign_in, visitor, finn, gus, kept, copy, db):
    helper, path = sign_in(finn), f"/questions/{copy.id}/duplicate/removal"
    mark(helper, copy, kept.id)
    assert sign_in(gus).post(path).status_code == 403
    assert "Not the same after all" in helper.get(copy.url).text
    assert [helper.post(path).location for _ in range(2)] == [copy.url, copy.url]
    assert (links(db), count(db, kept)) == ([], 0)
    assert db.session.scalar(db.select(Topic.closed_at).where(Topic.id == copy.id)) is None
    assert kept.url not in visitor.get(copy.url).text


@pytest.mark.parametrize("words", ["", "the one with the key", "999", "99999999999999999999", "/ideas/1"])
def test_it_says_when_there_is_no_such_question(sign_in, finn, kept, copy, db, words):
    answer = mark(sign_in(finn), copy, words)
    assert answer.status_code == 422 and links(db) == []


def test_it_refuses_itself_and_other_kinds(sign_in, finn, copy, make_topic, ben, db):
    browser = sign_in(finn)
    assert "same question" in mark(browser, copy, copy.id).text
    assert mark(browser, copy, make_topic("ideas", ben).id).status_code == 422
    assert links(db) == []


@pytest.mark.parametrize(("who", "may"), [("gus", False), ("cleo", False), ("finn", True), ("dora", True), ("ada", True)])
def test_it_is_for_helpers_and_above(people, sign_in, kept, copy, who, may):
    browser = sign_in(getattr(people, who))
    assert browser.get(f"/questions/{copy.id}/duplicate").status_code == (200 if may else 403)
    assert ("Close as duplicate" in browser.get(copy.url).text) == may
    assert mark(browser, copy, kept.id).status_code == (303 if may else 403)


def test_it_hides_a_link_to_what_may_not_be_seen(sign_in, visitor, ada, emil, copy):
    from tests.factories import make_board, make_topic

    inner = make_topic(make_board("questions", "Inner", audience="members"), ada, "A quiet matter")
    mark(sign_in(emil), copy, inner.id)
    assert "A quiet matter" not in visitor.get(copy.url).text


def test_it_offers_what_is_alike_with_one_tap(sign_in, finn, gus, make_topic, run_readers, db):
    copy = make_topic("questions", gus, "Wie lange gilt die Kundenkarte?")
    kept = make_topic("questions", gus, "Wie lange ist meine Kundenkarte gültig?")
    make_topic("ideas", gus, "Eine Kundenkarte aus Holz")
    run_readers("search")
    browser = sign_in(finn)
    page = browser.get(f"/questions/{copy.id}/duplicate").text
    assert kept.url in page and f'name="kept" value="{kept.id}"' in page and "aus Holz" not in page
    assert mark(browser, copy, kept.id).location == copy.url
    assert "Is it one of these?" in browser.get(f"/questions/{copy.id}/duplicate").text
