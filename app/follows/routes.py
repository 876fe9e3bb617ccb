"""Follow a topic or a board, or stop."""

from flask import Blueprint, request
from flask_login import current_user

from app.extensions import db
from app.follows.models import follow_board, follow_topic
from app.permissions import can_follow, find_board, find_topic, require
from app.web.rendering import reply

bp = Blueprint("follows", __name__)


@bp.post("/topics/<int:topic_id>/follow")
def topic(topic_id):
    topic = find_topic(topic_id)
    require(can_follow(current_user))
    wanted = "on" in request.form
    follow_topic(topic, current_user, wanted=wanted)
    db.session.commit()
    return reply("follows/_button.html", or_redirect=topic.url, address=f"/topics/{topic.id}/follow", follows=wanted)


@bp.post("/boards/<slug>/follow")
def board(slug):
    board = find_board(slug)
    require(can_follow(current_user))
    wanted = "on" in request.form
    follow_board(board, current_user, wanted=wanted)
    db.session.commit()
    return reply("follows/_button.html", or_redirect=board.url, address=f"{board.url}/follow", follows=wanted)
