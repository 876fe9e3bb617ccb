"""The machine room: database, readers, worker, disk."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.queries import reader_states, system_facts
from app.audit.models import audit
from app.extensions import db
from app.permissions import can_administer, require
from app.web.rendering import render, see_other

bp = Blueprint("system", __name__)


@bp.get("/admin/system")
def system():
    return render("admin/system.html", readers=reader_states(), **system_facts())


@bp.post("/admin/system/reindex")
def reindex():
    require(can_administer(current_user))
    audit("search.rebuilt", actor=current_user)
    db.session.commit()
    if _rebuild():
        flash(_("The search index is being built anew."), "success")
    else:
        flash(_("There is no search index to build here."), "warning")
    return see_other("/admin/system")


def _rebuild():
    """Start building the search index anew; whether there is one."""
    from app.search import reader

    rebuild = getattr(reader, "rebuild", None)
    if rebuild is None:
        return False
    import threading

    from flask import current_app

    app = current_app._get_current_object()

    def run():
        with app.app_context():
            for _progress in rebuild() or ():
                pass

    threading.Thread(target=run, name="earshot-reindex", daemon=True).start()
    return True
