"""What whoever is decided about is told, and what they can say against it (security L7, L8); sanctions and their ends."""

from datetime import timedelta

import pytest
import time_machine

from app.accounts.models import Member
from app.accounts.roles import MODERATOR
from app.database import now
from app.moderation.models import Decision
from app.moderation.objections import Objection
from app.moderation.sanctions import Sanction, end_blocks, sanction
from app.moderation.statements import token_of
from app.notifications.models import Mail, Notice
from app.posts.models import Post


@pytest.fixture
def topic(make_topic, ben):
    return make_topic("questions", ben, title="Where is the bus stop?")


@pytest.fixture
def reported(topic, make_reply, gus, finn, sign_in):
    """Gus's answer, reported by Finn."""
    post = make_reply(topic, gus, "Buy my watches!")
    sign_in(finn).post(f"/posts/{post.id}/report", {"reason": "spam"})
    return post


def member(db, id):
    return db.session.get(Member, id, populate_existing=True)


@pytest.mark.parametrize("act", ["return", "remove"])
def test_l7_each_decision_has_a_statement_of_reasons(reported, gus, ben, visitor, dora, sign_in, decide, act):
    decide(dora, reported, act, rule="advertising", because="Twice.")
    browser = sign_in(gus)
    page = browser.get(f"/posts/{reported.id}/statement").text
    said = ("Please do not advertise here.", "Twice.", "Where is the bus stop?", "A person, on", "The rules of this place.",
            "Members reported it", "Object")  # fmt: skip
    assert not [words for words in said if words not in page]
    assert f"/posts/{reported.id}/statement" in browser.get("/account/decisions").text
    assert sign_in(ben).get(f"/posts/{reported.id}/statement").status_code == 404
    assert visitor.get(f"/posts/{reported.id}/statement").status_code == 404


def test_l7_what_a_machine_does_has_one_too(app, topic, make_reply, cleo, ben, dora, sign_in, state_of):
    held = make_reply(topic, cleo, "I am new.")
    page = sign_in(cleo).get(f"/posts/{held.id}/statement").text
    assert "A rule held it automatically" in page and "Nobody yet. A person will." in page
    post = make_reply(topic, ben, "Buy my watches!")
    sign_in(dora).post(f"/posts/{post.id}/report", {"reason": "insult"})
    assert state_of(post) == "hidden"
    assert "Members reported it" in sign_in(ben).get(f"/posts/{post.id}/statement").text


def test_l8_somebody_else_answers_an_objection_and_gives_the_text_back(
    db, reported, topic, gus, ben, dora, emil, sign_in, decide, audited, run_readers, state_of
):
    decide(dora, reported, "remove", rule="advertising")
    author, address = sign_in(gus), f"/posts/{reported.id}/objection"
    assert author.post(address, {"words": " "}).status_code == 422
    for _ in range(2):
        assert author.post(address, {"words": "It was a gift, not for sale."}).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Objection.id))) == 1
    assert sign_in(ben).post(address, {"words": "Me too."}).status_code in (403, 404)
    id = db.session.scalar(db.select(Objection.id))
    assert "Objections that wait for an answer" in sign_in(emil).get("/moderation").text
    answer = {"upheld": "yes", "answer": "You are right, sorry."}
    assert sign_in(dora).post(f"/moderation/objections/{id}", answer).status_code == 403
    page = sign_in(emil).get(f"/moderation/objections/{id}").text
    assert "It was a gift" in page and "Buy my watches!" in page
    assert sign_in(emil).post(f"/moderation/objections/{id}", answer).status_code == 303
    assert state_of(reported) == "published"
    assert audited() == ["post.remove", "objection.made", "decision.undo", "post.approve", "objection.upheld"]
    run_readers("notifications")
    told = db.session.scalar(db.select(Notice).where(Notice.about == "objection_upheld"))
    assert (told.member_id, told.text, told.url) == (gus.id, "You are right, sorry.", "/account/decisions")


def test_l8_a_refused_objection_changes_nothing_but_is_answered(db, reported, gus, dora, emil, sign_in, decide, state_of):
    decide(dora, reported, "remove", rule="advertising")
    sign_in(gus).post(f"/posts/{reported.id}/objection", {"words": "No."})
    id = db.session.scalar(db.select(Objection.id))
    assert sign_in(emil).post(f"/moderation/objections/{id}", {"upheld": "no"}).status_code == 422
    sign_in(emil).post(f"/moderation/objections/{id}", {"upheld": "no", "answer": "It was advertising."})
    assert state_of(reported) == "removed"
    assert "It was advertising." in sign_in(gus).get(f"/posts/{reported.id}/statement").text


def test_l8_who_is_alone_answers_alone_and_nobody_their_own(db, reported, people, gus, dora, sign_in, decide):
    decide(dora, reported, "remove", rule="advertising")
    sign_in(gus).post(f"/posts/{reported.id}/objection", {"words": "No."})
    for name in ("ada", "emil"):
        member(db, getattr(people, name).id).role = "member"
    member(db, gus.id).role = MODERATOR
    db.session.commit()
    id = db.session.scalar(db.select(Objection.id))
    answer = {"upheld": "no", "answer": "It stays."}
    assert sign_in(gus).post(f"/moderation/objections/{id}", answer).status_code == 403
    assert sign_in(dora).post(f"/moderation/objections/{id}", answer).status_code == 303


@pytest.mark.parametrize(("days", "status"), [(183, 1), (185, 0)])
def test_l8_it_can_be_said_for_six_months(db, reported, gus, dora, sign_in, decide, days, status):
    decide(dora, reported, "remove", rule="advertising")
    with time_machine.travel(now() + timedelta(days=days)):
        sign_in(gus).post(f"/posts/{reported.id}/objection", {"words": "No."})
    assert db.session.scalar(db.select(db.func.count(Objection.id))) == status


def test_it_lets_the_author_reword_from_the_statement(db, reported, gus, dora, sign_in, decide, queue):
    decide(dora, reported, "return", because="Please say more.")
    page = sign_in(gus).get(f"/posts/{reported.id}/statement").text
    assert f'href="/posts/{reported.id}/edit"' in page
    version = db.session.scalar(db.select(Post.version).where(Post.id == reported.id))
    sign_in(gus).post(f"/posts/{reported.id}/edit", {"body": "I lost my watch.", "version": version})
    assert queue() == [(reported.id, "reworded")]


def impose(sign_in, by, who, **said):
    return sign_in(by).post(f"/moderation/members/{who.handle}/sanctions", {"rule": "unfriendly", "days": "7", **said})


def test_it_silences_for_a_time(db, topic, gus, dora, sign_in, run_readers, audited):
    assert impose(sign_in, dora, gus, kind="silenced").status_code == 303
    browser = sign_in(gus)
    assert browser.post(f"/topics/{topic.id}/posts", {"body": "But!"}).status_code == 403
    assert browser.get(topic.url).status_code == 200
    assert browser.post(f"/topics/{topic.id}/vote", {"on": "1"}).status_code == 303
    run_readers("notifications")
    told = db.session.scalar(db.select(Notice))
    assert told.about == "silenced" and told.text.startswith("Please stay friendly")
    page = browser.get("/account/decisions").text
    assert "Reads, but does not write" in page
    with time_machine.travel(now() + timedelta(days=8)):
        assert sign_in(gus).post(f"/topics/{topic.id}/posts", {"body": "Back again."}).status_code == 303
    assert audited() == ["member.silenced"]


def test_it_lifts_before_the_end(db, topic, gus, dora, sign_in, audited):
    impose(sign_in, dora, gus, kind="silenced", days="0")
    id = db.session.scalar(db.select(Sanction.id))
    assert "Lift" in sign_in(dora).get(f"/moderation/members/{gus.handle}").text
    for _ in range(2):
        sign_in(dora).post(f"/moderation/sanctions/{id}/lifting")
    assert sign_in(gus).post(f"/topics/{topic.id}/posts", {"body": "Thanks."}).status_code == 303
    assert audited() == ["member.silenced", "member.silenced.lifted"]


def test_it_slows_down(make_app, topic, gus, dora, sign_in):
    from tests.conftest import Browser

    impose(sign_in, dora, gus, kind="slowed")
    browser = Browser(make_app(RATELIMIT_ENABLED=True), gus)
    codes = [browser.post(f"/topics/{topic.id}/posts", {"body": f"Number {n}"}).status_code for n in range(2)]
    assert codes == [303, 429]


def test_it_keeps_out_until_the_day_with_a_letter_that_lets_object(db, gus, dora, sign_in, visitor):
    impose(sign_in, dora, gus, kind="blocked", because="Enough.")
    assert member(db, gus.id).blocked_at
    letter = db.session.scalar(db.select(Mail))
    made = db.session.scalar(db.select(Sanction))
    token = token_of(made)
    assert "Enough." in letter.text and f"/sanctions/{token}" in letter.text
    page = visitor.get(f"/sanctions/{token}").text
    assert "Enough." in page and "Is kept out" in page
    assert visitor.post(f"/sanctions/{token}/objection", {"words": "It was my brother."}).status_code == 303
    assert db.session.scalar(db.select(Objection.member_id)) == gus.id
    assert visitor.get(f"/sanctions/{token}x").status_code == 404
    with time_machine.travel(now() + timedelta(days=6)):
        end_blocks()
        assert member(db, gus.id).blocked_at
    with time_machine.travel(now() + timedelta(days=8)):
        end_blocks()
        assert member(db, gus.id).blocked_at is None


def test_it_ends_a_sanction_when_the_member_was_right(db, gus, dora, emil, sign_in, visitor, run_readers):
    impose(sign_in, dora, gus, kind="blocked")
    made = db.session.scalar(db.select(Sanction))
    visitor.post(f"/sanctions/{token_of(made)}/objection", {"words": "No."})
    id = db.session.scalar(db.select(Objection.id))
    sign_in(emil).post(f"/moderation/objections/{id}", {"upheld": "yes", "answer": "Sorry."})
    assert member(db, gus.id).blocked_at is None
    run_readers("notifications")
    assert db.session.scalar(db.select(Notice.about).where(Notice.member_id == gus.id)) == "objection_upheld"


def test_it_undoes_the_block_of_a_tap(db, reported, gus, dora, sign_in, decide):
    id = decide(dora, reported, "block", rule="advertising")
    assert db.session.scalar(db.select(Sanction.kind)) == "blocked" and member(db, gus.id).blocked_at
    sign_in(dora).post(f"/moderation/decisions/{id}/undo")
    assert member(db, gus.id).blocked_at is None and not db.session.scalar(db.select(Sanction)).stands


@pytest.mark.parametrize("name", ["dora", "emil", "ada"])
def test_d6_a_moderator_says_nothing_against_the_own_height(db, people, dora, sign_in, name):
    assert impose(sign_in, dora, getattr(people, name), kind="silenced").status_code == 403
    assert db.session.scalar(db.select(Sanction.id)) is None


def test_it_needs_a_reason(db, gus, dora, sign_in):
    assert impose(sign_in, dora, gus, kind="warned", rule="").status_code == 422
    with pytest.raises(ValueError):
        sanction(gus, "warned", by=dora, because=" ")


def test_it_shows_moderators_what_was_before(reported, gus, dora, emil, sign_in, decide):
    decide(dora, reported, "remove", rule="advertising")
    impose(sign_in, dora, gus, kind="warned", because="The last time.")
    page = sign_in(emil).get(f"/moderation/members/{gus.handle}").text
    assert "The last time." in page and "A warning" in page and "Where is the bus stop?" in page


def test_it_keeps_the_words_of_a_decision_that_was_undone(db, reported, gus, dora, sign_in, decide):
    id = decide(dora, reported, "remove", rule="advertising")
    sign_in(dora).post(f"/moderation/decisions/{id}/undo")
    assert "Undone later" in sign_in(gus).get("/account/decisions").text
    assert db.session.get(Decision, id).undone_at
