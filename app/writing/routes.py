"""What the editor asks for while somebody writes: how a text will look, and whom an @ may mean.

A room of its own because it shows the pages of topics and posts alike and so stands above both. It keeps nothing.
"""

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import limiter
from app.permissions import can_edit, can_reply, can_write, find_post, find_topic, require
from app.posts.forms import EditForm, ReplyForm
from app.topics.routes import boards_to_open_in, find_to_edit
from app.web.limits import MENTIONS, PREVIEWS, writer_key
from app.web.rendering import render
from app.writing.drafts import note_sent_draft
from app.writing.preview import preview_of
from app.writing.queries import suggest_members

bp = Blueprint("writing", __name__)
bp.after_app_request(note_sent_draft)
limit_previews = limiter.shared_limit(PREVIEWS, scope="previews", key_func=writer_key)
# Longer than any name; nothing more is looked for.
LONGEST_TYPED = 40


@bp.get("/mentions")
@limiter.limit(MENTIONS, key_func=writer_key)
def mentions():
    require(can_write(current_user))
    typed = request.args.get("q", "").strip()[:LONGEST_TYPED]
    found = suggest_members(current_user, typed, request.args.get("topic", type=int))
    return [{"handle": handle, "name": name} for handle, name in found]


@bp.post("/preview")
@limit_previews
def preview():
    """For the page's own script; without it the pages below show the preview above everything typed."""
    require(can_write(current_user))
    return render("writing/preview.html", shown=preview_of(request.form.get("body", "")))


@bp.post("/<kind:kind>/new/preview")
@limit_previews
def preview_new(kind):
    form, boards = kind.form(), boards_to_open_in(kind)
    form.offer_boards(boards)
    return _page("topics/new.html", form, kind=kind, boards=boards)


@bp.post("/topics/<int:topic_id>/edit/preview")
@limit_previews
def preview_topic(topic_id):
    topic, kind, _opening = find_to_edit(topic_id)
    form = kind.form(obj=kind.part_of(topic)).without_board()
    return _page("topics/edit.html", form, kind=kind, topic=topic)


@bp.post("/topics/<int:topic_id>/posts/preview")
@limit_previews
def preview_reply(topic_id):
    topic = find_topic(topic_id)
    require(can_reply(current_user, topic))
    return _page("posts/new.html", ReplyForm(), topic=topic, parent=None)


@bp.post("/posts/<int:post_id>/comments/preview")
@limit_previews
def preview_comment(post_id):
    parent = find_post(post_id)
    require(can_reply(current_user, parent.topic) and not parent.is_opening)
    return _page("posts/new.html", ReplyForm(), topic=parent.topic, parent=parent)


@bp.post("/posts/<int:post_id>/edit/preview")
@limit_previews
def preview_edit(post_id):
    post = find_post(post_id)
    require(can_edit(current_user, post))
    return abort(404) if post.is_opening else _page("posts/edit.html", EditForm(), post=post)


def _page(template, form, **variables):
    """The page of a form once more, with everything typed and the preview above it."""
    if form.picture.data:
        # Browsers never give a chosen file back to a page.
        form.picture.errors = [_("Please choose your picture once more.")]
    return render(template, form=form, shown=preview_of(form.body.data or ""), **variables)
