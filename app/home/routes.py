"""The start page, the pages of law, health and feeds."""

from flask import Blueprint, request
from flask_login import current_user

from app.extensions import db
from app.permissions import visible_boards
from app.site import current_site
from app.topics.queries import page_of_topics
from app.web.rendering import render, see_other

bp = Blueprint("home", __name__)


@bp.get("/")
def home():
    if current_site() is None:
        return see_other("/setup")
    boards = list(db.session.scalars(visible_boards()))
    page = page_of_topics(reader=current_user, before=request.args.get("before"))
    return render("home/home.html", boards=boards, page=page)
