"""A full disk: what was written stays and answers, nothing is thrown away, and it goes on when there is room again."""

import errno
import os
import subprocess
from datetime import timedelta

import pytest

from app.database import now
from app.events.readers import Cursor, run_reader
from app.search import reader
from app.search.engine import SearchUnavailable
from app.search.files import Files
from app.search.here import index_of
from app.search.index import SearchIndex
from tests.factories import make_topic as topic_in
from tests.search.documents import document, many, pids

ALL = {1, 2, 3, 4, 5}


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "earshot-test", place], capture_output=True)
    if not made or made.returncode:
        pytest.skip("only root can make a disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_r9_a_full_disk_loses_nothing(small_disk):
    index = SearchIndex(small_disk / "index")
    index.open_or_create()
    index.write(many(100))
    filler = small_disk / "filler"
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - 40_000))
    for _turn in range(3):
        with pytest.raises(SearchUnavailable):
            index.write(many(400, first=1000), delete=[1])
        assert index.count() == 100 and len(pids(index.search("garten", boards=ALL))) == 20
        again = SearchIndex(small_disk / "index")
        assert again.open_or_create() is False and again.pids() == index.pids()
    filler.unlink()
    index.write([document(1000, "walrus")], delete=[1])
    assert pids(index.search("walrus", boards=ALL)) == [1000] and 1 not in index.pids() and index.count() == 100


@pytest.fixture
def full(monkeypatch):
    """full(True): from now on no file of the index can be written."""
    create = Files.create_file

    def refuse(*given, **more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return lambda is_full: monkeypatch.setattr(Files, "create_file", refuse if is_full else create)


def test_r9_the_site_goes_on_and_says_so_to_the_owner(visitor, sign_in, ada, ben, boards, run_readers, full, app, db, time_machine):
    time_machine.move_to(now(), tick=False)
    old = topic_in(boards["ideas"], ben, "A walrus by the door").url
    run_readers("search")
    full(True)
    new = topic_in(db.session.merge(boards["ideas"]), db.session.merge(ben), "Another walrus").url
    search = next(each for each in app.readers if each.name == "search")
    with pytest.raises(SearchUnavailable):
        run_reader(search)
    page = visitor.get("/search?q=walrus").text
    assert old in page and new not in page
    page = sign_in(ada).get("/admin").text
    assert "“Search” is stuck and will try again by itself." in page
    assert "No space left on device" in sign_in(ada).get("/admin/system").text
    full(False)
    time_machine.move_to(now() + timedelta(minutes=1), tick=False)
    run_readers("search")
    assert new in visitor.get("/search?q=walrus").text
    assert db.session.get(Cursor, reader.cursor_name()).failures == 0 and index_of().count() == 2
