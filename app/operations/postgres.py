"""PostgreSQL has tools of its own; here are the lines to run, with everything in them but the password."""

from app.extensions import db

DUMP = "earshot.dump"


def dump_line():
    """The line that backs this database up."""
    return f"pg_dump --format=custom --file={DUMP} '{_address()}'"


def restore_line():
    """The line that brings it back, over what is there."""
    return f"pg_restore --clean --if-exists --single-transaction --dbname='{_address()}' {DUMP}"


def _address():
    # Without the password the tools ask for it, or find it in ~/.pgpass or PGPASSWORD.
    return db.engine.url._replace(drivername="postgresql", password=None).render_as_string()
