"""The link under every letter with which one tap ends letters like it, without signing in.

It stands apart because it is a signed word of ours (member, what), not a row: it must work as long as anybody
keeps the letter, and whoever has the letter may end it, but nothing else.
"""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

AT_ONCE, DAILY, WEEKLY, COLLECTED = STOPS = ("at_once", "daily", "weekly", "collected")
# The wishes that end with each kind of letter.
ENDS = {AT_ONCE: ("at_once",), DAILY: ("daily",), WEEKLY: ("weekly",), COLLECTED: ("daily", "weekly")}


def stop_url(member_id, what):
    """The whole address with which this member ends letters of this kind."""
    return f"{current_app.config['BASE_URL']}/mail/stop/{_signer().dumps([member_id, STOPS.index(what)])}"


def read_stop(token):
    """(member id, what) of a link of ours, or None."""
    try:
        member_id, place = _signer().loads(token)
    except (BadData, TypeError, ValueError):
        return None
    return member_id, STOPS[place]


def _signer():
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="stop these letters")
