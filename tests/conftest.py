"""What every test can ask for: a site of its own, the cast, signed-in clients, and a query counter."""

import contextvars
import gc
import os
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select

from app import create_app
from app.accounts.models import Member
from app.boards.models import Board
from app.database import reading
from app.events.readers import run_reader
from app.extensions import db as database
from app.extensions import limiter
from app.moderation.scoring.knowledge import Kept
from app.moderation.scoring.models import SUBJECTS
from app.site import current_site, open_site
from app.web import kept
from tests import factories
from tests.compiled import COMPILED
from tests.instances import POSTGRES, begin_again, copy_instance, database_of, drop_databases, keep_beginning
from tests.people import CAST, make_person

# Collecting what Python forgets of itself takes a seventh of the tests' time.
gc.set_threshold(200_000, 20, 20)

# Whatever any test sees from memory is drawn once more and compared.
kept.checked = True

BOARDS = ("ideas", "questions", "polls", "announcements", "discussions")

# Each process takes whole files; with these at the end one would wait for the other.
LONG = (
    *("tests/journeys/", "tests/guards/test_reading", "tests/security/test_injection", "tests/guards/test_queries"),
    *("tests/exchange/test_real", "tests/kinds/test_idea_merge_votes", "tests/guards/test_access", "tests/guards/test_headers"),
    *("tests/chaos/", "tests/bin/test_serve", "tests/uploads/test_decoding", "tests/security/test_limits"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes long comes first; a real browser on a busy machine is sometimes late and may tell again."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """An instance with an empty, migrated database; every test gets a copy."""
    folder = tmp_path_factory.mktemp("blank")
    app = make_plain_app(folder)
    with app.app_context():
        database.create_all()
        database.engine.dispose()
    yield folder
    drop_databases()


@pytest.fixture(scope="session")
def begun(blank, tmp_path_factory):
    """By the names of the fixtures in BEGINNINGS: an instance in which those stand already. Copying one is quicker.

    `begun.template` is the folder that they were made in.
    """
    work = tmp_path_factory.mktemp("begun") / "work"
    copy_instance(blank, work)
    app, kept = make_plain_app(work), {}
    with app.app_context():
        kept[frozenset()] = keep_beginning(work, (), database.engine)
    for names in (("site",), ("site", "people"), ("site", "people", "boards"), ("site", "boards")):
        with app.app_context():
            begin_again(work, kept[frozenset(names[:-1])], database.engine, work)
            BEGINNINGS[names[-1]]()
            database.session.remove()
            database.engine.dispose()
            kept[frozenset(names)] = keep_beginning(work, names, database.engine)
    return SimpleNamespace(template=work, kept=kept)


@pytest.fixture(scope="session")
def house(begun, tmp_path_factory):
    """The one app that all tests of this process share; making it anew for each would take most of their time."""
    folder = tmp_path_factory.mktemp("house") / "instance"
    copy_instance(begun.template, folder)
    return make_plain_app(folder)


@pytest.fixture
def app(request, house, begun):
    """The app on an instance with nothing but what the test asks for, without rate limits and memory of pages."""
    wanted = frozenset(BEGINNINGS).intersection(request.fixturenames)
    beginning = begun.kept.get(wanted, begun.kept[frozenset()])
    settings, timed_acts = dict(house.config), house.timed_acts
    for remembered in ("search", "own_conduct", "home_figures", "earshot_waiting", "earshot_rules"):
        house.extensions.pop(remembered, None)
    # Nothing is learned in an empty community, and to have asked is not counted to any test.
    house.extensions["earshot_knowledge"] = {subject: Kept(until=time.monotonic() + 600) for subject in SUBJECTS}
    with house.app_context():
        begin_again(house.config["INSTANCE"], beginning, database.engine, begun.template)
        yield house
        database.session.remove()
        database.engine.dispose()
    house.config.clear()
    house.config.update(settings)
    house.timed_acts = timed_acts
    # The limiter belongs to the process, and a further app of this test may have switched it on.
    limiter.enabled = settings["RATELIMIT_ENABLED"]


def make_plain_app(folder, **more):
    """The app on an instance folder, without limits, memory and worker unless `more` says so."""
    config = {
        "TESTING": True,
        "INSTANCE": folder,
        "SECRET_KEY": "for tests only",
        "SQLALCHEMY_DATABASE_URI": database_of(folder),
        "RATELIMIT_ENABLED": False,
        "RATELIMIT_STORAGE_URI": f"earshot-sqlite://{folder}/limits.sqlite3",
        "PAGE_MEMORY_BYTES": 0,
        "PROPAGATE_EXCEPTIONS": False,
        "WORKER": False,
    }
    os.environ["EARSHOT_INSTANCE"] = str(folder)
    app = create_app(config | more)
    app.jinja_env.bytecode_cache = COMPILED
    if not POSTGRES:
        with app.app_context():
            event.listen(database.engine, "connect", hurry)
    return app


def hurry(connection, record):
    """The tests do not wait for the disk; what is left after a crash is proved with real processes (tests/chaos)."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def make_app(app):
    """Make a further app on the same instance with other settings: limits on, page memory on, …"""
    made = []

    def make(**more):
        made.append(make_plain_app(app.config["INSTANCE"], **more))
        return made[-1]

    yield make
    for each in made:
        with each.app_context():
            database.session.remove()
            database.engine.dispose()


@pytest.fixture
def db(app):
    return database


def begin_site():
    open_site("Café Nordlicht", language="en", rules="Be kind.")
    database.session.commit()


def begin_people():
    for name in CAST:
        make_person(name)
    database.session.commit()


def begin_boards():
    for kind in BOARDS:
        factories.make_board(kind)


BEGINNINGS = {"site": begin_site, "people": begin_people, "boards": begin_boards}


@pytest.fixture
def site(app):
    """An open English site."""
    if current_site() is None:
        begin_site()
    database.session.commit()
    return current_site()


@pytest.fixture
def people(site):
    """The whole cast: people.ada, people.ben, …"""
    if not (found := _people()):
        begin_people()
        found = _people()
    return SimpleNamespace(**found)


def _people():
    cast = database.session.scalars(select(Member).where(Member.handle.in_(CAST))).all()
    database.session.commit()
    return {member.handle: member for member in cast}


for _name in CAST:
    globals()[_name] = pytest.fixture(name=_name)(lambda people, _name=_name: getattr(people, _name))


@pytest.fixture
def boards(site):
    """A public board of every kind: boards["ideas"]."""
    if not (found := _boards()):
        begin_boards()
        found = _boards()
    return found


def _boards():
    boards = database.session.scalars(select(Board).where(Board.slug.in_(BOARDS)).order_by(Board.id)).all()
    database.session.commit()
    return {board.kind: board for board in boards}


@pytest.fixture
def make_topic(boards):
    """make_topic("ideas", author=ben, title=…): a topic on the public board of its kind."""
    return lambda kind, author, *args, **more: factories.make_topic(boards[kind], author, *args, **more)


@pytest.fixture
def make_poll(boards):
    return lambda author, *args, **more: factories.make_poll(boards["polls"], author, *args, **more)


@pytest.fixture
def make_reply(app):
    return factories.make_reply


class Browser:
    """A client that speaks like a browser: it sends the form token, and follows nothing by itself."""

    def __init__(self, app, member=None):
        self.app = app
        self.client = app.test_client()
        self.token = None
        if member is not None:
            self.sign_in(member)

    def sign_in(self, member):
        from app.accounts.models import start_session

        token = start_session(member)
        database.session.commit()
        self.client.set_cookie(self.app.config["SIGN_IN_COOKIE"], token, domain="localhost")

    def get(self, path, *, htmx=None, **more):
        return self._send(self.client.get, path, htmx, **more)

    def post(self, path, data=None, *, htmx=None, token=True, **more):
        """Send a form. `htmx` is the id of the target when htmx sends it."""
        data = dict(data or {})
        if token:
            data["csrf_token"] = self.form_token()
        return self._send(self.client.post, path, htmx, data=data, **more)

    def form_token(self):
        """A token as a page of this visit would hold it."""
        if self.token is None:
            self.token, secret = contextvars.Context().run(self._make_token)
            with self.client.session_transaction() as kept:
                kept.update(secret)
        return self.token

    def _make_token(self):
        from flask import session
        from flask_wtf.csrf import generate_csrf

        with self.app.test_request_context():
            return generate_csrf(), dict(session)

    def _send(self, send, path, htmx, **more):
        headers = dict(more.pop("headers", {}))
        if htmx:
            headers |= {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{htmx}"}
        database.session.remove()
        # In a context of its own, as in life: nothing that a request remembers may leak from the test.
        return contextvars.Context().run(send, path, headers=headers, buffered=True, **more)


@pytest.fixture
def visitor(app, site):
    """Somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def sign_in(app, site):
    """sign_in(ben): a browser in which Ben is signed in."""
    return lambda member: Browser(app, member)


@pytest.fixture
def run_readers(app):
    """Let every reader (or those named) read all that has happened."""

    def run(*names):
        # As another process would; what the test holds stays as it was loaded.
        database.session.remove()
        for reader in app.readers:
            if not names or reader.name in names:
                while run_reader(reader):
                    pass
        database.session.remove()

    return run


@pytest.fixture
def count_queries(app):
    """with count_queries() as queries: …; then len(queries) is how many statements were sent."""

    @contextmanager
    def counting():
        statements = []

        def note(conn, cursor, statement, parameters, context, executemany):
            # How a transaction begins does not count; PostgreSQL needs a word for it.
            if not statement.startswith("SET TRANSACTION"):
                statements.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def only_reading(app):
    """A block in which the database refuses any write."""
    return reading
