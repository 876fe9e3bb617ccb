"""The extensions, made once here and bound to the app in create_app().

Flask-Migrate is not here: it brings Alembic into memory, which only the migrate command needs. Babel stands
in app/web/words.py, because the catalogues need the site.
"""

from importlib import import_module

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

from app.database import Base
from app.web.limiting import HouseLimiter
from app.web.visitor import limit_key

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)
login_manager = LoginManager()
csrf = CSRFProtect()
htmx = Htmx()
limiter = HouseLimiter(key_func=limit_key, strategy="moving-window")


def insert_into(table):
    """An INSERT for the database in use that can say what to do when the row is there (`on_conflict_…`)."""
    # Only the dialect in use is loaded: all the drivers that PostgreSQL has weigh 2 MB.
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(table)


def write_past_session(statement, values=None):
    """Send a plain write in the session's transaction, but not through the session: several times as quick.

    What the session still holds is not written first, and what it has loaded does not change.
    """
    db.session.connection().execute(statement, values)
