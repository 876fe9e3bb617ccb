"""The six roles in order of what they may do; a vocabulary that members, permissions and forms share."""

from flask_babel import lazy_gettext as _l

NEW, MEMBER, HELPER, MODERATOR, TEAM, OWNER = ROLES = (
    "new",
    "member",
    "helper",
    "moderator",
    "team",
    "owner",
)

ROLE_NAMES = {
    NEW: _l("New member"),
    MEMBER: _l("Member"),
    HELPER: _l("Helper"),
    MODERATOR: _l("Moderator"),
    TEAM: _l("Team"),
    OWNER: _l("Owner"),
}


def rank(role):
    """How far up a role stands: 0 for new, 5 for owner."""
    return ROLES.index(role)
