"""What every response says to the browser about safety (security C4, C5, C8)."""

from flask import current_app, g, request
from flask_login import current_user

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"


def add_headers(response):
    """Put the safety headers on a response; what a view has set itself stays."""
    headers = response.headers
    there = {name.lower() for name, _value in headers}
    for name, value in HEADERS.items():
        if name.lower() not in there:
            headers.add(name, value)
    if current_app.config["HTTPS"] and "strict-transport-security" not in there:
        headers.add("Strict-Transport-Security", HSTS)
    if "cache-control" not in there:
        headers.add("Cache-Control", "private, no-store" if _is_private() else "no-cache")
    return response


def _is_private():
    """Whether it is for one reader: also a visitor's page that holds a form, for its token is theirs alone."""
    is_members = bool(current_user and current_user.is_authenticated)
    return request.endpoint is None or request.method != "GET" or is_members or "csrf_token" in g
