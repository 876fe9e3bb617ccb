"""The FAQ page, how the team keeps it, and "did this save you a call?".

Routes of their own beside those of the questions, because visitors come here from search engines and signs.
"""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from limits.errors import StorageError

from app import kinds
from app.extensions import csrf, db, limiter
from app.kinds.questions.faq import answer_call, calls_of_month, entries, list_in_faq, place_in_faq, proposals
from app.kinds.questions.structured import faq_page
from app.permissions import can_keep_faq, find_topic, public, require
from app.web.limits import VOTES, writer_key
from app.web.rendering import render, reply, see_other

bp = Blueprint("asking_often", __name__)
A_DAY = 24 * 3600
YES, NO = "yes", "no"


@bp.get("/faq")
def faq():
    found = entries(current_user)
    structured = None if current_user.is_authenticated else faq_page(found)
    return render("kinds/questions/faq.html", entries=found, structured=structured)


@bp.get("/faq/edit")
def edit():
    require(can_keep_faq(current_user))
    return render(
        "kinds/questions/faq_edit.html",
        entries=entries(current_user),
        proposals=proposals(current_user),
        calls=calls_of_month(),
        calls_before=calls_of_month(1),
    )


@bp.post("/faq/entries/<int:topic_id>")
def choose(topic_id):
    """On the page, or off it."""
    require(can_keep_faq(current_user))
    topic = _find_question(topic_id)
    wanted = "on" in request.form
    if wanted and not topic.question.is_solved:
        flash(_("Only a solved question can stand there. Answer it first."), "warning")
        return see_other("/faq/edit")
    list_in_faq(topic, wanted=wanted, by=current_user)
    db.session.commit()
    return see_other("/faq/edit")


@bp.post("/faq/entries/<int:topic_id>/place")
def place(topic_id):
    require(can_keep_faq(current_user))
    place_in_faq(_find_question(topic_id), request.form.get("place", 1, type=int), by=current_user)
    db.session.commit()
    return see_other("/faq/edit")


# Visitors' pages hold no token, because they are the same for all; check_origin still keeps strangers out.
@bp.post("/questions/<int:topic_id>/call")
@csrf.exempt
@public
@limiter.limit(VOTES, key_func=writer_key)
def call(topic_id):
    """Whether reading here saved a call. Of visitors one answer a day counts, from one address."""
    topic, said = _find_question(topic_id), request.form.get("saved")
    if said not in (YES, NO) or not topic.question.is_solved:
        abort(400)
    member = current_user._get_current_object() if current_user.is_authenticated else None
    if member is not None or _is_first_today(topic):
        answer_call(topic, member, saved=said == YES)
        db.session.commit()
    return reply("kinds/questions/_call.html", or_redirect=f"{topic.url}?thanks=call#call", topic=topic, is_said=True)


def _find_question(topic_id):
    return find_topic(topic_id, kinds.KINDS["questions"])


def _is_first_today(topic):
    if not limiter.enabled:
        return True
    try:
        return limiter.storage.incr(f"call/{topic.id}/{writer_key()}", A_DAY) <= 1
    except StorageError:
        return False
