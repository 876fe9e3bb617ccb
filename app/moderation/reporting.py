"""Reporting a text: what every member can do, and everybody where the law says so, unlike the queue.

It stands apart from the routes of the moderators for that reason.
"""

from flask import abort, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.letters import base_address, write
from app.extensions import db, limiter
from app.moderation.forms import NoticeForm, ReportForm
from app.moderation.reports import Report, give_notice, has_reported, report
from app.permissions import can_report, find_post, public, require
from app.web.limits import REPORTS, writer_key
from app.web.rendering import render, see_other


def add_reporting(bp):
    """Add the page with the form, and the act."""
    bp.get("/posts/<int:post_id>/report")(new_report)
    bp.post("/posts/<int:post_id>/report")(limiter.limit(REPORTS, key_func=writer_key)(create_report))
    bp.post("/posts/<int:post_id>/notice")(public(limiter.limit(REPORTS, key_func=writer_key)(create_notice)))
    bp.get("/notices/<token>")(show_notice)


def new_report(post_id):
    post = find_post(post_id)
    if not current_user.is_authenticated:
        return render("moderation/notice.html", post=post, form=NoticeForm())
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


def create_notice(post_id):
    """Notice and action: anybody, for what is against the law; the receipt has an address of its own."""
    post, form = find_post(post_id), NoticeForm()
    if not form.validate():
        return render("moderation/notice.html", post=post, form=form, status=422)
    made = give_notice(post, form.note.data, name=form.name.data, email=form.email.data or "")
    if made.email:
        send_receipt(made, post)
    db.session.commit()
    return see_other(f"/notices/{made.token}")


def show_notice(token):
    made = db.session.scalar(db.select(Report).where(Report.token == token)) or abort(404)
    return render("moderation/receipt.html", made=made)


def send_receipt(made, post):
    """A letter that it has come, with the address at which the outcome will stand."""
    address = f"{base_address() or ''}/notices/{made.token}"
    write(
        "notice",
        made.email,
        subject=lambda: _("We have your notice"),
        lines=lambda: [
            _("You have told us that a text here is against the law: “%(title)s”.", title=post.topic.title),
            _("A person looks at it. What comes of it will stand here, and we write to you: %(address)s", address=address),
        ],
    )


def _thank(url):
    flash(_("Thank you. A moderator will look at it, and you will hear what came of it."), "success")
    return see_other(url)


def _where_it_was(post):
    if post.is_published:
        return post.url
    return post.topic.board.url if post.is_opening else post.topic.url
