"""Reporting anything by its address (security L6): profiles, names, pictures, poll options, lists; with or without an account."""

import pytest

from app.audit.models import AuditEntry
from app.moderation.reports import Report
from app.notifications.models import Mail
from tests import factories

NOTICE = {"note": "This name insults a person who really exists.", "name": "Anna", "email": "anna@example.com", "is_honest": "y"}


def newest(db):
    db.session.rollback()
    return db.session.scalar(db.select(Report).order_by(Report.id.desc()).limit(1))


@pytest.fixture
def places(make_topic, make_reply, boards, emil, ben, gus, db):
    """Addresses of all sorts of content, and the post behind each (None: it is no text)."""
    topic = make_topic("questions", ben, title="Which beans?")
    reply = make_reply(topic, gus, "The dark ones.")
    poll = factories.make_poll(boards["polls"], emil)
    picture, avatar = factories.make_upload(gus), factories.make_upload(gus, "avatar")
    picture.post, picture.loose_since = reply, None
    db.session.commit()
    return {
        topic.url: topic.opening.id,
        f"{topic.url}?post={reply.id}#post-{reply.id}": reply.id,
        f"/posts/{reply.id}": reply.id,
        poll.url: db.session.scalar(db.text("SELECT id FROM posts WHERE topic_id = :id"), {"id": poll.id}),
        f"/uploads/{picture.name}.webp": reply.id,
        f"/uploads/{avatar.name}.webp": None,
        gus.url: None,
        "/search?q=beans": None,
        "/boards/questions": None,
    }


def test_l6_a_stranger_reports_whatever_has_an_address_and_gets_a_receipt(visitor, places, db, run_readers, gus):
    for address, post_id in places.items():
        answer = visitor.post("/report", {"address": address, **NOTICE})
        made = newest(db)
        assert (answer.status_code, answer.location) == (303, f"/notices/{made.token}"), address
        assert made.post_id == post_id and (post_id or made.address == address.partition("?")[0])
        assert visitor.get(answer.location).status_code == 200
    about = db.session.scalars(db.select(Report.about_id).where(Report.about_id.is_not(None)))
    assert set(about) == {gus.id}
    assert visitor.get("/report?url=" + next(iter(places))).location.endswith("/report")
    assert visitor.post("/report", {"address": "http://localhost" + gus.url, **NOTICE}).status_code == 303


def test_l6_it_asks_for_what_the_law_asks_for(visitor, gus, db):
    for missing in ("note", "name", "email", "is_honest"):
        assert visitor.post("/report", {"address": gus.url, **NOTICE, missing: ""}).status_code == 422
    for elsewhere in ("https://example.org/members/gus", "/members/nobody", "/discussions/999", "nonsense", ""):
        answer = visitor.post("/report", {"address": elsewhere, **NOTICE})
        assert answer.status_code == 422 and "Anna" in answer.text, elsewhere
    assert newest(db) is None
    nameless = {"address": gus.url, "note": NOTICE["note"], "is_honest": "y", "is_abuse": "y"}
    assert visitor.post("/report", nameless).status_code == 303


def test_what_one_may_not_see_is_as_good_as_nothing(visitor, sign_in, ben, boards, people, db):
    inner = factories.make_topic(factories.make_board("discussions", "Inner", audience="members"), people.gus, "Inside")
    assert visitor.post("/report", {"address": inner.url, **NOTICE}).status_code == 422
    assert sign_in(ben).post("/report", {"address": inner.url, "reason": "insult"}).status_code == 303


def test_it_waits_in_the_queue_is_answered_once_and_the_reporter_hears(sign_in, visitor, people, db, run_readers):
    gus, ben, dora = people.gus, people.ben, people.dora
    assert "/report?url=/members/gus" in sign_in(ben).get(gus.url).text and '"/report"' in visitor.get("/").text
    for _turn in range(2):
        sign_in(ben).post("/report", {"address": gus.url, "reason": "insult", "note": "His name."})
    visitor.post("/report", {"address": gus.url, **NOTICE})
    assert db.session.scalar(db.select(db.func.count(Report.id))) == 2
    browser = sign_in(dora)
    page = browser.get("/moderation").text
    assert page.index("Against the law") < page.index("Insult or hate") and "/moderation/notices/1" in page
    assert "His name." in browser.get("/moderation/notices/1").text
    assert browser.post("/moderation/notices/1", {}).status_code == 422
    for _turn in range(2):
        assert browser.post("/moderation/notices/1", {"upheld": "yes", "note": "Warned."}).status_code == 303
        assert browser.post("/moderation/notices/2", {"upheld": "no"}).status_code == 303
    run_readers()
    acts = db.session.execute(db.select(AuditEntry.act, AuditEntry.member_id, AuditEntry.reason)).all()
    assert acts == [("report.upheld", gus.id, "Warned."), ("report.refused", gus.id, "")]
    assert "You were right" in sign_in(ben).get("/inbox").text
    made = newest(db)
    assert "It was looked at and may stay." in visitor.get(f"/notices/{made.token}").text
    assert db.session.scalars(db.select(Mail.subject).where(Mail.to == "anna@example.com")).all() != []
    assert "/moderation/notices" not in browser.get("/moderation").text


def test_nobody_answers_what_is_about_them_or_their_own(sign_in, people):
    ben, dora, emil = people.ben, people.dora, people.emil
    for about, by in ((dora, ben), (people.gus, dora), (emil, ben)):
        sign_in(by).post("/report", {"address": about.url, "reason": "insult"})
    browser = sign_in(dora)
    for number in (1, 2, 3):
        assert browser.post(f"/moderation/notices/{number}", {"upheld": "no"}).status_code == 403
    assert sign_in(people.ada).post("/moderation/notices/3", {"upheld": "no"}).status_code == 303
