"""A secret ballot cannot be led back to its member: not by a query, not by the order of rows, not in the file."""

import re

import pytest

from app.database import sqlite_driver
from app.kinds.polls.asking import PollOption
from app.kinds.polls.voices import Participation, SecretBallot
from tests.people import sign_up


@pytest.fixture
def voted(make_poll, sign_in, emil, db):
    """A secret poll in which 24 members have voted one after the other; who chose what is known only here."""
    topic = make_poll(emil, options=("Oat", "Soy"))
    options = list(db.session.scalars(db.select(PollOption.id).order_by(PollOption.position)))
    members = [sign_up(f"Voter {n}", role="member") for n in range(24)]
    db.session.commit()
    chosen = {}
    for n, member in enumerate(members):
        chosen[member.id] = options[n % 2]
        assert sign_in(member).post(f"/polls/{topic.id}/ballot", {"option": options[n % 2]}).status_code == 303
    return topic, chosen


def in_stored_order(db, model, column):
    """The values of a column in the order in which the rows lie on disk."""
    return [getattr(row, column) for row in db.session.execute(db.text(f"SELECT * FROM {model.__tablename__}"))]  # noqa: S608


def test_it_keeps_no_column_that_names_a_member_or_a_time():
    assert set(SecretBallot.__table__.columns.keys()) == {
        "ballot", "question_id", "place", "poll_id", "option_id", "dots", "text"
    }
    assert set(Participation.__table__.columns.keys()) == {"poll_id", "member_id"}


def test_it_stores_ballots_in_no_order_that_tells(voted, db, app):
    topic, chosen = voted
    if db.engine.dialect.name != "sqlite":
        topic.poll.close(by=None)
        from app.kinds.polls.ballots import seal

        seal(topic.poll)
        db.session.commit()
    numbers = in_stored_order(db, SecretBallot, "ballot")
    assert len(set(numbers)) == 24 and all(re.fullmatch("[0-9a-f]{32}", number) for number in numbers)
    stored = in_stored_order(db, SecretBallot, "option_id")
    # The chance that 24 ballots fall by accident into the order of coming is one in millions.
    assert stored != list(chosen.values()) and stored != list(reversed(chosen.values()))


def test_it_notes_nothing_of_it_elsewhere(voted, db):
    _topic, chosen = voted
    said = "\n".join(str(row) for row in db.session.execute(db.text("SELECT actor_id, member_id, data FROM events WHERE name = 'ballot.cast'")))
    assert said.count("None, None") == 24 and "option" not in said


def test_it_leaves_no_member_beside_an_option_in_the_file(voted, db, app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("reads the file of SQLite")
    db.session.remove()
    db.engine.dispose()
    file = sqlite_driver().connect(app.config["INSTANCE"] / "earshot.sqlite3")
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    raw = (app.config["INSTANCE"] / "earshot.sqlite3").read_bytes()
    numbers = list(db.session.scalars(db.select(SecretBallot.ballot)))
    assert all(number.encode() in raw for number in numbers)
    # A row of secret_ballots is its number and the two small integers after it: no member fits in between.
    pages = [raw[start : start + 4096] for start in range(0, len(raw), 4096)]
    holding = [page for page in pages if any(number.encode() in page for number in numbers)]
    assert not any(b"voter" in page.lower() for page in holding)
    # No page holds rows of both tables.
    root = db.session.scalar(db.text("SELECT rootpage FROM sqlite_master WHERE name = 'participations'"))
    assert not any(number.encode() in pages[root - 1] for number in numbers)


def test_it_keeps_no_history_in_the_write_ahead_log(make_poll, sign_in, emil, ben, gus, db, app):
    """The log's copies of pages, one a transaction, would show which ballot came together with which participation."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("reads the file of SQLite")
    topic = make_poll(emil)
    log = app.config["INSTANCE"] / "earshot.sqlite3-wal"
    options = list(db.session.scalars(db.select(PollOption.id)))
    for member, option in ((ben, options[0]), (gus, options[1])):
        browser = sign_in(member)
        browser.form_token()
        db.session.remove()
        data = {"option": str(option), "csrf_token": browser.token}
        assert browser.client.post(f"/polls/{topic.id}/ballot", data=data).status_code == 303
        # What was written after it, such as when somebody was seen last, may stand there.
        kept = log.read_bytes() if log.exists() else b""
        secret = [*db.session.scalars(db.text("SELECT ballot FROM secret_ballots UNION SELECT code FROM ballot_receipts"))]
        db.session.remove()
        assert len(secret) >= 2 and not [value for value in secret if value.encode() in kept]


def test_the_worker_empties_the_log_where_a_reader_stood_in_the_way(make_poll, sign_in, emil, ben, db, app):
    from app.database import empty_log
    from app.kinds.polls.timed import forget_how_ballots_came

    if db.engine.dialect.name != "sqlite":
        assert empty_log(db.engine)
        return
    topic = make_poll(emil)
    log = app.config["INSTANCE"] / "earshot.sqlite3-wal"
    browser = sign_in(ben)
    browser.form_token()
    option = db.session.scalar(db.select(PollOption.id).limit(1))
    db.session.remove()
    reader = sqlite_driver().connect(app.config["INSTANCE"] / "earshot.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM members").fetchone()
    data = {"option": str(option), "csrf_token": browser.token}
    assert browser.client.post(f"/polls/{topic.id}/ballot", data=data).status_code == 303
    assert log.stat().st_size > 0
    reader.close()
    forget_how_ballots_came()
    assert log.stat().st_size == 0


def test_it_shares_no_value_between_who_voted_and_what(voted, db):
    """Whoever has every row of every table finds nothing that stands both beside a member and on a ballot."""
    topic, _chosen = voted
    tables = db.metadata.tables
    ballots = db.session.execute(tables["secret_ballots"].select()).all()
    secret = {str(value) for row in ballots for value in row if len(str(value)) > 6}
    receipts = set(db.session.scalars(db.select(tables["ballot_receipts"].c.code)))
    assert len(receipts) == 24 and not receipts & secret
    for name, table in tables.items():
        if name not in ("secret_ballots", "ballot_receipts"):
            said = "\n".join(str(tuple(row)) for row in db.session.execute(table.select()))
            assert not [value for value in secret | receipts if value in said], name


def test_it_has_no_open_ballots(voted, db):
    assert db.session.scalar(db.text("SELECT count(*) FROM open_ballots")) == 0
