"""A site on PostgreSQL: the lines that Earshot tells bring everything back, and its own tools stay away."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from app.operations.backing_up import NeedsPgDump, make_backup
from app.operations.kept import backups_folder
from app.operations.postgres import dump_line, restore_line
from app.operations.timed import back_up_nightly
from app.posts.models import Post
from tests.instances import only_postgres

pytestmark = only_postgres


@pytest.fixture
def run_line(db, tmp_path):
    """Run a line as somebody would who has pasted it into a shell and types the password."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ["PATH"]])
    if not shutil.which("pg_dump", path=path):
        pytest.skip("pg_dump is not installed: apt-get install postgresql-client")

    def run(line):
        environment = os.environ | {"PATH": path, "PGPASSWORD": db.engine.url.password or ""}
        done = subprocess.run(shlex.split(line), cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return run


def test_o3_the_lines_it_tells_bring_everything_back(app, db, ben, make_topic, make_reply, visitor, run_line):
    topic = make_topic("ideas", ben, "Oat milk")
    db.session.commit()
    run_line(dump_line())
    make_reply(topic, ben, "Written after the backup.")
    db.session.execute(db.text("DROP TABLE reports CASCADE"))
    db.session.commit()
    db.session.remove()
    run_line(restore_line())
    assert db.session.scalar(db.select(db.func.count(Post.id))) == 1
    assert db.session.execute(db.text("SELECT count(*) FROM reports")).scalar() == 0
    assert "Oat milk" in visitor.get("/ideas").text


def test_i2_the_log_is_out_of_reach_after_it_too(db, people, run_line):
    from app.audit.models import audit

    audit("member.block", actor=people.dora, reason="Because.")
    db.session.commit()
    run_line(dump_line())
    db.session.remove()
    run_line(restore_line())
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        db.session.execute(db.text("DELETE FROM audit_entries"))


@pytest.mark.parametrize(("command", "status", "words"), [
    (("backup",), 2, "pg_dump --format=custom"),
    (("restore", "somewhere"), 1, "pg_restore --clean"),
])  # fmt: skip
def test_its_commands_tell_the_line_without_the_password(run, site, db, command, status, words):
    result = run(*command)
    assert result.exit_code == status
    assert words in result.output and "uploads" in result.output
    assert (db.engine.url.password or "no password") not in result.output


def test_the_nightly_act_leaves_it_alone(app, site):
    back_up_nightly()
    assert not backups_folder(app).exists()
    with pytest.raises(NeedsPgDump):
        make_backup(app)
