"""Slowing a thread down, and letting it run: what a moderator may do when it grows hot."""

from datetime import timedelta

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.audit.models import audit
from app.database import now
from app.extensions import db
from app.moderation.pace.forms import RunForm, SlowForm
from app.permissions import can_pace, find_topic, require
from app.web.rendering import render, see_other


def add_pace(bp):
    """Add the page with both forms, and the two acts."""
    bp.get("/topics/<int:topic_id>/pace")(pace)
    bp.post("/topics/<int:topic_id>/slow-mode")(slow_mode)
    bp.post("/topics/<int:topic_id>/free-run")(free_run)


def pace(topic_id):
    return _page(_find(topic_id))


def slow_mode(topic_id):
    topic, form = _find(topic_id), SlowForm()
    if "off" in request.form:
        topic.slow_down(0, until=None, by=current_user)
    elif form.validate():
        topic.slow_down(form.minutes.data, until=now() + timedelta(hours=form.hours.data), by=current_user)
    else:
        return _page(topic, slow=form, status=422)
    audit("topic.slow", actor=current_user, topic=topic, after=f"{topic.slow_minutes} min")
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(topic.url)


def free_run(topic_id):
    topic, form = _find(topic_id), RunForm()
    if "off" in request.form:
        topic.let_run(None, because="", by=current_user)
    elif form.validate():
        topic.let_run(now() + timedelta(days=form.days.data), because=form.because.data, by=current_user)
    else:
        return _page(topic, run=form, status=422)
    audit("topic.let_run", actor=current_user, topic=topic, reason=topic.let_run_because, after=topic.let_run_until or "")
    db.session.commit()
    flash(_("Saved."), "success")
    return see_other(topic.url)


def _find(topic_id):
    topic = find_topic(topic_id)
    require(can_pace(current_user, topic))
    return topic


def _page(topic, *, slow=None, run=None, status=200):
    slow, run = slow or SlowForm(formdata=None), run or RunForm(formdata=None)
    return render("moderation/pace.html", topic=topic, slow=slow, run=run, status=status)
