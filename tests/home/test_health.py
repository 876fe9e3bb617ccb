"""/healthz: what a probe is told."""

import ast
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.database import now
from app.events.worker import Lease, take_lease
from app.home.health import PATIENCE
from app.search.index import SearchIndex


@pytest.fixture
def well(app, site):
    """A site where all is well: somebody holds the lease, and there is an index."""
    take_lease("worker", "somebody")
    SearchIndex(app.config["INSTANCE"] / "index").open_or_create()


def test_it_is_ok_when_all_is_well(visitor, well):
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "worker": "ok", "search": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_it_names_a_worker_that_has_stopped(visitor, well, db):
    db.session.get(Lease, "worker").ends_at = now() - timedelta(minutes=5)
    db.session.commit()
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "trouble", "database": "ok", "worker": "not well", "search": "ok"}


def test_it_names_an_index_that_is_gone(visitor, well, app):
    for file in (app.config["INSTANCE"] / "index").glob("_MAIN_*.toc"):
        file.unlink()
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["search"] == "not well"


def test_it_names_a_database_that_does_not_answer(visitor, well, db):
    db.session.execute(db.text("ALTER TABLE site RENAME TO elsewhere"))
    db.session.commit()
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["database"] == "not well"


def test_it_is_never_limited(make_app, well):
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    assert {client.get("/healthz").status_code for _ in range(300)} == {200}


def test_it_is_cheap(visitor, well, count_queries):
    with count_queries() as queries:
        visitor.get("/healthz")
    assert len(queries) <= 2


def test_r11_it_names_a_worker_that_hangs(visitor, well, app, monkeypatch):
    """Its thread is there and somebody holds the lease, but it has not moved for longer than any act takes."""
    worker = SimpleNamespace(thread=threading.current_thread(), beat=time.monotonic())
    monkeypatch.setattr(app, "worker", worker, raising=False)
    assert visitor.get("/healthz").status_code == 200
    worker.beat -= PATIENCE.total_seconds() + 1
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json["worker"]) == (503, "not well")


def test_r11_it_names_a_worker_whose_thread_has_ended(visitor, well, app, monkeypatch):
    ended = threading.Thread(target=int)
    monkeypatch.setattr(app, "worker", SimpleNamespace(thread=ended, beat=time.monotonic()), raising=False)
    assert visitor.get("/healthz").json["worker"] == "not well"


def test_r11_a_process_that_hangs_is_started_again():
    settings = ast.parse((Path(__file__).parents[2] / "gunicorn.conf.py").read_text())
    plain = [line for line in settings.body if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)]
    served = {line.targets[0].id: line.value.value for line in plain if isinstance(line.targets[0], ast.Name)}
    # The worker of a process is called stuck after as long, so that the probe and gunicorn agree.
    assert served["timeout"] == PATIENCE.total_seconds() and served["graceful_timeout"] <= served["timeout"]
