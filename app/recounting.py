"""Counting every counter anew from the rows it stands for.

Most counters are moved by the verbs in the same transaction; those of boards and members follow the events.
`recount` is the proof and the repair. It stands apart because it knows the counters of every room.
"""

from sqlalchemy import func, select, union_all, update

from app.accounts.models import Member
from app.boards.models import Board
from app.events.readers import Reader
from app.extensions import db
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import Announcement
from app.kinds.ideas.timed import reckon_heat
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.ballots import answers_to, ballots_with, dots_for
from app.kinds.polls.invitations import Invitation
from app.kinds.polls.models import Poll
from app.kinds.polls.paper import PaperVoice
from app.kinds.polls.voices import OpenBallot, Participation, SecretBallot
from app.kinds.questions.models import Question, number_of_duplicates
from app.kinds.questions.suggestions import EditSuggestion
from app.moderation.models import Decision
from app.moderation.threads.acts import NOTED
from app.notifications.models import Notice
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import PUBLISHED, Topic
from app.votes.models import Vote

# Events after which a board has more or fewer topics, or a member more or fewer posts.
COUNTED_AFTER = {
    "post.added",
    "post.approved",
    "post.deleted",
    "post.held",
    "post.hidden",
    "post.removed",
    "post.restored",
    "post.returned",
    "topic.merged",
    "topic.moved",
    "topic.opened",
    "topic.split",
    "topic.unmerged",
    "topic.unsplit",
}


def read(events):
    """Bring the counters of boards and members that a batch touches to the truth."""
    touched = [event for event in events if event.name in COUNTED_AFTER]
    boards = {event.board_id for event in touched} | {event.data.get("source") for event in touched}
    posts = {event.post_id for event in touched} - {None}
    authors = set(db.session.scalars(select(Post.author_id).where(Post.id.in_(posts))))
    for column, value in (_topics_of_boards(), _posts_of_members()):
        model, ids = column.class_, boards if column.class_ is Board else authors
        wrong = update(model).where(model.id.in_(ids - {None})).values({column.key: value})
        db.session.execute(wrong.execution_options(synchronize_session=False))


READER = Reader("counts", read)


def recount():
    """Set every counter right; returns {"posts.vote_count": how many rows were wrong}. Does not commit."""
    changed = {}
    for column, value in _truths():
        wrong = update(column.class_).where(column != value).values({column.key: value})
        rows = db.session.execute(wrong.execution_options(synchronize_session=False)).rowcount
        if rows:
            changed[f"{column.class_.__tablename__}.{column.key}"] = rows
    reckon_heat()
    db.session.expire_all()
    return changed


def _truths():
    """Each counter and the query that gives its true value, in an order that builds on itself."""
    comment, opening = Post.__table__.alias("comment"), Post.__table__.alias("opening")
    yield (
        Post.vote_count,
        _count(Vote.post_id, Vote.post_id == Post.id) + Post.carried_up - Post.carried_down,
    )
    yield (
        Post.comment_count,
        _count(comment.c.id, comment.c.thread_id == Post.id, comment.c.state == PUBLISHED),
    )
    votes = select(opening.c.vote_count).where(opening.c.topic_id == Topic.id, opening.c.is_opening)
    yield Topic.vote_count, func.coalesce(votes.scalar_subquery(), 0)
    yield (
        Topic.reply_count,
        # As conditions these lure SQLite away from the topic's index: 16 s instead of 0.1 s for 5,000 topics.
        select(func.count(Post.id).filter(~Post.is_opening, Post.state == PUBLISHED))
        .where(Post.topic_id == Topic.id)
        .scalar_subquery(),
    )
    yield (
        Topic.comment_count,
        select(func.count(Post.id).filter(Post.thread_id.is_not(None), Post.state == PUBLISHED))
        .where(Post.topic_id == Topic.id)
        .scalar_subquery(),
    )
    yield Topic.merged_count, _count(Merge.id, Merge.kept_id == Topic.id, Merge.undone_at.is_(None))
    yield Topic.note_count, _notes_of_topics()
    yield _topics_of_boards()
    yield _posts_of_members()
    yield (
        Member.unread_notices,
        _count(Notice.id, Notice.member_id == Member.id, Notice.read_at.is_(None)),
    )
    heard = Hearer.announcement_id == Announcement.topic_id
    yield Announcement.told_count, _count(Hearer.member_id, heard, Hearer.asked)
    yield Announcement.read_count, _count(Hearer.member_id, heard, Hearer.asked, Hearer.read_at.is_not(None))
    yield Announcement.right_count, _count(Hearer.member_id, heard, Hearer.is_right)
    yield Announcement.wrong_count, _count(Hearer.member_id, heard, ~Hearer.is_right)
    yield Question.duplicate_count, number_of_duplicates()
    waiting = select(func.count(EditSuggestion.id)).join(Post, Post.id == EditSuggestion.post_id)
    waiting = waiting.where(Post.topic_id == Question.topic_id, EditSuggestion.decided_at.is_(None))
    yield Question.suggestion_count, waiting.scalar_subquery()
    by_mail = _count(Invitation.id, Invitation.poll_id == Poll.topic_id, Invitation.has_voted)
    yield Poll.ballot_count, _count(Participation.member_id, Participation.poll_id == Poll.topic_id) + by_mail
    on_paper = select(func.coalesce(func.sum(PaperVoice.number), 0)).where(PaperVoice.poll_id == Poll.topic_id)
    yield Poll.paper_count, on_paper.scalar_subquery()
    for column, number in (
        (PollQuestion.answer_count, answers_to),
        (PollOption.ballot_count, ballots_with),
        (PollOption.dot_count, dots_for),
    ):
        yield column, number(OpenBallot) + number(SecretBallot)


def _notes_of_topics():
    """Acts of moderators that hold and stand on a topic's page: where they were done, and where they led."""
    done = select(Post.topic_id.label("topic_id")).join(Decision, Decision.post_id == Post.id)
    led = select(Decision.other_id).where(Decision.other_id.is_not(None))
    holds = (Decision.act.in_(NOTED), Decision.undone_at.is_(None))
    noted = union_all(done.where(*holds), led.where(*holds)).subquery()
    return _count(noted.c.topic_id, noted.c.topic_id == Topic.id)


def _topics_of_boards():
    return Board.topic_count, _count(Topic.id, Topic.board_id == Board.id, Topic.state == PUBLISHED)


def _posts_of_members():
    published = func.count(Post.id).filter(Post.state == PUBLISHED)
    return Member.post_count, select(published).where(Post.author_id == Member.id).scalar_subquery()


def _count(column, *conditions):
    return select(func.count(column)).where(*conditions).scalar_subquery()
