"""What you told us, what changed: everything a member asked, voted for or took part in, and what came of each.

It stands apart because it looks at a member and not at a topic. Nobody sees this page but the member.
"""

from dataclasses import dataclass, field

from sqlalchemy import select, union
from sqlalchemy.orm import joinedload

from app.boards.models import Board
from app.extensions import db
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.announcements.queries import SOURCE_KINDS
from app.kinds.polls.voices import Participation
from app.permissions import opened, visible_topics
from app.posts.hidden_authors import is_by
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic
from app.votes.models import Vote

PAGE = 20
ASKED, VOTED, WROTE, TOOK_PART = ("asked", "voted", "wrote", "took_part")


@dataclass
class Told:
    """A topic, what the member did there, and the announcements about it."""

    topic: Topic
    did: list
    outcomes: list = field(default_factory=list)


def page_of_own(member, before=None):
    """(the newest of what the member told us, the key of the next page): six queries, however much there is."""
    from app.kinds import KINDS

    ids = union(
        select(Topic.id).where(is_by(Topic, member)),
        select(Post.topic_id).where(is_by(Post, member), Post.state == PUBLISHED),
        select(Post.topic_id).join(Vote, Vote.post_id == Post.id).where(Vote.member_id == member.id),
        select(Participation.poll_id).where(Participation.member_id == member.id),
    )
    query = visible_topics(member).where(Topic.id.in_(ids), Board.kind.in_(SOURCE_KINDS), Topic.state == PUBLISHED)
    for name in SOURCE_KINDS:
        query = query.options(*KINDS[name].load())
    if before:
        query = query.where(Topic.id < before)
    topics = list(db.session.scalars(query.order_by(Topic.id.desc()).limit(PAGE + 1)))
    older = topics[PAGE - 1].id if len(topics) > PAGE else None
    return _with_what_came(topics[:PAGE], member), older


def _with_what_came(topics, member):
    ids = [topic.id for topic in topics]
    if not ids:
        return []
    did = {
        VOTED: select(Post.topic_id).join(Vote, Vote.post_id == Post.id).where(Vote.member_id == member.id),
        WROTE: select(Post.topic_id).where(is_by(Post, member), ~Post.is_opening, Post.state == PUBLISHED),
        TOOK_PART: select(Participation.poll_id).where(Participation.member_id == member.id),
    }
    column = {VOTED: Post.topic_id, WROTE: Post.topic_id, TOOK_PART: Participation.poll_id}
    found = {what: set(db.session.scalars(query.where(column[what].in_(ids)))) for what, query in did.items()}
    found = {ASKED: {topic.id for topic in topics if opened(member, topic)}} | found
    outcomes = _outcomes(ids, member)
    return [
        Told(topic, [what for what in found if topic.id in found[what]], outcomes.get(topic.id, []))
        for topic in topics
    ]


def _outcomes(ids, member):
    """Topic id → the announcements about it that the member may see, the newest first."""
    query = (
        visible_topics(member)
        .join(AnnouncementSource, AnnouncementSource.announcement_id == Topic.id)
        .options(joinedload(Topic.announcement))
        .where(AnnouncementSource.topic_id.in_(ids), Topic.state == PUBLISHED)
        .add_columns(AnnouncementSource.topic_id)
        .order_by(Topic.id.desc())
    )
    found = {}
    for told, topic_id in db.session.execute(query):
        found.setdefault(topic_id, []).append(told)
    return found
