"""What the site holds of a member, in words: the file to take along says "state": "held", the page says more."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.roles import ROLE_NAMES
from app.moderation.reports import REASON_NAMES
from app.topics.models import DELETED, HELD, HIDDEN, PUBLISHED, REMOVED, RETURNED
from app.web.filters import full_date

FIELD_NAMES = {
    "about": _l("About you"),
    "agreed": _l("You agreed on"),
    "answer": _l("Your answer"),
    "answered": _l("Answered"),
    "consent": _l("You agreed to"),
    "question": _l("Question"),
    "alt": _l("What the picture shows"),
    "address": _l("Address"),
    "asked": _l("You asked for it"),
    "at_once": _l("Mail at once"),
    "body": _l("Text"),
    "board": _l("Board"),
    "bytes": _l("Bytes"),
    "count": _l("Count"),
    "daily": _l("Mail of the day"),
    "day": _l("Day"),
    "device": _l("Device"),
    "earlier_title": _l("Earlier title"),
    "email": _l("E-mail"),
    "wanted_email": _l("E-mail, not yet confirmed"),
    "group": _l("Group"),
    "handle": _l("Name in addresses"),
    "happened": _l("What happened"),
    "height": _l("Height"),
    "joined": _l("Joined"),
    "kept_until": _l("Kept until"),
    "language": _l("Language"),
    "last_seen": _l("Last seen"),
    "may_quote": _l("May be shown without your name"),
    "muted": _l("Muted"),
    "name": _l("Name"),
    "network": _l("Network"),
    "note": _l("Note"),
    "number": _l("Number"),
    "opening": _l("Opens the topic"),
    "option": _l("Your choice"),
    "origin": _l("Came from"),
    "phone": _l("Phone"),
    "picture": _l("Picture"),
    "post": _l("Post"),
    "read": _l("Read"),
    "reason": _l("Reason"),
    "role": _l("Role"),
    "saved": _l("Saved a call"),
    "score": _l("How it felt, from −2 to +2"),
    "sent": _l("Sent"),
    "since": _l("Since"),
    "state": _l("State"),
    "subject": _l("Subject"),
    "taken": _l("Taken"),
    "text": _l("Text"),
    "theme": _l("Light or dark"),
    "timezone": _l("Time zone"),
    "title": _l("Title"),
    "touchpoint": _l("Touchpoint"),
    "upheld": _l("Upheld"),
    "weekly": _l("Mail of the week"),
    "why": _l("Why"),
    "width": _l("Width"),
    "written": _l("Written"),
}
STATE_NAMES = {
    PUBLISHED: _l("Published"),
    HELD: _l("Waiting"),
    RETURNED: _l("Sent back"),
    HIDDEN: _l("Hidden"),
    REMOVED: _l("Removed"),
    DELETED: _l("Deleted"),
}
VALUE_NAMES = {
    "role": ROLE_NAMES,
    "state": STATE_NAMES,
    "reason": REASON_NAMES,
    "theme": {"auto": _l("Like the device"), "light": _l("Light"), "dark": _l("Dark")},
}
MOMENTS = {"agreed", "joined", "kept_until", "last_seen", "read", "sent", "since", "written"}


def field_name(name):
    """What a field is called."""
    return FIELD_NAMES.get(name, name)


def value_words(name, value):
    """What a value says to a person."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in MOMENTS:
        return full_date(datetime.fromisoformat(value))
    return VALUE_NAMES.get(name, {}).get(value, value)
