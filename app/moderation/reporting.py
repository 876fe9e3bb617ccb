"""Reporting a text: what every member can do, unlike the queue.

It stands apart from the routes of the moderators for that reason.
"""

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db, limiter
from app.moderation.forms import ReportForm
from app.moderation.reports import has_reported, report
from app.permissions import can_report, find_post, require
from app.web.limits import REPORTS, writer_key
from app.web.rendering import render, see_other


def add_reporting(bp):
    """Add the page with the form, and the act."""
    bp.get("/posts/<int:post_id>/report")(new_report)
    bp.post("/posts/<int:post_id>/report")(limiter.limit(REPORTS, key_func=writer_key)(create_report))


def new_report(post_id):
    post = find_post(post_id)
    require(can_report(current_user, post))
    return render("moderation/report.html", post=post, form=ReportForm(), again=has_reported(post_id, current_user))


def create_report(post_id):
    # Asked first: one's own report may have put the text out of one's sight.
    if has_reported(post_id, current_user):
        return _thank("/inbox")
    post = find_post(post_id)
    require(can_report(current_user, post))
    form = ReportForm()
    if not form.validate():
        return render("moderation/report.html", post=post, form=form, again=False, status=422)
    report(post, current_user, form.reason.data, form.note.data)
    db.session.commit()
    return _thank(_where_it_was(post))


def _thank(url):
    flash(_("Thank you. A moderator will look at it, and you will hear what came of it."), "success")
    return see_other(url)


def _where_it_was(post):
    if post.is_published:
        return post.url
    return post.topic.board.url if post.is_opening else post.topic.url
