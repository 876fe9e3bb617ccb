"""Reading the posts of a topic, a page at a time."""

from dataclasses import dataclass, field

from sqlalchemy import case, or_
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Member
from app.extensions import db
from app.permissions import is_moderator, text_is_visible
from app.posts.models import Post
from app.topics.models import DELETED, REMOVED
from app.votes.models import voted_post_ids

PAGE = 20


@dataclass
class PostPage:
    """A topic's opening, a page of its replies, their comments, and the reader's votes among them."""

    opening: Post
    replies: list
    comments: dict = field(default_factory=dict)
    older: int | None = None
    newer: int | None = None
    voted: frozenset = frozenset()


def page_of_posts(topic, reader, *, page=1, accepted_id=None, by_votes=False):
    """The opening and page `page` of the replies. Three queries: posts, comments if any, the reader's votes.

    Replies stand oldest first; answers (`by_votes`) with the accepted one first, then by votes. Pages are
    counted, because answers change their places as votes come in.
    """
    posts = list(db.session.scalars(_replies(topic, reader, page, accepted_id, by_votes)))
    opening = next((post for post in posts if post.is_opening), None) or _opening(topic)
    replies = [post for post in posts if not post.is_opening]
    more = len(replies) > PAGE
    replies = replies[:PAGE]
    for post in [opening, *replies]:
        set_committed_value(post, "topic", topic)
    comments = _comments(topic, reader, [post.id for post in [opening, *replies] if post.comment_count])
    everything = [opening, *replies, *(comment for thread in comments.values() for comment in thread)]
    return PostPage(
        opening,
        replies,
        comments,
        older=page + 1 if more else None,
        newer=page - 1 if page > 1 else None,
        voted=voted_post_ids(reader, [post.id for post in everything]),
    )


def page_holding(topic, reader, post_id, *, accepted_id=None, by_votes=False):
    """On which page of the topic a post (or the thread it is in) stands."""
    thread = db.session.scalar(db.select(Post.thread_id).where(Post.id == post_id, Post.topic_id == topic.id))
    ids = db.session.scalars(
        _order(db.select(Post.id), accepted_id, by_votes).where(
            Post.topic_id == topic.id, Post.thread_id.is_(None), ~Post.is_opening, _shown(topic, reader)
        )
    )
    place = next((n for n, id in enumerate(ids) if id == (thread or post_id)), 0)
    return place // PAGE + 1


def _with_author():
    # Pages show the HTML; the Markdown is loaded where somebody edits.
    return db.select(Post).outerjoin(Post.author).options(db.contains_eager(Post.author), db.defer(Post.body))


def _replies(topic, reader, page, accepted_id, by_votes):
    query = _with_author().where(
        Post.topic_id == topic.id, Post.thread_id.is_(None), or_(Post.is_opening, _shown(topic, reader))
    )
    if page > 1:
        # The opening is on every page; behind the first one it is loaded apart.
        query = query.where(~Post.is_opening).offset((page - 1) * PAGE).limit(PAGE + 1)
    else:
        query = query.limit(PAGE + 2)
    return _order(query, accepted_id, by_votes)


def _order(query, accepted_id, by_votes):
    if not by_votes:
        return query.order_by(Post.is_opening.desc(), Post.id)
    accepted = case((Post.id == (accepted_id or 0), 0), else_=1)
    return query.order_by(Post.is_opening.desc(), accepted, Post.vote_count.desc(), Post.id)


def _opening(topic):
    return db.session.scalar(_with_author().where(Post.topic_id == topic.id, Post.is_opening))


def _comments(topic, reader, thread_ids):
    """The comments of these threads, oldest first: thread id → posts."""
    if not thread_ids:
        return {}
    found = {}
    query = _with_author().where(Post.thread_id.in_(thread_ids), _shown(topic, reader)).order_by(Post.id)
    for comment in db.session.scalars(query):
        set_committed_value(comment, "topic", topic)
        found.setdefault(comment.thread_id, []).append(comment)
    return found


def _shown(topic, reader):
    """What is shown in place: everything visible, and a line where something was taken away."""
    if is_moderator(reader):
        return text_is_visible(Post, reader)
    gone = (Post.state.in_((DELETED, REMOVED))) & (Post.comment_count > 0)
    return or_(text_is_visible(Post, reader), gone)


def revisions(post):
    """What a post said before its edits, newest first, with who edited."""
    from app.posts.models import Revision

    query = (
        db.select(Revision)
        .outerjoin(Member, Member.id == Revision.editor_id)
        .options(db.contains_eager(Revision.editor))
        .where(Revision.post_id == post.id)
    )
    return list(db.session.scalars(query.order_by(Revision.number.desc())))


