"""One tap: give or take back a vote."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db, limiter
from app.follows.models import follow_by_writing
from app.kinds import KINDS
from app.permissions import can_vote, find_opening, find_post, require
from app.votes.models import set_vote, voted_post_ids
from app.web.limits import VOTES, writer_key
from app.web.rendering import came_from, reply, see_other

bp = Blueprint("votes", __name__)


@bp.post("/posts/<int:post_id>/vote")
@limiter.limit(VOTES, key_func=writer_key)
def vote(post_id):
    post = find_post(post_id)
    wanted = cast_vote(post, wanted="on" in request.form)
    db.session.commit()
    if wanted is None:
        return none_left(post)
    return reply("votes/_button.html", or_redirect=came_from(post.url), post=post, voted=wanted)


@bp.post("/topics/<int:topic_id>/vote")
@limiter.limit(VOTES, key_func=writer_key)
def vote_in_list(topic_id):
    post = find_opening(topic_id)
    wanted = cast_vote(post, wanted="on" in request.form)
    db.session.commit()
    if wanted is None:
        return none_left(post)
    # The topic counts the votes of its opening, which are known already.
    set_committed_value(post.topic, "vote_count", post.vote_count)
    return reply("votes/_topic_button.html", or_redirect=came_from(post.url), topic=post.topic, voted=wanted)


def cast_vote(post, *, wanted):
    """Do what the form wishes where the reader may; returns `wanted`, or None when no vote was left to give."""
    require(can_vote(current_user, post))
    topic, kind = post.topic, KINDS[post.topic.kind]
    if wanted and post.is_opening:
        kind.hold_budget(current_user, topic.board)
        kind.count_votes_left(current_user, [topic])
        if topic.votes_left == 0 and not voted_post_ids(current_user, [post.id]):
            return None
    changed = set_vote(post, current_user, wanted=wanted)
    if changed and wanted and post.is_opening and kind.voters_follow:
        follow_by_writing(topic, current_user)
    if post.is_opening and not wanted:
        kind.count_votes_left(current_user, [topic])
    elif changed and topic.votes_left:
        topic.votes_left -= 1
    return wanted


def none_left(post):
    """Say that the budget of the board is spent, on the page that the vote came from."""
    flash(_("You have given all your votes here. Take one back, or wait until an idea has its answer."), "warning")
    return see_other(came_from(post.url))
