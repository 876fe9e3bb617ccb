import pytest

from app.search.letters import is_longer, is_slip, kinship
from app.search.lexicon import Lexicon, lines_of, where_letters_stand

WORDS = {"kart": 5, "kundenkart": 2, "kartenspiel": 1, "kasse": 9, "klass": 3, "strass": 4, "öl": 1, "чай": 2}


@pytest.fixture(params=[{}, WORDS, WORDS | {f"wort{letter}": 1 for letter in "abcdefghijklmnop"}])
def lexicon(request, tmp_path):
    lines = lines_of(request.param)
    (tmp_path / "words.grm").write_bytes(where_letters_stand(lines))
    (tmp_path / "words.lex").write_bytes(b"sizes=1\n" + b"".join(lines) + b"\n")
    found = Lexicon(tmp_path / "words.lex")
    found.known = request.param
    return found


def test_it_finds_beginnings_compounds_and_relatives(lexicon):
    known = {word: count for word, count in WORDS.items() if word in lexicon.known}
    assert dict(lexicon.beginning_with("kar")) == {word: known[word] for word in known if word.startswith("kar")}
    assert dict(lexicon.alike("kart")).keys() == {"kart", "kundenkart", "kartenspiel"} & known.keys()
    assert dict(lexicon.alike("klasse")).keys() >= {"klass"} & known.keys()
    assert dict(lexicon.containing("arten")).keys() == {"kartenspiel"} & known.keys()
    assert dict(lexicon.alike("чаи")).keys() <= {"чай"}


def test_a_longer_word_has_more_than_an_ending():
    assert is_longer("kundenkart", "kart") and is_longer("kartenspiel", "kart")
    assert not is_longer("karten", "kart") and not is_longer("reis", "eis")


def test_a_slip_of_the_pen_is_one_letter_or_two():
    assert is_slip("brto", "brot") and is_slip("rechnug", "rechnung") and is_slip("adress", "address")
    assert is_slip("fahradstander", "fahrradstaender")
    assert not is_slip("form", "inform") and not is_slip("eis", "reis") and not is_slip("haus", "maut")


def test_kinship_goes_from_nothing_to_all():
    assert kinship("kart", "kart") == 1 and kinship("kart", "milch") == 0
    assert kinship("vertret", "vertreter") > kinship("vertret", "verkehr")
