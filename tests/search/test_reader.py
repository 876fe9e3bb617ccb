"""The reader of events: the index of this machine follows the database, and heals."""

import shutil

import pytest

import app.search.reader as reader
import app.search.rounds as rounds
from app.database import now
from app.events.models import last_event_id, record
from app.events.readers import Cursor
from app.posts.models import Post
from app.search.folder import VERSION
from app.search.here import index_of, words_of
from app.search.rounds import Rounds
from tests.factories import make_reply as reply_by
from tests.factories import make_topic as topic_in


@pytest.fixture
def topics(boards, ben):
    return [topic_in(boards["discussions"], ben, f"Walrus {n}") for n in range(7)]


def import_posts(db, topic, count):
    """Posts as an import writes them: without an event."""
    row = {c: getattr(topic.opening, c) for c in ("topic_id", "author_id", "renderer_version", "language", "created_at")}
    rows = [row | {"body": "walrus", "html": f"<p>walrus import{n}</p>", "state": "published"} for n in range(count)]
    db.session.execute(db.insert(Post), rows)
    db.session.commit()


def test_it_fills_a_fresh_index_from_the_posts_and_not_from_events(app, run_readers, topics, db, monkeypatch):
    import_posts(db, topics[0], 12)
    monkeypatch.setattr(rounds, "STRETCH", 5)
    run_readers("search")
    assert index_of().count() == 19
    assert Rounds(index_of()).is_complete
    cursor = db.session.get(Cursor, reader.cursor_name())
    assert cursor.position == last_event_id()


def test_it_goes_on_where_a_stopped_round_was(app, run_readers, topics, monkeypatch):
    monkeypatch.setattr(rounds, "STRETCH", 3)
    reader.cursor_name()
    assert reader.prepare()
    assert reader.prepare()
    assert index_of().count() == 3
    assert not Rounds(index_of()).is_complete
    app.extensions.pop("search")
    written = []
    monkeypatch.setattr(rounds, "load_documents", lambda ids: written.append(sorted(ids)) or reader.load_documents(ids))
    run_readers("search")
    # The rest of the posts came by their events meanwhile.
    assert written == [[topic.opening.id for topic in topics[3:6]]]
    assert index_of().count() == 7


def test_it_sees_an_event_twice_without_harm(run_readers, topics, db):
    run_readers("search")
    db.session.get(Cursor, reader.cursor_name()).position = 1
    db.session.commit()
    run_readers("search")
    assert index_of().count() == 7


def test_it_takes_in_an_import_when_it_is_finished(run_readers, topics, db):
    run_readers("search")
    import_posts(db, topics[0], 5)
    run_readers("search")
    assert index_of().count() == 7
    record("import.finished", source="x")
    db.session.commit()
    run_readers("search")
    assert index_of().count() == 12


def test_it_writes_once_for_a_batch(run_readers, topics, gus, monkeypatch):
    run_readers("search")
    for topic in topics:
        reply_by(topic, gus, "Walruses everywhere.")
    calls = []
    write = index_of().write
    monkeypatch.setattr(index_of(), "write", lambda *a, **k: calls.append(a) or write(*a, **k))
    run_readers("search")
    assert len(calls) == 1
    assert index_of().count() == 14


def test_it_moves_every_post_of_a_topic(run_readers, topics, boards, gus, dora, db):
    reply_by(topics[0], gus, "Walruses everywhere.")
    run_readers("search")
    topic = db.session.merge(topics[0])
    topic.board = db.session.merge(boards["discussions"])
    topic.move_to(db.session.merge(boards["questions"]), by=dora)
    db.session.commit()
    run_readers("search")
    found = index_of().search("walrus", boards={boards["questions"].id})
    assert found.matching == 2


def test_it_forgets_the_words_of_who_has_left(run_readers, topics, boards, gus, ben, db):
    from app.accounts.leaving import leave

    reply_by(topics[0], gus, "My mother is called Hildegunde.")
    run_readers("search")
    everywhere = {board.id for board in boards.values()}
    assert index_of().search("hildegunde", boards=everywhere).hits
    leave(db.session.merge(gus), with_posts=True)
    db.session.commit()
    run_readers("search")
    assert not index_of().search("hildegunde", boards=everywhere).hits
    Rounds(index_of()).begin()
    run_readers("search")
    folder = index_of().folder.path
    assert not any(b"hildegund" in file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_the_nightly_round_puts_right_what_is_wrong(app, run_readers, topics, db, time_machine):
    time_machine.move_to(now().replace(hour=12))
    run_readers("search")
    import_posts(db, topics[0], 2)
    index_of().write(delete=[topics[1].opening.id])
    db.session.execute(db.update(Post).where(Post.id == topics[2].opening.id).values(state="removed"))
    db.session.commit()
    run_readers("search")
    assert index_of().count() == 6
    time_machine.shift(60 * 60 * 38)
    run_readers("search")
    published = db.session.scalars(db.select(Post.id).where(Post.state == "published"))
    assert index_of().pids() == set(published)


@pytest.mark.parametrize("harm", ["gone", "marked", "toc", "torn", "older"])
def test_r9_a_lost_index_is_built_again_while_the_site_works(visitor, run_readers, topics, harm):
    """R9: the site searches titles and new texts in the database meanwhile, and the reader mends by itself."""
    run_readers("search")
    assert visitor.get("/search?q=walrus").text.count("card__link") == 7
    folder = index_of().folder.path
    hurt(folder, harm)
    page = visitor.get("/search?q=walrus").text
    assert page.count("card__link") == 7
    assert "Search is being rebuilt" in page or harm in ("torn", "older")
    run_readers("search")
    page = visitor.get("/search?q=walrus").text
    assert page.count("card__link") == 7
    assert "Search is being rebuilt" not in page
    assert index_of().count() == 7


def hurt(folder, harm):
    if harm == "gone":
        shutil.rmtree(folder)
    elif harm == "marked":
        (folder / "damaged").touch()
        next(folder.glob("_MAIN_*.toc")).unlink()
    elif harm == "older":
        note = folder / "earshot.json"
        note.write_text(note.read_text().replace(VERSION, "2-0"))
    elif harm == "toc":
        for file in folder.glob("_MAIN_*.toc"):
            # In the manner of an editor: what is changed in place is seen only by whoever opens the index anew.
            empty = file.with_suffix(".new")
            empty.touch()
            empty.replace(file)
    else:
        for file in folder.glob("*.pst"):
            file.write_bytes(file.read_bytes()[:-7])


def test_the_makeshift_search_finds_words_and_keeps_to_the_rules(visitor, people, boards, make_topic, make_reply, db):
    topic = make_topic("discussions", people.ben, "Öffnungszeiten im Advent", "Bis 100% voll_ist.")
    make_reply(topic, people.gus, "Am Sonntag auch?")
    hidden = make_topic("discussions", people.gus, "Öffnung versteckt")
    opening = db.session.merge(hidden.opening)
    opening.topic = db.session.merge(hidden)
    opening.hide()
    db.session.commit()
    for question in ("öffnungszeiten", "Advent", "100%", "voll_ist", "sonntag", '"im advent"'):
        page = visitor.get("/search", query_string={"q": question}).text
        assert "Search is being rebuilt" in page
        assert topic.url in page, question
    assert "versteckt" not in visitor.get("/search?q=öffnung").text
    assert "Nothing found" in visitor.get("/search?q=100_").text


def test_it_rebuilds_by_command_beside_the_running_reader(app, run_readers, topics, visitor, db):
    run_readers("search")
    before = index_of().identity
    index_of().write(delete=index_of().pids())
    answer = app.test_cli_runner().invoke(args=["reindex"])
    assert answer.exit_code == 0, answer.output
    assert "The index is built." in answer.output
    assert index_of().identity != before
    assert visitor.get("/search?q=walrus").text.count("card__link") == 7
    run_readers("search")
    assert index_of().count() == 7
    assert not list(app.config["INSTANCE"].glob("index.new/*"))


def test_what_happens_during_a_rebuild_is_not_lost(app, run_readers, topics, gus, ben, db):
    run_readers("search")
    building = reader.rebuild()
    done, whole = next(building)
    assert whole == 7
    reply_by(topics[0], gus, "Came while it was built.")
    opening = db.session.merge(topics[1].opening)
    opening.topic = db.session.merge(topics[1])
    opening.delete(by=ben)
    db.session.commit()
    run_readers("search")
    list(building)
    run_readers("search")
    published = db.session.scalars(db.select(Post.id).where(Post.state == "published"))
    assert index_of().pids() == set(published)


def test_the_words_of_a_post_are_what_one_reads():
    html = '<h2>A <em>cre</em>amy day</h2><p>See <a href="https://x.example">here</a> &amp; there.</p><p>Next</p>'
    assert words_of(html).split() == ["A", "creamy", "day", "See", "here", "&", "there.", "Next"]


def test_it_tells_the_owner_how_far_it_has_come(sign_in, ada, run_readers, topics, monkeypatch):
    browser = sign_in(ada)
    assert "The search index is being built: 0 of 7 posts." in browser.get("/admin").text
    monkeypatch.setattr(rounds, "STRETCH", 3)
    reader.cursor_name()
    reader.prepare()
    reader.prepare()
    page = browser.get("/admin").text
    assert "The search index is being built: 3 of 7 posts." in page and "titles and the newest posts only" in page
    assert "Whoosh · 3 of 7 posts" in browser.get("/admin/system").text
    run_readers("search")
    assert "is being built" not in browser.get("/admin").text
    assert "Whoosh · all posts" in browser.get("/admin/system").text
