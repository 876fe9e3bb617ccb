"""Who might know: proposing up to three members, asking them, and agreeing to be asked; and what many ask at once.

Routes of their own beside those of the questions, because they bring people and questions together.
"""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db, limiter
from app.kinds.questions.knowing import Askable, agree_to_be_asked, ask_around, who_might_know
from app.permissions import can_ask_around, can_see_due, can_write, find_peak, find_topic, require
from app.web.limits import REPORTS, SIMILAR, writer_key
from app.web.rendering import render, see_other

bp = Blueprint("asking_around", __name__)


@bp.get("/questions/<int:topic_id>/people")
@limiter.limit(SIMILAR, key_func=writer_key)
def people(topic_id):
    topic = _find_open_question(topic_id)
    return render("kinds/questions/people.html", topic=topic, knowers=who_might_know(topic, current_user))


@bp.post("/questions/<int:topic_id>/people")
@limiter.limit(REPORTS, key_func=writer_key)
def ask(topic_id):
    """Only who was proposed can be asked: they agreed, may read it, and were not asked too often."""
    topic, wanted = _find_open_question(topic_id), request.form.get("member", type=int)
    knower = next((each.member for each in who_might_know(topic, current_user) if each.member.id == wanted), None)
    if knower is None:
        flash(_("Please choose somebody of those who are proposed."), "warning")
        return see_other(topic.url)
    ask_around(topic, knower, by=current_user)
    db.session.commit()
    flash(_("%(name)s was asked.", name=knower.name), "success")
    return see_other(topic.url)


@bp.get("/account/asking")
def asking():
    require(can_write(current_user))
    return render("kinds/questions/asking.html", agreed=db.session.get(Askable, current_user.id) is not None)


@bp.post("/account/asking")
def agree():
    require(can_write(current_user))
    agree_to_be_asked(current_user, wanted="on" in request.form)
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other("/account/asking")


@bp.post("/questions/peaks/<int:peak_id>/dismissal")
def dismiss(peak_id):
    require(can_see_due(current_user))
    find_peak(peak_id).dismiss(by=current_user)
    db.session.commit()
    flash(_("Nobody is shown it any more."), "success")
    return see_other("/questions/due")


def _find_open_question(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["questions"])
    require(can_ask_around(current_user, topic))
    if topic.question.is_solved:
        abort(404)
    return topic
