"""Who posted an idea without a name: for the team alone, with a reason, and each time written down.

A route of its own because nothing here may be kept: the name stands on the answer to the form and nowhere else.
"""

from flask import Blueprint
from flask_login import current_user

from app import kinds
from app.audit.models import audit
from app.extensions import db
from app.kinds.ideas.forms import UnveilForm
from app.permissions import can_unveil, find_topic, require
from app.posts.hidden_authors import find_hidden_author
from app.web.rendering import render

bp = Blueprint("unveiling", __name__)


@bp.get("/ideas/<int:topic_id>/author")
def ask(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_unveil(current_user, topic))
    return render("kinds/ideas/author.html", topic=topic, form=UnveilForm(formdata=None))


@bp.post("/ideas/<int:topic_id>/author")
def unveil(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["ideas"])
    require(can_unveil(current_user, topic))
    form = UnveilForm()
    if not form.validate():
        return render("kinds/ideas/author.html", topic=topic, form=form, status=422)
    # The entry says that somebody looked, and why. Naming whom they found would tell it to every reader of the log.
    audit("idea.unveiled", actor=current_user, topic=topic, reason=form.reason.data)
    author = find_hidden_author(topic)
    db.session.commit()
    return render("kinds/ideas/author.html", topic=topic, form=None, author=author)
