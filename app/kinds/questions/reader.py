"""A question is solved by an answer that stands there: no longer when that is taken away, again when it comes back."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.events.readers import Reader
from app.extensions import db
from app.kinds.questions.models import Question
from app.posts.models import Post

FOLLOWED = ("post.deleted", "post.removed", "post.restored")


def read(events):
    """Bring acceptances in line with the answers these events speak of: by their state, so that twice is once."""
    ids = {event.post_id for event in events if event.name in FOLLOWED} - {None}
    answers = select(Post, Question).join(Question, Question.topic_id == Post.topic_id)
    answers = answers.join(Question.topic).options(contains_eager(Question.topic)).where(Post.id.in_(ids))
    # What another session has written meanwhile must be seen.
    for answer, question in db.session.execute(answers.execution_options(populate_existing=True)):
        if answer.is_gone:
            question.lose(answer)
        elif answer.is_published:
            question.regain(answer)


READER = Reader("questions", read)
