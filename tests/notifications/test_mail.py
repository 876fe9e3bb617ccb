"""The outbox against a real mail server: everything goes out, nothing twice, and a server that is down harms nobody."""

import email
import email.policy
import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller

from app.database import now
from app.events.schedule import run_due_acts
from app.notifications import mail as outbox
from app.notifications.mail import TRIES, Letter, send_one, send_waiting, write_mail
from app.notifications.models import Mail
from app.notifications.smtp import parse_settings


class Postbox:
    """What a mail server was given; `refusal` lets it refuse."""

    def __init__(self):
        self.letters, self.raw, self.refusal, self.slow = [], [], None, 0

    async def handle_DATA(self, server, session, envelope):
        if self.refusal:
            return self.refusal
        time.sleep(self.slow)
        self.raw.append(envelope.content)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postbox(app, site, db):
    """A mail server on this machine, which the site uses."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = box.port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    site.smtp_url, site.mail_from = f"smtp://127.0.0.1:{port}", "hello@cafe.example"
    db.session.commit()
    box.server = server
    yield box
    if server.server is not None:
        server.stop()


@pytest.fixture
def letter(db, site):
    """letter(key): a letter in the outbox, committed."""

    def write(key="reset:1", to="ben@example.org", subject="Set a new password", text="Here is your link.", **more):
        write_mail(key, to, subject, text, **more)
        db.session.commit()
        found = db.session.scalar(db.select(Mail).where(Mail.key == key))
        # Even looking holds the write gate in a test, as long as it lasts.
        db.session.commit()
        return found

    return write


@pytest.fixture
def row(db):
    def look(key="reset:1"):
        db.session.rollback()
        return db.session.scalar(db.select(Mail).where(Mail.key == key).execution_options(populate_existing=True))

    return look


def test_it_sends_a_letter_with_its_headers(letter, postbox, row):
    letter(html="<p>Here is your link.</p>")
    assert send_waiting() == 1
    (got,) = postbox.letters
    assert got["Subject"] == "Set a new password"
    assert got["From"] == "Café Nordlicht <hello@cafe.example>"
    assert got["To"] == "ben@example.org"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].endswith("@cafe.example>") and got["Date"] and got["Reply-To"] is None
    assert got.get_body(("plain",)).get_content().strip() == "Here is your link."
    assert got.get_body(("html",)).get_content().strip() == "<p>Here is your link.</p>"
    assert row().sent_at is not None


def test_l11_its_stop_link_is_not_folded_into_what_nobody_reads(letter, postbox):
    stop = f"https://a-rather-long-name-of-a-cafe.community.example/mail/stop/{'x' * 40}"
    letter(stop_url=stop)
    send_waiting()
    assert f"List-Unsubscribe: <{stop}>\n".encode() in postbox.raw[0].replace(b"\r\n", b"\n")
    letter("reset:2")
    send_waiting()
    assert postbox.letters[1]["List-Unsubscribe"] is None


def test_it_keeps_no_words_of_what_was_sent(letter, postbox, row):
    letter(html="<p>Secret</p>")
    send_waiting()
    assert (row().text, row().html) == ("", "")


def test_it_writes_a_key_once(db, letter):
    assert write_mail("reset:1", "ben@example.org", "One", "One") is True
    assert write_mail("reset:1", "ben@example.org", "Two", "Two") is False
    db.session.commit()
    assert db.session.scalars(db.select(Mail.subject)).all() == ["One"]


def test_it_sends_once(letter, postbox):
    letter()
    assert [send_waiting(), send_waiting()] == [1, 0]
    assert len(postbox.letters) == 1


def test_it_sends_once_from_two_at_once(app, letter, postbox):
    letter = Letter.of(letter())
    postbox.slow = 0.3
    results = []

    def send():
        with app.app_context():
            results.append(send_one(letter))

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]
    assert len(postbox.letters) == 1


def test_it_holds_no_transaction_while_talking(app, db, letter, postbox):
    letter()
    postbox.slow = 1
    sender = threading.Thread(target=_send_all, args=(app,))
    sender.start()
    time.sleep(0.4)
    start = time.monotonic()
    letter("reset:2")
    assert time.monotonic() - start < 0.4
    sender.join()


def _send_all(app):
    with app.app_context():
        send_waiting()


def test_r8_a_server_that_is_down_gets_it_later_and_once(app, db, letter, postbox, row):
    postbox.server.stop()
    letter()
    assert send_waiting() == 0
    assert (row().attempts, row().sent_at) == (1, None)
    assert "refused" in row().error
    assert send_waiting() == 0 and row().attempts == 1
    again = Controller(postbox, hostname="127.0.0.1", port=postbox.port)
    again.start()
    try:
        with time_machine.travel(now() + timedelta(minutes=2)):
            assert [send_waiting(), send_waiting()] == [1, 0]
    finally:
        again.stop()
    assert len(postbox.letters) == 1


def test_r8_one_failing_connection_is_enough_for_a_round(letter, postbox, row):
    postbox.server.stop()
    letter("reset:1")
    letter("reset:2")
    send_waiting()
    assert [row("reset:1").attempts, row("reset:2").attempts] == [1, 0]


def test_r6_it_gives_up_after_eight_tries_over_a_day(letter, postbox, row):
    postbox.refusal = "451 try again"
    letter()
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(TRIES):
            send_waiting()
            if row().failed_at is None:
                clock.move_to(row().try_at)
        passed = row().failed_at - start
    assert (row().attempts, TRIES) == (8, 8)
    assert timedelta(hours=23) < passed < timedelta(hours=25)
    assert "try again" in row().error
    # The owner may let it be tried again.
    assert row().text == "Here is your link."


def test_it_goes_on_with_the_others_when_one_is_refused(letter, postbox, row):
    letter("reset:1", to="ben@example.org")
    letter("reset:2", to="gus@example.org")
    postbox.refusal = "550 no"
    send_waiting()
    assert [row("reset:1").attempts, row("reset:2").attempts] == [1, 1]


def test_it_sends_again_what_a_dead_process_had_claimed(db, letter, postbox, row):
    mail = letter()
    assert outbox._claim(outbox.Letter.of(mail))
    assert send_waiting() == 0
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert send_waiting() == 1


@pytest.mark.parametrize("evil", ["\r\nBcc: all@example.org", "\nX: y", "\x00", "\u2028Bcc: a@b.c", "\x85Bcc: a@b.c"])
def test_e6_no_line_end_reaches_a_header(letter, postbox, db, site, evil):
    # PostgreSQL stores no NUL at all.
    site.name = f"Café{evil}".replace("\x00", "")
    db.session.commit()
    letter(subject=f"Hello{evil}")
    assert send_waiting() == 1
    (got,) = postbox.letters
    assert got["Bcc"] is None and got["X"] is None
    assert len(got.get_all("Subject")) == 1 and "\n" not in got["Subject"]


@pytest.mark.parametrize(
    "to", ["", "ben", "ben@example.org\r\nBcc: x@y.z", "a@b.c, d@e.f", "ben@example.org\n", "<a@b.c>", "a b@c.d"]
)
def test_e6_it_refuses_what_is_not_one_address(site, to):
    with pytest.raises(ValueError):
        write_mail("reset:1", to, "Hello", "Text")


def test_it_waits_quietly_without_a_mail_server(letter, site, row):
    letter()
    assert send_waiting() == 0
    assert (row().attempts, row().failed_at) == (0, None)
    with time_machine.travel(now() + timedelta(days=2)):
        send_waiting()
        assert row().failed_at is not None


def test_it_uses_the_environment_when_the_owner_set_up_nothing(app, db, site, letter, postbox):
    app.config["SMTP_URL"], site.smtp_url = site.smtp_url, ""
    db.session.commit()
    letter()
    assert send_waiting() == 1


def test_it_is_sent_by_the_worker(app, db, letter, postbox):
    letter()
    app.timed_acts = outbox.TIMED
    assert run_due_acts(app)
    deadline = time.monotonic() + 5
    while not postbox.letters and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(postbox.letters) == 1
    while outbox._sending.locked():
        time.sleep(0.02)


def test_it_reads_the_address_of_the_server():
    settings = parse_settings("smtp://me%40cafe.example:pa%3Ass@mail.example")
    assert (settings.host, settings.port, settings.user, settings.password) == (
        "mail.example",
        587,
        "me@cafe.example",
        "pa:ss",
    )
    assert settings.sender == "me@cafe.example"
    assert parse_settings("smtps://mail.example").port == 465
    with pytest.raises(ValueError):
        parse_settings("http://mail.example")


def test_it_sends_no_password_unencrypted_to_another_machine(monkeypatch, letter, postbox):
    from app.notifications import smtp

    monkeypatch.setattr(smtp, "LOOPBACK", ())
    with pytest.raises(smtp.Unreachable, match="no encryption"):
        send_one(letter(), parse_settings(f"smtp://me:secret@127.0.0.1:{postbox.port}"))
    assert postbox.letters == []


def test_i3_it_logs_neither_address_nor_words(letter, postbox, caplog):
    caplog.set_level("DEBUG")
    letter("reset:1", text="https://cafe.example/reset/secret-token")
    send_waiting()
    postbox.refusal = "550 no such user ben@example.org"
    letter("reset:2", text="https://cafe.example/reset/secret-token")
    send_waiting()
    for secret in ("secret-token", "ben@example.org", "Set a new password"):
        assert secret not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("earshot"))
