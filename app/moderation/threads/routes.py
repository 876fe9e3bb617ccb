"""Closing, pinning, retitling, moving and splitting threads: what moderators do with more than one text."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.kinds import KINDS
from app.moderation.threads import acts, merging
from app.moderation.threads.forms import CloseForm, MoveForm, SplitForm, TitleForm
from app.moderation.threads.queries import chosen_replies, splittable, thread_of
from app.moderation.threads.splitting import split
from app.permissions import (
    can_close,
    can_move,
    can_pin,
    can_retitle,
    can_split,
    can_split_to,
    find_opening,
    find_topic,
    opened,
    require,
    visible_boards,
)
from app.posts.hidden_authors import known_as
from app.web.rendering import render, see_other
from app.web.text import excerpt

bp = Blueprint("threads", __name__)
bp.register_blueprint(merging.bp)
bp.add_app_template_filter(excerpt, "excerpt_of")


@bp.get("/topics/<int:topic_id>/closure")
def ask_why(topic_id):
    topic = find_topic(topic_id)
    require(can_close(current_user, topic))
    return render("moderation/threads/close.html", topic=topic, form=CloseForm(formdata=None))


@bp.post("/topics/<int:topic_id>/closure")
def close(topic_id):
    opening = find_opening(topic_id)
    topic, form, wanted = opening.topic, CloseForm(), "on" in request.form
    require(can_close(current_user, topic))
    if opened(current_user, topic):
        (topic.close if wanted else topic.reopen)(by=known_as(current_user, topic))
    elif not wanted:
        acts.reopen(opening, by=current_user)
    elif not topic.is_locked and not form.validate():
        return render("moderation/threads/close.html", topic=topic, form=form, status=422)
    else:
        acts.close(opening, by=current_user, **_why(form, opening))
    db.session.commit()
    return see_other(topic.url)


@bp.post("/topics/<int:topic_id>/pin")
def pin(topic_id):
    opening = find_opening(topic_id)
    require(can_pin(current_user, opening.topic))
    (acts.pin if "on" in request.form else acts.unpin)(opening, by=current_user)
    db.session.commit()
    return see_other(opening.topic.url)


@bp.route("/topics/<int:topic_id>/title", methods=["GET", "POST"])
def retitle(topic_id):
    opening = find_opening(topic_id)
    require(can_retitle(current_user, opening.topic))
    form = TitleForm(title=opening.topic.title)
    if not form.validate_on_submit():
        return _page("retitle", opening.topic, form)
    acts.retitle(opening, form.title.data, by=current_user, **_why(form, opening))
    db.session.commit()
    return see_other(opening.topic.url)


@bp.route("/topics/<int:topic_id>/board", methods=["GET", "POST"])
def move(topic_id):
    opening = find_opening(topic_id)
    topic = opening.topic
    require(can_move(current_user, topic))
    form = MoveForm()
    boards = [board for board in db.session.scalars(visible_boards()) if not board.archived_at]
    form.board.choices = [(board.slug, _named(board)) for board in boards if board.id != topic.board_id or form.is_submitted()]
    if not form.validate_on_submit():
        return _page("move", topic, form)
    board = next(board for board in boards if board.slug == form.board.data)
    acts.move(opening, board, by=current_user, **_why(form, opening))
    db.session.commit()
    return see_other(topic.url)


@bp.route("/topics/<int:topic_id>/split", methods=["GET", "POST"])
def split_off(topic_id):
    opening = find_opening(topic_id)
    topic = opening.topic
    require(can_split(current_user, topic) or request.method == "POST" and can_pin(current_user, topic))
    form = SplitForm()
    boards = [board for board in db.session.scalars(visible_boards()) if can_split_to(current_user, board)]
    form.board.choices = [(board.slug, _named(board)) for board in boards]
    if not form.validate_on_submit():
        return _offer(topic, form)
    replies = chosen_replies(topic, current_user, form.post.data)
    if not replies:
        return _where_they_are(topic, form)
    require(can_split(current_user, topic))
    board = next(board for board in boards if board.slug == form.board.data)
    made, _decision = split(opening, replies, board, form.title.data, by=current_user, **_why(form, replies[0]))
    db.session.commit()
    flash(_("Split off. You can take it back for 30 days, on this page."), "success")
    return see_other(made.url)


def _where_they_are(topic, form):
    """Sent twice: they are there already."""
    there = thread_of(form.post.data)
    if there is None or there == topic.id:
        form.post.errors = [_("Please choose at least one reply.")]
        return _offer(topic, form)
    return see_other(find_topic(there).url)


def _offer(topic, form):
    since = request.args.get("since", request.args.get("post", type=int), type=int)
    replies, further = splittable(topic, current_user, since)
    chosen = set(form.post.data or [request.args.get("post", type=int)])
    form.board.data = form.board.data or topic.board.slug
    return _page("split", topic, form, replies=replies, further=further, chosen=chosen)


def _page(name, topic, form, **more):
    status = 422 if form.errors else 200
    return render(f"moderation/threads/{name}.html", topic=topic, form=form, kind=KINDS[topic.kind], status=status, **more)


def _named(board):
    return f"{board.name} ({KINDS[board.kind].noun})"


def _why(form, post):
    return {"because": form.words_for(post.author), "rule": form.rule.data}
