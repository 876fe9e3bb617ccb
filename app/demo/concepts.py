"""Two concept tests of the café: one that is over and was answered by many, and one that members can answer now."""

from datetime import timedelta

from app.extensions import db
from app.insights.concepts.assigning import begin_run, finish_run
from app.insights.concepts.models import Concept, ConceptRun, ConceptTest
from app.insights.concepts.queries import seen_concepts

QUESTION = "Wie gut gefällt dir das?"
TERRACE = (
    ("Windschutz aus Glas", "Drei Scheiben zur Straße hin. Die Sonne bleibt, der Wind nicht."),
    ("Eine lange Tafel", "Ein Tisch für zwölf statt sechs kleiner: Man kommt ins Gespräch."),
    ("Decken und Laternen", "Wolldecken in einer Truhe und abends Licht auf jedem Tisch."),
    ("Ein Kräuterbeet", "Minze und Thymian in Kisten, gepflegt von uns und von dir."),
)
# How much each is liked, and why somebody might say so.
LIKED = {
    "Windschutz aus Glas": (4, ["Dann könnte man schon im März draußen sitzen.", "Glas passt nicht zum alten Haus."]),
    "Eine lange Tafel": (2, ["Ich komme, um meine Ruhe zu haben.", "Mit den Kindern wäre das schön."]),
    "Decken und Laternen": (5, ["Warm und schön, und es kostet nicht viel.", "Abends fehlt wirklich Licht."]),
    "Ein Kräuterbeet": (3, ["Hübsch, aber wer gießt im Urlaub?"]),
}
CUPS = (
    ("Emaille", "Leicht und unzerstörbar, wie beim Zelten."),
    ("Steingut aus der Region", "Jede ein wenig anders, von einer Töpferin aus dem Nachbarort."),
    ("Glas mit Kork", "Man sieht den Kaffee und verbrennt sich nicht."),
)


def add_concepts(story):
    """Both tests; the first is answered by every member who was there."""
    started = story.clock.started
    over = _add("Was soll auf die Terrasse?", TERRACE, started - timedelta(days=20), started + timedelta(days=1))
    left = {title: list(reasons) for title, (_liked, reasons) in LIKED.items()}
    for member in story.members.values():
        if member.role not in ("team", "owner", "new"):
            _answer(story, over, member, left)
    over.closes_at = over.closed_at = started - timedelta(days=6)
    _add("Welche Becher für den Winter?", CUPS, started - timedelta(days=1), started + timedelta(days=13), seen_each=2)


def _add(title, concepts, opens_at, closes_at, seen_each=3):
    test = ConceptTest(title=title, question=QUESTION, seen_each=seen_each, opens_at=opens_at, closes_at=closes_at)
    test.concepts = [Concept(position=n, title=name, body=body) for n, (name, body) in enumerate(concepts)]
    db.session.add(test)
    db.session.flush()
    return test


def _answer(story, test, member, left):
    begin_run(test, member)
    db.session.expire(db.session.get(ConceptRun, (test.id, member.id)))
    rows = [(each.id, *_said_of(story, each, left)) for each in seen_concepts(test, member)]
    finish_run(test, member, rows, max(rows, key=lambda row: row[1])[0])


def _said_of(story, concept, left):
    liked, reasons = LIKED[concept.title][0], left[concept.title]
    score = max(1, min(5, liked + story.chance.choice((-1, 0, 0, 1))))
    # Nobody says what somebody else has said.
    return score, reasons.pop() if reasons and story.chance.random() < 0.3 else ""
