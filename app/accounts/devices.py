"""Devices that a member has signed in on before, and what sign-in attempts are counted by (security A3).

It stands apart because the rate limits ask it before any view runs. A signed cookie says which members have
signed in on this browser; with it the right password still works while a stranger tries passwords elsewhere.
"""

import hashlib
import secrets

from flask import current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.models import find_by_sign_in_name, name_key
from app.web.visitor import limit_key

A_YEAR = 365 * 24 * 3600
MOST_MEMBERS = 5


def member_asked_for():
    """The member whose name or address was typed into the sign-in form, or None: one query a request."""
    if "member_asked_for" not in g:
        typed = request.form.get("name", "")[:300]
        g.member_asked_for = find_by_sign_in_name(typed) if typed.strip() else None
    return g.member_asked_for


def attempt_key():
    """Sign-ins are counted by address; those on a known device by the device."""
    return device_key() or limit_key()


def account_attempt_key():
    """Sign-ins are counted by account and address together, so that a stranger can lock nobody out."""
    member = member_asked_for()
    # Hashed, because people type passwords into the wrong field.
    typed = hashlib.sha256(name_key(request.form.get("name", "")[:300]).encode()).hexdigest()[:16]
    return device_key() or f"{member.id if member else typed} {limit_key()}"


def device_key():
    """What a known device is counted by; None when this browser has not signed in the member before."""
    known, member = read_device(), member_asked_for()
    if member and known["members"].get(str(member.id)) == fingerprint(member):
        return f"device {known['id']} {member.id}"
    return None


def remember_device(member, response):
    """Note on the response that this member has signed in on this browser."""
    known = read_device()
    members = {**known["members"], str(member.id): fingerprint(member)}
    known["members"] = dict(list(members.items())[-MOST_MEMBERS:])
    response.set_cookie(
        cookie_name(),
        serializer().dumps(known),
        max_age=A_YEAR,
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def read_device():
    try:
        return serializer().loads(request.cookies.get(cookie_name(), ""), max_age=A_YEAR)
    except BadData:
        return {"id": secrets.token_hex(8), "members": {}}


def fingerprint(member):
    """Changes with the password, so that a new one forgets every device."""
    return hashlib.sha256((member.password_hash or "").encode()).hexdigest()[:12]


def cookie_name():
    return "__Host-device" if current_app.config["HTTPS"] else "device"


def serializer():
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="device")
