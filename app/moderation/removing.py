"""Removing a text that a moderator has come upon: the same decision as in the queue, with a reason, told and undoable.

It stands apart from the queue because nothing waited.
"""

from flask import Blueprint, flash
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.moderation import reasons
from app.moderation.forms import ReasonForm
from app.moderation.harm import harm_of
from app.moderation.models import REMOVE, SEEN, Case, open_case
from app.permissions import can_remove, find_post, require
from app.topics.models import REMOVED
from app.web.rendering import render, see_other

bp = Blueprint("removing", __name__)


@bp.route("/posts/<int:post_id>/removal", methods=["GET", "POST"])
def remove(post_id):
    post = find_post(post_id)
    require(can_remove(current_user, post))
    if post.state == REMOVED:
        return see_other(post.topic.url)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render("moderation/remove.html", post=post, form=form, status=422 if form.errors else 200)
    because = form.words_for(post.author)
    _case_about(post).decide(REMOVE, by=current_user, because=because, rule=form.rule.data)
    db.session.commit()
    flash(reasons.SAID[REMOVE], "success")
    return see_other(f"/posts/{post.id}/statement")


def _case_about(post):
    """The case that waits, or a new one."""
    case = open_case(post, SEEN, harm_of(SEEN))
    case = case or db.session.scalar(select(Case).where(Case.post_id == post.id, Case.closed_at.is_(None)))
    set_committed_value(case, "post", post)
    return case
