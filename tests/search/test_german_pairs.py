"""How people write German, and what a search for it must find and must not: the house's own table."""

import pytest

from tests.search.documents import document
from tests.search.engines import BOTH, empty_index

# Asked → what stands in a post that must be among the first three.
PAIRS = {
    # Compounds, from either side
    "Vertretung": "Der Vertretungsplan hängt an der Tür",
    "Plan": "Wo finde ich den Stundenplan für das Frühjahr?",
    "Karte": "Meine Kundenkarte wird nicht angenommen",
    "Vereinsheim": "Das Heim unseres Vereins hat einen Garten",
    "Öffnungszeiten": "Die Öffnungszeit am Samstag ist zu kurz",
    "Parken": "Der Parkplatz hinter dem Haus ist immer voll",
    "Zeitung": "Liegt hier eine Tageszeitung aus?",
    "Gutschein": "Bekomme ich einen Geschenkgutschein per Post?",
    "Milch": "Gibt es jetzt auch Hafermilch zum Kaffee?",
    "Fahrrad": "Ein Fahrradständer vor dem Laden wäre schön",
    "Lieferung": "Die Lieferungsverzögerung tut uns leid",
    "Versand": "Was ist mit den Versandkosten nach Österreich?",
    "Spielecke": "Eine Ecke zum Spielen für Kinder",
    "Steuer": "Auf der Rechnung fehlt die Umsatzsteuernummer",
    # Inflections
    "kündigen": "Meine Kündigung ist am Montag angekommen",
    "Häuser": "Das alte Haus am Markt steht leer",
    "Schuh": "Die neuen Schuhe drücken an der Ferse",
    "bezahlen": "Kann ich bei euch mit dem Handy bezahlt werden lassen, also zahlen?",
    "Bestellungen": "Wo bleibt denn bitte meine Bestellung?",
    "größer": "Bitte größere Tassen für den Tee",
    "Apfel": "Äpfel aus der Gegend, nicht aus Neuseeland",
    "lauter": "Die Musik ist am Abend viel zu laut",
    "Verkäuferin": "Alle Verkäuferinnen waren sehr freundlich",
    "reparierten": "Werden hier auch Uhren repariert?",
    "Kinder": "Ein Kinderstuhl für jedes Kind",
    "Ermäßigung": "Sind Ermäßigungen für Studierende geplant?",
    # Umlauts and ß as they are typed
    "Strasse": "In der Langen Straße wird gebaut",
    "Tuer": "Die Tür klemmt, wenn es regnet",
    "Geraet": "Das Gerät an der Kasse piept andauernd",
    "Grosse": "Große Taschen passen nicht ins Fach",
    "Muell": "Mülltrennung im Hof ist ein Durcheinander",
    "fruehstueck": "Frühstück gibt es leider erst ab neun",
    "Oesterreich": "Ein Paket nach Österreich dauert lange",
    "CAFE": "Das Café im Erdgeschoss ist gemütlich",
    # Slips of the pen
    "Rechnug": "Die Rechnung stimmt nicht mit dem Angebot überein",
    "Reperatur": "Eine Reparatur unter Garantie dauert Wochen",
    "Rückgabbe": "Eine Rückgabe ohne Kassenbon geht nicht",
    "Terasse": "Auf der Terrasse fehlen Sonnenschirme",
    "Wiederuf": "Ein Widerruf ist vierzehn Tage lang möglich",
    "Addresse": "Meine neue Adresse steht schon im Konto",
}

# Asked → what only looks like it, and must not be found at all.
TRAPS = {
    "Rat": "Vorrat", "Eis": "Reis", "Ohr": "Bohrer", "Hut": "Hütte", "Tor": "Torte", "Bar": "Nachbar", "Ei": "Eimer",
    "Kuh": "Kuhle", "Uhr": "Fuhre", "Alt": "Salto", "Rose": "Prosecco", "Mai": "Mais", "Tee": "Teer", "Ton": "Tonne",
    "Last": "Pflaster", "Lack": "Flacker", "Form": "Information", "Bau": "Bauch", "Rot": "Brot", "Arm": "Alarm",
    "Post": "Kompost", "Gas": "Gasse", "Nord": "Mordlust", "Mut": "Mutter", "Ring": "Frühling", "Sand": "Versandt",
    "Rind": "Kinder", "Ente": "Rente", "Lesen": "Erlesene", "Wein": "Schwein", "Raum": "Traum", "Lachs": "Flachs",
    "Land": "Girlande", "Eiche": "Speiche", "Boden": "Bodensee", "Tisch": "Politisch", "Rand": "Brandung",
    "Kante": "Bekannte", "Lohn": "Belohnt", "Anker": "Bankerin",
}  # fmt: skip


@pytest.fixture(scope="module", params=BOTH)
def index(request, tmp_path_factory):
    with empty_index(request.param, tmp_path_factory.mktemp("pairs")) as index:
        _fill(index)
        yield index


def _fill(index):
    right = [document(number, text) for number, text in enumerate(PAIRS.values(), 1)]
    # What is asked for is there, too: who finds it needs nothing that only looks like it.
    wrong = [document(100 + number, f"Etwas über {text}") for number, text in enumerate(TRAPS.values())]
    asked = [document(200 + number, f"Alles über {text}") for number, text in enumerate(TRAPS)]
    index.write([*right, *wrong, *asked])


def found(index, question):
    return [hit.pid for hit in index.search(question, boards={1}, limit=50).hits]


def test_it_finds_german_as_people_write_it(index):
    assert len(PAIRS) == 40
    missed = [word for number, word in enumerate(PAIRS, 1) if number not in found(index, word)[:3]]
    assert len(missed) <= 2, missed


def test_it_finds_nothing_that_only_looks_like_it(index):
    assert len(TRAPS) == 40
    fallen = [word for number, word in enumerate(TRAPS) if 100 + number in found(index, word)]
    assert not fallen


def test_it_finds_the_words_themselves(index):
    assert [word for number, word in enumerate(TRAPS) if 200 + number not in found(index, word)[:1]] == []
