"""A member's page as others see it. Routes of their own, because they read the topics."""

from flask import Blueprint, request
from flask_login import current_user

from app.permissions import find_member
from app.posts.queries import deleted_posts
from app.topics.queries import page_of_topics
from app.web.rendering import render

bp = Blueprint("profiles", __name__)


@bp.get("/members/<handle>")
def profile(handle):
    member = find_member(handle)
    page = page_of_topics(reader=current_user, author=member, sort="new", before=request.args.get("before"))
    deleted = deleted_posts(member) if current_user == member else ()
    return render("accounts/profile.html", member=member, page=page, deleted=deleted)
