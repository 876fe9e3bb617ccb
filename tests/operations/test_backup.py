"""Backing up: a checked copy, while the site is used, and not too many of them."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.operations import backing_up
from app.operations.backing_up import BackupFailed, make_backup
from app.operations.kept import backups_folder, backups_in, let_old_ones_go
from app.operations.manifest import Unsound, read_manifest
from app.operations.timed import back_up_nightly
from app.posts.models import Post
from tests.instances import only_sqlite

pytestmark = only_sqlite("PostgreSQL is backed up with its own tools: test_postgres.py")


@pytest.fixture
def filled(app, ben, make_topic):
    """An instance with a topic and two uploads."""
    make_topic("ideas", ben)
    uploads = app.config["INSTANCE"] / "uploads"
    (uploads / "ab").mkdir(parents=True)
    (uploads / "ab" / "cake.jpg").write_bytes(b"a cake")
    (uploads / "tea.png").write_bytes(b"a cup of tea")
    return app


def test_o2_it_copies_database_and_uploads_with_a_manifest(filled, run):
    result = run("backup")
    assert result.exit_code == 0, result.output
    [(_, backup)] = backups_in(backups_folder(filled))
    manifest = read_manifest(backup)
    assert manifest["rows"]["posts"] == 1
    assert manifest["rows"]["members"] == 7
    assert set(manifest["files"]) == {"earshot.sqlite3", "uploads/ab/cake.jpg", "uploads/tea.png"}
    assert backup.stat().st_mode & 0o077 == 0
    assert (backup / "uploads" / "ab" / "cake.jpg").read_bytes() == b"a cake"


def test_it_keeps_secrets_out_of_the_folder(filled):
    backup = make_backup(filled)
    assert not list(backup.rglob("*secret*"))


def test_it_goes_to_another_folder(filled, run, tmp_path):
    assert run("backup", "--to", tmp_path / "disk").exit_code == 0
    assert len(backups_in(tmp_path / "disk")) == 1
    assert not backups_in(backups_folder(filled))


def test_o2_two_backups_share_what_has_not_changed(filled):
    first, second = make_backup(filled), make_backup(filled)
    assert first != second
    name = "uploads/tea.png"
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    read_manifest(first)
    read_manifest(second)


def test_o2_members_write_on_meanwhile(filled, db, ben, make_topic, make_reply):
    topic = make_topic("discussions", ben)
    done = threading.Event()

    def back_up():
        with filled.app_context():
            for _ in range(3):
                make_backup(filled)
        done.set()

    thread = threading.Thread(target=back_up)
    thread.start()
    written = 0
    while not done.is_set() or not written:
        make_reply(topic, ben, f"Reply {written}")
        written += 1
    thread.join()
    for _, backup in backups_in(backups_folder(filled)):
        read_manifest(backup)
    assert db.session.scalar(db.select(db.func.count(Post.id)).where(Post.topic_id == topic.id)) == written + 1


def test_it_refuses_a_disk_that_is_nearly_full(filled, run, monkeypatch):
    monkeypatch.setattr(backing_up, "ROOM", 10**12)
    result = run("backup")
    assert result.exit_code == 1
    assert "MB left" in result.output
    assert not list(backups_folder(filled).glob("*earshot*"))


def test_it_leaves_nothing_half_done(filled, monkeypatch):
    monkeypatch.setattr(backing_up, "check_database", lambda path: "page 7 is torn")
    with pytest.raises(BackupFailed, match="page 7"):
        make_backup(filled)
    assert not list(backups_folder(filled).glob("*earshot*"))


def test_it_says_how_to_back_up_postgres(filled, run, db, monkeypatch):
    monkeypatch.setattr(db.engine.dialect, "name", "postgresql")
    result = run("backup")
    assert result.exit_code == 2
    assert "pg_dump --format=custom" in result.output


def test_o2_it_keeps_seven_days_four_weeks_six_months(tmp_path):
    today = datetime(2026, 8, 31, 3, tzinfo=UTC)
    for age in range(400):
        folder = tmp_path / f"earshot-{today - timedelta(days=age):%Y%m%d-%H%M%S}"
        folder.mkdir()
        (folder / "manifest.json").write_text("{}")
    (tmp_path / "earshot-holiday").mkdir()
    with time_machine.travel(today, tick=False):
        let_old_ones_go(tmp_path)
    kept = [f"{moment:%m-%d}" for moment, _ in backups_in(tmp_path)]
    days = ["08-31", "08-30", "08-29", "08-28", "08-27", "08-26", "08-25"]
    assert kept == [*days, "08-23", "08-16", "07-31", "06-30", "05-31", "04-30", "03-31"]
    assert (tmp_path / "earshot-holiday").exists()


def test_the_nightly_act_makes_one_a_night(filled, db):
    start = datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=2)
    made = 0
    for hours in range(49):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            before = len(backups_in(backups_folder(filled)))
            back_up_nightly()
            db.session.commit()
            made += len(backups_in(backups_folder(filled))) > before or 0
    assert made == 3  # the one that was missing by day, and two nights


def test_an_unreadable_folder_is_no_backup(tmp_path):
    with pytest.raises(Unsound, match="manifest"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps([1]))
    with pytest.raises(Unsound, match="damaged"):
        read_manifest(tmp_path)
