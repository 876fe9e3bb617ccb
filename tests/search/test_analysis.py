from app.search.analysis import guess_language, positions, query_terms, tokens
from app.search.asked import LONGEST_QUESTION, MOST_WORDS, understand


def test_it_brings_german_forms_together():
    assert tokens("Haus", "de") == tokens("Häuser", "de") == tokens("Haeuser", "de")
    assert tokens("Straße", "de") == tokens("Strasse", "de") == tokens("STRASSE", "de")
    assert tokens("kündigen", "de") == tokens("Kündigung", "de")


def test_it_brings_english_forms_together():
    assert tokens("running runs", "en") == ["run", "run"]


def test_it_reads_letters_made_of_two_signs():
    assert tokens("Ku\u0308hlschrank", "de") == tokens("Kühlschrank", "de")


def test_it_folds_accents_in_any_language():
    assert tokens("Café", "en") == tokens("Cafe", "en")


def test_it_keeps_stop_words_out():
    assert tokens("the milk and the bread are in der Küche", "en")[:2] == ["milk", "bread"]
    assert query_terms("und oder the with") == []


def test_it_gives_both_stems_when_the_language_is_unknown():
    assert set(tokens("Kunden running", None)) >= set(tokens("Kunden", "de")) | set(tokens("running", "en"))


def test_a_query_word_has_one_group_with_both_stems():
    german, english = tokens("running", "de"), tokens("running", "en")
    assert query_terms("running") == [german + english]


def test_stop_words_keep_their_place():
    found, length = positions("Milch und Brot", "de")
    assert found == {"milch": [0], "brot": [2]}
    assert length == 2


def test_it_leaves_out_words_nobody_types():
    assert tokens("x" * 500 + " 7 q", "en") == ["7"]


def test_it_guesses_the_language():
    assert guess_language("Wie kann ich meine Kundenkarte sperren, wenn sie verloren ist?") == "de"
    assert guess_language("How do I block my card when it is lost?") == "en"
    assert guess_language("Kundenkarte Server 42") is None
    assert guess_language("") is None


def test_it_understands_phrases_and_exclusions():
    asked = understand('milch "neue karte" -zucker -"alte kasse"')
    assert [word.text for word in asked.words] == ["milch", "neue", "karte"]
    assert [[(place, word.text) for place, word in phrase] for phrase in asked.phrases] == [[(0, "neue"), (1, "karte")]]
    assert [word.text for word in asked.not_words] == ["zucker"]
    assert len(asked.not_phrases) == 1


def test_it_understands_a_quote_that_never_ends():
    asked = understand('milch "neue karte')
    assert [word.text for word in asked.words] == ["milch", "neue", "karte"]
    assert not asked.phrases


def test_a_hyphen_within_a_word_excludes_nothing():
    asked = understand("kunden-karte e-mail")
    assert [word.text for word in asked.words] == ["kunden", "karte", "mail"]
    assert not asked.not_words


def test_it_cuts_what_is_too_long():
    assert len(understand(" ".join(f"wort{n}" for n in range(30))).words) == MOST_WORDS
    assert not understand("." * LONGEST_QUESTION + " milch").words


def test_the_last_word_is_a_beginning_while_typing_or_with_a_star():
    assert understand("neue kar", typing=True).starts_with == "kar"
    assert understand("neue kar*").starts_with == "kar"
    assert understand("neue kar").starts_with is None
    assert understand("neue kar ", typing=True).starts_with is None
    assert understand("ka", typing=True).starts_with is None
