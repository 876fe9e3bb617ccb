"""Handing the whole community out."""

import json

import pytest

from app.exchange.export import EXPORTED, KEPT_HERE, export_command, unclassified
from app.extensions import db
from app.posts.models import Post
from tests.people import PASSWORD


@pytest.fixture
def run(app):
    return lambda folder: app.test_cli_runner().invoke(export_command, [str(folder)])


def rows(folder, table):
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text().splitlines()]


def test_it_writes_everything_as_json_lines(run, ben, make_topic, make_reply, make_poll, emil, tmp_path):
    topic = make_topic("ideas", ben, "Größere Tassen", "Mit „Henkel“.", tags=["Tassen"])
    make_reply(topic, emil, "Gern.")
    make_poll(emil)
    result = run(tmp_path / "out")
    assert result.exit_code == 0, result.output
    out = tmp_path / "out"
    assert [row["title"] for row in rows(out, "topics")] == ["Größere Tassen", "Which milk?"]
    assert {row["body"] for row in rows(out, "posts")} >= {"Mit „Henkel“.", "Gern."}
    assert rows(out, "members")[0]["name"] == "Ada"
    assert rows(out, "posts")[0]["created_at"].endswith("+00:00")
    assert len(rows(out, "poll_options")) == 2
    assert rows(out, "site")[0]["name"] == "Café Nordlicht"
    about = json.loads((out / "export.json").read_text())
    assert about["rows"]["posts"] == 3
    assert set(about["rows"]) == set(EXPORTED)
    assert "posts: 3" in result.output


def test_it_tells_no_secret(run, ben, tmp_path, sign_in, site):
    site.smtp_url = "smtp://user:hush@example.org"
    ben.set_password(PASSWORD)
    db.session.commit()
    sign_in(ben)
    run(tmp_path / "out")
    text = "".join(file.read_text() for file in (tmp_path / "out").rglob("*.json*"))
    assert "argon2" not in text
    assert "hush" not in text
    assert "token" not in text
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_it_refuses_a_folder_that_is_not_empty(run, site, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep me")
    result = run(tmp_path / "out")
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_every_table_is_exported_or_kept_for_a_reason(app):
    assert unclassified() == set()
    assert not set(EXPORTED) & KEPT_HERE
    assert set(EXPORTED) <= set(db.metadata.tables)
    for table, kept in EXPORTED.items():
        assert set(kept) <= set(db.metadata.tables[table].columns.keys()), table


def test_it_streams(run, ben, make_topic, tmp_path, count_queries):
    topic = make_topic("discussions", ben)
    db.session.execute(
        db.insert(Post),
        [{"topic_id": topic.id, "author_id": ben.id, "body": "x", "html": "x", "renderer_version": 1}] * 3000,
    )
    db.session.commit()
    with count_queries() as queries:
        run(tmp_path / "out")
    assert len(rows(tmp_path / "out", "posts")) == 3001
    assert len(queries) <= len(EXPORTED) + 3


@pytest.mark.parametrize(("mode", "told"), [("always", True), ("after_ballot", False), ("after_close", False), ("when_published", False)])
def test_it_tells_no_results_before_their_time(run, ben, make_poll, emil, sign_in, db, tmp_path, mode, told):
    topic = make_poll(emil, results_shown=mode)
    option = str(db.session.scalar(db.text("SELECT min(id) FROM poll_options")))
    sign_in(ben).post(f"/polls/{topic.id}/ballot", {"option": option})
    printed = run(tmp_path / "out").output
    out = tmp_path / "out"
    counts = sum(row["ballot_count"] + row["dot_count"] for row in rows(out, "poll_options"))
    answers = [row["answer_count"] for row in rows(out, "poll_questions")]
    assert (counts, answers, len(rows(out, "secret_ballots"))) == ((1, [1], 1) if told else (0, [0], 0))
    assert len(rows(out, "participations")) == 1
    assert ("still hidden stay here" in printed) != told
