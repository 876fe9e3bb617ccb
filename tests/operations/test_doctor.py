"""The doctor: every fault is found, and named in one line (security O7)."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from app import migrating
from app.database import now
from app.events.readers import Cursor
from app.events.schedule import TimedRun
from app.events.worker import take_lease
from app.extensions import db
from app.notifications.models import Mail
from app.operations import community, machine
from app.operations.backing_up import make_backup
from app.operations.doctor import LOOKS, examine
from app.operations.findings import BAD, OK, WARN
from app.search.folder import FOLDER
from app.search.index import SearchIndex
from app.site import PAGES
from tests.conftest import hurry
from tests.instances import POSTGRES, only_sqlite


@pytest.fixture
def well(app, site, monkeypatch, request):
    """A site with nothing to complain of."""
    app.config.update(RATELIMIT_ENABLED=True, BASE_URL="https://talk.example.org", HTTPS=True)
    instance = app.config["INSTANCE"]
    instance.chmod(0o700)
    (instance / "secret-key").touch(mode=0o600)
    monkeypatch.setattr(migrating, "pending", lambda: False)
    for name in PAGES:
        setattr(site, name, "Words")
    take_lease("worker", "somebody")
    db.session.commit()
    SearchIndex(instance / FOLDER).open_or_create()
    if not POSTGRES:
        make_backup(app)
        wait_for_the_disk(request)
    return app


def wait_for_the_disk(request):
    """As in life, and not as in all other tests."""
    db.session.remove()
    db.engine.dispose()
    event.remove(db.engine, "connect", hurry)
    request.addfinalizer(lambda engine=db.engine: event.listen(engine, "connect", hurry))


def state_of(name, app):
    return next((finding.state, finding.text) for finding in examine(app) if finding.name == name)


def test_it_finds_nothing_wrong_with_a_well_site(well, run):
    # Whether pg_dump runs is not to be seen from here.
    told = dict.fromkeys(LOOKS, OK) | ({"backups": WARN} if POSTGRES else {})
    assert {finding.name: finding.state for finding in examine(well)} == told
    result = run("doctor")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(LOOKS)


def test_it_ends_with_1_when_something_is_bad(well, run):
    well.debug = True
    result = run("doctor")
    assert result.exit_code == 1
    assert "bad   settings: debug is on" in result.output


def limits_off(app, monkeypatch):
    app.config["RATELIMIT_ENABLED"] = False


def no_address(app, monkeypatch):
    app.config["BASE_URL"] = ""


def no_https(app, monkeypatch):
    app.config["HTTPS"] = False


def open_secret(app, monkeypatch):
    (app.config["INSTANCE"] / "secret-key").chmod(0o644)


def open_files(app, monkeypatch):
    app.config["INSTANCE"].chmod(0o755)
    Path(db.engine.url.database).chmod(0o644)


def old_sqlite(app, monkeypatch):
    old = SimpleNamespace(sqlite_version="3.40.1", sqlite_version_info=(3, 40, 1), __name__="sqlite3")
    monkeypatch.setattr(machine, "sqlite_driver", lambda: old)


def loose_pragma(app, monkeypatch):
    monkeypatch.setitem(machine.WANTED_PRAGMAS, "synchronous", (7,))


def damage(app, monkeypatch):
    asked = machine._pragma
    monkeypatch.setattr(machine, "_pragma", lambda name: "row 7 missing" if name == "quick_check" else asked(name))


def migration_waits(app, monkeypatch):
    monkeypatch.setattr(migrating, "pending", lambda: True)


def full_disk(app, monkeypatch):
    monkeypatch.setattr(machine, "NO_DISK", 10**18)


def little_disk(app, monkeypatch):
    monkeypatch.setattr(machine, "LITTLE_DISK", 10**18)


def wrong_clock(app, monkeypatch):
    from app.events.models import Event

    db.session.add(Event(name="site.changed", created_at=now() + timedelta(days=1)))


def old_backup(app, monkeypatch):
    monkeypatch.setattr(machine, "OLD_BACKUP", timedelta(0))


def very_old_backup(app, monkeypatch):
    monkeypatch.setattr(machine, "TOO_OLD_BACKUP", timedelta(0))


def no_worker(app, monkeypatch):
    db.session.execute(db.text("DELETE FROM leases"))


def failing_reader(app, monkeypatch):
    db.session.add(Cursor(reader="notifications", position=0, failures=3, error="KeyError: 'x'"))


def slow_reader(app, monkeypatch):
    monkeypatch.setattr(community, "MANY_UNREAD", -1)


def failing_act(app, monkeypatch):
    db.session.add(TimedRun(name="backup", due_at=now(), error="OSError: no space"))


def no_index(app, monkeypatch):
    for file in (app.config["INSTANCE"] / FOLDER).glob("_MAIN_*.toc"):
        file.unlink()


def failed_mail(app, monkeypatch):
    db.session.add(Mail(key="x", to="a@example.org", subject="s", text="t", failed_at=now()))


def empty_page(app, monkeypatch):
    db.session.execute(db.text("UPDATE site SET imprint = ' '"))


def on_sqlite(*fault):
    return pytest.param(*fault, marks=only_sqlite("a fault of SQLite's file, or of Earshot's own backups"))


@pytest.mark.parametrize(
    ("fault", "name", "state", "words"),
    [
        (limits_off, "settings", WARN, "limits"),
        (no_address, "settings", WARN, "EARSHOT_BASE_URL"),
        (no_https, "settings", WARN, "https"),
        (open_secret, "secret key", BAD, "chmod 600"),
        on_sqlite(open_files, "files", WARN, "chmod 700"),
        on_sqlite(old_sqlite, "sqlite", WARN, "3.40.1"),
        on_sqlite(loose_pragma, "database", BAD, "synchronous"),
        on_sqlite(damage, "database", BAD, "row 7 missing"),
        (migration_waits, "migrations", BAD, "migrate"),
        (full_disk, "disk", BAD, "MB free"),
        (little_disk, "disk", WARN, "MB free"),
        (wrong_clock, "clock", BAD, "future"),
        on_sqlite(old_backup, "backups", WARN, "old"),
        on_sqlite(very_old_backup, "backups", BAD, "old"),
        (no_worker, "worker", WARN, "running"),
        (failing_reader, "readers", BAD, "KeyError"),
        (slow_reader, "readers", WARN, "notifications"),
        (failing_act, "timed acts", BAD, "no space"),
        (no_index, "search", WARN, "reindex"),
        (failed_mail, "mail", WARN, "1 letters"),
        (empty_page, "pages of law", WARN, "imprint"),
    ],
)
def test_o7_it_finds(well, monkeypatch, fault, name, state, words):
    fault(well, monkeypatch)
    db.session.commit()
    found, text = state_of(name, well)
    assert (found, words in text) == (state, True), text


def test_it_examines_also_what_has_no_tables(app):
    db.session.execute(db.text("DROP TABLE leases"))
    db.session.commit()
    state, text = state_of("worker", app)
    assert state == BAD
    assert "cannot be examined" in text


def test_it_changes_nothing(well, count_queries):
    with count_queries() as statements:
        examine(well)
    assert not [s for s in statements if s.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
