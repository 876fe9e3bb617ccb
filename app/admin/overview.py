"""The first page behind the counter: how things are, and what to do next."""

from flask import Blueprint
from flask_login import current_user

from app.admin.queries import failed_mail_count, figures, next_steps, reader_states, search_progress
from app.kinds.announcements.owed import count_owed
from app.site import current_site
from app.web.rendering import render

bp = Blueprint("overview", __name__)


@bp.get("/admin")
def overview():
    return render(
        "admin/overview.html",
        figures=figures(),
        steps=next_steps(current_site()),
        readers=reader_states(),
        failed_mails=failed_mail_count(),
        search_progress=search_progress(),
        owed=count_owed(current_user),
    )
