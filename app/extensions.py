"""The extensions, made once here and bound to the app in create_app().

Flask-Migrate is not here: it brings Alembic into memory, which only the migrate command needs. Babel stands
in app/web/words.py, because the catalogues need the site.
"""

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
