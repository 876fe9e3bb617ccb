"""The triggers that refuse to change or delete an audit entry and count each new one, as the database's own words.

They stand apart because a migration executes the same words that creating the tables does.
"""

from sqlalchemy import DDL, event

REFUSAL = "audit entries are never changed or deleted"

MOVE_HEAD = "UPDATE audit_head SET digest = NEW.digest, entries = entries + 1 WHERE id = 1"

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS audit_entries_no_update BEFORE UPDATE ON audit_entries "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_entries_no_delete BEFORE DELETE ON audit_entries "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS audit_entries_head AFTER INSERT ON audit_entries BEGIN {MOVE_HEAD}; END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE OR REPLACE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE OR REPLACE FUNCTION move_audit_head() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN {MOVE_HEAD}; RETURN NULL; END $$",
    "CREATE OR REPLACE TRIGGER audit_entries_head AFTER INSERT ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION move_audit_head()",
)
TRIGGERS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_entries_no_update",
        "DROP TRIGGER IF EXISTS audit_entries_no_delete",
        "DROP TRIGGER IF EXISTS audit_entries_head",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_entries_append_only ON audit_entries",
        "DROP FUNCTION IF EXISTS refuse_audit_change()",
        "DROP TRIGGER IF EXISTS audit_entries_head ON audit_entries",
        "DROP FUNCTION IF EXISTS move_audit_head()",
    ),
}


def keep_append_only(table):
    """Let the triggers be made together with the table, whoever makes it from the metadata."""
    for dialect, statements in TRIGGERS.items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))
