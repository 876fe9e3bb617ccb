"""Pages for visitors, kept in memory until something happens.

Every change that a page can show is an event, so a kept page is good while no event has come since it was
made. Only visitors without any session are served from here: for them a page depends on nothing but its
address and their language and theme.
"""

import gzip
import threading
import time
from collections import OrderedDict

from flask import Response, current_app, g, request, session
from sqlalchemy import text

from app.extensions import db

# "3 minutes ago" must not stand for long.
SECONDS = 60
VERSION = {
    "sqlite": text("SELECT max(id) FROM events"),
    # Ids can commit out of order there: what no commit has changed since is the snapshot.
    "postgresql": text("SELECT pg_current_snapshot()::text"),
}


class PageMemory:
    """A bounded store of finished pages, the least recently used one goes first. One per process."""

    def __init__(self, limit):
        self.limit = limit
        self.size = 0
        self._pages = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key, version):
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.version != version or page.ends < time.monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key, page):
        with self._lock:
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.limit and self._pages:
                self._drop(next(iter(self._pages)))

    def _drop(self, key):
        self.size -= self._pages.pop(key).size


class KeptPage:
    """A finished page: its body plain and packed, and the headers that go with it."""

    def __init__(self, response, version):
        self.version = version
        self.ends = time.monotonic() + SECONDS
        self.body = response.get_data()
        # No secret stands on a visitor's page, so packing it gives nothing away.
        self.packed = gzip.compress(self.body, 6)
        self.headers = [(k, v) for k, v in response.headers if k.lower() not in ("content-length", "vary")]
        self.vary = response.headers.get("Vary", "")
        self.size = len(self.body) + len(self.packed)

    def answer(self):
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(self.packed if packed else self.body, headers=self.headers)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = f"{self.vary}, Accept-Encoding, Accept-Language, Cookie".lstrip(", ")
        # Feeds carry an ETag: who has this one already is told so.
        return response.make_conditional(request)


def remember_pages(app):
    """Serve visitors from memory, and keep what they are given."""
    if not app.config["PAGE_MEMORY_BYTES"]:
        return
    app.page_memory = PageMemory(app.config["PAGE_MEMORY_BYTES"])
    app.before_request(_answer_from_memory)
    app.after_request(_keep)


def _answer_from_memory():
    if not _is_visitor():
        return None
    g.page_version = db.session.execute(VERSION[db.engine.dialect.name]).scalar()
    page = current_app.page_memory.get(_key(), g.page_version)
    if page is None:
        return None
    g.from_memory = True
    return page.answer()


def _keep(response):
    if (
        "page_version" in g
        and "from_memory" not in g
        and response.status_code == 200
        and response.mimetype in ("text/html", "application/atom+xml")
        and "Set-Cookie" not in response.headers
        # The visit's cookie is set after this; a form's token belongs to that visit alone.
        and not session.modified
        and "no-store" not in response.headers.get("Cache-Control", "")
    ):
        page = KeptPage(response, g.page_version)
        current_app.page_memory.keep(_key(), page)
        return page.answer()
    return response


def _is_visitor():
    return (
        request.method == "GET"
        and "HX-Request" not in request.headers
        and request.endpoint is not None
        and not getattr(current_app.view_functions.get(request.endpoint), "is_never_kept", False)
        and current_app.config["SIGN_IN_COOKIE"] not in request.cookies
        and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    )


def never_kept(view):
    """Mark a view whose answer is made anew each time (health, assets, downloads)."""
    view.is_never_kept = True
    return view


def _key():
    return request.full_path, request.host, current_language_cheaply(), request.cookies.get("theme", "")


def current_language_cheaply():
    """The visitor's language without asking the database: what it depends on stands in the request."""
    return request.cookies.get("language", ""), request.headers.get("Accept-Language", "")


