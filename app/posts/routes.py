"""Writing replies, and what can be done with a single post."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.extensions import db, limiter
from app.follows.models import follow_by_writing
from app.kinds import KINDS
from app.permissions import (
    can_delete,
    can_edit,
    can_reply,
    can_see_history,
    can_write,
    can_write_hidden,
    find_deleted_post,
    find_opening,
    find_post,
    find_post_or_deleted,
    require,
    wrote,
)
from app.posts.forms import EditForm, ReplyForm
from app.posts.holding import Writing, why_held
from app.posts.models import EditConflict, add_post
from app.posts.queries import minutes_to_wait, revisions
from app.topics.models import DELETED
from app.uploads.forms import limit_pictures
from app.web.forms import version_in
from app.web.limits import replies, writer_key
from app.web.once import remember_sent
from app.web.rendering import render, reply, see_other, wants_fragment

bp = Blueprint("posts", __name__)


@bp.get("/posts/<int:post_id>")
def show(post_id):
    return see_other(find_post(post_id).url)


@bp.get("/posts/<int:post_id>/acts")
def acts(post_id):
    post = find_post(post_id)
    require(can_write(current_user))
    return render("posts/acts.html", post=post)


@bp.post("/topics/<int:topic_id>/posts")
@limiter.limit(replies, key_func=writer_key)
@limit_pictures
def create(topic_id):
    # With its part: the answer to a question is drawn beside what was accepted.
    topic = find_opening(topic_id).topic
    require(can_reply(current_user, topic))
    form = ReplyForm()
    if not form.validate() or not _in_time(form, topic):
        return render("posts/new.html", topic=topic, form=form, parent=None, status=422)
    body = form.take_text()
    hidden = can_write_hidden(current_user, topic)
    post = add_post(topic, current_user, body, held_for=why_held(_writing(topic, body)), hidden=hidden)
    return _keep(post, topic)


@bp.get("/posts/<int:post_id>/comments/new")
def new_comment(post_id):
    parent = find_post(post_id)
    require(can_reply(current_user, parent.topic))
    return render("posts/new.html", topic=parent.topic, form=ReplyForm(), parent=parent)


@bp.post("/posts/<int:post_id>/comments")
@limiter.limit(replies, key_func=writer_key)
@limit_pictures
def create_comment(post_id):
    parent = find_post(post_id)
    require(can_reply(current_user, parent.topic) and not parent.is_opening)
    form = ReplyForm()
    if not form.validate() or not _in_time(form, parent.topic):
        return render("posts/new.html", topic=parent.topic, form=form, parent=parent, status=422)
    body, hidden = form.take_text(), can_write_hidden(current_user, parent.topic)
    held_for = why_held(_writing(parent.topic, body))
    post = add_post(parent.topic, current_user, body, parent=parent, held_for=held_for, hidden=hidden)
    return _keep(post, parent.topic)


def _in_time(form, topic):
    """Whether slow mode lets this member reply now; if not, the form says when."""
    minutes = minutes_to_wait(current_user, topic)
    if minutes:
        form.body.errors = [
            ngettext(
                "This thread is in slow mode. Please send your text again in %(num)s minute; it stays in the field.",
                "This thread is in slow mode. Please send your text again in %(num)s minutes; it stays in the field.",
                minutes,
            )
        ]
    return not minutes


def _writing(topic, body, *, is_edit=False):
    return Writing(current_user, topic.board, body, is_edit=is_edit)


def _keep(post, topic):
    follow_by_writing(topic, current_user)
    remember_sent(current_user, post)
    db.session.commit()
    if not post.is_published and not wants_fragment():
        flash(_("Thank you! The team looks at your text before everybody sees it."), "info")
    return _added(post, topic)


def _added(post, topic):
    return reply(
        "posts/added.swap.html",
        or_redirect=post.url,
        post=post,
        topic=topic,
        kind=KINDS[topic.kind],
        form=ReplyForm(formdata=None),
    )


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@limit_pictures
def edit(post_id):
    post = find_post(post_id)
    require(can_edit(current_user, post))
    if post.is_opening:
        return see_other(f"/topics/{post.topic_id}/edit")
    form = EditForm(body=post.body, version=post.version)
    if not form.validate_on_submit():
        return render("posts/edit.html", post=post, form=form, status=422 if form.errors else 200)
    try:
        changed = post.edit(form.take_text(), by=current_user, version=version_in(form))
    except EditConflict:
        # The next try starts from the text that is there now, shown beside one's own.
        form.version.data = post.version
        return render("posts/edit.html", post=post, form=form, theirs=post, status=409)
    post.hold_again(by=current_user)
    if changed and wrote(current_user, post):
        post.hold_edited(why_held(_writing(post.topic, post.body, is_edit=True)), by=current_user)
    db.session.commit()
    return see_other(post.url)


@bp.get("/posts/<int:post_id>/history")
def history(post_id):
    post = find_post(post_id)
    require(can_see_history(current_user, post))
    return render("posts/history.html", post=post, revisions=revisions(post))


@bp.post("/posts/<int:post_id>/deletion")
def delete(post_id):
    post = find_post_or_deleted(post_id)
    require(post.state == DELETED or can_delete(current_user, post))
    post.delete(by=current_user)
    db.session.commit()
    return reply("posts/deleted.swap.html", or_redirect=_after_deletion(post), post=post)


def _after_deletion(post):
    flash(_("Deleted. You can bring it back from your profile."), "info")
    return f"/{post.topic.kind}" if post.is_opening else post.topic.url


@bp.post("/posts/<int:post_id>/restoration")
def restore(post_id):
    post = find_deleted_post(post_id)
    if post.is_gone:
        post.restore(by=current_user)
    db.session.commit()
    return see_other(post.url)
