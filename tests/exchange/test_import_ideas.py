"""What becomes of ideas in a CSV file: by the command, by the page, and when they are taken back."""

import csv
import io

import pytest
from flask import g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Member
from app.admin import import_forms
from app.exchange.batches import ImportBatch, forget_old_files
from app.exchange.cells import defuse, undo_defusing
from app.exchange.tables import Table
from app.kinds.ideas.models import IdeaMove
from app.kinds.ideas.queries import list_filter
from app.notifications.models import Mail, Notice
from app.posts.models import Post
from app.tags.models import Tag
from app.topics.merges import kept_id_of
from app.topics.models import Topic
from app.votes.models import set_vote
from tests import factories
from tests.data import data

OURS = """id,title,text,status,tags,author,votes,created
7,More oat milk,"First line.

Second line.",planned,"Drinks, Milk",Ben,12,2024-05-06T07:08:09+00:00
8,A bench,,,,,,
"""
GERMAN = "Titel;Beschreibung;Status;Stimmen;Datum\r\nMehr Tee;Grüner Tee;In Arbeit;3;24.12.2023\r\n".encode("cp1252")
BROKEN = """title,status,votes,created,text
,new,1,,no title
Soup,perhaps,1,,x
Bread,new,many,,x
Cake,new,1,yesterday,x
Milk,new,1,2999-01-01,x
Fine,new,1,2020-01-01,x
Fine,new,1,2020-01-01,x
Too,new,1,,x,more
"""


@pytest.fixture
def run(app, tmp_path):
    """run(content, "--dry-run"): brings a file in by the command; returns its result."""

    def run(content, *more, name="wishes.csv", board="Wishes"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        # A command starts with nothing that an earlier one has read.
        g.pop("site", None)
        return app.test_cli_runner().invoke(args=["import", "ideas", str(tmp_path / name), "--board", board, *more])

    return run


@pytest.fixture
def take_back(app):
    return lambda number=1: app.test_cli_runner().invoke(args=["import", "undo", str(number)])


def idea(db, title):
    query = select(Post).join(Post.topic).options(joinedload(Post.topic).options(joinedload(Topic.idea), joinedload(Topic.board)), joinedload(Post.author))
    return db.session.scalars(query.where(Topic.title == title, Post.is_opening)).one()


def everything(db):
    """All rows of all tables but what only says that something happened."""
    quiet = {"events", "audit_entries", "audit_head", "import_batches", "cursors", "sign_ins"}
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in quiet]
    # The heat of ideas moves by the clock.
    rows = lambda table: db.session.execute(db.select(*(column for column in table.columns if column.name != "heat")))  # noqa: E731
    return {table.name: sorted(map(repr, rows(table))) for table in tables}


def test_an_idea_keeps_text_status_tags_votes_and_date(run, db, site):
    said = run(OURS)
    assert said.exit_code == 0 and "import undo 1" in said.output
    opening = idea(db, "More oat milk")
    assert opening.body == "First line.\n\nSecond line." and opening.created_at.isoformat() == "2024-05-06T07:08:09+00:00"
    assert (opening.topic.idea.status, opening.topic.tag_names) == ("planned", ["Drinks", "Milk"])
    assert opening.topic.vote_count == opening.carried_up == 12
    assert opening.author.name == "Ben" and opening.author.is_imported
    other = idea(db, "A bench")
    assert (other.author, other.body, other.topic.idea.status) == (None, "", "new")


def test_a_second_run_adds_nothing_with_numbers_and_without(run, db, site, count_rows):
    run(OURS)
    run(GERMAN, "--column", "votes=Stimmen")
    before = count_rows()
    assert run(OURS).exit_code == run(GERMAN).exit_code == 0
    after = count_rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"import_batches", "audit_entries"}


def test_a_spreadsheets_own_encoding_divider_and_words_are_understood(run, db, site):
    assert run(GERMAN).exit_code == 0
    opening = idea(db, "Mehr Tee")
    assert (opening.body, opening.topic.idea.status, opening.carried_up) == ("Grüner Tee", "in_work", 3)
    assert opening.created_at.date().isoformat() == "2023-12-24"


def test_a_dry_run_names_every_bad_row_and_changes_nothing(run, db, site):
    before = everything(db)
    said = run(BROKEN, "--dry-run")
    assert said.exit_code == 1
    lines = [line for line in said.output.splitlines() if line.startswith("wishes.csv, row")]
    assert [line.split(":")[0] for line in lines] == [f"wishes.csv, row {row}" for row in (2, 3, 4, 5, 6, 8, 9)]
    assert "perhaps" in said.output
    assert run(BROKEN).exit_code == 1 and run(OURS, "--dry-run").exit_code == 0
    assert everything(db) == before and db.session.scalar(select(ImportBatch.id)) is None


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe", b"title\n\"open", b"title,title\nx,y\n", b"text\nno title column\n", b"\0\0\0"]
)
def test_a_file_that_is_no_table_is_refused_in_words(run, site, content):
    said = run(content)
    assert said.exit_code == 1 and "wishes.csv" in said.output and "Traceback" not in said.output


def test_an_unknown_column_or_field_is_refused(run, site):
    assert "Wunsch" in run(OURS, "--column", "title=Wunsch").output
    assert "flavour" in run(OURS, "--column", "flavour=title").output


def test_nobody_is_told_and_readers_find_it(run, db, people, visitor, run_readers):
    board = factories.make_board("ideas", "Wishes")
    from app.follows.models import follow_board

    follow_board(board, people.ben, wanted=True)
    db.session.commit()
    run(OURS.replace("A bench", "A bench for @ben"))
    run_readers()
    assert db.session.scalar(select(Notice.id)) is db.session.scalar(select(Mail.id)) is None
    assert "more-oat-milk" in visitor.get("/search?q=oat").text
    assert "More oat milk" in visitor.get("/tags/drinks").text and "12" in visitor.get("/ideas").text
    assert list_filter({"status": "planned"}) and "More oat milk" in visitor.get("/ideas?status=planned").text


# --- Fider -------------------------------------------------------------------------------------------------


def test_the_file_of_fider_comes_in_as_it_is(run, db, site):
    said = run(data("formats/fider/posts-export.csv").read_bytes(), name="posts.csv")
    assert said.exit_code == 0, said.output
    declined = idea(db, "Go is fast")
    assert (declined.topic.idea.status, declined.topic.idea.reason) == ("not_now", "Nothing we need to do")
    assert declined.topic.tag_names == ["easy", "ignored"] and declined.author.name == "Faceless"
    assert idea(db, "Go is easy").author_id == declined.author_id
    duplicate = idea(db, "Go is easy").topic
    assert duplicate.idea.status == "already_there" and "Go is very easy" in duplicate.idea.reason
    move = db.session.scalars(select(IdeaMove).options(joinedload(IdeaMove.by)).order_by(IdeaMove.id)).first()
    assert (move.by.name, move.after, move.created_at.year) == ("John Snow", "not_now", 2018)


def test_a_duplicate_leads_to_its_original_and_counts_once(run, take_back, db, site, visitor):
    header = data("formats/fider/posts-export.csv").read_text().splitlines()[0]
    rows = ["1,One,,2020-01-01T00:00:00Z,Ben,9,0,open,,,,,,", "2,Two,,2020-01-02T00:00:00Z,Ben,4,0,duplicate,Ada,2020-02-02T00:00:00Z,Same,1,One,"]
    before = everything(db)
    assert run("\n".join([header, *rows]), name="posts.csv").exit_code == 0
    kept, merged = idea(db, "One").topic, idea(db, "Two").topic
    assert kept_id_of(merged.id) == kept.id and kept.vote_count == 9 and kept.merged_count == 1
    assert visitor.get(f"/ideas/{merged.id}").location.endswith(kept.url)
    assert "Two" not in visitor.get("/ideas").text
    assert take_back().exit_code == 0 and everything(db) == before
    circle = [rows[0].replace("open,,,,,", "duplicate,,2020-01-01T00:00:00Z,,2,Two"), rows[1]]
    said = run("\n".join([header, *circle]), name="posts.csv")
    assert said.exit_code == 1 and "circle" in said.output


# --- Undoing -----------------------------------------------------------------------------------------------


def test_taking_back_leaves_everything_as_it_was(run, take_back, db, people, visitor, run_readers):
    factories.make_topic(factories.make_board("ideas", "Wishes"), people.ben, "An older wish", tags=["Drinks"])
    run_readers()
    before = everything(db)
    for number, board in ((1, "Wishes"), (2, "A new board")):
        assert run(OURS, board=board).exit_code == 0
        run_readers()
        assert take_back(number).exit_code == take_back(number).exit_code == 0
        run_readers()
        assert everything(db) == before
    assert "more-oat-milk" not in visitor.get("/search?q=oat").text + visitor.get("/ideas").text
    assert run(OURS).exit_code == 0 and idea(db, "More oat milk")
    assert take_back(99).exit_code == 1


@pytest.mark.parametrize("act", ["vote", "reply", "follow", "edit", "close", "claim", "later batch"])
def test_taking_back_is_refused_once_somebody_has_gone_on(run, take_back, db, people, act):
    run(OURS)
    opening = idea(db, "More oat milk")
    topic = opening.topic
    if act == "vote":
        set_vote(opening, people.ben, wanted=True)
    elif act == "reply":
        factories.make_reply(topic, people.ben)
    elif act == "follow":
        from app.follows.models import follow_topic

        follow_topic(topic, people.ben, wanted=True)
    elif act == "edit":
        opening.edit("Better.", by=people.ada, version=1)
    elif act == "close":
        topic.close(by=people.dora)
    elif act == "claim":
        opening.author.password_hash = "x"
    else:
        run(OURS.replace("A bench,,,,,", "A bench,,,,Ben,").replace("\n8,", "\n9,"))
    db.session.commit()
    before = everything(db)
    said = take_back()
    assert said.exit_code == 1 and "stays" in said.output
    assert everything(db) == before


# --- The page ----------------------------------------------------------------------------------------------


def send(browser, content, board="Wishes", name="wishes.csv"):
    return browser.post("/admin/imports", {"board": board, "file": (io.BytesIO(content.encode()), name)})


def test_the_owner_assigns_columns_looks_and_brings_in(sign_in, people, db):
    ada = sign_in(people.ada)
    page = send(ada, "Wunsch,wer\nMehr Licht,Ben\n").location
    assert "no column holds the title" in ada.get(page).text
    assert ada.post(f"{page}/start").status_code == 422
    assert ada.post(f"{page}/columns", {"author": "wer"}).status_code == 422
    assert ada.post(f"{page}/columns", {"title": "Wunsch", "author": "wer"}).status_code == 303
    assert "Mehr Licht" in ada.get(page).text and db.session.scalar(select(Topic.id)) is None
    for _twice in range(2):
        assert ada.post(f"{page}/start").status_code == 303
    assert [topic.title for topic in db.session.scalars(select(Topic))] == ["Mehr Licht"]
    batch = db.session.scalar(select(ImportBatch))
    assert batch.by_id == people.ada.id and batch.content is None
    assert ada.post(f"{page}/columns", {"title": "wer"}).status_code == 403
    assert "Mehr Licht" in ada.get("/ideas").text
    set_vote(idea(db, "Mehr Licht"), people.ben, wanted=True)
    db.session.commit()
    ada.post(f"{page}/undo")
    assert "it stays" in ada.get(page).text
    set_vote(idea(db, "Mehr Licht"), people.ben, wanted=False)
    db.session.commit()
    # A vote that was given and taken back is still something that happened there.
    assert "it stays" in ada.get(ada.post(f"{page}/undo").location).text


def test_a_file_for_another_kind_of_board_too_large_or_none_is_refused(sign_in, people, db, monkeypatch):
    monkeypatch.setattr(import_forms, "LARGEST_FILE", 300)
    ada = sign_in(people.ada)
    factories.make_board("questions", "Wishes")
    assert send(ada, OURS).status_code == send(ada, "").status_code == 422
    assert ada.post("/admin/imports", {"board": "Other"}).status_code == 422
    assert send(ada, "title\n" + "x" * 300, "Other").status_code == 422
    assert db.session.scalar(select(ImportBatch.id)) is None


def test_what_was_only_looked_at_is_thrown_away_after_a_day(sign_in, people, db):
    from datetime import timedelta

    import time_machine

    from app.database import now

    page = send(sign_in(people.ada), OURS).location
    forget_old_files()
    assert db.session.scalar(select(ImportBatch.id))
    with time_machine.travel(now() + timedelta(days=2)):
        forget_old_files()
    db.session.commit()
    assert sign_in(people.ada).get(page).status_code == 404


# --- Out ---------------------------------------------------------------------------------------------------


def test_e7_ideas_come_out_and_back_in_the_same_and_no_formula_runs(run, sign_in, people, db):
    payloads = data("security/csv-formula/payloads.txt").read_text().splitlines()
    board = factories.make_board("ideas", "Wishes")
    for number, payload in enumerate(payloads):
        factories.make_topic(board, people.ben, f"Wish {number}", f"{payload}\n\n'=second")
    factories.make_topic(board, people.ben, "'=1+1", "x", tags=["Drinks"])
    answer = sign_in(people.ada).get(f"/admin/boards/{board.slug}/ideas.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(payloads) + 2 and answer.mimetype == "text/csv"
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n|%")]
    assert run(answer.get_data(), board="Elsewhere").exit_code == 0
    there = {title: body for title, body in db.session.execute(select(Topic.title, Post.body).join(Post, Post.topic_id == Topic.id).where(Topic.origin.is_not(None)))}
    here = {title: body for title, body in db.session.execute(select(Topic.title, Post.body).join(Post, Post.topic_id == Topic.id).where(Topic.origin.is_(None)))}
    assert there == here and "'=1+1" in there
    assert db.session.scalar(select(Member.name).where(Member.origin.is_not(None))) == "Ben 2"
    assert db.session.scalars(select(Tag.name)).all() == ["Drinks"]


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'quoted'", "plain", "", "\t=1", "＝1", "-5"])
def test_a_defused_cell_comes_back_as_it_was(text):
    assert undo_defusing(defuse(text)) == text and not defuse(text).startswith(("=", "-", "\t", "＝"))


def test_a_large_file_is_read_as_a_stream():
    opened = []

    class Counting(io.BytesIO):
        def read(self, size=-1):
            opened.append(size)
            return super().read(size)

        read1 = read

    table = Table("x.csv", lambda: Counting(b"title\n" + b"a row\n" * 100_000))
    assert sum(1 for _row in table.rows()) == 100_000 and -1 not in opened
