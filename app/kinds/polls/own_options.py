"""Members add options of their own, where the team allows it, as long as the poll is open.

What somebody adds is a text like every other: it stands below as their comment, is held, reported and taken away
like one, and the option is there while the comment is. Who added it is public, what they choose stays secret, so
adding one is an act of its own and no part of the ballot. Nothing that stood there before changes.
"""

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from app import kinds
from app.extensions import db, limiter
from app.follows.models import follow_by_writing
from app.kinds.polls.asking import MOST_ALTOGETHER, PollOption, PollQuestion
from app.kinds.polls.forms import OptionForm
from app.permissions import can_add_option, find_topic, require
from app.posts.holding import Writing, why_held
from app.posts.models import add_post
from app.web.limits import replies, writer_key
from app.web.once import remember_sent
from app.web.rendering import see_other

bp = Blueprint("suggesting_options", __name__)


@bp.post("/polls/<int:topic_id>/options")
@limiter.limit(replies, key_func=writer_key)
def add(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    form = OptionForm()
    question = db.session.get(PollQuestion, form.question.data or 0)
    require(question is not None and can_add_option(current_user, topic, question))
    if not form.validate() or not _fits(form, question):
        flash(_("%(what)s: %(why)s", what=form.text.label.text, why=" ".join(map(str, form.text.errors))), "error")
        return see_other(f"{topic.url}#poll")
    body = form.text.data
    post = add_post(topic, current_user, body, held_for=why_held(Writing(current_user, topic.board, body)))
    db.session.add(PollOption(question_id=question.id, position=_next_place(question), text=body, post_id=post.id))
    follow_by_writing(topic, current_user)
    remember_sent(current_user, post)
    db.session.commit()
    flash(_("Your option is there now.") if post.is_published else _("Thank you! The team looks at your text before everybody sees it."), "info")
    return see_other(f"{topic.url}#poll")


def _fits(form, question):
    texts = list(db.session.scalars(select(PollOption.text).where(PollOption.question_id == question.id)))
    if len(texts) >= MOST_ALTOGETHER:
        form.text.errors = [_("There are %(n)s options already, which is as many as anybody reads.", n=len(texts))]
    elif form.text.data.casefold() in {text.casefold() for text in texts}:
        form.text.errors = [_("This option is there already, or waits to be looked at.")]
    return not form.text.errors


def _next_place(question):
    last = select(func.max(PollOption.position)).where(PollOption.question_id == question.id)
    return (db.session.scalar(last) or 0) + 1
