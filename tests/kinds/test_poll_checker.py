"""The survey checker on good and bad questions, German and English."""

import pytest

from app.kinds.polls.asking import CSAT, DOTS, MULTIPLE, NPS, RANKING, SCALE, SINGLE, TEXT, Asked
from app.kinds.polls.checker import ASKS_TWICE, LEADS, NO_WAY_OUT, TOO_LONG, check, likely

L, D, BOTH, FINE = {LEADS}, {ASKS_TWICE}, {LEADS, ASKS_TWICE}, set()

# (kind, question, what is wrong with it)
TRIAL = [
    # English, to be mended
    (SINGLE, "Don't you think we should open earlier?", L),
    (SINGLE, "Wouldn’t you prefer oat milk?", L),
    (SINGLE, "Do you agree that the queue is too long?", L),
    (SINGLE, "Should we finally get a bigger counter?", L),
    (SCALE, "How great was our new terrace?", L),
    (SCALE, "How much do you enjoy our bread?", L),
    (SINGLE, "Surely a ramp would help everybody?", L),
    (CSAT, "How satisfied are you with our friendly staff?", L),
    (SINGLE, "Most members want longer hours. Do you?", L),
    (SINGLE, "Are the overpriced cakes worth it?", L),
    (TEXT, "Why is the new menu so wonderful?", L),
    (CSAT, "How satisfied are you with price and quality?", D),
    (SCALE, "How easy was it to order and pay?", D),
    (SINGLE, "Would you come again, and would you bring somebody?", D),
    (SINGLE, "Do you use the app? Is it any good?", D),
    (NPS, "Would you recommend the shop as well as the café?", D),
    (CSAT, "How happy are you with our amazing coffee and service?", BOTH),
    # English, fine
    (SINGLE, "Which milk should we buy from June on?", FINE),
    (SCALE, "How easy or difficult was it to find a seat?", FINE),
    (SCALE, "How good or bad was the coffee?", FINE),
    (SCALE, "To what extent do you agree or disagree: the queue is short.", FINE),
    (SCALE, "How much do you agree or disagree that we open early enough?", FINE),
    (NPS, "How likely are you to recommend us to you and your friends?", FINE),
    (SINGLE, "Do you come between eight and ten?", FINE),
    (SINGLE, "Should we open at 7 and 30 minutes?", FINE),
    (CSAT, "We renovated the shop and the garden. How satisfied are you with the new look?", FINE),
    (MULTIPLE, "Which cakes and drinks would you order?", FINE),
    (TEXT, "What should we do next, and why?", FINE),
    (SINGLE, "How should we serve food and drink?", FINE),
    (SCALE, "How clear are our terms and conditions?", FINE),
    (SINGLE, "And where do you sit?", FINE),
    (RANKING, "What matters to you most?", FINE),
    (DOTS, "Where should the money go?", FINE),
    # Deutsch, zu ändern
    (SINGLE, "Findest du nicht, dass wir früher öffnen sollten?", L),
    (SINGLE, "Finden Sie auch, dass die Schlange zu lang ist?", L),
    (SINGLE, "Stimmen Sie uns zu, dass die Preise fair sind?", L),
    (SINGLE, "Das Brot ist doch besser als früher?", L),
    (SINGLE, "Sollen wir endlich eine größere Theke kaufen?", L),
    (SCALE, "Wie toll war unser Sommerfest?", L),
    (SCALE, "Wie gut schmeckt dir der neue Kuchen?", L),
    (SCALE, "Wie sehr freust du dich auf die Terrasse?", L),
    (SINGLE, "Die neue Karte ist besser, oder?", L),
    (SINGLE, "Natürlich brauchen wir eine Rampe. Wo soll sie hin?", L),
    (SINGLE, "Wäre es nicht schöner, sonntags zu öffnen?", L),
    (SINGLE, "Die meisten Mitglieder wollen Hafermilch. Du auch?", L),
    (TEXT, "Warum magst du unsere leckeren Brote?", L),
    (SINGLE, "Sind die überteuerten Torten ihren Preis wert?", L),
    (CSAT, "Wie zufrieden bist du mit Preis und Qualität?", D),
    (SCALE, "Wie leicht war es, zu bestellen und zu bezahlen?", D),
    (CSAT, "Wie zufrieden sind Sie mit der Beratung sowie der Lieferung?", D),
    (SINGLE, "Nutzt du die App? Gefällt sie dir?", D),
    (SCALE, "Wie wichtig sind dir sowohl der Preis als auch die Herkunft?", D),
    (CSAT, "Wie zufrieden bist du mit unserem tollen Kaffee und dem Kuchen?", BOTH),
    # Deutsch, in Ordnung
    (SINGLE, "Welche Milch sollen wir ab Juni kaufen?", FINE),
    (SCALE, "Wie leicht oder schwer war es, einen Platz zu finden?", FINE),
    (SCALE, "Wie gut oder schlecht war der Kaffee?", FINE),
    (SCALE, "Wie gut kennst du unseren Laden?", FINE),
    (SCALE, "Stimmst du zu oder nicht zu: Die Schlange ist kurz.", FINE),
    (SINGLE, "Kommst du zwischen acht und zehn?", FINE),
    (SINGLE, "Sollen wir um 8 und 18 Uhr backen?", FINE),
    (CSAT, "Wie zufrieden bist du mit Kaffee und Kuchen?", FINE),
    (NPS, "Wie wahrscheinlich ist es, dass du und deine Freunde wiederkommen?", FINE),
    (CSAT, "Wir haben Laden und Garten erneuert. Wie zufrieden bist du mit dem neuen Aussehen?", FINE),
    (SINGLE, "Wie lang sind Hin- und Rückweg?", FINE),
    (MULTIPLE, "Welche Kuchen und Getränke würdest du bestellen?", FINE),
    (TEXT, "Was fehlt dir bei uns, und warum?", FINE),
    (SINGLE, "Wo soll die Rampe hin?", FINE),
    (SINGLE, "Magst du natürliche Zutaten?", FINE),
]


@pytest.mark.parametrize(("kind", "text", "wrong"), TRIAL, ids=[text for _, text, _ in TRIAL])
def test_it_finds_what_leads_and_what_asks_twice(kind, text, wrong):
    """Each question by itself, as the title of a poll."""
    assert {found.name for found in check([Asked(kind)], text)} == wrong


@pytest.mark.parametrize("way_out", [
    "Don't know", "Not sure", "None of these", "Weiß nicht", "Keine Angabe", "Kann ich nicht sagen", "Nichts davon", "Egal",
])
def test_it_sees_a_way_out(way_out):
    rest = Asked(TEXT, "What else?")
    assert not check([Asked(SINGLE, "Which milk?", ("Oat", "Soy", way_out)), rest])
    assert [found.name for found in check([Asked(SINGLE, "Which milk?", ("Oat", "Soy")), rest])] == [NO_WAY_OUT]


def test_it_asks_for_a_way_out_only_where_somebody_must_answer():
    assert not check([Asked(SCALE, "How was it?", is_required=False), Asked(TEXT, "What else?")])
    assert not check([Asked(SINGLE, options=("Oat", "Soy"))], "Which milk?")
    assert [found.question for found in check([Asked(TEXT, "What else?"), Asked(NPS, "Would you recommend us?")])] == [2]


def test_it_says_which_question_and_which_words(app):
    with app.test_request_context():
        found = check([Asked(TEXT, "What is missing?"), Asked(SCALE, "How are price and quality?", is_required=False)])
        assert [(each.question, each.words) for each in found] == [(2, "price and quality")]
        assert "“price and quality”" in found[0].advice


def test_it_stops_at_five_minutes():
    assert not check([Asked(TEXT, "What?", is_required=False)] * 6)
    long = check([Asked(TEXT, "What?", is_required=False)] * 9)
    assert [(each.name, each.question, each.words) for each in long] == [(TOO_LONG, None, "7")]


def test_it_expects_as_many_as_came_before():
    """Of 200 members 40 per cent: 80, and ± 11 points, Wilson's interval of 40 of 80."""
    assert (likely(200, [0.9, 0.4, 0.3]).n, likely(200, [0.9, 0.4, 0.3]).points) == (80, 11)
    assert likely(212, []).n == 42 and likely(212, []).is_guess
    assert likely(40, [0.5]).is_few and not likely(60, [0.5]).is_few
    assert likely(0, []).n == 0 and likely(0, []).points == 50
