"""The wizard and the command of a fresh site."""

import pytest

from app.accounts.models import Member
from app.admin.setup_token import is_setup_token, new_setup_token
from app.boards.models import Board
from app.site import Site
from tests.conftest import Browser
from tests.people import PASSWORD


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def token(app):
    return new_setup_token()


@pytest.fixture
def typed(token):
    return {
        "token": token,
        "language": "de",
        "address": "sie",
        "site_name": "Café Nordlicht",
        "name": "Ada Lovelace",
        "password": PASSWORD,
        "email": "ada@example.org",
        "boards": ["ideas", "questions"],
    }


def count(db, model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_a11_nobody_gets_in_without_the_token(browser, token, typed, db):
    for path in ("/setup", "/setup?token=", "/setup?token=guessed"):
        page = browser.get(path)
        assert page.status_code == 403
        assert "bin/earshot setup-address" in page.text
    assert browser.post("/setup", typed | {"token": "guessed"}).status_code == 403
    assert count(db, Site) == 0


def test_a11_the_token_is_stored_as_a_hash(app, token):
    file = app.config["INSTANCE"] / "setup-token"
    assert token not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_a11_a_newer_token_ends_the_older(app, token):
    newer = new_setup_token()
    assert (is_setup_token(token), is_setup_token(newer)) == (False, True)


def test_it_asks_for_the_address_only_in_german(browser, token):
    english = browser.get(f"/setup?token={token}&language=en")
    german = browser.get(f"/setup?token={token}&language=de")
    assert 'name="address"' not in english.text
    assert 'name="address"' in german.text
    assert english.headers["Referrer-Policy"] == "no-referrer"


def test_it_opens_the_community(browser, typed, db, app):
    answer = browser.post("/setup", typed)
    assert (answer.status_code, answer.location) == (303, "/admin")
    site = db.session.scalar(db.select(Site))
    assert (site.name, site.language, site.address) == ("Café Nordlicht", "de", "sie")
    assert "bitte ergänzen" in site.imprint
    owner = db.session.scalar(db.select(Member))
    assert (owner.role, owner.email) == ("owner", "ada@example.org")
    assert [b.kind for b in db.session.scalars(db.select(Board).order_by(Board.position))] == [
        "ideas",
        "questions",
    ]
    assert browser.get("/admin").status_code == 200
    assert not (app.config["INSTANCE"] / "setup-token").exists()


def test_afterwards_there_is_no_such_page(browser, typed, db):
    browser.post("/setup", typed)
    assert Browser(browser.app).get(f"/setup?token={typed['token']}").status_code == 404
    assert Browser(browser.app).post("/setup", typed).status_code == 404
    assert count(db, Member) == 1


def test_it_keeps_what_was_typed(browser, typed, db):
    answer = browser.post("/setup", typed | {"password": "short"})
    assert answer.status_code == 422
    assert "Ada Lovelace" in answer.text
    assert "short" not in answer.text.split("</head>")[1].split("At least")[0]
    assert (count(db, Site), count(db, Member)) == (0, 0)


def test_the_command_prints_an_address_only_on_a_fresh_site(app, db):
    run = app.test_cli_runner().invoke
    said = run(args=["setup-address", "--host", "0.0.0.0", "--port", "8160"]).output
    assert said.startswith("http://127.0.0.1:8160/setup?token=")
    assert is_setup_token(said.strip().partition("=")[2])


def test_the_command_prints_nothing_when_it_is_set_up(app, site):
    assert app.test_cli_runner().invoke(args=["setup-address"]).output == ""


@pytest.fixture
def setup(app, tmp_path):
    (tmp_path / "password").write_text(f"{PASSWORD}\n")

    def run(*more):
        args = ["setup", "--name", "Café Nordlicht", "--owner", "Ada Lovelace", *more]
        if "--password-file" not in more:
            args += ["--password-file", str(tmp_path / "password")]
        return app.test_cli_runner().invoke(args=args)

    return run


def test_the_command_does_the_same(setup, db):
    done = setup("--email", "ada@example.org", "--language", "de", "--address", "sie")
    assert done.exit_code == 0, done.output
    site = db.session.scalar(db.select(Site))
    assert (site.language, site.address) == ("de", "sie")
    assert count(db, Board) == 5
    assert db.session.scalar(db.select(Member)).password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--owner", "admin"], "--owner: "),
        (["--email", "no address"], "--email: "),
        (["--name", "x"], "--name: "),
        (["--language", "fr"], "--language"),
        (["--password-file", "/nowhere"], "--password-file /nowhere"),
    ],
)
def test_the_command_says_what_is_wrong_and_changes_nothing(setup, db, more, said):
    done = setup(*more)
    assert done.exit_code == 2
    assert said in done.output
    assert (count(db, Site), count(db, Member)) == (0, 0)


def test_the_command_refuses_a_second_time(setup, db):
    setup()
    done = setup("--owner", "Somebody Else")
    assert done.exit_code == 2
    assert "set up already" in done.output
    assert count(db, Member) == 1
