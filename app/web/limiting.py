"""Counting against the limits: reading goes on when nothing can be counted, writing waits (security H1, H2).

It stands apart from the limits themselves because extensions.py needs it before there are members.
"""

import logging
import time
from ipaddress import ip_address

from flask import current_app, request
from flask_limiter import Limiter
from limits import parse
from limits.errors import StorageError
from werkzeug.exceptions import TooManyRequests

from app.web.visitor import limit_key

log = logging.getLogger("earshot.limits")
READING = ("GET", "HEAD")
# Answered from what is read once, asked by probes, or many on one page.
FREE = ("assets.show", "home.healthz", "uploads.show")


class HouseLimiter(Limiter):
    """Flask-Limiter, but whoever only reads is let in when the counts cannot be reached."""

    def _check_request_limit(self, *given, **more):
        try:
            super()._check_request_limit(*given, **more)
        except StorageError as error:
            if request.method not in READING:
                raise
            log.error("not counted: %r", error.storage_error)


def limit_pages(app, limiter, limit):
    """Let one address have only so many pages that are made anew for visitors; members are not counted."""
    most = parse(limit)

    @app.before_request
    def count_page():
        if limiter.enabled and request.method in READING and request.endpoint not in FREE and _is_stranger():
            _count(limiter.storage, f"pages/{limit_key()}", most)


def _is_stranger():
    """Nobody is signed in, and the address is not this machine: that is the owner, or a proxy that hides all."""
    from flask_login import current_user

    return not _is_here(request.remote_addr) and not current_user.is_authenticated


def _is_here(address):
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return True


def _count(storage, key, most):
    # A fixed window: one row and a sixtieth of a millisecond, where a moving one keeps a row a page.
    try:
        if storage.incr(key, most.get_expiry()) <= most.amount:
            return
        seconds = storage.get_expiry(key) - time.time()
    except StorageError as error:
        current_app.logger.error("not counted: %r", error.storage_error)
        return
    raise TooManyRequests(retry_after=max(1, int(seconds)))
