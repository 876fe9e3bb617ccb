"""What follows for a question from what is said below it.

It is solved by an answer that stands there: no longer when that is taken away, again when it comes back. Its clock
begins when everybody sees it, notes the first answer, and stops when the team has answered.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager

from app.events.readers import Reader
from app.extensions import db
from app.kinds.questions.escalation import settle_escalations
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

FOLLOWED = ("post.deleted", "post.removed", "post.restored")
ANSWERED = ("post.added", "post.approved", "post.restored")
SETTLED = (*ANSWERED, "answer.accepted", "question.reopened", "question.duplicated")


def read(events):
    """Bring questions in line with what these events speak of: by their state, so that twice is once."""
    ids = {event.post_id for event in events if event.name in FOLLOWED} - {None}
    answers = select(Post, Question).join(Question, Question.topic_id == Post.topic_id)
    answers = answers.join(Question.topic).options(contains_eager(Question.topic)).where(Post.id.in_(ids))
    # What another session has written meanwhile must be seen.
    for answer, question in db.session.execute(answers.execution_options(populate_existing=True)):
        if answer.is_gone:
            question.lose(answer)
        elif answer.is_published:
            question.regain(answer)
    _begin_clocks({event.post_id: event.created_at for event in events if event.name == "post.approved"})
    _note_first_answers({event.topic_id for event in events if event.name in ANSWERED} - {None})
    settle_escalations({event.topic_id for event in events if event.name in SETTLED} - {None})


def _begin_clocks(approved):
    """Of questions that were held first: since a moderator has agreed, everybody sees them."""
    openings = (
        select(Question, Post.id)
        .join(Question.topic)
        .join(Topic.board)
        .join(Post, Post.topic_id == Topic.id)
        .options(contains_eager(Question.topic).contains_eager(Topic.board))
        .where(Post.id.in_(approved), Post.is_opening, Topic.state == PUBLISHED, Question.open_since.is_(None))
    )
    for question, post_id in db.session.execute(openings).all() if approved else ():
        question.begin_clock(approved[post_id])


def _note_first_answers(topic_ids):
    """When somebody other than the asker first answered; what stands stays, also when that answer goes."""
    by_others = func.coalesce(Post.author_id, 0) != func.coalesce(Topic.author_id, -1)
    first = select(func.min(Post.created_at)).join(Topic, Topic.id == Post.topic_id)
    first = first.where(Post.topic_id == Question.topic_id, by_others, Post.state == PUBLISHED)
    first = first.where(~Post.is_opening, Post.thread_id.is_(None)).correlate(Question).scalar_subquery()
    unknown = update(Question).where(Question.topic_id.in_(topic_ids), Question.first_answer_at.is_(None))
    if topic_ids:
        db.session.execute(unknown.values(first_answer_at=first).execution_options(synchronize_session=False))


READER = Reader("questions", read)
