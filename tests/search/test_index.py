import subprocess
import sys
import threading

import pytest

from app.search.asked import understand
from app.search.index import SearchIndex
from tests.search.documents import document, many, pids

ALL = {1, 2, 3, 4, 5}


@pytest.fixture
def index(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    return index


def found(index, question, **options):
    return pids(index.search(question, **{"boards": ALL, **options}))


def test_it_starts_empty_and_then_stays(tmp_path):
    index = SearchIndex(tmp_path / "index")
    assert index.open_or_create() is True
    assert index.version_matches()
    index.write([document(1, "milch")])
    again = SearchIndex(tmp_path / "index")
    assert again.open_or_create() is False
    assert again.identity == index.identity
    assert again.count() == 1


def test_it_replaces_a_post_that_is_there(index):
    index.write([document(1, "milch"), document(2, "brot")])
    index.write([document(1, "kaffee")])
    assert found(index, "milch") == []
    assert found(index, "kaffee") == [1]
    assert index.pids() == {1, 2}


def test_writing_twice_changes_nothing(index):
    posts = [document(1, "milch"), document(2, "milch")]
    index.write([*posts, *posts])
    index.write(posts)
    assert sorted(found(index, "milch")) == [1, 2]
    assert index.count() == 2


def test_it_deletes(index):
    index.write([document(1, "milch"), document(2, "milch")])
    index.write(delete=[1, 99])
    assert found(index, "milch") == [2]
    index.write(delete=[2])
    assert found(index, "milch") == []
    assert index.count() == 0


def test_a_failed_write_changes_nothing_and_frees_the_lock(index):
    index.write([document(1, "milch")])
    with pytest.raises(Exception, match="int"):
        index.write([document(2, "brot"), document(3, 17)], delete=[1])
    assert index.pids() == {1}
    assert index.open_or_create() is False
    index.write([document(2, "brot")])
    assert index.pids() == {1, 2}


def test_it_finds_only_on_the_boards_it_was_told(index):
    index.write([document(1, "milch", board=1), document(2, "milch", board=2)])
    assert found(index, "milch", boards={2}) == [2]
    assert found(index, "milch", boards={2, 9}) == [2]
    assert found(index, "milch", boards=set()) == []
    assert sorted(found(index, "milch", boards={1, 2})) == [1, 2]
    assert index.search("milch", boards={2}).matching == 1


def test_there_is_no_search_without_boards(index):
    with pytest.raises(TypeError):
        index.search("milch")
    with pytest.raises(TypeError):
        index.search("milch", boards=None)


def test_a_moved_post_is_found_where_it_is_now(index):
    index.write([document(1, "milch", board=1)])
    assert found(index, "milch", boards={1}) == [1]
    index.write([document(1, "milch", board=2)])
    assert found(index, "milch", boards={1}) == []


def test_it_narrows_by_kind_and_author(index):
    index.write([document(1, "milch", kind="ideas", author=1), document(2, "milch", kind="polls", author=2)])
    assert found(index, "milch", kinds=["polls"]) == [2]
    assert found(index, "milch", author=1) == [1]
    assert found(index, "milch", author=1, kinds=["polls"]) == []


def test_it_shows_the_best_post_of_each_topic(index):
    index.write([document(n, "milch " * (n % 7 + 1) + "wort " * 9, topic=n % 5 + 1) for n in range(1, 200)])
    hits = index.search("milch", boards=ALL)
    assert len({hit.topic for hit in hits.hits}) == len(hits.hits) == 5
    assert hits.matching == 199
    assert not hits.has_more


def test_it_finds_many_topics_behind_one_that_is_full_of_the_word(index):
    index.write([document(n, "milch milch milch", topic=1) for n in range(1, 500)])
    index.write([document(n, "milch und sonst noch vieles andere", topic=n) for n in range(500, 530)])
    assert len(found(index, "milch", limit=20)) == 20


def test_pages_follow_each_other(index):
    index.write(many(300))
    pages = [index.search("garten", boards=ALL, limit=10, offset=offset) for offset in (0, 10, 20)]
    whole = index.search("garten", boards=ALL, limit=30)
    assert [pid for page in pages for pid in pids(page)] == pids(whole)
    assert pages[0].has_more


def test_all_words_come_before_any_word(index):
    index.write([document(1, "milch brot"), document(2, "milch"), document(3, "brot")])
    assert found(index, "milch brot") == [1, 2, 3] or found(index, "milch brot") == [1, 3, 2]
    index.write([document(n, "milch brot") for n in range(4, 8)])
    assert set(found(index, "milch brot")) == {1, 4, 5, 6, 7}


def test_it_finds_phrases(index):
    index.write([document(1, "die neue karte"), document(2, "karte ganz neu"), document(3, "karte, aber keine neue")])
    assert found(index, '"neue karte"') == [1]
    index.write([document(4, "nichts", title="Neue Karten", opening=True)])
    assert set(found(index, '"neue karte"')) == {1, 4}


def test_a_phrase_keeps_the_place_of_its_stop_words(index):
    index.write([document(1, "milch und brot"), document(2, "milch brot")])
    assert found(index, '"milch und brot"') == [1]


def test_it_leaves_out_what_is_excluded(index):
    index.write([document(1, "milch zucker"), document(2, "milch"), document(3, "milch alte kasse")])
    assert set(found(index, "milch -zucker")) == {2, 3}
    assert set(found(index, 'milch -"alte kasse"')) == {1, 2}
    assert found(index, "-zucker") == []


def test_a_phrase_search_stops_in_time_and_says_so(index, monkeypatch):
    index.write([document(1, "neue karte")])
    monkeypatch.setattr("app.search.generation.LONGEST_PHRASE_SEARCH", -1)
    hits = index.search('"neue karte"', boards=ALL)
    assert not hits.is_complete
    assert hits.hits == []


def test_it_finds_words_by_their_beginning_while_typing(index):
    index.write([document(1, "Gartenzaun"), document(2, "garten"), document(3, "Haus")])
    assert set(found(index, understand("gart", typing=True))) == {1, 2}
    assert set(found(index, "gart*")) == {1, 2}


def test_it_finds_compounds_by_their_parts(index):
    index.write([document(1, "Meine Kundenkarte ist weg"), document(2, "Der Kunde ist da"), document(3, "Der Vertretungsplan")])
    index.write([document(4, "Ein Plan"), document(5, "Platform information")])
    assert found(index, "Karte") == [1]
    assert found(index, "Vertretung") == [3]
    assert set(found(index, "Kunden")) == {1, 2}
    assert found(index, "form") == []
    assert found(index, "Kundenkarte") == [1]


def test_it_stands_an_exact_word_before_a_compound(index):
    index.write([document(1, "Kundenkarte"), document(2, "Karte"), document(3, "Kunden")])
    assert found(index, "karte") == [2, 1]


def test_german_and_english_are_found_in_one_search(index):
    index.write([document(1, "Die Häuser", language="de"), document(2, "running fast", language="en")])
    index.write([document(3, "Haus run", language=None)])
    assert set(found(index, "haus")) == {1, 3}
    assert set(found(index, "runs")) == {2, 3}


def test_it_tells_what_to_mark(index):
    index.write([document(1, "Kundenkarte"), document(2, "Kunde")])
    assert {"kart", "kundenkart"} <= index.search("karte", boards=ALL).terms


def test_only_one_process_writes(tmp_path, index):
    other = SearchIndex(tmp_path / "index")
    assert index.try_lock()
    assert index.try_lock()
    assert not other.try_lock()
    index.unlock()
    assert other.try_lock()
    other.unlock()


def test_another_index_object_sees_a_commit_at_once(tmp_path, index):
    other = SearchIndex(tmp_path / "index")
    assert found(other, "milch") == []
    index.write([document(1, "milch")])
    assert found(other, "milch") == [1]
    index.write([document(1, "brot")])
    assert found(other, "milch") == []


def test_wiping_gives_a_new_identity_that_others_see(tmp_path, index):
    other = SearchIndex(tmp_path / "index")
    index.write([document(1, "milch")])
    assert found(other, "milch") == [1]
    before = index.identity
    index.wipe()
    assert index.identity != before
    assert other.identity == index.identity
    assert found(other, "milch") == []


def test_purging_leaves_nothing_of_a_deleted_post(index):
    index.write([document(1, "geheimwort milch"), *many(100, first=2)])
    index.write(delete=[1])
    index.purge()
    assert not any(b"geheimwort" in file.read_bytes() for file in index.folder.path.iterdir() if file.is_file())
    assert index.count() == 100
    assert found(index, "garten")


def test_a_random_life_ends_as_a_dictionary_would(index):
    import random

    dice, truth = random.Random(3), {}
    for _ in range(40):
        put = {pid: dice.choice(["milch", "brot", "kaffee"]) for pid in dice.sample(range(1, 60), 9)}
        gone = set(dice.sample(range(1, 60), 4)) - put.keys()
        index.write([document(pid, word) for pid, word in put.items()], gone)
        truth = {pid: word for pid, word in {**truth, **put}.items() if pid not in gone}
        for word in ("milch", "brot", "kaffee"):
            wanted = {pid for pid, held in truth.items() if held == word}
            assert set(found(index, word, limit=100)) == wanted


def test_opening_the_module_costs_no_heavy_import():
    script = "import sys, app.search.index, app.search.snippets; print({'whoosh', 'numpy', 'Stemmer'} & sys.modules.keys())"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_threads_search_while_one_writes(index):
    index.write(many(300))
    wrong, is_over = [], threading.Event()

    def search():
        while not is_over.is_set():
            try:
                hits = index.search('garten "hund katze"', boards=ALL)
                wrong.extend(["twice"] * (len(set(pids(hits))) != len(hits.hits)))
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(30):
        index.write(many(20, seed=number, first=1 + 20 * (number % 10)))
    is_over.set()
    for thread in threads:
        thread.join()
    assert not wrong
