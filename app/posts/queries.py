"""Reading the posts of a topic, a page at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts import bylines
from app.accounts.bylines import Byline, Bylines
from app.accounts.models import Member
from app.database import at_most, now
from app.extensions import db
from app.permissions import (
    board_is_visible,
    can_write_at_once,
    is_moderator,
    kept_for_each_role,
    text_is_visible,
)
from app.posts.hidden_authors import is_by
from app.posts.models import Post
from app.topics.models import DELETED, REMOVED, Topic
from app.votes.models import voted_post_ids

PAGE = 20
TOPIC = bindparam("topic_id")
# What pages show of a post. The rest, above all the Markdown, is loaded where somebody edits or moderates.
SHOWN = (
    Post.id,
    Post.topic_id,
    Post.author_id,
    Post.is_opening,
    Post.thread_id,
    Post.state,
    Post.html,
    Post.language,
    Post.version,
    Post.vote_count,
    Post.comment_count,
    Post.created_at,
    Post.edited_at,
    Post.edited_for_author,
    Post.is_anonymous,
)


@dataclass(slots=True)
class ShownPost:
    """A post as pages show it: the columns SHOWN, its topic and its byline. Permissions take it for a Post."""

    id: int
    topic_id: int
    author_id: int | None
    is_opening: bool
    thread_id: int | None
    state: str
    html: str
    language: str | None
    version: int
    vote_count: int
    comment_count: int
    created_at: datetime
    edited_at: datetime | None
    edited_for_author: bool
    is_anonymous: bool
    topic: Topic
    author: Byline | None

    url, is_published, is_gone = Post.url, Post.is_published, Post.is_gone


@dataclass
class PostPage:
    """A topic's opening, a page of its replies, their comments, and the reader's votes among them."""

    opening: ShownPost
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
    given = {"topic_id": topic.id, "accepted_id": accepted_id or 0, "skipped": (page - 1) * PAGE}
    authors = Bylines()
    posts = _shown_posts(topic, authors, _replies(reader, page == 1, by_votes), given)
    opening = next((post for post in posts if post.is_opening), None) or _opening(topic, authors)
    replies = [post for post in posts if not post.is_opening]
    more = len(replies) > PAGE
    replies = replies[:PAGE]
    comments = _comments(topic, authors, reader, [post.id for post in [opening, *replies] if post.comment_count])
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
        _order(db.select(Post.id), by_votes).where(
            Post.topic_id == topic.id,
            Post.thread_id.is_(None),
            Post.merge_id.is_(None),
            ~Post.is_opening,
            _shown(reader),
        ),
        {"accepted_id": accepted_id or 0},
    )
    place = next((n for n, id in enumerate(ids) if id == (thread or post_id)), 0)
    return place // PAGE + 1


def deleted_posts(author):
    """What this author took away last and may bring back, each with its topic and the topic's board."""
    return list(db.session.scalars(
        db.select(Post)
        .join(Post.topic)
        .join(Topic.board)
        .options(db.load_only(*SHOWN), contains_eager(Post.topic).contains_eager(Topic.board))
        .where(is_by(Post, author), Post.state == DELETED, board_is_visible(author))
        # Under a topic that was taken away there is nothing to come back to, and its title is not told.
        .where(or_(Post.is_opening, text_is_visible(Topic, author)))
        .order_by(Post.id.desc())
        .limit(PAGE)
    ))


def _with_author():
    return db.select(*SHOWN, *bylines.COLUMNS).select_from(Post).outerjoin(Post.author)


def _shown_posts(topic, authors, query, given=None):
    count = len(SHOWN)
    return [
        ShownPost(*row[:count], topic=topic, author=authors.of(row[count:])) for row in db.session.execute(query, given)
    ]


@kept_for_each_role
def _replies(reader, is_first_page, by_votes):
    query = _with_author().where(
        Post.topic_id == TOPIC,
        Post.thread_id.is_(None),
        Post.merge_id.is_(None),
        or_(Post.is_opening, _shown(reader)),
    )
    if is_first_page:
        query = query.limit(at_most(PAGE + 2))
    else:
        # The opening is on every page; behind the first one it is loaded apart.
        query = query.where(~Post.is_opening).offset(bindparam("skipped")).limit(at_most(PAGE + 1))
    return _order(query, by_votes)


def _order(query, by_votes):
    if not by_votes:
        return query.order_by(Post.is_opening.desc(), Post.id)
    accepted = case((Post.id == bindparam("accepted_id"), 0), else_=1)
    return query.order_by(Post.is_opening.desc(), accepted, Post.vote_count.desc(), Post.id)


def _opening(topic, authors):
    return _shown_posts(topic, authors, _with_author().where(Post.topic_id == topic.id, Post.is_opening))[0]


def page_of_merged_posts(topic, merge, reader, *, after=0):
    """The opening of a merged idea and a page of the replies that came with it into `topic`, oldest first.

    `after` is the id of the last reply of the page before. Three queries, as `page_of_posts`.
    """
    query = _with_author().where(Post.topic_id == topic.id, Post.merge_id == merge.id, Post.thread_id.is_(None))
    query = query.where(Post.id > after, _shown(reader)).order_by(Post.id).limit(PAGE + 1)
    authors = Bylines()
    replies = _shown_posts(topic, authors, query)
    more, replies = len(replies) > PAGE, replies[:PAGE]
    comments = _comments(topic, authors, reader, [post.id for post in replies if post.comment_count])
    everything = [*replies, *(comment for thread in comments.values() for comment in thread)]
    return PostPage(
        _opening(merge.merged, authors),
        replies,
        comments,
        older=replies[-1].id if more else None,
        voted=voted_post_ids(reader, [post.id for post in everything]),
    )


def _comments(topic, authors, reader, thread_ids):
    """The comments of these threads, oldest first: thread id → posts."""
    if not thread_ids:
        return {}
    found = {}
    query = _with_author().where(Post.thread_id.in_(thread_ids), _shown(reader)).order_by(Post.id)
    for comment in _shown_posts(topic, authors, query):
        found.setdefault(comment.thread_id, []).append(comment)
    return found


def _shown(reader):
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


def minutes_to_wait(member, topic):
    """How many minutes slow mode keeps this member from replying here; asks nothing where there is none."""
    between = topic.minutes_between
    if not between or can_write_at_once(member, topic):
        return 0
    latest = select(func.max(Post.created_at)).where(
        Post.topic_id == topic.id, is_by(Post, member), Post.is_opening.is_(False)
    )
    last = db.session.scalar(latest)
    left = timedelta(minutes=between) - (now() - last) if last else timedelta(0)
    return max(0, ceil(left / timedelta(minutes=1)))
