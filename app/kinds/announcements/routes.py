"""The pages that show the whole chain (you said, we did), what is still owed, and whether we got it right."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.announcements import checking, drafting
from app.kinds.announcements.conduct import own_conduct
from app.kinds.announcements.hearers import hearer_of
from app.kinds.announcements.models import NEWS, OUTCOME_NAMES
from app.kinds.announcements.owed import owed_to
from app.kinds.announcements.own import page_of_own
from app.kinds.announcements.queries import answers_only, sources_of
from app.permissions import can_say_whether_right, can_write, find_topic, require
from app.web.rendering import render, see_other

bp = Blueprint("announcements", __name__)
bp.register_blueprint(drafting.bp)


@bp.get("/listened")
def listened():
    from app.topics.queries import page_of_topics

    page = page_of_topics(
        reader=current_user,
        kind=kinds.KINDS["announcements"],
        sort="new",
        before=request.args.get("before"),
        where=answers_only(request.args),
    )
    return render(
        "kinds/announcements/listened.html",
        page=page,
        sources=sources_of(page.topics, current_user),
        conduct=own_conduct(),
        outcomes=[(value, words) for value, words in OUTCOME_NAMES.items() if value != NEWS],
    )


@bp.get("/account/told")
def told():
    require(can_write(current_user))
    own, older = page_of_own(current_user, request.args.get("before", type=int))
    return render("kinds/announcements/own.html", own=own, older=older)


@bp.get("/owed")
def owed():
    return render("kinds/announcements/owed.html", owed=owed_to(current_user))


@bp.post("/announcements/<int:topic_id>/verdict")
def say_whether_right(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["announcements"])
    hearer = hearer_of(topic.announcement, current_user)
    require(can_say_whether_right(current_user, hearer))
    said = request.form.get("right")
    if said not in ("yes", "no"):
        abort(400)
    checking.say_whether_right(topic.announcement, hearer, is_right=said == "yes")
    db.session.commit()
    flash(_("Thank you, that is noted."), "success")
    return see_other(f"{topic.url}#right")
