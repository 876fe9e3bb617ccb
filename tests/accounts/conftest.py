"""What the tests of accounts share: passwords that are really hashed, and a browser at the door."""

import re

import pytest

from app.accounts.models import Member
from tests.people import PASSWORD


@pytest.fixture
def with_password(db):
    """with_password(ben): Ben has the cast's password. Hashing is slow, so only who signs in gets one."""

    def give(member, password=PASSWORD):
        from app.accounts.passwords import hash_password

        member.password_hash = hash_password(password)
        db.session.execute(
            db.update(Member).where(Member.id == member.id).values(password_hash=member.password_hash)
        )
        db.session.commit()
        return member

    return give


@pytest.fixture
def again(db):
    """again(ben): Ben as the database has him now."""
    return lambda member: db.session.get(Member, member.id, populate_existing=True)


@pytest.fixture
def enter():
    """enter(browser, "Ben"): fill in the sign-in page and send it."""

    def send(browser, name, password=PASSWORD, **more):
        browser.token = None
        return browser.post("/sign-in", {"name": name, "password": password, **more.pop("also", {})}, **more)

    return send


@pytest.fixture
def outbox(db):
    """outbox(): the letters that wait, oldest first."""
    from app.notifications.models import Mail

    return lambda: list(
        db.session.scalars(db.select(Mail).order_by(Mail.id).execution_options(populate_existing=True))
    )


@pytest.fixture
def link_in():
    """link_in(mail): the path of the link in a letter."""
    return lambda mail: re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]


@pytest.fixture
def mail_works(app):
    """A mail server is set up; the worker that would send is not running."""
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"


@pytest.fixture
def who_is(app):
    """who_is(browser): whether the account page opens, that is, whether somebody is signed in."""
    return lambda browser: browser.get("/account").status_code == 200
