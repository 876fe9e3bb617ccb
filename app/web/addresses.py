"""Whole addresses of this site, for what is read outside a browser: feeds, mails, sitemaps."""

from flask import current_app, request


def whole_url(path="/"):
    """The address with scheme and host; the request's own host where no EARSHOT_BASE_URL is set."""
    return (current_app.config["BASE_URL"] or request.host_url.rstrip("/")) + path
