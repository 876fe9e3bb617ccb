"""The log that nobody can edit: what it notes, what the database refuses, and what `audit verify` finds."""

import pytest
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry, AuditHead, audit, find_break, find_head
from app.audit.triggers import DROP_TRIGGERS, TRIGGERS


@pytest.fixture
def entries(db, people):
    """Three entries, committed."""
    for act in ("post.approve", "post.remove", "member.block"):
        audit(act, actor=people.dora, member=people.ben, reason="Because.", before="held", after="published")
    db.session.commit()
    return list(db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)))


@pytest.fixture
def tamper(db):
    """Run SQL as somebody would who owns the database, drops the triggers and puts them back."""

    def run(statement, **values):
        for drop in DROP_TRIGGERS[db.engine.dialect.name]:
            db.session.execute(db.text(drop))
        db.session.execute(db.text(statement), values)
        for create in TRIGGERS[db.engine.dialect.name]:
            db.session.execute(db.text(create))
        db.session.commit()
        db.session.remove()

    return run


@pytest.fixture
def verify(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["audit", "verify", *arguments])


def test_i1_it_notes_actor_subject_time_reason_and_before_and_after(entries, people):
    entry = entries[0]
    assert (entry.actor_id, entry.member_id) == (people.dora.id, people.ben.id)
    assert (entry.reason, entry.before, entry.after) == ("Because.", "held", "published")
    assert entry.at.utcoffset().total_seconds() == 0


def test_i1_it_shortens_the_network_address(app, db, people):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.77"}):
        assert audit("member.block", actor=people.ada, member=people.ben).network == "203.0.113.0/24"


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET reason = ''", "DELETE FROM audit_entries"])
def test_i2_the_database_refuses_changes(db, entries, statement):
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        db.session.execute(db.text(statement))
    db.session.rollback()


def test_i2_a_whole_log_verifies(db, entries, verify):
    assert find_break() is None
    result = verify()
    assert result.exit_code == 0
    assert find_head()[1] in result.output


def test_i2_an_empty_log_verifies(db, site, verify):
    assert verify().exit_code == 0


@pytest.mark.parametrize("column", ["reason", "act", "before", "after", "network", "actor_id", "member_id"])
def test_i2_it_finds_an_edit(entries, tamper, column):
    tamper(f"UPDATE audit_entries SET {column} = 7 WHERE id = :id", id=entries[1].id)  # noqa: S608
    assert find_break() == entries[1].id


def test_i2_it_finds_an_edit_with_a_fitting_digest(db, entries, tamper):
    forged = entries[1]
    forged.reason = "Another reason."
    digest = forged.fingerprint()
    db.session.expunge(forged)
    tamper(
        "UPDATE audit_entries SET reason = 'Another reason.', digest = :digest WHERE id = :id",
        id=forged.id,
        digest=digest,
    )
    assert find_break() == entries[2].id


def test_i2_it_finds_a_gap(entries, tamper):
    tamper("DELETE FROM audit_entries WHERE id = :id", id=entries[1].id)
    assert find_break() == entries[2].id


def test_i2_it_finds_a_truncation(entries, tamper, verify):
    tamper("DELETE FROM audit_entries WHERE id = :id", id=entries[2].id)
    assert find_break() == entries[1].id + 1
    result = verify()
    assert result.exit_code == 1
    assert str(entries[1].id + 1) in result.output


def test_i2_it_finds_that_everything_is_gone(entries, tamper):
    tamper("DELETE FROM audit_entries")
    assert find_break() == 1


def test_i2_it_finds_a_missing_head(db, entries, tamper):
    tamper("DELETE FROM audit_head")
    assert find_break() is not None


def test_i2_a_digest_kept_elsewhere_finds_a_log_written_anew(db, entries, people, tamper, verify):
    kept = entries[2].digest
    assert verify("--head", kept).exit_code == 0
    tamper("DELETE FROM audit_entries")
    tamper("DELETE FROM audit_head")
    audit("member.block", actor=people.dora, reason="As if nothing had been.")
    db.session.commit()
    assert find_break() is None
    assert verify("--head", kept).exit_code == 1


def test_i2_it_counts_what_it_should_hold(db, entries):
    assert db.session.get(AuditHead, 1).entries == 3
