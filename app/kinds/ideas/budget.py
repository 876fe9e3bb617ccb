"""The vote budget of a board: how many votes a member may have there at the same time. They come back at a final
status.

It stands apart because it is counted when somebody votes and shown beside the button, and most boards have none.
"""

from sqlalchemy import func, select

from app.accounts.models import Member
from app.extensions import db
from app.kinds.ideas.models import FINAL, Idea
from app.posts.models import Post
from app.topics.models import DELETED, MERGED, REMOVED, Topic
from app.votes.models import Vote


def count_votes_left(reader, topics):
    """Tell each topic on a board with a budget how many votes the reader has left there: `topic.votes_left`.

    One statement, and none where no board has a budget.
    """
    budgets = {topic.board_id: topic.vote_budget for topic in topics if topic.vote_budget}
    if not budgets or not reader.is_authenticated:
        return
    spent = _spent(reader.id, budgets)
    for topic in topics:
        if topic.board_id in budgets:
            topic.votes_left = max(0, budgets[topic.board_id] - spent.get(topic.board_id, 0))


def hold_budget(member, board):
    """Until the end of the transaction nobody else spends this member's votes: two taps at once count one by one."""
    # SQLite lets one write at a time anyway.
    if board.vote_budget and db.engine.dialect.name == "postgresql":
        db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())


def _spent(member_id, board_ids):
    """The votes for ideas that still wait for their end; also for one's own, with which it began."""
    query = (
        select(Topic.board_id, func.count())
        .join(Post, Post.topic_id == Topic.id)
        .join(Vote, Vote.post_id == Post.id)
        .join(Idea, Idea.topic_id == Topic.id)
        .where(Vote.member_id == member_id, Post.is_opening, Topic.board_id.in_(board_ids))
        .where(Topic.state.not_in((DELETED, REMOVED, MERGED)), Idea.status.not_in(FINAL))
    )
    return dict(db.session.execute(query.group_by(Topic.board_id)).all())
