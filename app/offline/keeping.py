"""Which pages a browser may keep for reading without a line, and whose they are.

A page says so in two headers, which the service worker reads: `Offline-Reader`, on every page, so that nothing of
another reader is ever shown; and `Offline-Keep` on those that may be kept. What is not named here is not kept.
A member's pages are no-store for every other memory (security C8); here they are kept on the member's own device,
until they sign out.
"""

from flask import request
from flask_login import current_user

from app.web.rendering import wants_fragment
from app.web.words import current_language

TOPIC, LIST = "topic", "list"
KEPT = {
    "topics.show": TOPIC,
    "home.home": LIST,
    "topics.index": LIST,
    "boards.index": LIST,
    "boards.show": LIST,
    "ideas.roadmap_page": LIST,
    "announcements.listened": LIST,
}


def say_what_may_be_kept(response):
    """Runs after every answer."""
    if _is_page(response) and "Offline-Reader" not in response.headers:
        response.headers["Offline-Reader"] = f"{current_user.id or 0}-{current_language()}"
        if response.status_code == 200 and request.endpoint in KEPT:
            response.headers["Offline-Keep"] = KEPT[request.endpoint]
    return response


def _is_page(response):
    return (
        response.mimetype == "text/html"
        and response.status_code < 500
        and request.method == "GET"
        and not wants_fragment()
    )
