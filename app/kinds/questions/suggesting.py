"""Suggesting other words for a text, and taking or leaving them.

Routes of their own beside those of the questions, because they act on a suggestion and not on an answer.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db, limiter
from app.kinds.questions.forms import SuggestionForm
from app.kinds.questions.suggestions import difference, suggest_edit
from app.permissions import can_decide_suggestion, can_suggest_edit, find_post, find_suggestion, require
from app.posts.models import EditConflict
from app.web.forms import version_in
from app.web.limits import REPLIES, writer_key
from app.web.rendering import render, see_other

bp = Blueprint("suggesting", __name__)


@bp.get("/posts/<int:post_id>/suggestions/new")
def new(post_id):
    post = find_post(post_id)
    require(can_suggest_edit(current_user, post))
    return _form_page(post, SuggestionForm(formdata=None, body=post.body, version=post.version))


@bp.post("/posts/<int:post_id>/suggestions")
@limiter.limit(REPLIES, key_func=writer_key)
def create(post_id):
    post, form = find_post(post_id), SuggestionForm()
    require(can_suggest_edit(current_user, post))
    if not form.validate():
        return _form_page(post, form, status=422)
    if version_in(form) != post.version:
        form.version.process_data(post.version)
        form.version.raw_data = None
        return _form_page(post, form, status=409, theirs=post)
    suggestion = suggest_edit(post, form.body.data, form.note.data, by=current_user)
    db.session.commit()
    if suggestion is None:
        flash(_("That is what the text says already."), "info")
    else:
        flash(_("Thank you! The author decides, or a moderator."), "success")
    return see_other(suggestion.url if suggestion else post.url)


@bp.get("/suggestions/<int:suggestion_id>")
def show(suggestion_id):
    return _page(find_suggestion(suggestion_id))


@bp.post("/suggestions/<int:suggestion_id>/decision")
def decide(suggestion_id):
    suggestion = find_suggestion(suggestion_id)
    require(can_decide_suggestion(current_user, suggestion))
    try:
        (suggestion.take if "on" in request.form else suggestion.leave)(by=current_user)
    except EditConflict:
        return _page(suggestion, status=409)
    db.session.commit()
    flash(_("Taken. The earlier words are kept.") if suggestion.is_taken else _("Left as it was."), "success")
    return see_other(suggestion.post.url)


def _page(suggestion, status=200):
    pieces = difference(suggestion.post.body, suggestion.body) if suggestion.is_open else ()
    is_late = suggestion.is_open and suggestion.version != suggestion.post.version
    return render(
        "kinds/questions/suggestion.html", suggestion=suggestion, pieces=pieces, is_late=is_late, status=status
    )


def _form_page(post, form, status=200, theirs=None):
    return render("kinds/questions/suggest.html", post=post, form=form, theirs=theirs, status=status)
