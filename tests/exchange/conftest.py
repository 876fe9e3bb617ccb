"""Running an import, counting what is there, and the three real communities brought in once."""

import time
from types import SimpleNamespace

import pytest

from app.extensions import db as database
from app.recounting import recount
from tests.conftest import make_plain_app
from tests.data import data
from tests.instances import copy_instance

REAL = {
    "german": ("stackexchange", "qa/german.meta.stackexchange.com-2022-03"),
    "beer": ("stackexchange", "qa/beer.stackexchange.com-2016-12"),
    "barcelona": ("decidim", "ideas/decidim-barcelona-2016"),
}


@pytest.fixture
def bring_in(app):
    """bring_in("stackexchange", folder): runs the command and returns its result."""
    return lambda source, folder, board="Beer": run_import(app, source, folder, board)


@pytest.fixture
def count_rows(app):
    return rows_of_all_tables


@pytest.fixture(scope="session")
def real(blank, tmp_path_factory):
    """All three communities, brought in twice; what was said, how long it took, and what is there."""
    folders = {name: data(path) for name, (_, path) in REAL.items()}
    instance = tmp_path_factory.mktemp("real") / "instance"
    copy_instance(blank, instance)
    app = make_plain_app(instance)
    with app.app_context():
        started = time.monotonic()
        said = {
            name: run_import(app, REAL[name][0], folder, name.title()) for name, folder in folders.items()
        }
        took = time.monotonic() - started
        rows = rows_of_all_tables()
        again = {
            name: run_import(app, REAL[name][0], folder, name.title()) for name, folder in folders.items()
        }
        found = SimpleNamespace(
            app=app,
            folders=folders,
            said=said,
            again=again,
            took=took,
            rows=rows,
            rows_again=rows_of_all_tables(),
            recounted=recount(),
            asked=ask(),
        )
        database.session.rollback()
        database.engine.dispose()
    return found


def run_import(app, source, folder, board):
    return app.test_cli_runner().invoke(args=["import", source, str(folder), "--board", board])


def rows_of_all_tables():
    counts = {
        table.name: database.session.scalar(database.select(database.func.count()).select_from(table))
        for table in database.metadata.sorted_tables
    }
    database.session.rollback()
    return counts


def ask():
    """The figures of the real communities, straight from the tables."""
    rows = lambda sql: [tuple(row) for row in database.session.execute(database.text(sql))]  # noqa: E731
    return SimpleNamespace(
        boards=dict(rows("SELECT name, topic_count FROM boards")),
        statuses=dict(rows("SELECT status, count(*) FROM ideas GROUP BY status")),
        accepted=dict(
            rows(
                "SELECT b.name, count(*) FROM questions q JOIN topics t ON t.id = q.topic_id "
                "JOIN boards b ON b.id = t.board_id WHERE q.accepted_id IS NOT NULL GROUP BY 1"
            )
        ),
        answers=dict(
            rows(
                "SELECT b.name, count(*) FROM posts p JOIN topics t ON t.id = p.topic_id "
                "JOIN boards b ON b.id = t.board_id "
                "WHERE p.is_opening IS FALSE AND p.thread_id IS NULL GROUP BY 1"
            )
        ),
        comments=dict(
            rows(
                "SELECT b.name, count(*) FROM posts p JOIN topics t ON t.id = p.topic_id "
                "JOIN boards b ON b.id = t.board_id WHERE p.thread_id IS NOT NULL GROUP BY 1"
            )
        ),
        votes=dict(
            rows(
                "SELECT b.name, sum(t.vote_count) FROM topics t JOIN boards b ON b.id = t.board_id GROUP BY 1"
            )
        ),
        scores=dict(rows("SELECT origin, vote_count FROM posts")),
        kept=rows("SELECT count(*) FROM posts WHERE vote_count <> carried_up - carried_down")[0][0],
        links=dict(rows("SELECT kind, count(*) FROM topic_links GROUP BY 1")),
        events=dict(rows("SELECT name, count(*) FROM events GROUP BY 1")),
    )
