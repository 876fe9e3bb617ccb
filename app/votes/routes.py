"""One tap: give or take back a vote."""

from flask import Blueprint, request
from flask_login import current_user

from app.extensions import db, limiter
from app.permissions import can_vote, find_opening, find_post, require
from app.votes.models import set_vote
from app.web.limits import VOTES, writer_key
from app.web.rendering import came_from, reply

bp = Blueprint("votes", __name__)


@bp.post("/posts/<int:post_id>/vote")
@limiter.limit(VOTES, key_func=writer_key)
def vote(post_id):
    post = find_post(post_id)
    require(can_vote(current_user, post))
    wanted = "on" in request.form
    set_vote(post, current_user, wanted=wanted)
    db.session.commit()
    return reply("votes/_button.html", or_redirect=came_from(post.url), post=post, voted=wanted)


@bp.post("/topics/<int:topic_id>/vote")
@limiter.limit(VOTES, key_func=writer_key)
def vote_in_list(topic_id):
    post = find_opening(topic_id)
    require(can_vote(current_user, post))
    wanted = "on" in request.form
    set_vote(post, current_user, wanted=wanted)
    db.session.commit()
    db.session.refresh(post.topic, ["vote_count"])
    return reply("votes/_topic_button.html", or_redirect=came_from(post.url), topic=post.topic, voted=wanted)
