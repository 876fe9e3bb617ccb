"""What the team does with an idea, and the roadmap."""

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.ideas import answering, unveiling
from app.kinds.ideas.forms import StatusForm
from app.kinds.ideas.prepared import forget_prepared
from app.kinds.ideas.queries import momentum, roadmap
from app.permissions import can_set_status, find_topic, require
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
    chart = ShareChart("roadmap", _("Ideas by status"), parts, heads=(_("Status"), _("Ideas")))
    return render("kinds/ideas/roadmap.html", columns=columns, voted=voted, chart=chart)
