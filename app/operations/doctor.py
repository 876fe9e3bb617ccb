"""Looking at everything that can go wrong with a site, one finding a line.

Its words are not translated: it must speak also when the database, and with it the language, cannot be read.
"""

from app.database import reading
from app.extensions import db
from app.operations import community, machine
from app.operations.findings import BAD, Finding

LOOKS = {
    "settings": machine.look_at_settings,
    "secret key": machine.look_at_secret,
    "files": machine.look_at_files,
    "sqlite": machine.look_at_sqlite,
    "database": machine.look_at_database,
    "migrations": machine.look_at_migrations,
    "disk": machine.look_at_disk,
    "clock": community.look_at_clock,
    "backups": machine.look_at_backups,
    "worker": community.look_at_worker,
    "readers": community.look_at_readers,
    "timed acts": community.look_at_timed_acts,
    "search": community.look_at_search,
    "mail": community.look_at_mail,
    "pages of law": community.look_at_laws,
}


def examine(app):
    """All findings, in the order of LOOKS. Changes nothing, and never raises."""
    with reading():
        findings = [_looked_at(name, look, app) for name, look in LOOKS.items()]
    db.session.rollback()
    return findings


def _looked_at(name, look, app):
    try:
        state, text = look(app)
    except Exception as error:
        state, text = BAD, f"cannot be examined: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
    finally:
        db.session.rollback()
    return Finding(name, state, text)
