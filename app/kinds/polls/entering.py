"""The team enters what was counted on paper. Routes of their own: nobody else comes here."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.polls.forms import SlipsForm
from app.kinds.polls.paper import enter_slips, slips_of, take_out_slips
from app.kinds.polls.queries import panel
from app.permissions import can_see_turnout, find_topic, require
from app.web.rendering import render, see_other

bp = Blueprint("entering", __name__)


@bp.get("/polls/<int:topic_id>/paper")
def paper(topic_id):
    topic, questions = _find(topic_id)
    return _page(topic, questions, SlipsForm(options=_options(questions)))


@bp.post("/polls/<int:topic_id>/paper")
def enter(topic_id):
    topic, questions = _find(topic_id)
    form = SlipsForm(options=_options(questions))
    if not form.validate():
        return _page(topic, questions, form, status=422)
    enter_slips(topic.poll, form.numbers, place=form.place.data, day=form.day.data, by=current_user)
    db.session.commit()
    flash(_("Entered. It stands beside the results, apart from the ballots."), "success")
    return see_other(f"/polls/{topic.id}/paper")


@bp.post("/polls/<int:topic_id>/paper/removal")
def remove(topic_id):
    topic, _questions = _find(topic_id)
    wanted = next((each for each in slips_of(topic.poll) if each.key == request.form.get("slips")), None)
    if wanted:
        take_out_slips(topic.poll, place=wanted.place, day=wanted.day)
        db.session.commit()
    return see_other(f"/polls/{topic.id}/paper")


def _find(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    require(can_see_turnout(current_user, topic))
    return topic, panel(topic, current_user)["view"].questions


def _options(questions):
    return [option for asked in questions for option in asked.options]


def _page(topic, questions, form, **more):
    slips = slips_of(topic.poll)
    return render("kinds/polls/paper.html", topic=topic, questions=questions, form=form, slips=slips, **more)
