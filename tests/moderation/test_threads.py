"""What moderators do with whole threads: each act is written down, told, shown, and can be taken back exactly."""

import pytest
from sqlalchemy import inspect

from app.audit.models import AuditEntry, find_break
from app.database import Base
from app.kinds.ideas.models import DONE
from app.moderation.models import Decision
from app.posts.models import Post
from app.recounting import recount
from app.topics.models import Topic
from app.votes.models import set_vote

# What only grows, or counts what has been read; and what says that something was done.
LOGS = {"audit_entries", "audit_head", "events", "decisions", "cursors", "revisions", "notices", "members", "sign_ins"}
WHY = {"rule": "misplaced", "because": "It fits better there."}


@pytest.fixture
def everything(db):
    """everything(): every row of every table but the logs, as the database holds it."""

    def look(*, but=()):
        db.session.rollback()
        there = set(inspect(db.engine).get_table_names())
        tables = [table for table in Base.metadata.sorted_tables if table.name in there - LOGS - set(but)]
        with db.engine.connect() as connection:
            return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in tables}

    return look


@pytest.fixture
def last(db):
    """last(): the newest decision."""

    def find():
        db.session.rollback()
        return db.session.scalar(db.select(Decision).order_by(Decision.id.desc()).limit(1))

    return find


@pytest.fixture
def thread(make_topic, make_reply, ben, gus, finn, db):
    """A question with an accepted answer, comments and votes; (topic, posts)."""
    topic = make_topic("questions", ben, title="Which beans for filter coffee?")
    first = make_reply(topic, gus, "Take the light ones.")
    second = make_reply(topic, finn, "When do you open on Sunday?")
    comment = make_reply(topic, gus, "At ten.", parent=second)
    third = make_reply(topic, gus, "And on holidays at noon.")
    set_vote(second, ben, wanted=True)
    db.session.commit()
    return topic, (first, second, comment, third)


def row(db, topic):
    return db.session.get(Topic, topic.id, populate_existing=True)


ACTS = [
    ("closure", {"on": "1", "rule": "repeated"}, "close", "Closed for replies"),
    ("pin", {"on": "1"}, "pin", "Pinned to the top"),
    ("title", {"title": "Beans for the filter", **WHY}, "retitle", "Given another title"),
    ("board", {"board": "ideas", **WHY}, "move", "Moved to another board"),
]


@pytest.mark.parametrize(("noun", "sent", "act", "words"), ACTS)
def test_i1_it_is_written_down_told_and_taken_back_exactly(
    db, thread, boards, sign_in, ben, dora, emil, run_readers, everything, last, noun, sent, act, words
):
    topic, _posts = thread
    run_readers()
    before, browser = everything(but=("posts",) if act == "retitle" else ()), sign_in(dora)
    for _turn in range(2):
        assert browser.post(f"/topics/{topic.id}/{noun}", sent).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Decision.id))) == 1
    decision = last()
    assert (decision.act, decision.by_id, decision.post_id) == (act, dora.id, topic.opening.id)
    entry = db.session.scalar(db.select(AuditEntry).where(AuditEntry.act == f"topic.{act}"))
    assert (entry.actor_id, entry.member_id, entry.topic_id) == (dora.id, ben.id, topic.id)
    run_readers()
    assert words in sign_in(emil).get("/moderation/log").text and words in browser.get("/log").text
    told = sign_in(ben).get("/inbox").text
    assert ("A moderator has" in told) == (act != "pin")
    assert browser.post(f"/moderation/decisions/{decision.id}/undo").status_code == 303
    assert browser.post(f"/moderation/decisions/{decision.id}/undo").status_code == 303
    run_readers()
    assert everything(but=("posts",) if act == "retitle" else ()) == before
    assert db.session.scalar(db.select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(1)) == "decision.undo"
    assert find_break() is None


def test_l7_closing_needs_a_reason_and_only_a_moderator_opens_it_again(db, thread, sign_in, ben, dora, run_readers):
    topic, _posts = thread
    browser, author = sign_in(dora), sign_in(ben)
    assert browser.post(f"/topics/{topic.id}/closure", {"on": "1"}).status_code == 422
    assert row(db, topic).closed_at is None
    browser.post(f"/topics/{topic.id}/closure", {"on": "1", "rule": "repeated", "because": "Asked last week."})
    run_readers()
    page = author.get(topic.url).text
    assert "A moderator has closed this thread" in page and "This is already here." in page and "Asked last week." not in page
    statement = author.get(f"/posts/{topic.opening.id}/statement").text
    assert "Asked last week." in statement and "only moderators can reply" in statement and "A person, on" in statement
    assert author.post(f"/topics/{topic.id}/closure", {}).status_code == 403
    assert author.post(f"/posts/{topic.opening.id}/objection", {"words": "It was not."}).status_code == 303
    assert browser.post(f"/topics/{topic.id}/closure", {}).status_code == 303
    assert row(db, topic).closed_at is None and not row(db, topic).is_locked
    assert "has closed this thread" not in author.get(topic.url).text


def test_l8_an_upheld_objection_opens_the_thread_again(db, thread, sign_in, ben, dora, emil, run_readers):
    topic, _posts = thread
    sign_in(dora).post(f"/topics/{topic.id}/closure", {"on": "1", "rule": "repeated"})
    sign_in(ben).post(f"/posts/{topic.opening.id}/objection", {"words": "It was not."})
    assert sign_in(dora).post("/moderation/objections/1", {"upheld": "yes", "answer": "Right."}).status_code == 403
    assert sign_in(emil).post("/moderation/objections/1", {"upheld": "yes", "answer": "Right."}).status_code == 303
    assert row(db, topic).closed_at is None


def test_it_moves_a_part_away_and_back_with_all_that_hangs_on_it(db, make_topic, boards, sign_in, ben, emil, dora, everything, last):
    idea = make_topic("ideas", ben, title="Longer evenings")
    for status, because in (("planned", "We look for somebody."), (DONE, "Since May we are open until nine every day.")):
        idea.idea.move_to(status, by=emil, because=because)
        db.session.commit()
    before, browser = everything(), sign_in(dora)
    browser.post(f"/topics/{idea.id}/board", {"board": boards["questions"].slug})
    assert "Since May" not in browser.get(f"/questions/{idea.id}").text
    browser.post(f"/moderation/decisions/{last().id}/undo")
    assert everything() == before
    assert "Since May" in browser.get(idea.url).text


def test_it_splits_replies_off_with_their_votes_comments_and_followers(
    db, thread, boards, sign_in, visitor, ben, gus, finn, dora, run_readers, last
):
    topic, (first, second, comment, third) = thread
    topic.question.accept(third, by=ben)
    db.session.commit()
    run_readers()
    browser = sign_in(dora)
    assert "When do you open on Sunday?" in browser.get(f"/topics/{topic.id}/split?post={second.id}").text
    sent = {"post": [second.id, third.id], "title": "Opening hours", "board": boards["discussions"].slug, **WHY}
    answer = browser.post(f"/topics/{topic.id}/split", sent)
    made = db.session.get(Topic, last().other_id)
    assert answer.location == f"/discussions/{made.id}-opening-hours"
    # Sent twice it leads there.
    assert browser.post(f"/topics/{topic.id}/split", sent).location == answer.location
    run_readers()
    assert (made.author_id, made.vote_count, made.reply_count) == (finn.id, 1, 2)
    accepted = db.session.scalar(db.text("SELECT accepted_id FROM questions"))
    assert (row(db, topic).reply_count, accepted) == (1, None)
    page = visitor.get(answer.location).text
    assert page.index("When do you open") < page.index("At ten.") < page.index("on holidays")
    assert "A moderator has split this off from another thread" in page and topic.url in page
    old = visitor.get(topic.url).text
    assert "thread of their own" in old and answer.location in old and "At ten." not in old
    assert visitor.get(f"{topic.url}?post={comment.id}").location == f"/posts/{comment.id}"
    assert answer.location in visitor.get("/search?q=holidays").text
    assert "stands in a thread of its own now" in sign_in(gus).get("/inbox").text
    followers = db.session.execute(db.text("SELECT member_id FROM topic_follows WHERE topic_id = :id"), {"id": made.id})
    assert sorted(followers.scalars()) == sorted([gus.id, finn.id])


def test_it_counts_the_notes_on_a_page_anew(db, thread, boards, sign_in, dora, run_readers, last):
    topic, (_first, second, _comment, _third) = thread
    browser = sign_in(dora)
    browser.post(f"/topics/{topic.id}/closure", {"on": "1", "rule": "repeated"})
    browser.post(f"/moderation/decisions/{last().id}/undo")
    browser.post(f"/topics/{topic.id}/title", {"title": "Beans for the filter", **WHY})
    browser.post(f"/topics/{topic.id}/pin", {"on": "1"})
    browser.post(f"/topics/{topic.id}/split", {"post": [second.id], "title": "Opening hours", "board": boards["discussions"].slug, **WHY})
    made = db.session.get(Topic, last().other_id)
    run_readers()
    # Undone acts and pins stand on no page.
    assert (row(db, topic).note_count, made.note_count) == (2, 1)
    assert "topics.note_count" not in recount()
    db.session.execute(db.update(Topic).values(note_count=7))
    assert recount()["topics.note_count"] == db.session.scalar(db.select(db.func.count(Topic.id)))
    assert (row(db, topic).note_count, row(db, made).note_count) == (2, 1)


def test_it_puts_what_was_split_off_back_exactly(db, thread, boards, sign_in, visitor, ben, dora, run_readers, everything, last):
    topic, (_first, second, _comment, third) = thread
    topic.question.accept(third, by=ben)
    db.session.commit()
    run_readers()
    before, browser = everything(but=("search_misses",)), sign_in(dora)
    for kind in ("ideas", "questions", "discussions"):
        sent = {"post": [second.id, third.id], "title": "Opening hours", "board": boards[kind].slug}
        address = browser.post(f"/topics/{topic.id}/split", sent).location
        made = last().other_id
        run_readers()
        assert browser.post(f"/moderation/decisions/{last().id}/undo").status_code == 303
        run_readers()
        # The emptied thread keeps its number, so that its address leads home.
        assert (visitor.get(address).status_code, visitor.get(address).location) == (302, topic.url)
        after = everything(but=("search_misses",))
        after["topics"] = [each for each in after["topics"] if not each.startswith(f"({made},")]
        left = {name: rows for name, rows in after.items() if rows != before[name]}
        assert set(left) <= {"topics"} and len(left.get("topics", before["topics"])) == len(before["topics"]) + ["ideas", "questions", "discussions"].index(kind)
    assert "At ten." in visitor.get(topic.url).text


def test_it_takes_along_what_was_written_since(db, thread, boards, sign_in, visitor, cleo, gus, dora, make_reply, last):
    topic, (_first, second, _comment, _third) = thread
    browser = sign_in(dora)
    browser.post(f"/topics/{topic.id}/split", {"post": second.id, "title": "Opening hours", "board": boards["questions"].slug})
    made = last().other_id
    sign_in(gus).post(f"/topics/{made}/posts", {"body": "And on Monday?"})
    browser.post(f"/moderation/decisions/{last().id}/undo")
    assert "And on Monday?" in visitor.get(topic.url).text
    assert row(db, topic).reply_count == 5


def test_it_does_not_put_back_what_has_gone_on(db, thread, boards, sign_in, dora, last, make_topic, gus):
    topic, (_first, second, _comment, _third) = thread
    browser = sign_in(dora)
    browser.post(f"/topics/{topic.id}/split", {"post": second.id, "title": "Opening hours", "board": boards["questions"].slug})
    split = last()
    kept = make_topic("questions", gus, title="When are you open?")
    reason = {"into": kept.id, "reason": "Both ask when the place is open, so they belong together."}
    assert browser.post(f"/questions/{split.other_id}/merge", reason).status_code == 303
    browser.post(f"/moderation/decisions/{split.id}/undo")
    assert last().undone_at is None and db.session.get(Decision, split.id).undone_at is None


@pytest.mark.parametrize("kind", ["questions", "discussions"])
def test_it_merges_two_of_a_kind_and_takes_that_back(db, boards, make_topic, make_reply, sign_in, visitor, ben, gus, dora, run_readers, everything, last, kind):
    goes, kept = (make_topic(kind, author, title=title) for author, title in ((ben, "Oat milk again"), (gus, "Oat milk")))
    make_reply(goes, gus, "Tomorrow.")
    run_readers()
    before, browser = everything(), sign_in(dora)
    assert kept.title in browser.get(f"/{kind}/{goes.id}/merge?q=oat milk").text
    sent = {"into": kept.id, "reason": "Both ask for the same milk, so their answers belong together."}
    for _turn in range(2):
        assert browser.post(f"/{kind}/{goes.id}/merge", sent).location == kept.url
    run_readers()
    assert visitor.get(goes.url).location == kept.url
    page = visitor.get(kept.url).text
    assert "From what was merged: “Oat milk again” by Ben" in page
    assert "Tomorrow." in visitor.get(f"/{kind}/{kept.id}/merges/1").text
    assert (last().act, last().merge_id, last().other_id) == ("merge", 1, kept.id)
    assert "Merged into another one" in browser.get("/moderation/log").text
    browser.post(f"/moderation/decisions/{last().id}/undo")
    run_readers()
    after = everything()
    after.pop("merges"), before.pop("merges")
    assert after == before and "Tomorrow." in visitor.get(goes.url).text


def test_it_notes_what_was_edited_for_somebody_and_takes_it_back(db, thread, sign_in, gus, dora, run_readers, last):
    _topic, (first, *_rest) = thread
    browser = sign_in(dora)
    browser.post(f"/posts/{first.id}/edit", {"body": "Take the dark ones.", "version": "1"})
    assert db.session.scalar(db.select(AuditEntry.act)) == "post.edit"
    run_readers()
    run_readers()
    assert (last().act, last().version_before) == ("reword", 1) and db.session.scalar(db.select(db.func.count(Decision.id))) == 1
    assert "A moderator has edited your text" in sign_in(gus).get("/inbox").text
    assert "edited" in browser.get(_topic.url).text and "by a moderator" in browser.get(_topic.url).text
    browser.post(f"/moderation/decisions/{last().id}/undo")
    run_readers()
    first = db.session.get(Post, first.id, populate_existing=True)
    assert (first.body, first.edited_at, first.edited_for_author) == ("Take the light ones.", None, False)
    assert db.session.scalar(db.select(db.func.count(Decision.id))) == 1


def test_d1_only_who_moderates_may(people, thread, boards, sign_in, visitor, db):
    topic, (first, *_rest) = thread
    acts = [*((noun, sent) for noun, sent, _act, _words in ACTS), ("split", {"post": first.id, "title": "Away", "board": "ideas"})]
    for name in ("gus", "finn", "cleo"):
        browser = sign_in(getattr(people, name))
        for noun, sent in acts:
            assert browser.post(f"/topics/{topic.id}/{noun}", sent).status_code == 403
        assert "/split" not in browser.get(topic.url).text
    assert visitor.post(f"/topics/{topic.id}/split", acts[-1][1]).status_code == 401
    assert db.session.scalar(db.select(db.func.count(Decision.id))) == 0


def test_it_refuses_a_split_of_nothing_and_one_to_where_only_the_team_opens(thread, boards, sign_in, dora):
    topic, (first, *_rest) = thread
    browser = sign_in(dora)
    for sent in ({"title": "Away", "board": "ideas"}, {"post": topic.opening.id, "title": "Away", "board": "ideas"},
                 {"post": first.id, "title": "Away", "board": boards["polls"].slug}, {"post": "x", "title": "", "board": "ideas"}):  # fmt: skip
        assert browser.post(f"/topics/{topic.id}/split", sent).status_code == 422


def test_it_names_nobody_who_wrote_without_a_name(db, make_topic, make_reply, boards, sign_in, visitor, ben, gus, dora, last):
    from app.posts.hidden_authors import HiddenAuthor
    from app.posts.models import add_post

    idea = make_topic("ideas", ben, title="Longer evenings", hidden=True)
    own = add_post(idea, ben, "I forgot to say: also on Sundays.", hidden=True)
    make_reply(idea, gus, "Good.")
    db.session.commit()
    before = db.session.execute(db.select(HiddenAuthor.post_id, HiddenAuthor.topic_id)).all()
    browser = sign_in(dora)
    address = browser.post(f"/topics/{idea.id}/split", {"post": own.id, "title": "Sundays", "board": boards["ideas"].slug}).location
    page = visitor.get(address).text
    assert "also on Sundays" in page and "Ben" not in page
    # Whoever wrote it still has it in hand.
    assert sign_in(ben).get(f"/topics/{last().other_id}/edit").status_code == 200
    browser.post(f"/moderation/decisions/{last().id}/undo")
    assert db.session.execute(db.select(HiddenAuthor.post_id, HiddenAuthor.topic_id)).all() == before
