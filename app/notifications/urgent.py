"""Letters that go at once: a mention, and an answer to one's own question. Everything else waits for 17:00.

It stands apart from the day's letter because it runs all the time and must be right within seconds.
"""

from datetime import timedelta

from flask_babel import gettext as _

from app.database import reading
from app.events.schedule import TimedAct
from app.extensions import db
from app.notifications.composing import can_mail_from_here, compose_letter, find_lines, wants
from app.notifications.models import Notice
from app.notifications.stopping import AT_ONCE

AT_A_TIME = 50


def write_urgent():
    """Write what cannot wait into the outbox, each once. Commits."""
    with reading():
        letters = _compose() if can_mail_from_here() else []
        db.session.expunge_all()
        db.session.rollback()
    for letter in letters:
        letter.write()
    if letters:
        db.session.commit()


def _compose():
    urgent = Notice.urgent_event_id > Notice.mailed_event_id
    rows = find_lines(urgent, wants("at_once"))[:AT_A_TIME]
    return [
        compose_letter(f"at-once:{line.id}:{line.urgent_event_id}", member, [line], what=AT_ONCE, because=_because)
        for line, member in rows
    ]


def _because():
    return _("You get this at once because somebody spoke to you or answered you.")


TIMED = [TimedAct("mail.at_once", timedelta(seconds=10), write_urgent)]
