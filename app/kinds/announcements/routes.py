"""The page that shows the whole chain: you said, we did."""

from flask import Blueprint, request
from flask_login import current_user

from app import kinds
from app.kinds.announcements import drafting
from app.kinds.announcements.models import NEWS, OUTCOME_NAMES
from app.kinds.announcements.queries import answers_only, sources_of
from app.web.rendering import render

bp = Blueprint("announcements", __name__)
bp.register_blueprint(drafting.bp)


@bp.get("/listened")
def listened():
    from app.topics.queries import page_of_topics

    page = page_of_topics(
        reader=current_user,
        kind=kinds.KINDS["announcements"],
        sort="new",
        before=request.args.get("before"),
        where=answers_only(request.args),
    )
    return render(
        "kinds/announcements/listened.html",
        page=page,
        sources=sources_of(page.topics, current_user),
        outcomes=[(value, words) for value, words in OUTCOME_NAMES.items() if value != NEWS],
    )
