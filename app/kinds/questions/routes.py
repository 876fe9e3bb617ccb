"""Accepting an answer, and closing a question as a duplicate."""

from flask import Blueprint, abort, request
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.questions.forms import DuplicateForm
from app.permissions import can_accept, can_mark_duplicate, find_post, find_topic, require
from app.topics.models import DUPLICATE, link_topics
from app.web.rendering import render, see_other

bp = Blueprint("questions", __name__)


@bp.post("/posts/<int:post_id>/acceptance")
def accept(post_id):
    answer = _find_answer(post_id)
    require(can_accept(current_user, answer.topic))
    question = answer.topic.question
    if "on" in request.form:
        question.accept(answer, by=current_user)
    elif question.accepted_id == answer.id:
        question.unaccept(by=current_user)
    db.session.commit()
    return see_other(answer.url)


@bp.route("/questions/<int:topic_id>/duplicate", methods=["GET", "POST"])
def duplicate(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["questions"])
    require(can_mark_duplicate(current_user, topic))
    form = DuplicateForm(topic=topic)
    if not form.validate_on_submit():
        return render(
            "kinds/questions/duplicate.html", topic=topic, form=form, status=422 if form.errors else 200
        )
    link_topics(topic, form.found, DUPLICATE)
    topic.close(by=current_user)
    db.session.commit()
    return see_other(topic.url)


def _find_answer(post_id):
    post = find_post(post_id)
    if post.topic.kind != "questions" or post.is_opening or post.thread_id or not post.is_published:
        abort(404)
    return post
