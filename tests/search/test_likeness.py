from app.search.asked import understand
from app.search.index import SearchIndex
from app.search.likeness import Likeness, likeness
from app.search.similar import likeness_of, propose
from tests.search.documents import document, many

CARD = "Ich habe meine Kundenkarte verloren"


def test_the_same_is_more_alike_than_anything_else():
    others = ["Kundenkarte weg, was nun?", "Habe ich meine Karte verloren?", "Rechnung per E-Mail", "Wo liegt der Garten?"]
    assert all(likeness(CARD, CARD) > likeness(CARD, other) for other in others)
    assert likeness(CARD, others[0]) > likeness(CARD, others[2])
    assert likeness(CARD, others[1]) > likeness(CARD, others[3])


def test_it_is_the_same_from_both_sides():
    assert likeness(CARD, "Karte weg") == likeness("Karte weg", CARD)


def test_it_sees_through_endings_and_slips_of_the_pen():
    for other in ("Kundenkarten verloren", "Kundnkarte verlorn", "KUNDENKARTE VERLOREN!"):
        assert likeness("Kundenkarte verloren", other) > 0.3 > likeness("Garten umgegraben", other)


def test_how_a_question_begins_tells_it_apart():
    assert likeness("Wie lange hält Milch?", "Wie lange hält Milch offen?") > likeness("Wie lange hält Milch?", "Wer hält Milch?")


def test_rare_words_count_more():
    rarities = {"walrus": 9.0, "karte": 1.5}
    asked = Likeness("Karte Walrus", rarities)
    assert asked.to("Ein Walrus") > asked.to("Eine Karte")


def test_what_says_nothing_is_like_nothing():
    assert likeness("", CARD) == likeness("…", "") == 0


def test_the_index_proposes_and_the_titles_decide(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    titles = {501: "Kundenkarte ist weg", 502: "Fahrradständer vor der Tür", 503: "Vertretungsplan an der Tür"}
    index.write([*many(100), *(document(id, "", title=title, opening=True) for id, title in titles.items())])
    for typed, best in (("Kundnkarte weg", 501), ("Vertretung", 503), ("Farradständer", 502), ("Tür", None)):
        proposed = propose(index, understand(typed, typing=True), {1, 2, 3, 4, 5})
        found = likeness_of(typed, {id: titles[id] for id in proposed.scores if id in titles}, proposed)
        assert max(found, key=found.get) == (best or max(found, key=found.get)), typed
        assert best or set(found) == {502, 503}
