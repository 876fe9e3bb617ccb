"""The outbox: letters are rows, written in the caller's transaction and sent by the worker over SMTP.

It stands apart from the inbox because it talks to another machine, which may be slow or gone: while it does,
no transaction is open, and a thread of its own keeps everything else from waiting.
"""

import logging
import re
import threading
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import or_, select, update

from app.accounts.addresses import is_mail_address
from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db, insert_into
from app.notifications.models import Mail
from app.web.noting import note

log = logging.getLogger("earshot.mail")

# After each failed try the next one waits this long: eight tries over about a day.
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 150, 360, 840))
TRIES = len(WAITS) + 1
# A letter that somebody has begun to send is theirs for so long.
CLAIM = timedelta(minutes=10)
# Without a mail server letters do not pile up for the day when there is one.
KEPT_WITHOUT_SERVER = timedelta(days=1)
AT_ONCE = 50
# Line ends of every kind and control characters: none may reach a header.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

_sending = threading.Lock()


class Letter(NamedTuple):
    """What is sent, apart from its row: looking at a row may begin a transaction."""

    id: int
    key: str
    to: str
    subject: str
    text: str
    html: str
    attempts: int
    stop_url: str = ""
    told: dict | None = None
    member_id: int | None = None

    @classmethod
    def of(cls, mail):
        return cls(*(getattr(mail, name) for name in cls._fields))


def write_mail(key, to, subject, text, html="", member=None, stop_url="", told=None):
    """Put a letter into the outbox; returns whether it is new. The same key is written once, ever.

    Raises ValueError when `to` is not one plain mail address.
    """
    if not is_mail_address(to):
        raise ValueError("not a mail address")
    values = {
        "key": key,
        "to": to,
        "subject": one_line(subject),
        "text": text,
        "html": html,
        "member_id": member.id if member else None,
        "stop_url": stop_url,
        "told": told or {},
    }
    insert = insert_into(Mail).values(values).on_conflict_do_nothing(index_elements=["key"])
    return db.session.scalar(insert.returning(Mail.id)) is not None


def one_line(text):
    """The text without anything that could end a header."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def send_waiting():
    """Send every letter that is due; returns how many were sent. Commits.

    Stops at the first letter that the server does not even let begin: the others would fare no better.
    """
    from app.notifications.smtp import Unreachable, read_settings

    settings = read_settings()
    if settings is None:
        _give_up_old_ones()
        return 0
    sent, due = 0, _due()
    db.session.commit()
    for mail in due:
        try:
            sent += send_one(mail, settings)
        except Unreachable:
            break
    return sent


def send_one(mail, settings=None):
    """Try to send one letter; returns whether it went out. Commits twice: before and after talking.

    Raises Unreachable, after noting it, when there was no talking to the server at all.
    """
    from app.notifications.smtp import Unreachable, deliver, read_settings
    from app.notifications.taking_back import take_back

    settings, letter = settings or read_settings(), Letter.of(mail)
    if settings is None or not _claim(letter) or take_back(letter):
        db.session.commit()
        return False
    try:
        # Whoever dies between here and the note sends this letter again in ten minutes: that window is
        # small, and its Message-ID stays the same, so that mail programs can tell.
        deliver(letter, settings)
    except Exception as error:
        _note_failure(letter, error)
        if isinstance(error, Unreachable):
            raise
        return False
    _note_sent(letter)
    return True


def start_sending():
    """The timed act: let a thread send what is due, unless one is still at it."""
    if db.session.scalar(select(Mail.id).where(*_is_due()).limit(1)) is None:
        return
    if _sending.acquire(blocking=False):
        app = current_app._get_current_object()
        threading.Thread(target=_send_beside, args=(app,), name="earshot-mail", daemon=True).start()


def _send_beside(app):
    try:
        with app.app_context():
            # After 17:00 there may be thousands.
            while send_waiting() == AT_ONCE:
                pass
    except Exception:
        log.exception("sending mail stumbled and goes on later")
    finally:
        _sending.release()


def _is_due():
    # A date further off than any wait comes from a clock that was wrong.
    due = or_(Mail.try_at <= now(), Mail.try_at > now() + 2 * WAITS[-1])
    return Mail.sent_at.is_(None), Mail.failed_at.is_(None), due


def _due():
    columns = (getattr(Mail, name) for name in Letter._fields)
    query = select(*columns).where(*_is_due()).order_by(Mail.try_at, Mail.id).limit(AT_ONCE)
    return [Letter(*row) for row in db.session.execute(query)]


def _claim(letter):
    """Take the letter, so that no other process sends it meanwhile. False when one already does."""
    claimed = (
        update(Mail)
        .where(Mail.id == letter.id, Mail.attempts == letter.attempts, *_is_due())
        .values(attempts=letter.attempts + 1, try_at=now() + CLAIM)
        .execution_options(synchronize_session=False)
    )
    won = db.session.execute(claimed).rowcount == 1
    db.session.commit()
    return won


def _note_sent(letter):
    # The words go: they hold one-time links that must not lie about.
    _note(letter, sent_at=now(), error="", text="", html="")
    log.info("mail %s sent", letter.id)


def _note_failure(letter, error):
    tries, words = letter.attempts + 1, one_line(f"{type(error).__name__}: {error}")[:500]
    if tries >= TRIES:
        _note(letter, failed_at=now(), error=words)
        note("mail_given_up", mail=letter.id, error=type(error).__name__)
    else:
        _note(letter, try_at=now() + WAITS[tries - 1], error=words)
    log.warning("mail %s did not go out at try %s: %s", letter.id, tries, type(error).__name__)


def _note(letter, **values):
    changed = update(Mail).where(Mail.id == letter.id).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.commit()


def _give_up_old_ones():
    old = Mail.created_at < now() - KEPT_WITHOUT_SERVER
    values = {"failed_at": now(), "error": "no mail server is set up"}
    given_up = update(Mail).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None), old).values(values)
    db.session.execute(given_up.execution_options(synchronize_session=False))
    db.session.commit()


TIMED = [TimedAct("mail", timedelta(seconds=10), start_sending)]
