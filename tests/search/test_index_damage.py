"""Whatever happens to the files: a search says that it is unavailable, and the next start mends it."""

import shutil

import pytest

from app.search.index import SearchIndex, SearchUnavailable
from tests.search.documents import document, many, pids

ALL = {1, 2, 3, 4, 5}


@pytest.fixture
def index(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    index.write(many(300))
    return index


def again(index):
    return SearchIndex(index.folder.path)


def mends(index):
    fresh = again(index)
    assert fresh.open_or_create() is True
    assert fresh.count() == 0
    fresh.write([document(1, "garten")])
    assert pids(fresh.search("garten", boards=ALL)) == [1]
    return True


def test_a_folder_deleted_while_open(index):
    assert index.search("garten", boards=ALL).hits
    shutil.rmtree(index.folder.path)
    with pytest.raises(SearchUnavailable):
        index.search("garten", boards=ALL)
    with pytest.raises(SearchUnavailable):
        index.write([document(1, "garten")])
    assert mends(index)


@pytest.mark.parametrize("kind", ["trm", "pst", "pid.col", "_body_len.col", "lex"])
@pytest.mark.parametrize("left", [0.0, 0.5, 0.99])
def test_a_file_cut_short(index, kind, left):
    file = next(index.folder.path.glob(f"*.{kind}"))
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * left)])
    with pytest.raises(SearchUnavailable):
        again(index).search("garten", boards=ALL)
    assert mends(index)
    assert index.folder.path.with_name("index.broken").is_dir()


@pytest.mark.parametrize("kind", ["trm", "pst", "pid.col"])
def test_a_file_cut_short_while_open(index, kind):
    index.search("hund", boards=ALL)
    file = next(index.folder.path.glob(f"*.{kind}"))
    with file.open("r+b") as opened:
        opened.truncate(10)
    try:
        index.search("garten katze", boards=ALL)
    except SearchUnavailable:
        assert mends(index)


@pytest.mark.parametrize("kind", ["trm", "pst", "pid.col", "lex"])
def test_a_missing_file(index, kind):
    next(index.folder.path.glob(f"*.{kind}")).unlink()
    with pytest.raises(SearchUnavailable):
        again(index).search("garten", boards=ALL)
    assert mends(index)


@pytest.mark.parametrize("content", [b"", b"\x00" * 400, b"nonsense", b"\xff" * 10_000])
def test_a_table_of_contents_that_is_none(index, content):
    next(index.folder.path.glob("*.toc")).write_bytes(content)
    with pytest.raises(SearchUnavailable):
        again(index).search("garten", boards=ALL)
    assert mends(index)


def test_postings_full_of_nonsense(index):
    file = next(index.folder.path.glob("*.pst"))
    file.write_bytes(bytes(reversed(file.read_bytes())))
    with pytest.raises(SearchUnavailable):
        index.search("garten", boards=ALL)
    assert mends(index)


def test_the_index_of_another_schema(index):
    from whoosh import fields
    from whoosh.index import create_in

    shutil.rmtree(index.folder.path)
    index.folder.path.mkdir()
    create_in(index.folder.path, fields.Schema(title=fields.TEXT))
    assert mends(index)


def test_the_index_of_another_version(index, monkeypatch):
    monkeypatch.setattr("app.search.folder.VERSION", "another")
    assert not index.version_matches()
    assert mends(index)


@pytest.mark.parametrize("note", ["", "[]", "{", '{"identity": "x"}'])
def test_a_note_that_says_nothing(index, note):
    (index.folder.path / "earshot.json").write_text(note)
    assert mends(index)


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "index").write_text("no folder")
    index = SearchIndex(tmp_path / "index")
    with pytest.raises(SearchUnavailable):
        index.search("garten", boards=ALL)
    assert mends(index)


def test_a_reader_leaves_the_mending_to_the_writer(index):
    assert index.try_lock()
    next(index.folder.path.glob("*.pst")).unlink()
    assert again(index).open_or_create() is False
    with pytest.raises(SearchUnavailable):
        again(index).search("garten", boards=ALL)
    assert index.open_or_create() is True
    index.unlock()


def test_a_reader_goes_on_while_the_writer_merges_files_away(index):
    reader = again(index)
    for number in range(1, 20):
        assert reader.count() >= 300
        index.write([document(1000 + number, "garten")])
        assert 1000 + number in reader.pids()
