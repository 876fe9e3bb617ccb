"""What is read for an idea's page, the list's filter and the roadmap."""

from dataclasses import dataclass

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Member
from app.accounts.roles import OWNER, TEAM
from app.boards.models import Board
from app.extensions import db
from app.kinds.announcements.queries import rows_and_outcomes
from app.kinds.ideas.models import (
    CHOOSABLE,
    DONE,
    FINAL,
    IN_WORK,
    PLANNED,
    STATUSES,
    Idea,
    IdeaMove,
    status_name,
)
from app.kinds.ideas.prepared import IdeaCare
from app.permissions import board_is_visible, listed_topics
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.votes.models import Vote
from app.web.charts import twelve_weeks_ago, weeks_of

COLUMNS = (PLANNED, IN_WORK, DONE)
COLUMN_LENGTH = 20
Owner = aliased(Member)


def panel(topic, reader):
    """The moves of the idea, newest first, and what announcements said of it: one query."""

    def with_who(query):
        return query.outerjoin(Member, Member.id == IdeaMove.by_id).options(contains_eager(IdeaMove.by))

    rows, outcomes = rows_and_outcomes(
        topic, reader, IdeaMove, where=IdeaMove.topic_id == topic.id, extend=with_who
    )
    moves = sorted((row[0] for row in rows), key=lambda move: move.id, reverse=True)
    return {"moves": moves, "outcomes": outcomes}


def momentum(topic):
    """The votes of twelve weeks for an idea that the reader may see, week by week: one statement."""
    day = func.date(Vote.created_at)
    query = (
        select(day, literal(0), func.count())
        .join(Post, Post.id == Vote.post_id)
        .where(Post.topic_id == topic.id, Post.is_opening, Vote.created_at >= twelve_weeks_ago())
    )
    return weeks_of(db.session.execute(query.group_by(day)))


def filters():
    """The choices above the list of ideas."""
    from flask_babel import gettext as _

    return [("status", _("Status"), [(status, status_name(status)) for status in CHOOSABLE])]


def list_filter(args):
    """The conditions for `?status=`; an unknown status filters nothing."""
    status = args.get("status")
    if status not in STATUSES:
        return ()
    return (Topic.id.in_(select(Idea.topic_id).where(Idea.status == status)),)


def team_members():
    """Who can look after an idea."""
    query = select(Member).where(Member.role.in_((TEAM, OWNER)), Member.left_at.is_(None), Member.blocked_at.is_(None))
    return list(db.session.scalars(query.order_by(Member.name)))


def cared_for(reader):
    """The ideas without a final status that somebody of the team looks after or that are due: (topic, care, name)."""
    query = (
        listed_topics(reader)
        .join(IdeaCare, IdeaCare.topic_id == Topic.id)
        .join(Idea, Idea.topic_id == Topic.id)
        .outerjoin(Owner, Owner.id == IdeaCare.owner_id)
        .options(contains_eager(Topic.idea))
        .add_columns(IdeaCare, Owner.name)
        .where(Idea.status.not_in(FINAL), or_(IdeaCare.owner_id.is_not(None), IdeaCare.due_on.is_not(None)))
    )
    return db.session.execute(query.order_by(IdeaCare.due_on.is_(None), IdeaCare.due_on, Topic.id).limit(100)).all()


@dataclass
class Column:
    """One status of the roadmap: its newest ideas, and how many there are in all."""

    status: str
    topics: list
    total: int = 0

    @property
    def name(self):
        return status_name(self.status)


def roadmap(reader):
    """The columns of the roadmap with the ideas that moved there last: one query."""
    ranked = _ranked(reader)
    query = (
        listed_topics(reader)
        .join(ranked, ranked.c.topic_id == Topic.id)
        .options(joinedload(Topic.idea))
        .add_columns(ranked.c.status, ranked.c.total)
        .where(ranked.c.place <= COLUMN_LENGTH)
        .order_by(ranked.c.place)
    )
    columns = {status: Column(status, []) for status in COLUMNS}
    for topic, status, total in db.session.execute(query):
        columns[status].topics.append(topic)
        columns[status].total = total
    return list(columns.values())


def _ranked(reader):
    """Every idea on the roadmap with its place in its column and the length of the column."""
    moved = func.coalesce(Idea.moved_at, Topic.created_at)
    place = func.row_number().over(partition_by=Idea.status, order_by=(moved.desc(), Topic.id.desc()))
    total = func.count().over(partition_by=Idea.status)
    return (
        select(Idea.topic_id, Idea.status, place.label("place"), total.label("total"))
        .join(Topic, Topic.id == Idea.topic_id)
        .join(Board, Board.id == Topic.board_id)
        .where(Idea.status.in_(COLUMNS), Topic.state == PUBLISHED, board_is_visible(reader))
        .subquery()
    )
