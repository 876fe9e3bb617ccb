"""What comes by mail, when, and how often: the day's letter, what goes at once, and the link that ends it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import g

from app.accounts.models import Member, SignIn
from app.events.models import record
from app.follows.models import TopicFollow
from app.notifications import collected, smtp
from app.notifications.collected import last_slot, note_who_was_here, write_collected
from app.notifications.mail import send_waiting
from app.notifications.models import Mail, MailWishes, Notice, keep_wishes
from app.notifications.stopping import DAILY, read_stop, stop_url
from app.notifications.telling import tell_waiting
from app.notifications.urgent import write_urgent
from app.posts.models import Post
from tests import factories
from tests.notifications.test_mail import postbox  # noqa: F401 - a real mail server

BASE = "https://cafe.example"
BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday and a Thursday in summer: 17:00 in Berlin is 15:00 UTC.
TUESDAY = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
EVENING = timedelta(hours=3, minutes=5)


@pytest.fixture
def clock(app, site, db):
    """A clock to set, on a site that can send mail; before anything has happened."""
    app.config["BASE_URL"] = BASE
    site.smtp_url, site.mail_from = "smtp://127.0.0.1:9", "hello@cafe.example"
    db.session.commit()
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def mails(db, run_readers):
    """mails(): what waits in the outbox after one round of the worker, by reader."""

    def look():
        run_readers("notifications")
        tell_waiting()
        g.pop("site", None)
        write_urgent()
        write_collected()
        db.session.rollback()
        return {mail.to.split("@")[0]: mail for mail in db.session.scalars(db.select(Mail).order_by(Mail.id))}

    return look


def count_mails(db):
    return db.session.scalar(db.select(db.func.count()).select_from(Mail))


@pytest.fixture
def idea(clock, make_topic, ben):
    return make_topic("ideas", ben, "More oat milk")


@pytest.fixture
def followed(clock, db, make_topic, gus, finn):
    """A discussion of Gus that Finn follows."""
    topic = make_topic("discussions", gus, "A longer counter")
    db.session.add(TopicFollow(topic_id=topic.id, member_id=finn.id))
    db.session.commit()
    return topic


def announce(db, boards, emil, idea, title="Oat milk is here"):
    told = factories.make_topic(boards["announcements"], emil, title, outcome="done")
    told.announcement.publish([idea], by=emil)
    db.session.commit()
    return told


# --- When ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        ("2026-06-09T14:59:59", "2026-06-08T15:00:00"),
        ("2026-06-09T15:00:00", "2026-06-09T15:00:00"),
        ("2026-12-09T15:59:59", "2026-12-08T16:00:00"),
        ("2026-12-09T16:00:00", "2026-12-09T16:00:00"),
        # The nights in which the clock is changed.
        ("2026-03-29T14:59:59", "2026-03-28T16:00:00"),
        ("2026-03-29T15:00:00", "2026-03-29T15:00:00"),
        ("2026-10-25T15:59:59", "2026-10-24T15:00:00"),
        ("2026-10-25T16:00:00", "2026-10-25T16:00:00"),
    ],
)
def test_it_knows_17_00_on_the_wall_in_summer_and_in_winter(at, slot):
    at, slot = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, slot))
    found = last_slot(BERLIN, at)
    assert found.astimezone(UTC) == slot and found.hour == 17


def test_it_writes_at_17_00_and_not_before(clock, db, boards, idea, emil, mails):
    announce(db, boards, emil, idea)
    clock.shift(timedelta(hours=2, minutes=59))
    assert mails() == {}
    clock.shift(timedelta(minutes=2))
    letter = mails()["ben"]
    assert letter.subject == "We listened (Done): “Oat milk is here”"
    assert letter.key.endswith(":2026-06-09")


def test_it_writes_where_its_reader_is(clock, db, boards, idea, emil, ben, mails):
    keep_wishes(ben.id, timezone="America/New_York")
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    assert mails() == {}
    clock.shift(timedelta(hours=6))
    assert set(mails()) == {"ben"}


def test_it_writes_one_a_day_with_all_in_it(clock, db, boards, make_topic, make_reply, followed, idea, emil, ben, finn, dora, mails):
    db.session.add(TopicFollow(topic_id=idea.id, member_id=finn.id))
    db.session.commit()
    announce(db, boards, emil, idea)
    make_reply(followed, dora)
    mails()
    clock.shift(EVENING)
    letter = mails()["finn"]
    assert letter.subject == "2 pieces of news from Café Nordlicht"
    for words in ("Oat milk is here", "A longer counter", BASE):
        assert words in letter.text and words in letter.html
    make_reply(followed, dora, "One more")
    for _ in range(5):
        clock.shift(timedelta(hours=1))
        assert count_mails(db) == len(mails())
    clock.shift(timedelta(hours=19))
    mails()
    assert len(list(db.session.scalars(db.select(Mail).where(Mail.to == "finn@example.org")))) == 2


def test_an_outcome_is_in_one_letter_ever(clock, db, boards, make_reply, idea, emil, ben, gus, mails):
    told = announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    assert set(mails()) == {"ben"}
    db.session.add(TopicFollow(topic_id=told.id, member_id=ben.id))
    record("outcome.published", actor=emil, topic=told)
    db.session.commit()
    make_reply(db.session.merge(told), gus, "Hurray")
    clock.shift(timedelta(days=1))
    mails()
    assert list(db.session.scalars(db.select(Mail.to))) == ["ben@example.org"]


def test_what_was_missed_comes_with_the_next_letter(clock, db, boards, idea, emil, mails):
    """The worker stood still from before 17:00 until the next morning: still one letter a day."""
    announce(db, boards, emil, idea)
    clock.shift(timedelta(hours=20))
    assert mails() == {}
    clock.shift(timedelta(hours=8))
    assert set(mails()) == {"ben"}


def test_it_says_nothing_of_what_was_read(clock, db, boards, idea, emil, ben, run_readers, sign_in, mails):
    announce(db, boards, emil, idea)
    run_readers("notifications")
    tell_waiting()
    sign_in(ben).post("/inbox/reading")
    mails()
    clock.shift(EVENING)
    assert mails() == {}


def test_it_writes_the_same_when_it_runs_twice_at_once(clock, db, boards, idea, emil, mails):
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    mails()
    db.session.execute(db.text("UPDATE notices SET mailed_event_id = 0"))
    db.session.commit()
    mails()
    assert count_mails(db) == 1


def test_it_writes_to_many_in_bits(clock, db, boards, idea, emil, people, mails, monkeypatch):
    monkeypatch.setattr(collected, "AT_A_TIME", 2)
    for member in (people.finn, people.gus, people.dora, people.cleo, people.ada):
        db.session.add(TopicFollow(topic_id=idea.id, member_id=member.id))
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    assert set(mails()) == {"ben", "finn", "gus", "dora", "cleo", "ada"}


# --- At once ---------------------------------------------------------------------------------------------


def test_a_mention_goes_at_once_and_not_again_at_17_00(clock, db, followed, make_reply, ben, dora, mails):
    make_reply(followed, dora, "What do you say, @ben?")
    assert mails()["ben"].subject == "Dora mentioned you in “A longer counter”"
    mails()
    clock.shift(EVENING)
    assert "ben" not in {mail.to for mail in db.session.scalars(db.select(Mail)) if mail.key.startswith("day")}
    assert [to for to in db.session.scalars(db.select(Mail.to)) if to.startswith("ben")] == ["ben@example.org"]


def test_an_answer_to_ones_question_goes_at_once_each_time(clock, db, make_topic, make_reply, ben, finn, gus, mails):
    question = make_topic("questions", ben, "Where is the oat milk?")
    make_reply(question, finn)
    assert mails()["ben"].subject == "Finn answered your question “Where is the oat milk?”"
    mails()
    make_reply(question, gus)
    mails()
    assert list(db.session.scalars(db.select(Mail.to))) == ["ben@example.org"] * 2


def test_a_reply_after_a_mention_waits_for_the_evening(clock, db, followed, make_reply, finn, dora, gus, mails):
    make_reply(followed, dora, "What do you say, @finn?")
    mails()
    make_reply(followed, dora, "Anybody?")
    mails()
    assert [key[:7] for key in db.session.scalars(db.select(Mail.key).where(Mail.to == "finn@example.org"))] == ["at-once"]


def test_a_mention_under_an_outcome_that_was_mailed_goes_at_once_and_says_so(clock, db, boards, make_reply, idea, emil, gus, mails):
    told = announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    assert mails()["ben"].key.startswith("day:")
    make_reply(db.session.merge(told), gus, "What do you say, @ben?")
    letter = mails()["ben"]
    assert letter.subject == "Somebody mentioned you in “Oat milk is here”"
    assert "We listened" not in letter.text
    clock.shift(timedelta(days=1))
    mails()
    assert len(list(db.session.scalars(db.select(Mail).where(Mail.to == "ben@example.org")))) == 2


def test_a_mention_under_an_outcome_that_was_not_mailed_tells_both(clock, db, boards, make_reply, idea, emil, gus, mails):
    told = announce(db, boards, emil, idea)
    mails()
    make_reply(db.session.merge(told), gus, "What do you say, @ben?")
    letter = mails()["ben"]
    assert letter.key.startswith("at-once:")
    assert letter.subject == "Somebody mentioned you in “Oat milk is here”"
    assert "We listened (Done): “Oat milk is here”" in letter.text


def test_who_wants_nothing_at_once_gets_it_in_the_evening(clock, db, followed, make_reply, ben, dora, mails):
    keep_wishes(ben.id, at_once=False)
    make_reply(followed, dora, "What do you say, @ben?")
    assert "ben" not in mails()
    mails()
    clock.shift(EVENING)
    assert mails()["ben"].key.startswith("day:")


# --- Whom and what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["hidden", "board", "post", "stopped", "blocked", "no address"])
def test_d2_it_says_nothing_that_may_not_be_said(clock, db, followed, make_reply, finn, dora, ada, mails, why, run_readers):
    reply = make_reply(followed, dora, "A reply")
    run_readers("notifications")
    followed, reply, finn, board = (db.session.merge(each) for each in (followed, reply, finn, followed.board))
    followed.board = board
    reply.topic = followed
    if why == "hidden":
        opening = db.session.scalar(db.select(Post).where(Post.topic_id == followed.id, Post.is_opening))
        opening.topic = followed
        opening.hide()
    elif why == "board":
        board.change(by=ada, audience="group")
    elif why == "post":
        reply.hide()
    elif why == "stopped":
        keep_wishes(finn.id, daily=False)
    elif why == "blocked":
        finn.block(by=ada)
    else:
        finn.set_email(None)
    db.session.commit()
    mails()
    clock.shift(EVENING)
    assert "finn" not in mails()


def test_what_was_hidden_at_17_00_does_not_come_later(clock, db, followed, make_reply, finn, dora, mails, run_readers):
    reply = make_reply(followed, dora, "A reply")
    run_readers("notifications")
    reply = db.session.merge(reply)
    reply.topic = db.session.merge(followed)
    reply.hide()
    db.session.commit()
    mails()
    clock.shift(EVENING)
    mails()
    reply = db.session.merge(reply)
    reply.topic = db.session.merge(followed)
    reply.restore(by=dora)
    db.session.commit()
    clock.shift(timedelta(days=1))
    assert "finn" not in mails()


@pytest.mark.parametrize(("address", "words"), [("du", "dein"), ("sie", "Ihr")])
def test_it_speaks_its_readers_language(clock, db, site, boards, idea, emil, ben, mails, address, words):
    site.address = address
    ben.language = "de"
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    letter = mails()["ben"]
    assert letter.subject.startswith("Wir haben zugehört")
    assert words in letter.text and words in letter.html
    assert '<html lang="de">' in letter.html


def test_its_html_loads_nothing_and_escapes_everything(clock, db, boards, idea, emil, mails):
    announce(db, boards, emil, idea, title='<img src="https://evil.example/x.png"> & "more"')
    mails()
    clock.shift(EVENING)
    letter = mails()["ben"]
    page = BeautifulSoup(letter.html, "html.parser")
    assert not page.find_all(["img", "script", "link", "iframe", "object", "video", "form"])
    assert not [tag for tag in page.find_all() if tag.get("src") or tag.get("style") or tag.get("background")]
    assert "url" not in page.style.text and "@import" not in page.style.text and "&" not in page.style.text
    assert all(link["href"].startswith(BASE) for link in page.find_all("a"))
    assert '<img src="https://evil.example/x.png"> & "more"' in letter.text


def spoil_address(db, member):
    """As if a row had come from elsewhere: no form lets this in."""
    db.session.execute(db.update(Member).where(Member.id == member.id).values(email='be"n@example.org'))
    db.session.commit()


def unmailed(db, member):
    db.session.rollback()
    fresh = Notice.mailed_event_id < Notice.last_event_id
    return db.session.scalar(db.select(db.func.count(Notice.id)).where(Notice.member_id == member.id, fresh))


def test_an_address_that_nobody_can_write_to_keeps_no_mention_waiting(clock, db, followed, make_reply, ben, finn, dora, mails):
    spoil_address(db, ben)
    make_reply(followed, dora, "What do you say, @ben and @finn?")
    assert mails()["finn"].subject == "Dora mentioned you in “A longer counter”"
    assert 'be"n' not in mails() and unmailed(db, ben) == 0


def test_an_address_that_nobody_can_write_to_keeps_no_letter_of_the_day_waiting(clock, db, boards, idea, emil, ben, finn, mails):
    db.session.add(TopicFollow(topic_id=idea.id, member_id=finn.id))
    spoil_address(db, ben)
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    assert set(mails()) == {"finn"} and unmailed(db, ben) == 0


# --- The week --------------------------------------------------------------------------------------------


def test_the_week_comes_on_thursday_to_who_wished_for_it(clock, db, idea, followed, gus, finn, cleo, mails):
    # Whoever opened something themselves is told of the others.
    for member in (gus, cleo):
        keep_wishes(member.id, weekly=True)
    db.session.commit()
    mails()
    clock.shift(EVENING)
    assert mails() == {}
    mails()
    clock.move_to(THURSDAY + EVENING)
    found = mails()
    assert set(found) == {"gus", "cleo"}
    assert found["gus"].subject == "The week at Café Nordlicht"
    assert "More oat milk" in found["gus"].text and "A longer counter" not in found["gus"].text
    assert "A longer counter" in found["cleo"].html


def test_the_week_is_never_empty(clock, db, gus, mails):
    keep_wishes(gus.id, weekly=True)
    db.session.commit()
    mails()
    clock.move_to(THURSDAY + EVENING)
    assert mails() == {}


def test_the_week_says_nothing_that_may_not_be_seen(clock, db, gus, emil, mails):
    factories.make_topic(factories.make_board("ideas", "Inner", audience="group"), emil, "A quiet idea")
    keep_wishes(gus.id, weekly=True)
    db.session.commit()
    mails()
    clock.move_to(THURSDAY + EVENING)
    assert mails() == {}


def test_the_week_and_the_day_are_one_letter(clock, db, boards, idea, followed, make_reply, finn, dora, mails):
    keep_wishes(finn.id, weekly=True)
    clock.move_to(THURSDAY)
    make_reply(followed, dora)
    mails()
    clock.shift(EVENING)
    letter = mails()["finn"]
    assert "Dora replied" in letter.text and "More oat milk" in letter.text
    assert count_mails(db) == len(mails()) == 2  # Gus opened the discussion and hears of the reply.


def test_the_week_stops_after_90_days_of_silence_and_goes_on_after_it(clock, db, make_topic, gus, ben, mails):
    keep_wishes(gus.id, weekly=True)
    db.session.add(SignIn(token_hash="x", member_id=gus.id, seen_at=TUESDAY + timedelta(days=10)))
    db.session.commit()
    clock.shift(timedelta(days=11))
    note_who_was_here()
    # Sessions are forgotten long before.
    db.session.execute(db.delete(SignIn))
    db.session.commit()
    for days, comes in ((91, True), (98, False)):
        # The Thursdays 83 and 90 days after that sign-in.
        clock.move_to(THURSDAY + timedelta(days=days) - timedelta(days=1))
        make_topic("ideas", ben, f"Idea of day {days}")
        clock.move_to(THURSDAY + timedelta(days=days) + EVENING)
        assert (f"Idea of day {days}" in getattr(mails().get("gus"), "text", "")) == comes, days
    db.session.add(SignIn(token_hash="y", member_id=gus.id, seen_at=THURSDAY + timedelta(days=99)))
    make_topic("ideas", ben, "Idea of day 104")
    clock.move_to(THURSDAY + timedelta(days=105) + EVENING)
    assert "Idea of day 104" in mails()["gus"].text


def test_the_week_takes_nothing_from_who_wants_no_letter_of_the_day(clock, db, followed, make_reply, gus, dora, mails):
    keep_wishes(gus.id, weekly=True, daily=False)
    make_reply(followed, dora)
    mails()
    clock.move_to(THURSDAY + EVENING)
    mails()
    assert unmailed(db, gus) == 1


def test_readers_of_the_week_without_news_keep_nobody_waiting(clock, db, followed, make_reply, dora, gus, mails, monkeypatch):
    """When there is time for one reader a round, everybody still gets a turn."""
    monkeypatch.setattr(collected, "topics_of_week", lambda member, since: [])
    early = [member for member in db.session.scalars(db.select(Member)) if member.id < gus.id and member.email]
    for member in early:
        keep_wishes(member.id, weekly=True)
    clock.move_to(THURSDAY)
    make_reply(followed, dora)
    mails()
    clock.shift(EVENING)
    passed = [0]
    sleep = lambda seconds: passed.__setitem__(0, passed[0] + collected.MOST_SECONDS + 1)  # noqa: E731
    monkeypatch.setattr(collected, "time", SimpleNamespace(monotonic=lambda: passed[0], sleep=sleep))
    monkeypatch.setattr(collected, "AT_A_TIME", 1)
    monkeypatch.setattr(collected, "_reached", {})
    mails()
    assert early and "gus" not in mails()
    for _ in early:
        found = mails()
    assert "gus" in found


# --- A letter that waits ---------------------------------------------------------------------------------


def test_d2_a_letter_that_waits_is_taken_back_when_it_says_what_was_hidden(
    clock, db, boards, idea, followed, make_reply, finn, emil, dora, mails, postbox  # noqa: F811
):
    db.session.add(TopicFollow(topic_id=idea.id, member_id=finn.id))
    announce(db, boards, emil, idea)
    reply = make_reply(followed, dora)
    mails()
    clock.shift(EVENING)
    assert "A longer counter" in mails()["finn"].text
    reply = db.session.merge(reply)
    reply.topic = db.session.merge(followed)
    reply.hide()
    db.session.commit()
    send_waiting()
    assert "finn@example.org" not in {letter["To"] for letter in postbox.letters}
    # What else stood in it is not lost.
    mails()
    send_waiting()
    (letter,) = [letter for letter in postbox.letters if letter["To"] == "finn@example.org"]
    text = letter.get_body(("plain",)).get_content()
    assert "Oat milk is here" in text and "A longer counter" not in text


def test_d2_so_is_the_week(clock, db, followed, cleo, mails, postbox):  # noqa: F811
    keep_wishes(cleo.id, weekly=True)
    db.session.commit()
    mails()
    clock.move_to(THURSDAY + EVENING)
    assert "cleo" in mails()
    db.session.execute(db.text("UPDATE topics SET state = 'removed'"))
    db.session.commit()
    send_waiting()
    assert postbox.letters == [] and count_mails(db) == 0


@pytest.mark.parametrize("why", ["blocked", "left", "moved", "stopped"])
@pytest.mark.parametrize("kind", ["day", "at-once"])
def test_a_letter_that_waits_is_taken_back_from_who_would_not_get_it_now(
    clock, db, followed, make_reply, finn, dora, ada, mails, postbox, why, kind  # noqa: F811
):
    make_reply(followed, dora, "Hello @finn" if kind == "at-once" else "Hello")
    mails()
    clock.shift(EVENING)
    assert mails()["finn"].key.startswith(kind)
    finn = db.session.merge(finn)
    if why == "blocked":
        finn.block(by=ada)
    elif why == "left":
        finn.left_at = TUESDAY
    elif why == "moved":
        finn.set_email("finn@elsewhere.example")
    else:
        keep_wishes(finn.id, daily=False, at_once=False)
    db.session.commit()
    send_waiting()
    assert "finn@example.org" not in {letter["To"] for letter in postbox.letters}
    mails()
    send_waiting()
    later = {letter["To"] for letter in postbox.letters if letter["To"].startswith("finn")}
    assert later == ({"finn@elsewhere.example"} if why == "moved" else set())


def test_the_week_that_waits_is_taken_back_from_who_ended_it(clock, db, idea, cleo, mails, postbox):  # noqa: F811
    keep_wishes(cleo.id, weekly=True)
    db.session.commit()
    mails()
    clock.move_to(THURSDAY + EVENING)
    assert "cleo" in mails()
    keep_wishes(cleo.id, weekly=False)
    db.session.commit()
    assert send_waiting() == 0 and postbox.letters == [] and "cleo" not in mails()


def test_it_holds_no_transaction_while_a_letter_about_notices_is_sent(
    clock, db, followed, make_reply, finn, dora, mails, postbox, monkeypatch  # noqa: F811
):
    make_reply(followed, dora, "Hello @finn")
    mails()
    open_ones = []

    def look_and_deliver(letter, settings, deliver=smtp.deliver):
        open_ones.append((bool(letter.told["notices"]), db.session().in_transaction()))
        deliver(letter, settings)

    monkeypatch.setattr(smtp, "deliver", look_and_deliver)
    send_waiting()
    assert "finn@example.org" in {letter["To"] for letter in postbox.letters}
    assert set(open_ones) == {(True, False)}


# --- Ending it -------------------------------------------------------------------------------------------


def test_l11_one_tap_ends_it_without_signing_in(clock, db, boards, idea, emil, ben, mails, visitor, postbox):  # noqa: F811
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    mails()
    assert send_waiting() == 1
    (got,) = postbox.letters
    address = got["List-Unsubscribe"].strip(" <>")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith(f"{BASE}/mail/stop/") and address in got.get_body(("plain",)).get_content()
    assert got.get_content_type() == "multipart/alternative"
    path = address.removeprefix(BASE)
    # Looking ends nothing: mail programs look at links by themselves.
    assert "Stop these letters" in visitor.get(path).text and db.session.get(MailWishes, ben.id) is None
    for _ in range(2):
        answer = visitor.post(path, {"List-Unsubscribe": "One-Click"}, token=False)
        assert answer.status_code == 200 and "no longer comes" in answer.text
    wishes = db.session.get(MailWishes, ben.id)
    assert (wishes.daily, wishes.at_once, wishes.weekly) == (False, True, False)


@pytest.mark.parametrize("token", ["x", "WzEsMV0.x", "", "ä", "WzEsOV0.AAAA", "[1,1]"])
def test_nobody_ends_letters_of_others(clock, visitor, token):
    assert visitor.get(f"/mail/stop/{token}").status_code == 404
    assert visitor.post(f"/mail/stop/{token}", token=False).status_code == 404


def test_a_link_works_after_the_key_was_changed(app, clock, ben):
    token = stop_url(ben.id, DAILY).rpartition("/")[2]
    app.config["SECRET_KEY_FALLBACKS"], app.config["SECRET_KEY"] = ["for tests only"], "another"
    assert read_stop(token) == (ben.id, DAILY)


def test_a_member_chooses_what_comes(clock, db, sign_in, ben):
    browser = sign_in(ben)
    assert 'checked' in browser.get("/account/mail").text
    sent = {"weekly": "y", "timezone": "Asia/Tokyo"}
    for _ in range(2):
        assert browser.post("/account/mail", sent).status_code == 303
    wishes = db.session.get(MailWishes, ben.id)
    assert (wishes.at_once, wishes.daily, wishes.weekly, wishes.timezone) == (False, False, True, "Asia/Tokyo")
    assert browser.post("/account/mail", {"timezone": "Mars/Olympus"}).status_code == 422


# --- Without a mail server, and with one that is down -----------------------------------------------------


def test_without_a_mail_server_nothing_piles_up(clock, app, db, site, boards, idea, followed, make_reply, emil, dora, ben, mails, sign_in):
    site.smtp_url = ""
    db.session.commit()
    announce(db, boards, emil, idea)
    make_reply(followed, dora, "What do you say, @ben?")
    mails()
    clock.shift(EVENING)
    assert mails() == {}
    page = sign_in(ben).get("/inbox").text
    assert "Oat milk is here" in page and "mentioned you" in page
    # Once there is one, it does not begin with the news of last month.
    clock.shift(timedelta(days=30))
    db.session.merge(site).smtp_url = "smtp://127.0.0.1:9"
    db.session.commit()
    assert mails() == {}


def test_r8_a_server_that_was_down_for_a_day_delivers_each_once(clock, db, boards, idea, emil, mails, postbox):  # noqa: F811
    announce(db, boards, emil, idea)
    mails()
    clock.shift(EVENING)
    mails()
    postbox.refusal = "451 later"
    for _ in range(20):
        send_waiting()
        mails()
        clock.shift(timedelta(hours=1))
    postbox.refusal = None
    for _ in range(8):
        clock.shift(timedelta(hours=2))
        mails()
        send_waiting()
    assert [letter["To"] for letter in postbox.letters] == ["ben@example.org"]
