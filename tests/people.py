"""The cast: the same people in every test.

Ada owns the place. Emil is on the team. Dora moderates. Finn helps. Ben is a member. Cleo is new. Gus is a
member who never belongs to what is being tested. A visitor is nobody yet.
"""

from app.accounts.models import sign_up
from app.accounts.roles import HELPER, MEMBER, MODERATOR, NEW, OWNER, TEAM

PASSWORD = "a long walk in the rain"
CAST = {
    "ada": OWNER,
    "emil": TEAM,
    "dora": MODERATOR,
    "finn": HELPER,
    "ben": MEMBER,
    "gus": MEMBER,
    "cleo": NEW,
}


def make_person(name):
    """One of the cast, with a mail address but with no password hash: hashing is slow, signing in is not."""
    return sign_up(name.title(), email=f"{name}@example.org", role=CAST[name])
