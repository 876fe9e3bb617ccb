"""What the team of the café asks members about themselves, and the group that it makes of the answers.

Apart from the story because nobody talks in it: these are settings and answers that only the team sees.
"""

from app.attributes.models import CHOICE, NUMBER, Attribute, keep_answer
from app.extensions import db
from app.groups.models import Group
from app.groups.rules import set_rule
from app.web.words import speaking

SEATS = ("Drinnen", "Draußen", "Am Tresen")
# Who told where they sit, and how many times a month they come.
TOLD = (
    *(("LENA", 1, 12), ("KARIN", 2, 20), ("OLE", 1, 4), ("FRAUKE", 0, 8), ("PIOTR", 0, 2), ("ANNEKE", 1, 6)),
    *(("SVEN", 2, 15), ("MERLE", 0, 3), ("YUSUF", 1, 9), ("INGRID", 0, 10), ("UWE", 1, 1), ("TOM", 2, 22)),
)
RULE = {
    "roles": "", "act": "", "act_count": 1, "act_days": 30,
    "joined_from": None, "joined_until": None, "least_days": 14, "most_days": None,
}  # fmt: skip


def add_research(story):
    """Two questions about members, their answers, and the group of those who sit outside."""
    from app.demo import story as cast

    seat = Attribute(
        question="Wo sitzt du am liebsten?", kind=CHOICE, options=list(SEATS), position=1,
        purpose="um die zur Terrasse zu fragen, die dort sitzen",
    )  # fmt: skip
    visits = Attribute(
        question="Wie oft im Monat kommst du?", kind=NUMBER, position=2, purpose="um Stammgäste vorab nach Neuem zu fragen"
    )
    group = Group(name="Terrassenrunde")
    db.session.add_all([seat, visits, group])
    db.session.flush()
    with speaking("de"):
        for name, place, times in TOLD:
            member = story.members[getattr(cast, name)]
            keep_answer(seat, member, SEATS[place])
            keep_answer(visits, member, str(times), times)
    set_rule(group, RULE, [{"attribute_id": seat.id, "option": "Draußen"}])
