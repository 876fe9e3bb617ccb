"""Reports of what is no text: a profile, a name, a picture of a member, any page. They wait in the queue as notices.

They stand apart from cases because nothing is hidden or published: somebody looks, acts where that is done, and answers.
"""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.models import Member
from app.audit.models import audit
from app.extensions import db
from app.moderation.forms import SettleForm
from app.moderation.reports import REASON_NAMES, Report
from app.permissions import can_see_queue, can_settle_notice, require
from app.web.rendering import render, see_other

bp = Blueprint("notices", __name__)
MOST = 20


@bp.get("/moderation/notices/<int:report_id>")
def show(report_id):
    return _page(_find(report_id), SettleForm(formdata=None))


@bp.post("/moderation/notices/<int:report_id>")
def settle(report_id):
    made, form = _find(report_id), SettleForm()
    require(can_settle_notice(current_user, made))
    if not form.validate():
        return _page(made, form, status=422)
    upheld = form.upheld.data == "yes"
    if made.settle(upheld=upheld, by=current_user):
        audit(
            "report.upheld" if upheld else "report.refused",
            actor=current_user,
            member=made.about,
            reason=form.note.data,
            after=made.address,
        )
    db.session.commit()
    flash(_("Answered. Whoever reported it hears what came of it."), "success")
    return see_other("/moderation")


def open_notices(reader):
    """What was reported and is no text, the worst and then the oldest first."""
    worst_first = Report.reason != "unlawful"
    query = _notices().where(Report.settled_at.is_(None)).order_by(worst_first, Report.id)
    return list(db.session.scalars(query.limit(MOST)))


def _notices():
    about, reporter = aliased(Member), aliased(Member)
    return (
        select(Report)
        .outerjoin(about, about.id == Report.about_id)
        .outerjoin(reporter, reporter.id == Report.reporter_id)
        .options(contains_eager(Report.about.of_type(about)), contains_eager(Report.reporter.of_type(reporter)))
        .where(Report.post_id.is_(None), or_(Report.about_id.is_not(None), Report.address != ""))
    )


def _find(report_id):
    require(can_see_queue(current_user))
    return db.session.scalar(_notices().where(Report.id == report_id)) or abort(404)


def _page(made, form, status=200):
    return render("moderation/settle_notice.html", status=status, made=made, form=form, names=REASON_NAMES)
