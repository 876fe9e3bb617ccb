"""The second lock against forged requests: where a writing request comes from (security C2)."""

from urllib.parse import urlsplit

from flask import abort, request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
ALLOWED_SITES = ("same-origin", "none")


def check_origin():
    """Refuse a write that the browser says comes from elsewhere. Runs before every request."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ALLOWED_SITES:
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)
