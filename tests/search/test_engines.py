"""What an engine owes whoever asks it, the same of Whoosh and of PostgreSQL."""

import pytest

from app.search.asked import understand
from app.search.engine import SearchUnavailable
from tests.search.documents import NOW, document, many, pids
from tests.search.engines import BOTH, empty_index

ALL = {1, 2, 3, 4, 5}


@pytest.fixture(params=BOTH)
def index(request, tmp_path):
    with empty_index(request.param, tmp_path) as index:
        yield index


def found(index, question, **options):
    return pids(index.search(question, **{"boards": ALL, **options}))


def test_it_puts_replaces_and_deletes(index):
    index.write([document(1, "milch"), document(2, "brot")])
    index.write([document(1, "kaffee"), document(3, "milch", title="milch", opening=True)])
    assert found(index, "milch") == [3] and found(index, "kaffee") == [1]
    index.write(delete=[1, 3, 99])
    assert found(index, "milch") == [] and index.pids() == {2} and index.count() == 1
    index.write([document(2, "brot"), document(2, "brot")])
    assert found(index, "brot") == [2]


def test_a_failed_write_changes_nothing(index):
    index.write([document(1, "milch")])
    with pytest.raises(Exception):  # noqa: B017 - whichever it is
        index.write([document(2, "brot"), document(3, 17)], delete=[1])
    assert index.pids() == {1} and found(index, "milch") == [1] and found(index, "brot") == []
    index.write([document(2, "brot")])
    assert found(index, "brot") == [2]


def test_it_finds_only_where_it_was_told(index):
    index.write([document(1, "milch", board=1), document(2, "milch", board=2)])
    assert found(index, "milch", boards={2}) == [2] and found(index, "milch", boards=set()) == []
    assert index.search("milch", boards={1}).matching == 1
    with pytest.raises(TypeError):
        index.search("milch", boards=None)


def test_it_narrows(index):
    index.write(
        [
            document(1, "milch", kind="ideas", author=1, ts=NOW, language="de"),
            document(2, "milch", kind="polls", author=2, ts=NOW - 1000, language="en"),
            document(3, "milch", kind="polls", author=2, ts=NOW - 9000, language=None),
        ]
    )
    assert set(found(index, "milch", kinds=["polls"])) == {2, 3}
    assert set(found(index, "milch", author=2, since=NOW - 2000)) == {2}
    assert set(found(index, "milch", language="de")) == {1}
    assert set(found(index, "milch", topics={3, 4})) == {3} and found(index, "milch", topics=set()) == []


def test_it_shows_the_best_post_of_each_topic_on_pages(index):
    index.write([document(n, "milch milch milch", topic=1) for n in range(1, 400)])
    index.write([document(n, "milch und sonst noch vieles andere", topic=n) for n in range(400, 430)])
    hits = index.search("milch", boards=ALL, limit=20)
    assert len({hit.topic for hit in hits.hits}) == 20 and hits.matching == 429 and hits.has_more
    rest = index.search("milch", boards=ALL, limit=20, offset=20)
    assert len(rest.hits) == 11 and not rest.has_more and not {*pids(hits)} & {*pids(rest)}


def test_titles_rare_words_and_new_posts_count_more(index):
    index.write([document(n, "garten und hund", topic=n) for n in range(10, 40)])
    index.write([document(1, "garten walrus"), document(2, "hund", title="garten im sommer", opening=True)])
    assert found(index, "garten walrus")[0] == 1 and found(index, "garten")[0] == 2
    index.write([document(50, "seltenes wort", ts=NOW - 5 * 365 * 86_400), document(51, "seltenes wort")])
    assert found(index, "seltenes wort") == [51, 50]


def test_it_knows_phrases_exclusions_and_beginnings(index):
    texts = {1: "frische milch vom hof", 2: "milch ist frisch", 3: "hof und milch", 4: "die milchstraße"}
    index.write([document(id, text) for id, text in texts.items()])
    index.write([document(5, "", title="frische", tags="milch", opening=True)])
    assert found(index, '"frische milch"') == [1]
    assert found(index, '"milch vom hof"') == [1] and found(index, '"hof milch"') == []
    assert set(found(index, "milch -hof")) == {2, 4, 5}
    assert set(found(index, 'milch -"frische milch"')) == {2, 3, 4, 5}
    assert 4 in found(index, "milchs*") and 4 in found(index, understand("milchs", typing=True))


def test_it_says_what_comes_closest(index):
    index.write([document(1, "vertretungsplan"), document(2, "fahrrad")])
    hits = index.search("vertretungsplna", boards=ALL)
    assert pids(hits) == [1] and hits.is_loose and "vertretungsplan" in hits.terms
    assert not index.search("vertretungsplan", boards=ALL).is_loose


def test_it_asks_broadly_and_says_how_much_words_count(index):
    index.write([document(n, "hund", title="garten", opening=True) for n in range(10, 60)])
    index.write([document(1, "", title="walrus im garten", opening=True)])
    hits = index.search(understand("walrus garten").broadly(), boards=ALL)
    assert pids(hits)[0] == 1 and hits.rarities["walrus"] > hits.rarities["garten"]
    assert index.rarities(understand("walrus garten")) == hits.rarities


@pytest.mark.parametrize("line", ["'", '"', "\\", "a' | 'b", "!", "& |", "<->", ":*", "=milch", "$posts", "%s", ":boards", "\x00", "ﬁ", "x" * 300])
def test_odd_lines_are_lines_like_any_other(index, line):
    index.write([document(1, f"milch {line}"), document(2, "milch", title=line, opening=True, tags="a'b")])
    assert set(found(index, f"milch {line}")) == {1, 2}
    index.search(f'"{line} {line}" -{line} {line}*', boards=ALL)


def test_a_long_text_is_found_to_its_end(index):
    index.write([document(1, "wort " * 20_000 + "walrus am ende", title="milch " * 40, opening=True)])
    assert found(index, "walrus") == [1] and found(index, "ende") == [1]


def test_what_is_purged_is_gone(index):
    index.write([document(1, "hildegunde"), document(2, "milch")])
    index.write(delete=[1])
    index.purge()
    assert found(index, "hildegund") == [] and index.pids() == {2}


def test_it_keeps_the_note_of_a_round_as_long_as_itself(index):
    assert index.round_note() == {}
    index.keep_round_note({"position": 5})
    assert index.round_note() == {"position": 5}
    before = index.identity
    index.wipe()
    assert index.round_note() == {} and index.identity not in (None, before)


def test_another_one_takes_its_place(index):
    index.write(many(20))
    beside = index.beside()
    assert beside.try_lock() and not index.beside().try_lock()
    beside.wipe()
    beside.write([document(1, "walrus")])
    beside.keep_round_note({"ended": 1})
    assert found(index, "garten")
    assert index.give_way_to(beside)
    beside.unlock()
    assert found(index, "walrus") == [1] and index.pids() == {1} and index.round_note() == {"ended": 1}
    again = index.beside()
    assert again.try_lock()
    again.unlock()


def test_it_is_unavailable_before_it_is_made(index):
    beside = index.beside()
    assert not beside.is_well() and beside.identity is None and beside.round_note() == {}
    with pytest.raises(SearchUnavailable):
        beside.search("milch", boards=ALL)
    assert beside.open_or_create() is True and beside.open_or_create() is False and beside.is_well()
    assert beside.search("milch", boards=ALL).hits == []


def test_it_starts_again_when_it_was_made_by_another_analysis(index, monkeypatch):
    index.write([document(1, "milch")])
    for place in ("app.search.folder.VERSION", "app.search.postgres.index.VERSION"):
        monkeypatch.setattr(place, "another")
    assert not index.is_well() and index.open_or_create() is True and index.count() == 0
