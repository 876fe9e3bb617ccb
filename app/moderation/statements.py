"""Statements of reasons: what was decided about one's own text or oneself, why, and how to object (security L7, L8).

They stand apart from the queue because they are read by those who are decided about.
"""

from flask import Blueprint, abort, current_app, flash
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db, limiter
from app.moderation import reasons
from app.moderation.forms import ObjectionForm
from app.moderation.models import ACTS, APPROVE, REMOVE, RETURN, Decision
from app.moderation.objections import find_objection_to, may_object, object_to
from app.moderation.sanctions import SANCTION_WORDS, Sanction, sanctions_of
from app.moderation.threads.acts import AGAINST
from app.permissions import find_post, is_moderator, public, require
from app.posts.hidden_authors import is_by, writer_id
from app.posts.models import Post
from app.topics.models import Topic
from app.web.limits import REPORTS, writer_key
from app.web.rendering import behind_secret, render, see_other

bp = Blueprint("statements", __name__)
MOST = 50


@bp.get("/account/decisions")
def index():
    require(current_user.is_authenticated)
    made = list(db.session.scalars(_decisions().where(is_by(Post, current_user)).limit(MOST)))
    return render(
        "moderation/statements.html",
        decisions=made,
        sanctions=sanctions_of(current_user),
        reasons=reasons,
        words=SANCTION_WORDS,
        token_of=token_of,
    )


@bp.get("/posts/<int:post_id>/statement")
def of_post(post_id):
    return _of_post(_find_post(post_id), ObjectionForm(formdata=None))


@bp.post("/posts/<int:post_id>/objection")
@limiter.limit(REPORTS, key_func=writer_key)
def object_to_decision(post_id):
    post = _find_post(post_id)
    require(_is_own(post))
    decision, form = _last_decision(post), ObjectionForm()
    if decision is None or not form.validate():
        return _of_post(post, form, status=422)
    return _object(decision, current_user, form, f"/posts/{post_id}/statement")


@bp.get("/sanctions/<token>")
def of_sanction(token):
    return _of_sanction(_find_sanction(token), token, ObjectionForm(formdata=None))


@bp.post("/sanctions/<token>/objection")
@public
@limiter.limit(REPORTS, key_func=writer_key)
def object_to_sanction(token):
    made, form = _find_sanction(token), ObjectionForm()
    if not form.validate():
        return _of_sanction(made, token, form, status=422)
    return _object(made, made.member, form, f"/sanctions/{token}")


def token_of(made):
    """The part of a statement's address that nobody can guess: whoever is kept out needs no sign-in for it."""
    return _signing().dumps(made.id)


def _object(about, member, form, back):
    if not may_object(about):
        flash(_("It is too late for an objection: six months have passed."), "warning")
        return see_other(back)
    object_to(about, member, form.words.data)
    db.session.commit()
    flash(_("Your objection is there. Somebody else looks at it within seven days, and you hear what came of it."), "success")
    return see_other(back)


def _find_post(post_id):
    """One's own text, or for moderators everybody's, or 404."""
    post = find_post(post_id)
    return post if _is_own(post) or is_moderator(current_user) else abort(404)


def _is_own(post):
    """Also what one wrote without a name."""
    return current_user.is_authenticated and writer_id(post) == current_user.id


def _find_sanction(token):
    try:
        id = _signing().loads(token)
    except BadSignature:
        abort(404)
    query = select(Sanction).join(Sanction.member).options(contains_eager(Sanction.member)).where(Sanction.id == id)
    return db.session.scalar(query) or abort(404)


def _of_post(post, form, status=200):
    decision = _last_decision(post)
    objection = find_objection_to(decision) if decision else None
    if decision:
        set_committed_value(decision, "post", post)
    return render(
        "moderation/statement.html",
        status=status,
        post=post,
        decision=decision,
        objection=objection,
        form=form,
        why=reasons.rules_of(post),
        reasons=reasons,
        may=decision is not None and may_object(decision) and _is_own(post),
    )


def _of_sanction(made, token, form, status=200):
    page = render(
        "moderation/sanction.html",
        status=status,
        made=made,
        token=token,
        objection=find_objection_to(made),
        form=form,
        words=SANCTION_WORDS,
        may=may_object(made),
    )
    return behind_secret(page)


def _last_decision(post):
    """The last decision against a text, or else its thread; None when there is none, or it was for it."""
    query = select(Decision).where(Decision.post_id == post.id, Decision.undone_at.is_(None)).order_by(Decision.id.desc())
    on_text = db.session.scalar(query.where(Decision.act.in_(ACTS)).limit(1))
    if on_text and (on_text.act != APPROVE or on_text.also):
        return on_text
    on_thread = db.session.scalar(query.where(Decision.act.not_in(ACTS)).limit(1))
    return on_thread if on_thread and on_thread.act in AGAINST else None


def _decisions():
    post = contains_eager(Decision.post)
    return (
        select(Decision)
        .join(Decision.post)
        .join(Post.topic)
        .join(Topic.board)
        .options(post.contains_eager(Post.topic).contains_eager(Topic.board))
        .where(Decision.act.in_((RETURN, REMOVE, *AGAINST)))
        .order_by(Decision.id.desc())
    )


def _signing():
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="sanction")
