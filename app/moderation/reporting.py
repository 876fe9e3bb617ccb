"""Reporting a text: what every member can do, and everybody where the law says so, unlike the queue.

It stands apart from the routes of the moderators for that reason.
"""

from flask import abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.letters import base_address, write
from app.extensions import db, limiter
from app.moderation.forms import AddressForm, NoticeForm, ReportForm
from app.moderation.reports import Report, give_notice, has_reported, report, report_address
from app.moderation.targets import LONGEST, find_target
from app.permissions import can_report, can_write, find_post, public, require
from app.web.limits import REPORTS, writer_key
from app.web.rendering import came_from, render, see_other


def add_reporting(bp):
    """Add the page with the form, and the act."""
    bp.get("/posts/<int:post_id>/report")(new_report)
    bp.post("/posts/<int:post_id>/report")(limiter.limit(REPORTS, key_func=writer_key)(create_report))
    bp.post("/posts/<int:post_id>/notice")(public(limiter.limit(REPORTS, key_func=writer_key)(create_notice)))
    bp.get("/notices/<token>")(show_notice)
    bp.get("/report")(ask_address)
    bp.post("/report")(public(limiter.limit(REPORTS, key_func=writer_key)(report_anything)))


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
        send_receipt(made, post.topic.title)
    db.session.commit()
    return see_other(f"/notices/{made.token}")


def ask_address():
    """Report anything by its address; a text has a form of its own, where it stands to be read."""
    address = request.args.get("url", came_from(""))[:LONGEST]
    target = find_target(address) if "url" in request.args else None
    if target and target.post:
        return see_other(f"/posts/{target.post.id}/report")
    return _address_page(_address_form(formdata=None, address=address), target)


def report_anything():
    form = _address_form()
    target = find_target(form.address.data or "")
    whole = form.validate()
    if form.address.data and target is None:
        form.address.errors, whole = [_("There is nothing here at this address that you can see.")], False
    if not whole:
        return _address_page(form, target, status=422)
    if target.post:
        # There the text stands to be read, and what was typed comes along.
        return _report_post(target.post, form)
    made = _report_elsewhere(target, form)
    if made.email:
        send_receipt(made, target.path)
    db.session.commit()
    return see_other(f"/notices/{made.token}") if made.token else _thank("/inbox")


def _report_post(post, form):
    if not current_user.is_authenticated:
        made = give_notice(post, form.note.data, name=form.name.data, email=form.email.data or "")
        if made.email:
            send_receipt(made, post.topic.title)
        db.session.commit()
        return see_other(f"/notices/{made.token}")
    if not has_reported(post.id, current_user):
        require(can_report(current_user, post))
        report(post, current_user, form.reason.data, form.note.data)
        db.session.commit()
    return _thank("/inbox")


def _report_elsewhere(target, form):
    if current_user.is_authenticated:
        require(can_write(current_user))
        who, reason = {"member": current_user}, form.reason.data
    else:
        who, reason = {"name": form.name.data, "email": form.email.data or ""}, "unlawful"
    return report_address(target.path, target.member, reason, form.note.data, **who)


def _address_form(**given):
    form = AddressForm(**given)
    return form.for_member() if current_user.is_authenticated else form.for_stranger()


def _address_page(form, target, status=200):
    return render("moderation/report_address.html", form=form, target=target, status=status)


def show_notice(token):
    made = db.session.scalar(db.select(Report).where(Report.token == token)) or abort(404)
    return render("moderation/receipt.html", made=made)


def send_receipt(made, what):
    """A letter that it has come, with the address at which the outcome will stand."""
    address = f"{base_address() or ''}/notices/{made.token}"
    write(
        "notice",
        made.email,
        subject=lambda: _("We have your notice"),
        lines=lambda: [
            _("You have told us that a text here is against the law: “%(title)s”.", title=what),
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
