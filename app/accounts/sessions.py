"""A member's signed-in devices, for the page that lists them and the act that ends one."""

import re

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import SignIn
from app.extensions import db

# In this order: Edge also says Chrome, and Chrome also says Safari.
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
CALLED = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
SYSTEMS_CALLED = {"Mac OS X": "Mac", "CrOS": "Chromebook"}


def sessions_of(member):
    """The member's sessions, the last used first, each with `device_name`."""
    query = (
        select(SignIn).where(SignIn.member_id == member.id).order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    found = list(db.session.scalars(query.limit(50)))
    for session in found:
        session.device_name = device_name(session.device)
    return found


def find_session(member, id):
    """One of the member's own sessions, or 404."""
    query = select(SignIn).where(SignIn.id == id, SignIn.member_id == member.id)
    return db.session.scalar(query) or abort(404)


def device_name(user_agent):
    """What a person calls the device: "Firefox on Android"."""
    browser = next((b for b in BROWSERS if re.search(rf"\b{b}/", user_agent)), None)
    system = next((s for s in SYSTEMS if s in user_agent), None)
    if browser is None and system is None:
        return _("Unknown device")
    names = CALLED.get(browser, browser), SYSTEMS_CALLED.get(system, system)
    if None in names:
        return names[0] or names[1]
    return _("%(browser)s on %(system)s", browser=names[0], system=names[1])
