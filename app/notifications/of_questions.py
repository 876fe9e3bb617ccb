"""What askers, answerers and helpers are told about questions.

It stands apart from the reader, which would grow too long: questions have more to tell than any other kind.
"""

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.roles import MODERATOR, OWNER, TEAM
from app.extensions import db
from app.kinds.questions.models import Question
from app.kinds.questions.suggestions import EditSuggestion
from app.notifications.writing import Line, write_lines
from app.posts.models import Post


def _tell_of_accepted_answer(event, topic, post, batch):
    """Whoever answered; and the asker, when somebody else has said so for them."""
    if post is not None and topic is not None:
        about = {topic.author_id: "solved"} | {post.author_id: "accepted"}
        write_lines(Line(event.id, event.actor_id, topic, post.id), about)


def _tell_of_doubt(event, topic, post, batch):
    """Whoever gave the answer that was accepted, and who accepted it."""
    if topic is not None:
        answer_id = event.data["answer"]
        author_id = db.session.scalar(select(Post.author_id).where(Post.id == answer_id))
        about = dict.fromkeys((author_id, event.data.get("accepted_by")), "doubted")
        write_lines(Line(event.id, event.actor_id, topic, answer_id), about)


def _tell_of_escalation(event, topic, post, batch):
    """The asker sees whose it is now; and whoever of the team is to look after it."""
    if topic is not None:
        about = {topic.author_id: "with_team"} if event.name == "question.escalated" else {}
        write_lines(Line(event.id, event.actor_id, topic), about | {event.member_id: "yours"})


def _tell_of_peak(event, topic, post, batch):
    """The team and the moderators, who can pin it."""
    if topic is not None:
        staff = select(Member.id).where(Member.role.in_((MODERATOR, TEAM, OWNER)))
        write_lines(Line(event.id, None, topic), dict.fromkeys(db.session.scalars(staff), "peak"))


def _tell_of_asking_around(event, topic, post, batch):
    if topic is not None:
        write_lines(Line(event.id, event.actor_id, topic), {event.member_id: "asked"})


def _tell_of_reminder(event, topic, post, batch):
    """Not when an answer was accepted since."""
    is_open = select(Question.topic_id).where(Question.topic_id == event.topic_id, Question.accepted_id.is_(None))
    if topic is not None and db.session.scalar(is_open) is not None:
        write_lines(Line(event.id, None, topic), {topic.author_id: "remind"})


def _tell_of_duplicate(event, topic, post, batch):
    if topic is not None:
        write_lines(Line(event.id, event.actor_id, topic), {topic.author_id: "duplicate"})


def _tell_of_suggestion(event, topic, post, batch):
    if post is not None:
        write_lines(Line(event.id, event.actor_id, topic, _place(post)), {post.author_id: "suggested"})


def _tell_of_decided_suggestion(event, topic, post, batch):
    suggestion = db.session.get(EditSuggestion, event.data["suggestion"])
    if post is not None and suggestion is not None:
        about = {suggestion.by_id: "taken" if suggestion.is_taken else "left"}
        write_lines(Line(event.id, event.actor_id, topic, _place(post)), about)


def _place(post):
    return None if post.is_opening else post.id


TELLING_OF_QUESTIONS = {
    "answer.accepted": _tell_of_accepted_answer,
    "question.duplicated": _tell_of_duplicate,
    "question.escalated": _tell_of_escalation,
    "question.handed": _tell_of_escalation,
    "question.asked_around": _tell_of_asking_around,
    "question.peaked": _tell_of_peak,
    "question.reminded": _tell_of_reminder,
    "question.reopened": _tell_of_doubt,
    "suggestion.decided": _tell_of_decided_suggestion,
    "suggestion.made": _tell_of_suggestion,
}
