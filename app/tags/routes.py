"""Topics of every kind under one tag."""

from flask import Blueprint, abort, request
from flask_login import current_user

from app.extensions import db
from app.tags.models import Tag
from app.topics.queries import page_of_topics
from app.web.rendering import render

bp = Blueprint("tags", __name__)


@bp.get("/tags/<slug>")
def show(slug):
    tag = db.session.scalar(db.select(Tag).where(Tag.slug == slug)) or abort(404)
    page = page_of_topics(reader=current_user, tag=slug, before=request.args.get("before"))
    if not page.topics:
        # A tag that only hidden topics carry must not show that they exist.
        abort(404)
    return render("tags/show.html", tag=tag, page=page)
