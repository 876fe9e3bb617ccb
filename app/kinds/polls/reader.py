"""What follows when a poll has ended: the team finds a draft of the announcement, with all figures, and one tap to publish.

A poll owes its result. Nothing is drafted while the results are hidden: those of a poll that waits for publication
come with it.
"""

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager

from app.accounts.models import Member
from app.accounts.roles import OWNER, TEAM
from app.boards.models import Board
from app.events.readers import Reader
from app.extensions import db
from app.kinds.announcements.drafts import AnnouncementDraft
from app.kinds.announcements.models import INTERIM
from app.kinds.announcements.owed import is_answered
from app.kinds.announcements.queries import is_wider
from app.kinds.polls.asking import LONGEST_OPTION, PollOption
from app.kinds.polls.figures_told import told_figures
from app.kinds.polls.models import Poll
from app.kinds.polls.queries import view_for_all
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.web.words import speaking

ENDED = ("poll.closed", "poll.published")


def read(events):
    """Draft what is owed for polls that these events ended, each once, and take over other words of own options."""
    _reword({event.post_id for event in events if event.name == "post.edited"} - {None})
    _draft_for({event.topic_id for event in events if event.name in ENDED} - {None})


def _reword(post_ids):
    """An option whose comment was edited says the same, as long as nobody has chosen it."""
    words = select(Post.body).where(Post.id == PollOption.post_id).scalar_subquery()
    edited = update(PollOption).where(PollOption.post_id.in_(post_ids), PollOption.ballot_count == 0)
    db.session.execute(edited.values(text=func.substr(words, 1, LONGEST_OPTION)).execution_options(synchronize_session=False))


def _draft_for(topic_ids):
    query = select(Poll).join(Poll.topic).join(Topic.board).outerjoin(Topic.author)
    query = query.where(Poll.topic_id.in_(topic_ids), Poll.draft_id.is_(None), Topic.state == PUBLISHED, ~is_answered())
    topic = contains_eager(Poll.topic)
    query = query.options(topic.contains_eager(Topic.board), topic.contains_eager(Topic.author))
    for poll in db.session.scalars(query.execution_options(populate_existing=True)).all():
        if poll.ballot_count and poll.is_over and poll.results_are_open:
            _draft(poll)


def _draft(poll):
    board, author = _board_for(poll.topic.board), _author_for(poll.topic)
    if board is None or author is None:
        return
    with speaking(None):
        draft = AnnouncementDraft(
            board_id=board.id,
            author_id=author.id,
            title=_("Result: %(title)s", title=poll.topic.title)[:150],
            body=told_figures(poll, view_for_all(poll)),
            outcome=INTERIM,
            source_ids=[poll.topic_id],
        )
    db.session.add(draft)
    db.session.flush()
    poll.draft_id = draft.id


def _board_for(asked_on):
    """A board of announcements whose readers could all read the poll; one with the same readers first."""
    query = select(Board).where(Board.kind == "announcements", Board.archived_at.is_(None))
    fitting = [board for board in db.session.scalars(query.order_by(Board.position)) if not is_wider(board, asked_on)]
    return min(fitting, key=lambda board: board.audience != asked_on.audience, default=None)


def _author_for(topic):
    """Whoever asked, if they are still on the team, else the first owner."""
    if topic.author is not None and topic.author.is_active and topic.author.stands_at_least(TEAM):
        return topic.author
    owners = select(Member).where(Member.role == OWNER, Member.left_at.is_(None), Member.blocked_at.is_(None))
    return db.session.scalar(owners.order_by(Member.id).limit(1))


READER = Reader("polls", read)
