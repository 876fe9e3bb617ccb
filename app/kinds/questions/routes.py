"""Accepting an answer, saying that it is still not solved, and closing a question as a duplicate."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.questions import asking_around, asking_often, caring, suggesting
from app.kinds.questions.forms import DuplicateForm
from app.kinds.questions.models import close_as_duplicate, separate
from app.kinds.questions.queries import asked_alike
from app.permissions import can_accept, can_doubt, can_mark_duplicate, find_post, find_topic, require
from app.web.rendering import render, see_other

bp = Blueprint("questions", __name__)
bp.register_blueprint(suggesting.bp)
bp.register_blueprint(caring.bp)
bp.register_blueprint(asking_often.bp)
bp.register_blueprint(asking_around.bp)


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
        alike = asked_alike(topic, current_user)
        return render("kinds/questions/duplicate.html", topic=topic, form=form, alike=alike, status=422 if form.errors else 200)
    close_as_duplicate(topic, form.found, by=current_user)
    db.session.commit()
    return see_other(topic.url)


@bp.post("/questions/<int:topic_id>/duplicate/removal")
def stand_alone(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["questions"])
    require(can_mark_duplicate(current_user, topic))
    separate(topic, by=current_user)
    db.session.commit()
    flash(_("It stands for itself again and takes answers."), "success")
    return see_other(topic.url)


@bp.post("/questions/<int:topic_id>/doubt")
def doubt(topic_id):
    """Still not solved: open again, and on to the place where one says what is missing."""
    topic = find_topic(topic_id, kinds.KINDS["questions"])
    answer_id = topic.question.accepted_id
    require(can_doubt(current_user, topic))
    topic.question.doubt(by=current_user)
    db.session.commit()
    if answer_id is None:
        return see_other(topic.url)
    flash(_("Your question is open again. Say what is missing, so that others can help."), "info")
    return see_other(f"/posts/{answer_id}/comments/new")


def _find_answer(post_id):
    post = find_post(post_id)
    if post.topic.kind != "questions" or post.is_opening or post.thread_id or not post.is_published:
        abort(404)
    return post
