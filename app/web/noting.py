"""What the log keeps of safety: refusals, limits and letters that cannot go, one JSON line each (security I4).

Never what was typed, and of addresses only the rule, for some of them are secret.
"""

import json
import logging
import uuid

from flask import g, has_request_context, request

from app.web.visitor import network_of

log = logging.getLogger("earshot.security")


def note(event, **facts):
    """One line: what happened, and of the request its number, rule, member and shortened address."""
    log.info(json.dumps({"event": event} | (_of_request() if has_request_context() else {}) | facts))


def request_id():
    """A number that stands on the error page and in the log."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:12]
    return g.request_id


def _of_request():
    # Asking who it is could ask the database, which may be the trouble.
    member = getattr(g, "_login_user", None)
    return {
        "request": request_id(),
        "method": request.method,
        "rule": request.url_rule.rule if request.url_rule else "",
        "member": member.id if member is not None and member.is_authenticated else None,
        "network": network_of(request.remote_addr),
    }
