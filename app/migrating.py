"""Bringing the database to the state this version needs, without ever losing a row.

Alembic is loaded only when there is something to do: a start at the newest revision costs one query.
"""

from pathlib import Path

from sqlalchemy import inspect

from app.config import ROOT
from app.database import gather_statistics
from app.extensions import db

FOLDER = ROOT / "migrations"


def newest_revision():
    """The revision this version of the program needs; read from the files, without Alembic."""
    revisions, earlier = {}, set()
    for file in Path(FOLDER, "versions").glob("*.py"):
        names = {}
        for line in file.read_text().splitlines():
            name, _, value = line.partition(" = ")
            if name in ("revision", "down_revision"):
                names[name] = value.strip("\"'")
        revisions[names["revision"]] = file
        earlier.add(names.get("down_revision"))
    return next((revision for revision in revisions if revision not in earlier), None)


def current_revision():
    """The revision the database is at; None for an empty one."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    return db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar()


def pending():
    """Whether the database needs a migration."""
    current = current_revision()
    db.session.rollback()
    return current != newest_revision()


def migrate(app, to="head"):
    """Bring the database to a revision; all or nothing. Returns whether anything was done."""
    if to == "head" and not pending():
        return False
    from flask_migrate import Migrate, downgrade, upgrade

    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)
    db.session.remove()
    if to == "head":
        upgrade(directory=str(FOLDER), revision="head")
        # Rebuilt tables have lost what the planner knew of them.
        with db.engine.begin() as connection:
            gather_statistics(connection)
    else:
        downgrade(directory=str(FOLDER), revision=to)
    return True
