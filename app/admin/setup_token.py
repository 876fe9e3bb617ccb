"""The one-time token that guards the set-up: shown on the server's console, kept only as a hash (security A11).

It stands apart because the command makes it and the wizard asks for it.
"""

import hmac
import secrets

from flask import current_app

from app.accounts.models import token_hash


def new_setup_token():
    """Make a token and forget any earlier one; returns it, it is stored nowhere."""
    token = secrets.token_urlsafe(24)
    file = _file()
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(token_hash(token))
    draft.replace(file)
    return token


def is_setup_token(token):
    """Whether this is the token that was made last."""
    file = _file()
    return bool(token) and file.is_file() and hmac.compare_digest(file.read_text().strip(), token_hash(token))


def forget_setup_token():
    """After the set-up no token opens anything."""
    _file().unlink(missing_ok=True)


def _file():
    return current_app.config["INSTANCE"] / "setup-token"
