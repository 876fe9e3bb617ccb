"""Restoring: the same community again, or nothing at all."""

import fcntl
import json
import shutil

import pytest

from app.accounts.models import Member
from app.events.worker import take_lease
from app.operations.backing_up import make_backup
from app.operations.manifest import count_rows
from app.posts.models import Post
from app.search.folder import FOLDER
from tests.instances import only_sqlite
from tests.people import PASSWORD

pytestmark = only_sqlite("PostgreSQL is restored with its own tools: test_postgres.py")


@pytest.fixture
def backup(app, db, ben, make_topic, tmp_path):
    """A backup of a site with a topic, an upload and a password."""
    make_topic("ideas", ben, "Oat milk")
    ben.set_password(PASSWORD)
    db.session.commit()
    uploads = app.config["INSTANCE"] / "uploads"
    uploads.mkdir()
    (uploads / "cake.jpg").write_bytes(b"a cake")
    return make_backup(app, tmp_path / "kept")


@pytest.fixture
def emptied(app, db, backup):
    """The same instance after the loss of everything."""
    db.session.remove()
    db.engine.dispose()
    for path in app.config["INSTANCE"].iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return app.config["INSTANCE"]


def test_o3_it_brings_everything_back(emptied, run, backup, visitor, db):
    wanted = count_rows(backup / "earshot.sqlite3")
    result = run("restore", backup)
    assert result.exit_code == 0, result.output
    assert "7 members, 1 topics and 1 posts" in result.output
    db.session.remove()
    assert count_rows(emptied / "earshot.sqlite3") == wanted
    assert (emptied / "uploads" / "cake.jpg").read_bytes() == b"a cake"
    assert not list(emptied.glob("before-restore-*"))
    assert "Oat milk" in visitor.get("/ideas").text


def test_o3_the_password_still_fits(emptied, run, backup, db):
    from app.accounts.passwords import verify_password

    run("restore", backup)
    ben = db.session.scalar(db.select(Member).where(Member.name == "Ben"))
    assert verify_password(ben.password_hash, PASSWORD)


def test_it_refuses_an_instance_that_holds_a_community(run, backup, db, ben):
    result = run("restore", backup)
    assert result.exit_code == 1
    assert "--force" in result.output
    assert db.session.get(Member, ben.id) is not None


def test_forced_it_sets_aside_what_was_there(app, run, backup, db, gus, make_topic):
    make_topic("ideas", gus, "Written after the backup")
    (app.config["INSTANCE"] / FOLDER).mkdir(exist_ok=True)
    result = run("restore", backup, "--force")
    assert result.exit_code == 0, result.output
    assert db.session.scalar(db.select(db.func.count(Post.id))) == 1
    [aside] = app.config["INSTANCE"].glob("before-restore-*")
    assert count_rows(aside / "earshot.sqlite3")["posts"] == 2
    assert (aside / "uploads" / "cake.jpg").exists()
    # The index told of another database.
    assert not (app.config["INSTANCE"] / FOLDER).exists()


def test_it_refuses_a_site_that_runs(app, run, backup):
    with (app.config["INSTANCE"] / "machine.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = run("restore", backup, "--force")
    assert result.exit_code == 1
    assert "running" in result.output


def test_it_refuses_while_another_machine_works(run, backup):
    take_lease("worker", "elsewhere")
    result = run("restore", backup, "--force")
    assert result.exit_code == 1
    assert "15 seconds" in result.output


def cut_off(backup):
    file = backup / "earshot.sqlite3"
    file.write_bytes(file.read_bytes()[:-4096])


def change_one_byte(backup):
    file = backup / "earshot.sqlite3"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def drop_an_upload(backup):
    (backup / "uploads" / "cake.jpg").unlink()


def slip_in_a_file(backup):
    (backup / "uploads" / "evil.html").write_text("<script>")


def slip_in_a_link(backup):
    (backup / "uploads" / "cake.jpg").unlink()
    (backup / "uploads" / "cake.jpg").symlink_to("/etc/hostname")


def change_the_manifest(backup):
    file = backup / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["rows"]["members"] = 99
    file.write_text(json.dumps(manifest))


def lose_the_manifest(backup):
    (backup / "manifest.json").unlink()


@pytest.mark.parametrize(
    "damage",
    [cut_off, change_one_byte, drop_an_upload, slip_in_a_file, slip_in_a_link, change_the_manifest, lose_the_manifest],
)
def test_o3_it_refuses_what_is_not_whole(emptied, run, backup, damage):
    damage(backup)
    result = run("restore", backup)
    assert result.exit_code == 1
    assert "is not a whole backup" in result.output
    assert not (emptied / "uploads").exists()


def test_it_refuses_a_backup_of_a_newer_version(emptied, run, backup):
    from app.operations.manifest import seal

    manifest = json.loads((backup / "manifest.json").read_text()) | {"revision": "from_the_future"}
    (backup / "manifest.json").write_text(json.dumps(manifest | {"seal": seal(manifest)}))
    result = run("restore", backup)
    assert result.exit_code == 1
    assert "newer version" in result.output
