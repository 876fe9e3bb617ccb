"""The inbox: what a member was told, and that they have read it."""

from flask import Blueprint, request
from flask_login import current_user

from app.extensions import db
from app.kinds.announcements.hearers import note_read
from app.notifications import wishes
from app.notifications.models import Notice, read_notices
from app.notifications.queries import find_notice, page_of_notices
from app.notifications.wording import icon_of, words_of
from app.permissions import find_topic, require
from app.web.rendering import render, reply, see_other

bp = Blueprint("notifications", __name__)
bp.register_blueprint(wishes.bp)


@bp.get("/inbox")
def index():
    require(current_user.is_authenticated)
    page = page_of_notices(current_user, request.args.get("before"))
    return render("notifications/index.html", page=page, icon_of=icon_of, words_of=words_of)


@bp.post("/inbox/reading")
def read_all():
    require(current_user.is_authenticated)
    read_notices(current_user)
    db.session.commit()
    return see_other("/inbox")


@bp.post("/inbox/<int:notice_id>/reading")
def read(notice_id):
    require(current_user.is_authenticated)
    notice = find_notice(current_user, notice_id)
    read_notices(current_user, Notice.id == notice.id)
    note_read(notice.topic_id, current_user)
    db.session.commit()
    return see_other(notice.url)


@bp.post("/topics/<int:topic_id>/reading")
def read_topic(topic_id):
    require(current_user.is_authenticated)
    topic = find_topic(topic_id)
    read_notices(current_user, Notice.topic_id == topic.id)
    note_read(topic.id, current_user)
    db.session.commit()
    return reply("notifications/topic_read.swap.html", or_redirect=topic.url, status=200)
