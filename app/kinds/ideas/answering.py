"""Answers that the team prepares in private and publishes together, and who of the team looks after which idea.

Routes of their own beside those of the ideas, because none but the team comes here.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.audit.models import audit
from app.extensions import db
from app.kinds.ideas.forms import AnswersForm, CareForm, StatusForm
from app.kinds.ideas.prepared import PreparedAnswer, care_for, forget_prepared, prepare_answer
from app.kinds.ideas.queries import cared_for, team_members
from app.permissions import can_answer, can_set_status, find_topic, require, visible_answers
from app.web.rendering import render, see_other

bp = Blueprint("answering", __name__)
LIST = "/ideas/answers"


@bp.get(LIST)
def index():
    require(can_answer(current_user))
    return _page(AnswersForm(formdata=None))


@bp.post(f"{LIST}/publication")
def publish():
    """What is ticked is said now, at one moment, or not by itself."""
    require(can_answer(current_user))
    form = AnswersForm()
    chosen = visible_answers(current_user).where(PreparedAnswer.topic_id.in_(request.form.getlist("topic", type=int)))
    answers = list(db.session.scalars(chosen.with_for_update(of=PreparedAnswer)))
    if "now" in request.form:
        for answer in answers:
            answer.publish(by=current_user)
        if answers:
            # The page names who wrote an answer; who let it out stands here.
            said = ", ".join(f"topic {answer.topic_id}: {answer.status}" for answer in answers)
            audit("answers.published", actor=current_user, after=said)
    elif not form.validate():
        return _page(form, status=422)
    else:
        for answer in answers:
            answer.publish_at = form.publish_at.moment if form.publish_at.data else None
    db.session.commit()
    _tell(answers)
    return see_other(LIST)


def _tell(answers):
    if not answers:
        flash(_("Please tick what is meant."), "warning")
    elif "now" in request.form:
        flash(_("Published together."), "success")
    else:
        flash(_("Saved."), "success")


@bp.post("/ideas/<int:topic_id>/prepared")
def prepare(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_set_status(current_user, topic))
    form = StatusForm()
    if not form.validate():
        return render("kinds/ideas/status.html", topic=topic, form=form, status=422, **beside_status(topic))
    prepare_answer(
        topic.idea,
        form.status.data,
        by=current_user,
        because=form.reason.data,
        what_would_change=form.what_would_change.data,
    )
    db.session.commit()
    flash(_("Prepared. Nobody but the team sees it until you publish it."), "success")
    return see_other(LIST)


@bp.post("/ideas/<int:topic_id>/prepared/removal")
def throw_away(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_set_status(current_user, topic))
    forget_prepared(topic.id)
    db.session.commit()
    return see_other(LIST)


@bp.post("/ideas/<int:topic_id>/care")
def care(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_set_status(current_user, topic))
    form = CareForm()
    form.offer(team_members())
    if not form.validate():
        variables = {**beside_status(topic), "care": form}
        return render("kinds/ideas/status.html", topic=topic, form=StatusForm(formdata=None, obj=topic.idea), status=422, **variables)
    care_for(topic.id, form.owner_id.data or None, form.due_on.data)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(LIST)


def beside_status(topic):
    """What the page of the status shows besides its form: the prepared answer, and who looks after the idea."""
    from app.kinds.ideas.prepared import IdeaCare

    care = CareForm(formdata=None, obj=db.session.get(IdeaCare, topic.id))
    care.offer(team_members())
    return {"prepared": db.session.get(PreparedAnswer, topic.id), "care": care}


def _page(form, status=200):
    answers = list(db.session.scalars(visible_answers(current_user)))
    return render("kinds/ideas/answers.html", answers=answers, form=form, cared=cared_for(current_user), status=status)
