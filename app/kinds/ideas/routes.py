"""What the team does with an idea, and the roadmap."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from app import kinds
from app.extensions import db
from app.kinds.ideas import answering, unveiling
from app.kinds.ideas.forms import MergeForm, StatusForm
from app.kinds.ideas.merged import mergeable, merged_place, merged_posts
from app.kinds.ideas.merging import merge_idea
from app.kinds.ideas.models import MERGED, status_name
from app.kinds.ideas.prepared import forget_prepared
from app.kinds.ideas.queries import momentum, roadmap
from app.kinds.ideas.unmerging import undo_merge
from app.permissions import (
    can_merge,
    can_merge_into,
    can_set_status,
    can_undo_merge,
    find_merge,
    find_merge_into,
    find_topic,
    find_topics,
    require,
)
from app.topics.forms import LONGEST_TITLE
from app.topics.merges import UNDO_DAYS, kept_id_of
from app.web.charts import ShareChart, WeekChart
from app.web.rendering import render, see_other

bp = Blueprint("ideas", __name__)
bp.register_blueprint(answering.bp)
bp.register_blueprint(unveiling.bp)


@bp.route("/ideas/<int:topic_id>/status", methods=["GET", "POST"])
def status(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_set_status(current_user, topic))
    beside = answering.beside_status(topic) if request.method == "GET" else {}
    form = StatusForm(obj=beside.get("prepared") or topic.idea)
    if not form.validate_on_submit():
        beside = beside or answering.beside_status(topic)
        return render("kinds/ideas/status.html", topic=topic, form=form, status=422 if form.errors else 200, **beside)
    topic.idea.move_to(
        form.status.data,
        by=current_user,
        because=form.reason.data,
        what_would_change=form.what_would_change.data,
    )
    forget_prepared(topic.id)
    db.session.commit()
    return see_other(topic.url)


@bp.get("/ideas/<int:topic_id>/merge")
def choose_merge(topic_id):
    """First which idea is kept, then why: `?into=` is the one that was picked."""
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_merge(current_user, topic))
    if into := request.args.get("into", type=int):
        form = MergeForm(formdata=None, into=into)
        return _confirm_merge(topic, find_topic(into, kinds.KINDS["ideas"]), form)
    wanted = request.args.get("q", topic.title)[:LONGEST_TITLE]
    return render("kinds/ideas/merge.html", topic=topic, wanted=wanted, found=mergeable(topic, wanted, current_user))


@bp.post("/ideas/<int:topic_id>/merge")
def merge(topic_id):
    form = MergeForm()
    into = form.into.data
    if not into:
        return choose_merge(topic_id)
    try:
        topic, kept = find_topics([topic_id, into], kinds.KINDS["ideas"])
    except NotFound:
        # Sent twice: it is there already.
        if kept_id_of(topic_id) == into:
            return see_other(find_topic(into).url)
        raise
    require(can_merge_into(current_user, topic, kept))
    if not form.validate():
        return _confirm_merge(topic, kept, form, status=422)
    merge_idea(topic, kept, by=current_user, because=form.reason.data)
    db.session.commit()
    flash(_("Merged. You can take it back for %(n)s days.", n=UNDO_DAYS), "success")
    return see_other(kept.url)


def _confirm_merge(topic, kept, form, status=200):
    require(can_merge_into(current_user, topic, kept))
    return render("kinds/ideas/merge_confirm.html", topic=topic, kept=kept, form=form, status=status)


@bp.get("/ideas/<int:topic_id>/merges/<int:merge_id>")
def merged(topic_id, merge_id):
    """What was said under an idea that was merged into this one."""
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    merge = find_merge_into(topic, merge_id)
    page = merged_posts(topic, merge, current_user, **merged_place(request.args))
    words = status_name(MERGED)
    return render(
        "kinds/ideas/merged.html", kind=kinds.KINDS["ideas"], topic=topic, merge=merge, page=page, words=words
    )


@bp.post("/merges/<int:merge_id>/undo")
def unmerge(merge_id):
    merge = find_merge(merge_id)
    require(can_undo_merge(current_user, merge))
    undo_merge(merge, by=current_user)
    db.session.commit()
    flash(_("Both ideas stand for themselves again."), "success")
    return see_other(merge.merged.url)


@bp.get("/ideas/<int:topic_id>/momentum")
def momentum_page(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    chart = WeekChart("momentum", _("New votes a week"), (_("Votes"),), momentum(topic))
    return render("kinds/ideas/momentum.html", topic=topic, chart=chart)


@bp.get("/roadmap")
def roadmap_page():
    from app.topics.queries import voted_topic_ids

    columns = roadmap(current_user)
    voted = voted_topic_ids(current_user, [topic for column in columns for topic in column.topics])
    parts = [(column.status, column.name, column.total) for column in columns]
    chart = ShareChart("roadmap", _("Ideas by status"), parts)
    return render("kinds/ideas/roadmap.html", columns=columns, voted=voted, chart=chart)
