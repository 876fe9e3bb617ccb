"""Merging a thread into another of its kind, and taking that back."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.kinds.merged import mergeable
from app.kinds.merging import merge_topic
from app.kinds.unmerging import undo_merge
from app.moderation.models import THREAD_ACTS, Decision, NotAsItWas
from app.moderation.queries import find_decision
from app.moderation.threads.acts import MERGE, decide_on
from app.moderation.threads.forms import MergeForm
from app.permissions import (
    can_merge,
    can_merge_into,
    can_undo_merge,
    find_merge,
    find_opening,
    find_topic,
    find_topics,
    require,
)
from app.topics.forms import LONGEST_TITLE
from app.topics.merges import UNDO_DAYS, Merge, kept_id_of
from app.web.rendering import render, see_other

bp = Blueprint("merging", __name__)


@bp.get("/<kind:kind>/<int:topic_id>/merge")
def choose_merge(kind, topic_id):
    """First which one is kept, then why: `?into=` is the one that was picked."""
    topic = find_topic(topic_id, kind)
    require(can_merge(current_user, topic))
    if into := request.args.get("into", type=int):
        form = MergeForm(formdata=None, into=into)
        return _confirm_merge(topic, find_topic(into, kind), form)
    wanted = request.args.get("q", topic.title)[:LONGEST_TITLE]
    found = mergeable(topic, wanted, current_user)
    return render("moderation/threads/merge.html", kind=kind, topic=topic, wanted=wanted, found=found)


@bp.post("/<kind:kind>/<int:topic_id>/merge")
def merge(kind, topic_id):
    form = MergeForm()
    into = form.into.data
    if not into:
        return choose_merge(kind, topic_id)
    try:
        topic, kept = find_topics([topic_id, into], kind)
    except NotFound:
        # Sent twice: it is there already.
        if kept_id_of(topic_id) == into:
            return see_other(find_topic(into).url)
        raise
    require(can_merge_into(current_user, topic, kept))
    if not form.validate():
        return _confirm_merge(topic, kept, form, status=422)
    _merge(topic, kept, form.reason.data)
    db.session.commit()
    flash(_("Merged. You can take it back for %(n)s days.", n=UNDO_DAYS), "success")
    return see_other(kept.url)


@bp.post("/merges/<int:merge_id>/undo")
def unmerge(merge_id):
    merge = find_merge(merge_id)
    require(can_undo_merge(current_user, merge))
    decision_id = db.session.scalar(select(Decision.id).where(Decision.merge_id == merge_id, Decision.undone_at.is_(None)))
    if decision_id:
        find_decision(current_user, decision_id).undo(by=current_user)
    else:
        undo_merge(merge, by=current_user)
    db.session.commit()
    flash(_("Both stand for themselves again."), "success")
    return see_other(merge.merged.url)


def _merge(topic, kept, because):
    opening = find_opening(topic.id)
    merge = merge_topic(topic, kept, by=current_user, because=because)
    decide_on(opening, MERGE, by=current_user, because=because, other=kept, merge_id=merge.id)


def _confirm_merge(topic, kept, form, status=200):
    require(can_merge_into(current_user, topic, kept))
    return render("moderation/threads/merge_confirm.html", topic=topic, kept=kept, form=form, status=status)


def _undo(decision, *, by):
    merge = db.session.get(Merge, decision.merge_id or 0)
    if merge is None:
        raise NotAsItWas
    set_committed_value(merge, "merged", decision.post.topic)
    undo_merge(merge, by=by)


THREAD_ACTS[MERGE] = _undo
