"""Voting in a poll, closing it early, publishing its results."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db, limiter
from app.kinds.polls import entering, inviting, own_options
from app.kinds.polls.answers import Ballot, page_to_show
from app.kinds.polls.ballots import BallotIsFinal, PollIsOver, cast_ballot, forget_how_it_came
from app.kinds.polls.closing import close_poll
from app.kinds.polls.queries import view_to_vote
from app.kinds.polls.receipts import is_counted, receipts_of, thanks
from app.kinds.polls.showing import add_results
from app.permissions import can_publish_results, can_run_poll, can_vote_in_poll, find_topic, require
from app.web.limits import PREVIEWS, VOTES, writer_key
from app.web.rendering import render, see_other

bp = Blueprint("polls", __name__)
add_results(bp)
for room in (inviting, entering, own_options):
    bp.register_blueprint(room.bp)


@bp.post("/polls/<int:topic_id>/ballot")
@limiter.limit(VOTES, key_func=writer_key)
def vote(topic_id):
    topic = _find(topic_id)
    if topic.poll.is_over and current_user.is_authenticated:
        return _refused(topic, _("This poll has closed. Your ballot came too late and was not counted."))
    require(can_vote_in_poll(current_user, topic))
    view = view_to_vote(topic.poll)
    require(view.questions)
    ballot = Ballot(view.questions, request.form)
    if page := page_to_show(view, ballot):
        return _ask(topic, ballot, page)
    try:
        receipt = cast_ballot(topic.poll, current_user, ballot.rows)
    except PollIsOver:
        return _refused(topic, _("This poll has closed. Your ballot came too late and was not counted."))
    except BallotIsFinal:
        return _refused(topic, _("You have voted here already. A secret ballot cannot be changed."))
    db.session.commit()
    forget_how_it_came(topic.poll)
    flash(thanks(receipt), "success")
    return see_other(f"{topic.url}#poll")


@bp.post("/polls/new/questions")
@limiter.limit(PREVIEWS, key_func=writer_key)
def rearrange_new():
    """The form of a new poll once more, with a question more or less; nothing typed is lost."""
    from app.topics.routes import boards_to_open_in

    kind = kinds.KINDS["polls"]
    form, boards = kind.form(), boards_to_open_in(kind)
    form.offer_boards(boards)
    form.rearrange(request.form.get("questions", ""))
    return render("topics/new.html", kind=kind, form=form, boards=boards)


@bp.post("/polls/<int:topic_id>/questions")
@limiter.limit(PREVIEWS, key_func=writer_key)
def rearrange(topic_id):
    from app.topics.routes import find_to_edit

    topic, kind, _opening = find_to_edit(_find(topic_id).id)
    form = kind.form(obj=topic.poll).without_board()
    form.rearrange(request.form.get("questions", ""))
    return render("topics/edit.html", kind=kind, topic=topic, form=form)


@bp.post("/polls/<int:topic_id>/closure")
def close(topic_id):
    topic = _find(topic_id)
    require(can_run_poll(current_user, topic))
    close_poll(topic.poll, by=current_user)
    db.session.commit()
    return see_other(f"{topic.url}#poll")


@bp.post("/polls/<int:topic_id>/publication")
def publish(topic_id):
    topic = _find(topic_id)
    require(can_publish_results(current_user, topic))
    topic.poll.publish(by=current_user)
    db.session.commit()
    return see_other(f"{topic.url}#poll")


def _find(topic_id):
    return find_topic(topic_id, kinds.KINDS["polls"])


@bp.get("/polls/<int:topic_id>/receipts")
def receipts(topic_id):
    """Whether a receipt is among those counted; all of them once the poll is over."""
    topic, code = _find(topic_id), request.args.get("code", "").strip()[:100]
    if not topic.poll.is_secret:
        abort(404)
    found = is_counted(topic.poll, code) if code else None
    return render("kinds/polls/receipts.html", topic=topic, code=code, found=found, receipts=receipts_of(topic.poll))


def _refused(topic, words):
    """Nothing was counted; the page says why and shows how things stand."""
    url = f"{topic.url}#poll"
    db.session.rollback()
    flash(words, "info")
    return see_other(url)


def _ask(topic, ballot, page):
    """The topic's page once more, with a page of the survey: the next, or one on which something is to mend."""
    from app.topics.routes import topic_page

    status = 422 if ballot.errors else 200
    return topic_page(topic, kinds.KINDS["polls"], ballot=ballot, survey_page=page, status=status)
