"""/healthz: what a probe is told."""

from datetime import timedelta

import pytest

from app.database import now
from app.events.worker import Lease, take_lease
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
