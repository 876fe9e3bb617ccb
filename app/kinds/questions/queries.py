"""What is read for a question's page and the list's filter."""

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.questions.models import Question
from app.kinds.questions.suggestions import EditSuggestion
from app.permissions import visible_suggestions, visible_topics
from app.posts.models import Post
from app.topics.models import DUPLICATE, PUBLISHED, Topic, TopicLink

KEPT, COPY, OUTCOME = "kept", "copy", "outcome"


def panel(topic, reader):
    """The question that is kept, those that ask the same, the announcements about it, and edits that were suggested:
    one query, or two where there are such edits.
    """
    related = union_all(
        select(TopicLink.other_id.label("id"), literal(KEPT).label("relation")).where(
            TopicLink.topic_id == topic.id, TopicLink.kind == DUPLICATE
        ),
        select(TopicLink.topic_id, literal(COPY)).where(
            TopicLink.other_id == topic.id, TopicLink.kind == DUPLICATE
        ),
        select(AnnouncementSource.announcement_id, literal(OUTCOME)).where(
            AnnouncementSource.topic_id == topic.id
        ),
    ).subquery()
    query = (
        visible_topics(reader)
        .join(related, related.c.id == Topic.id)
        .options(joinedload(Topic.announcement), joinedload(Topic.question))
        .where(Topic.state == PUBLISHED)
        .add_columns(related.c.relation)
        .order_by(Topic.id.desc())
    )
    found = {KEPT: [], COPY: [], OUTCOME: []}
    for other, relation in db.session.execute(query):
        found[relation].append(other)
    suggestions = open_suggestions(topic, reader)
    return {"kept": found[KEPT], "copies": found[COPY], "outcomes": found[OUTCOME], "suggestions": suggestions}


def open_suggestions(topic, reader):
    """The edit suggestions below a question that wait for this reader: a query only where there are any."""
    if not topic.question.suggestion_count or not reader.is_authenticated:
        return []
    query = visible_suggestions(reader).where(EditSuggestion.decided_at.is_(None), Post.topic_id == topic.id)
    return list(db.session.scalars(query.order_by(EditSuggestion.id)))


def filters():
    """The choices above the list of questions."""
    from flask_babel import gettext as _

    return [("state", _("State"), [("unsolved", _("Unsolved")), ("solved", _("Solved"))])]


def list_filter(args):
    """The conditions for `?state=`; an unknown state filters nothing."""
    state = args.get("state")
    if state not in ("solved", "unsolved"):
        return ()
    solved = select(Question.topic_id).where(
        Question.accepted_id.is_not(None) if state == "solved" else Question.accepted_id.is_(None)
    )
    return (Topic.id.in_(solved),)
