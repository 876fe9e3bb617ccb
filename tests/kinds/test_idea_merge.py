"""One idea is taken up into another, and that is taken back."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry, find_break
from app.database import now
from app.events.models import Event
from app.follows.models import TopicFollow, follow_topic
from app.kinds.merging import merge_topic
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import Topic
from app.votes.models import Vote, set_vote
from tests import factories

WHY = "Both wish for the same, and together their votes weigh more."


@pytest.fixture
def ideas(make_topic, ben, finn):
    """The one that goes in, and the one that is kept."""
    return make_topic("ideas", ben, "More oat milk", "Please, oat."), make_topic("ideas", finn, "Milk from plants")


@pytest.fixture
def merge(ideas):
    def act(browser, topic=None, kept=None, **more):
        topic, kept = topic or ideas[0], kept or ideas[1]
        return browser.post(f"/ideas/{topic.id}/merge", {"into": kept.id, "reason": WHY} | more)

    return act


@pytest.fixture
def unmerge(db):
    def act(browser, topic):
        db.session.remove()
        number = db.session.scalar(db.select(db.func.max(Merge.id)).where(Merge.merged_id == topic.id))
        return browser.post(f"/merges/{number}/undo")

    return act


def voters(db, topic):
    db.session.remove()
    query = db.select(Vote.member_id).where(Vote.post_id == topic.opening.id).order_by(Vote.member_id)
    return list(db.session.scalars(query))


def followers(db, topic):
    db.session.remove()
    query = db.select(TopicFollow.member_id, TopicFollow.muted).where(TopicFollow.topic_id == topic.id)
    return dict(db.session.execute(query).all())


def row(db, topic):
    db.session.remove()
    return db.session.get(Topic, topic.id)


def status_of(db, topic):
    return db.session.execute(db.text("SELECT status, merged_count FROM ideas JOIN topics ON topics.id = topic_id WHERE topic_id = :id"), {"id": topic.id}).one()


def test_it_unites_votes_and_counts_everybody_once(sign_in, dora, ben, finn, gus, ideas, merge, db):
    topic, kept = ideas
    for member, post in ((gus, topic.opening), (gus, kept.opening), (finn, topic.opening)):
        set_vote(post, member, wanted=True)
    db.session.commit()
    answer = merge(sign_in(dora))
    assert (answer.status_code, answer.location) == (303, kept.url)
    assert voters(db, kept) == sorted([ben.id, finn.id, gus.id])
    assert row(db, kept).vote_count == 3
    assert voters(db, topic) == sorted([ben.id, finn.id, gus.id])


def test_it_unites_follows_and_leaves_alone_who_has_had_enough(sign_in, dora, ben, finn, gus, emil, ideas, merge, db):
    topic, kept = ideas
    set_vote(topic.opening, gus, wanted=True)
    follow_topic(topic, emil, wanted=True)
    follow_topic(topic, emil, wanted=False)
    follow_topic(kept, ben, wanted=True)
    follow_topic(kept, ben, wanted=False)
    db.session.commit()
    merge(sign_in(dora))
    assert followers(db, kept) == {finn.id: False, gus.id: False, emil.id: True, ben.id: True}


def test_it_leads_from_the_old_address_in_one_hop(visitor, sign_in, dora, ben, ideas, merge, make_topic):
    topic, kept = ideas
    last = make_topic("ideas", ben, "Everything from plants")
    browser = sign_in(dora)
    merge(browser)
    assert visitor.get(topic.url).location == kept.url
    merge(browser, kept, last)
    for path in (topic.url, f"/ideas/{topic.id}", f"/ideas/{topic.id}-old-name", kept.url):
        answer = visitor.get(path)
        assert (answer.status_code, answer.location) == (302, last.url)
    assert visitor.get(f"{topic.url}?page=2").location == f"{last.url}?page=2"
    assert visitor.get(f"/questions/{topic.id}-{topic.slug}").status_code == 404


def test_it_hides_the_merged_one_everywhere(visitor, sign_in, dora, ben, ideas, merge, db, run_readers):
    topic, kept = ideas
    topic.idea.status = "planned"
    db.session.commit()
    browser = sign_in(dora)
    merge(browser)
    run_readers()
    paths = ("/", "/ideas", "/ideas?status=planned", "/ideas?status=merged", "/ideas?sort=new", "/roadmap",
             "/boards/ideas", "/search?q=oat", "/feed.atom", "/ideas/feed.atom", "/members/ben", "/sitemap.xml")
    for reader in (visitor, sign_in(ben), browser):
        for path in paths:
            page = reader.get(path).text
            assert f"/ideas/{topic.id}-" not in page, path
            assert reader is not visitor or "More oat milk" not in page, path
    assert "1" in visitor.get("/boards").text
    assert db.session.scalar(db.text("SELECT topic_count FROM boards WHERE kind = 'ideas'")) == 1
    assert status_of(db, topic) == ("merged", 0) and status_of(db, kept) == ("new", 1)


def test_it_says_who_when_why_and_credits_the_author(visitor, sign_in, dora, ideas, merge):
    topic, kept = ideas
    merge(sign_in(dora))
    page = visitor.get(kept.url).text
    assert "From what was merged: “More oat milk” by Ben" in page
    assert "Merged by Dora" in page and WHY in page and "Take the merge back" not in page


def test_it_keeps_replies_under_a_folded_heading(visitor, sign_in, dora, gus, ideas, merge, make_reply, db, run_readers):
    topic, kept = ideas
    reply = make_reply(topic, gus, "Buckwheat would do as well.")
    make_reply(topic, dora, "It would.", parent=reply)
    make_reply(kept, gus, "Hazelnut, please.")
    merge(sign_in(dora))
    page = visitor.get(kept.url).text
    assert "Hazelnut" in page and "Buckwheat" not in page
    fold = f"/ideas/{kept.id}/merges/1"
    assert f'href="{fold}"' in page
    page = visitor.get(fold).text
    assert page.index("Please, oat.") < page.index("Buckwheat") < page.index("It would.")
    fragment = visitor.get(fold, htmx="merged-1").text
    assert "Buckwheat" in fragment and "<h1" not in fragment
    assert visitor.get(f"{kept.url}?post={reply.id}").location == f"{fold}?post={reply.id}#post-{reply.id}"
    assert row(db, kept).reply_count == 3 and row(db, topic).reply_count == 0
    run_readers()
    assert f"{kept.url}?post={reply.id}" in visitor.get("/search?q=buckwheat").text


def test_it_lets_people_go_on_under_what_was_merged(sign_in, dora, ben, gus, ideas, merge, unmerge, make_reply, db):
    topic, kept = ideas
    reply = make_reply(topic, gus, "Buckwheat would do as well.")
    browser, member = sign_in(dora), sign_in(ben)
    merge(browser)
    assert member.post(f"/posts/{reply.id}/comments", {"body": "Good thought."}).status_code == 303
    assert member.post(f"/posts/{reply.id}/vote", {"on": "1"}).status_code == 303
    assert "Good thought." in member.get(f"/ideas/{kept.id}/merges/1").text
    unmerge(browser, topic)
    page = member.get(topic.url).text
    assert "Buckwheat" in page and "Good thought." in page
    assert "Good thought." not in member.get(kept.url).text
    assert (row(db, topic).reply_count, row(db, topic).comment_count, row(db, kept).reply_count) == (2, 1, 0)


def test_it_gives_everything_back(sign_in, dora, ben, finn, gus, emil, ideas, merge, unmerge, make_reply, db, run_readers):
    topic, kept = ideas
    set_vote(topic.opening, gus, wanted=True)
    set_vote(kept.opening, emil, wanted=True)
    follow_topic(topic, emil, wanted=True)
    topic.idea.status = "checking"
    make_reply(topic, gus, "Buckwheat would do as well.")
    db.session.commit()
    before = [(voters(db, idea), followers(db, idea), status_of(db, idea)) for idea in ideas]
    counts = [(row(db, idea).vote_count, row(db, idea).reply_count) for idea in ideas]
    browser = sign_in(dora)
    merge(browser)
    answer = unmerge(browser, topic)
    assert answer.location == topic.url
    assert [(voters(db, idea), followers(db, idea), status_of(db, idea)) for idea in ideas] == before
    assert [(row(db, idea).vote_count, row(db, idea).reply_count) for idea in ideas] == counts
    run_readers()
    page = browser.get(topic.url).text
    assert "Buckwheat" in page and "From the merged idea" not in browser.get(kept.url).text
    assert "More oat milk" in browser.get("/ideas").text and topic.url in browser.get("/search?q=oat").text
    assert db.session.scalar(db.text("SELECT topic_count FROM boards WHERE kind = 'ideas'")) == 2


def test_it_counts_votes_of_unknown_members_too(sign_in, dora, ideas, merge, unmerge, db):
    topic, kept = ideas
    topic.opening.carried_up, topic.opening.vote_count, topic.vote_count = 7, 8, 8
    db.session.commit()
    browser = sign_in(dora)
    merge(browser)
    assert row(db, kept).vote_count == 9
    unmerge(browser, topic)
    assert (row(db, kept).vote_count, row(db, topic).vote_count) == (1, 8)


def test_it_leaves_every_counter_true(sign_in, dora, gus, ideas, merge, make_reply, db, run_readers):
    from app.recounting import recount

    make_reply(ideas[0], gus)
    merge(sign_in(dora))
    run_readers()
    changed = recount()
    assert not changed


def test_it_is_taken_back_in_any_order(sign_in, dora, gus, finn, ben, ideas, merge, unmerge, make_topic, make_reply, db):
    first, second = ideas
    third = make_topic("ideas", dora, "Everything from plants")
    set_vote(first.opening, gus, wanted=True)
    make_reply(first, gus, "Buckwheat would do as well.")
    db.session.commit()
    browser = sign_in(dora)
    merge(browser, first, second)
    merge(browser, second, third)
    assert voters(db, third) == sorted([ben.id, finn.id, gus.id, dora.id])
    unmerge(browser, first)
    assert voters(db, third) == sorted([finn.id, dora.id]) and row(db, third).vote_count == 2
    assert "Buckwheat" in browser.get(first.url).text
    unmerge(browser, second)
    assert [voters(db, idea) for idea in (first, second, third)] == [sorted([ben.id, gus.id]), [finn.id], [dora.id]]
    assert [row(db, idea).vote_count for idea in (first, second, third)] == [2, 1, 1]


def test_it_keeps_a_vote_that_two_merges_brought(sign_in, dora, gus, ideas, merge, unmerge, make_topic, db):
    first, kept = ideas
    second = make_topic("ideas", dora, "Soy milk")
    for idea in (first, second):
        set_vote(idea.opening, gus, wanted=True)
    db.session.commit()
    browser = sign_in(dora)
    merge(browser, first, kept)
    merge(browser, second, kept)
    unmerge(browser, first)
    assert gus.id in voters(db, kept) and gus.id in followers(db, kept)
    unmerge(browser, second)
    assert gus.id not in voters(db, kept) and gus.id not in followers(db, kept)


def test_it_knows_the_moment_of_each_vote(sign_in, dora, ben, ideas, merge, db):
    topic, kept = ideas
    long_ago = now() - timedelta(days=40)
    db.session.execute(db.update(Vote).where(Vote.post_id == topic.opening.id).values(created_at=long_ago))
    db.session.commit()
    merge(sign_in(dora))
    assert db.session.get(Vote, (kept.opening.id, ben.id)).created_at == long_ago


def test_it_changes_nothing_when_sent_again(sign_in, dora, ideas, merge, unmerge, db):
    topic, kept = ideas
    browser = sign_in(dora)
    assert [merge(browser).location for _ in range(2)] == [kept.url, kept.url]
    assert db.session.scalar(db.text("SELECT count(*) FROM merges")) == 1
    assert unmerge(browser, topic).status_code == 303
    assert unmerge(browser, topic).status_code == 404
    assert db.session.scalar(db.text("SELECT count(*) FROM events WHERE name = 'topic.unmerged'")) == 1


def test_it_wants_a_reason(sign_in, dora, ideas, merge, db):
    answer = merge(sign_in(dora), reason="x" * 39)
    assert answer.status_code == 422 and "at least 40 characters" in answer.text and "x" * 39 in answer.text
    assert db.session.scalar(db.text("SELECT count(*) FROM merges")) == 0


def test_it_takes_no_status_from_a_form(sign_in, emil, ideas, db):
    answer = sign_in(emil).post(f"/ideas/{ideas[0].id}/status", {"status": "merged", "reason": WHY})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["ben", "finn", "cleo"])
def test_it_is_for_moderators_and_the_team(people, sign_in, ideas, merge, unmerge, dora, who):
    browser = sign_in(getattr(people, who))
    assert browser.get(f"/ideas/{ideas[0].id}/merge").status_code == 403
    assert merge(browser).status_code == 403
    assert "/merge" not in browser.get(ideas[0].url).text
    merge(sign_in(dora))
    assert unmerge(browser, ideas[0]).status_code == 403


def test_it_merges_only_what_the_same_people_read(sign_in, emil, ben, ideas, merge):
    inner = factories.make_topic(factories.make_board("ideas", "Inner", audience="members"), ben, "More oat milk inside")
    browser = sign_in(emil)
    assert merge(browser, inner, ideas[1]).status_code == 403
    assert merge(browser, ideas[0], inner).status_code == 403
    assert merge(browser, ideas[0], ideas[0]).status_code in (403, 404)
    assert "More oat milk inside" not in browser.get(f"/ideas/{ideas[0].id}/merge?q=oat").text


def test_it_merges_only_public_ideas(sign_in, emil, cleo, make_topic, ideas, merge):
    held, question = make_topic("ideas", cleo, "Held idea"), make_topic("questions", emil)
    browser = sign_in(emil)
    assert merge(browser, held, ideas[1]).status_code == 403
    assert merge(browser, ideas[0], question).status_code == 404


def test_it_cannot_be_taken_back_after_thirty_days(sign_in, dora, ideas, merge, unmerge, db):
    merge(sign_in(dora))
    with time_machine.travel(now() + timedelta(days=31)):
        browser = sign_in(dora)
        assert unmerge(browser, ideas[0]).status_code == 403
        assert "Take the merge back" not in browser.get(ideas[1].url).text


def test_it_offers_similar_ideas_with_and_without_an_index(sign_in, dora, ideas, run_readers, make_topic):
    make_topic("questions", dora, "Which oat milk?")
    browser = sign_in(dora)
    for _turn in range(2):
        page = browser.get(f"/ideas/{ideas[0].id}/merge?q=plants").text
        assert f"/ideas/{ideas[0].id}/merge?into={ideas[1].id}" in page and f"into={ideas[0].id}" not in page
        run_readers()
    assert "Which oat milk?" not in browser.get(f"/ideas/{ideas[0].id}/merge").text
    page = browser.get(f"/ideas/{ideas[0].id}/merge?into={ideas[1].id}").text
    assert "Is kept" in page and "1 vote" in page


def test_it_writes_the_audit_log_and_the_events(sign_in, dora, ideas, merge, unmerge, db):
    topic, kept = ideas
    browser = sign_in(dora)
    merge(browser)
    unmerge(browser, topic)
    acts = db.session.scalars(db.select(AuditEntry).where(AuditEntry.act.startswith("topic."))).all()
    assert [(a.act, a.actor_id, a.topic_id, a.reason) for a in acts] == [
        ("topic.merged", dora.id, topic.id, WHY), ("topic.unmerged", dora.id, topic.id, "")]
    assert find_break() is None
    events = db.session.scalars(db.select(Event).where(Event.name.in_(("topic.merged", "topic.unmerged")))).all()
    assert [(e.name, e.topic_id) for e in events] == [("topic.merged", kept.id), ("topic.unmerged", topic.id)]


def test_it_does_not_move_an_idea_that_has_taken_up_others(sign_in, dora, boards, ideas, merge):
    browser = sign_in(dora)
    merge(browser)
    assert browser.post(f"/topics/{ideas[1].id}/board", {"board": "discussions"}).status_code == 403


def test_it_keeps_the_place_when_a_merged_text_is_judged(sign_in, dora, ideas, merge, unmerge, db):
    topic, _kept = ideas
    browser = sign_in(dora)
    merge(browser)
    opening = db.session.scalar(db.select(type(topic.opening)).options(db.joinedload(type(topic.opening).topic)).where(
        type(topic.opening).id == topic.opening.id))
    opening.remove(by=dora)
    db.session.commit()
    assert row(db, topic).state == "merged"
    assert "Please, oat." not in browser.get(f"/ideas/{_kept.id}/merges/1").text
    unmerge(browser, topic)
    assert row(db, topic).state == "removed"


@pytest.mark.parametrize("votes", [0, 40])
def test_it_needs_few_statements_however_many_votes(sign_in, dora, ideas, merge, unmerge, db, count_queries, votes):
    from app.accounts.models import sign_up

    for n in range(votes):
        set_vote(ideas[0].opening, sign_up(f"Voter {n}", email=f"voter{n}@example.org"), wanted=True)
    db.session.commit()
    browser = sign_in(dora)
    browser.get("/")
    browser.form_token()
    with count_queries() as queries:
        assert merge(browser).status_code == 303
    with count_queries() as back:
        assert browser.post("/merges/1/undo").status_code == 303
    # The chain of the audit log needs three of them, and the decision three and five.
    assert len(queries) <= 15 and len(back) <= 19, "\n".join([*queries, "---", *back])


def test_it_shows_a_kept_idea_with_few_statements(visitor, sign_in, dora, ben, make_topic, ideas, merge, count_queries):
    browser = sign_in(dora)
    merge(browser)
    merge(browser, make_topic("ideas", ben, "Soy milk"))
    for reader in (visitor, browser):
        reader.get("/")
        with count_queries() as queries:
            reader.get(ideas[1].url)
        assert len(queries) <= 8
        with count_queries() as queries:
            reader.get(f"/ideas/{ideas[1].id}/merges/1")
        assert len(queries) <= 8


def test_it_refuses_what_makes_no_sense(app, dora, ideas, db):
    topic, kept = ideas
    for one, other, why in ((topic, topic, WHY), (topic, kept, "short")):
        with pytest.raises(ValueError):
            merge_topic(one, other, by=dora, because=why)



def notices(db, member):
    from app.notifications.models import Notice

    db.session.remove()
    return list(db.session.scalars(db.select(Notice).where(Notice.member_id == member.id)))


def test_it_tells_everybody_of_the_merged_idea_once(sign_in, dora, ben, finn, gus, emil, ideas, merge, run_readers, db):
    topic, kept = ideas
    for post in (topic.opening, kept.opening):
        set_vote(post, gus, wanted=True)
    follow_topic(topic, gus, wanted=True)
    follow_topic(topic, emil, wanted=True)
    follow_topic(topic, emil, wanted=False)
    db.session.commit()
    run_readers()
    browser = sign_in(dora)
    merge(browser)
    run_readers()
    run_readers()
    for member in (ben, gus):
        lines = notices(db, member)
        assert [(n.about, n.topic_id, n.detail, n.count) for n in lines] == [("merged", kept.id, "More oat milk", 1)]
    assert not notices(db, emil) and not notices(db, finn) and not notices(db, dora)
    page = sign_in(gus).get("/inbox").text
    assert "“More oat milk” was merged into “Milk from plants”" in page


def test_it_tells_the_voters_of_what_becomes_of_the_kept_one(sign_in, dora, emil, gus, ideas, merge, run_readers, db):
    topic, kept = ideas
    set_vote(topic.opening, gus, wanted=True)
    db.session.commit()
    merge(sign_in(dora))
    sign_in(emil).post(f"/ideas/{kept.id}/status", {"status": "planned", "reason": "In spring."})
    run_readers()
    assert [(n.about, n.topic_id) for n in notices(db, gus)] == [("status", kept.id)]


def test_it_tells_nobody_of_what_was_taken_back(sign_in, dora, ben, ideas, merge, unmerge, run_readers, db):
    browser = sign_in(dora)
    merge(browser)
    unmerge(browser, ideas[0])
    run_readers()
    assert not notices(db, ben)


def test_it_leaves_the_merged_text_to_its_author_and_to_moderators(visitor, sign_in, dora, ben, gus, ideas, merge, unmerge, db):
    topic, kept = ideas
    merge(sign_in(dora))
    path, fold = f"/posts/{topic.opening.id}", f"/ideas/{kept.id}/merges/1"
    assert [sign_in(one).get(f"{path}/acts").status_code for one in (ben, dora, gus)] == [200, 200, 404]
    assert f"{path}/acts" in sign_in(ben).get(fold).text and f"{path}/acts" not in sign_in(gus).get(fold).text
    for reader in (visitor, sign_in(gus), sign_in(ben), sign_in(dora)):
        assert reader.post(f"{path}/vote", {"on": "1"}).status_code in (303, 403, 404)
    assert voters(db, topic) == [ben.id]
    browser = sign_in(ben)
    form = {"title": "More oat milk", "body": "Another wording.", "version": "1"}
    assert browser.post(f"/topics/{topic.id}/edit", form).status_code == 303
    assert "Another wording." in visitor.get(fold).text
    assert browser.post(f"{path}/deletion").status_code == 303
    assert "Another wording." not in visitor.get(fold).text and row(db, topic).state == "merged"
    unmerge(sign_in(dora), topic)
    assert row(db, topic).state == "deleted" and visitor.get(topic.url).status_code == 404


def test_its_author_cannot_take_away_what_holds_other_ideas(sign_in, dora, finn, ideas, merge):
    kept = ideas[1]
    merge(sign_in(dora))
    assert sign_in(finn).post(f"/posts/{kept.opening.id}/deletion").status_code == 403


@pytest.mark.parametrize("act", ["remove", "delete"])
def test_it_names_no_merged_opening_that_was_taken_away(visitor, sign_in, dora, ben, gus, ideas, merge, db, act):
    topic, kept = ideas
    merge(sign_in(dora))
    opening = db.session.scalar(
        db.select(Post).options(joinedload(Post.topic)).where(Post.topic_id == topic.id, Post.is_opening)
    )
    getattr(opening, act)(by=dora)
    db.session.commit()
    paths = (kept.url, f"/ideas/{kept.id}/merges/1")
    for reader in (visitor, sign_in(gus)):
        for path in paths:
            page = reader.get(path).text
            assert "This text was taken away." in page, path
            assert "More oat milk" not in page and "Ben" not in page, path
    for reader in (sign_in(dora), sign_in(ben)):
        assert "More oat milk" in reader.get(paths[0]).text and "More oat milk" in reader.get(paths[1]).text


@pytest.mark.parametrize("leaves", [False, True])
def test_its_notices_forget_a_title_that_was_taken_away(sign_in, dora, ben, gus, ideas, merge, db, run_readers, leaves):
    from app.accounts.leaving import leave

    topic, kept = ideas
    sign_in(gus).post(f"/posts/{topic.opening.id}/vote", {"on": "1"})
    merge(sign_in(dora))
    run_readers()
    assert "More oat milk" in sign_in(gus).get("/inbox").text
    if leaves:
        leave(db.session.merge(ben), with_posts=True)
    else:
        opening = select_opening(db, topic)
        opening.remove(by=dora)
    db.session.commit()
    run_readers()
    page = sign_in(gus).get("/inbox").text
    assert "More oat milk" not in page and "Something was merged into" in page and kept.title in page


def select_opening(db, topic):
    query = db.select(Post).options(joinedload(Post.topic)).where(Post.topic_id == topic.id, Post.is_opening)
    return db.session.scalar(query)
