"""Splitting: chosen replies become a thread of their own; and putting them back. It stands apart because it touches
every room that hangs on a topic.

Nothing is written anew: the posts move, with their votes, reports, pictures and histories, and the oldest of them
opens the new thread. The emptied thread of a split that was taken back keeps its number, so that its address leads home.
"""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.audit.models import audit
from app.database import now
from app.events.models import record
from app.extensions import db
from app.follows.models import TopicFollow
from app.kinds import KINDS
from app.kinds.questions.models import Question
from app.kinds.settling import change_posts, settle
from app.moderation.models import THREAD_ACTS, NotAsItWas
from app.moderation.threads.acts import SPLIT, count_notes, decide_on
from app.notifications.models import Notice
from app.posts.hidden_authors import HiddenAuthor
from app.posts.models import Post
from app.topics.models import LINKED, MERGED, PUBLISHED, Topic, TopicLink, link_topics
from app.votes.models import Vote
from app.web.slugs import slugify
from app.web.text import excerpt


def split(opening, replies, board, title, *, by, because="", rule=""):
    """Make a thread of these published replies and of what hangs under them; returns (the thread, the Decision).

    Needs the opening's topic with its part, and the replies with their authors. Raises ValueError without a reply.
    """
    if not replies or any(post.is_opening or post.topic_id != opening.topic_id for post in replies):
        raise ValueError("splitting needs replies of this thread")
    topic, first = opening.topic, min(replies, key=lambda post: post.id)
    rows = _with_comments(topic, [post.id for post in replies])
    ids = [row.id for row in rows]
    before = {"posts": [list(row) for row in rows], "last_activity_at": topic.last_activity_at.isoformat()}
    before["accepted"] = _lose_accepted(topic, ids)
    made = _open_thread(first, board, title)
    _take_posts(rows, made, first)
    before["own_vote"] = _give_own_vote(made, first)
    _let_writers_follow(topic, made)
    _settle(topic, made)
    link_topics(made, topic, LINKED, by=by)
    audit("topic.split", actor=by, member=first.author, post=opening, reason=because or rule, after=f"topic {made.id}: {len(ids)} posts")
    record("topic.split", actor=by, topic=topic, split=made.id, source=board.id)
    decision = decide_on(opening, SPLIT, by=by, because=because, rule=rule, other=made, told_at=first, before=before)
    return made, decision


def _with_comments(topic, ids):
    """What moves: (id, parent, thread, merge), the oldest first."""
    query = select(Post.id, Post.parent_id, Post.thread_id, Post.merge_id).where(Post.topic_id == topic.id)
    return db.session.execute(query.where(or_(Post.id.in_(ids), Post.thread_id.in_(ids))).order_by(Post.id)).all()


def _lose_accepted(topic, ids):
    """A question whose accepted answer goes is open again; the answer's id, or None."""
    if topic.kind != "questions" or topic.question.accepted_id not in ids:
        return None
    lost = db.session.get(Post, topic.question.accepted_id)
    topic.question.lose(lost)
    return lost.id


def _open_thread(first, board, title):
    """The new topic, as if its first post had opened it."""
    kind = KINDS[board.kind]
    made = Topic(
        board=board,
        author_id=first.author_id,
        is_anonymous=first.is_anonymous,
        title=title,
        slug=slugify(title),
        excerpt=excerpt(first.body),
        language=first.language,
        created_at=first.created_at,
        last_activity_at=first.created_at,
        heat=kind.first_heat,
        tag_names=[],
    )
    db.session.add(made)
    db.session.flush()
    kind.open(made)
    if hasattr(part := kind.part_of(made), "begin_clock"):
        # It is asked here since now.
        part.begin_clock(now())
    db.session.flush()
    return made


def _take_posts(rows, made, first):
    """One statement for all of them; what hung under the first one, or under what stays, stands for itself."""
    ids = [row.id for row in rows]
    along = and_(Post.thread_id.in_(ids), Post.thread_id != first.id)
    change_posts(
        Post.id.in_(ids),
        topic_id=made.id,
        is_opening=case((Post.id == first.id, True), else_=False),
        parent_id=case((along, Post.parent_id), else_=None),
        thread_id=case((along, Post.thread_id), else_=None),
        merge_id=None,
    )
    _count_comments({*ids, *(row.thread_id for row in rows)} - {None})
    if first.is_anonymous:
        _hide_opener(first.id, made.id)
    now_opening = {"topic_id": made.id, "is_opening": True, "parent_id": None, "thread_id": None, "merge_id": None, "topic": made}
    for name, value in now_opening.items():
        set_committed_value(first, name, value)


def _count_comments(ids):
    """How many published comments hang under each of these posts."""
    comment = aliased(Post)
    count = select(func.count(comment.id)).where(comment.thread_id == Post.id, comment.state == PUBLISHED)
    change_posts(Post.id.in_(ids), comment_count=count.scalar_subquery())


def _hide_opener(post_id, topic_id):
    hidden = update(HiddenAuthor).where(HiddenAuthor.post_id == post_id).values(topic_id=topic_id)
    db.session.execute(hidden.execution_options(synchronize_session=False))


def _give_own_vote(made, first):
    """Where a topic starts with its author's voice; the author's id, or None."""
    if not KINDS[made.kind].author_votes or first.author_id is None:
        return None
    db.session.execute(insert(Vote).values(post_id=first.id, member_id=first.author_id, created_at=now(), is_own=True))
    change_posts(Post.id == first.id, vote_count=Post.vote_count + 1)
    return first.author_id


def _let_writers_follow(topic, made):
    """Whoever wrote what moved follows it there, unless they have had enough of it; their lines lead there."""
    enough = select(TopicFollow.member_id).where(TopicFollow.topic_id == topic.id, TopicFollow.muted)
    writers = select(Post.author_id).where(Post.topic_id == made.id, Post.author_id.is_not(None), Post.author_id.not_in(enough))
    moment = literal(now(), TopicFollow.created_at.type)
    follows = writers.with_only_columns(literal(made.id), Post.author_id, literal(False), moment).distinct()
    db.session.execute(insert(TopicFollow).from_select(["topic_id", "member_id", "muted", "created_at"], follows))
    here = select(Post.id).where(Post.topic_id == made.id)
    _lead(Notice.topic_id == topic.id, Notice.post_id.in_(here), to=made)


def _lead(*which, to):
    notices = update(Notice).where(*which).values(topic_id=to.id)
    db.session.execute(notices.execution_options(synchronize_session=False))


def _settle(*topics):
    """What both count, and when something last happened there."""
    settle({}, [topic.id for topic in topics])
    post = aliased(Post)
    newest = select(func.max(post.created_at)).where(post.topic_id == Topic.id, post.state == PUBLISHED)
    moved = update(Topic).where(Topic.id.in_([topic.id for topic in topics])).values(last_activity_at=newest.scalar_subquery())
    db.session.execute(moved.execution_options(synchronize_session=False))
    for topic in topics:
        db.session.expire(topic, ["vote_count", "reply_count", "comment_count", "last_activity_at", "note_count"])


def _unsplit(decision, *, by):
    """Everything goes home as it was; what was written in the new thread since goes along."""
    topic, made = decision.post.topic, db.session.get(Topic, decision.other_id, options=[joinedload(Topic.board)])
    rows = decision.before["posts"]
    ids = [row[0] for row in rows]
    there = select(func.count(Post.id)).where(Post.id.in_(ids), Post.topic_id == made.id)
    if made.state == MERGED or topic.state == MERGED or made.merged_count or db.session.scalar(there) != len(ids):
        raise NotAsItWas
    _take_own_vote_back(decision)
    _give_posts_back(made, topic, rows)
    _bring_followers_home(made, topic)
    _lead(Notice.topic_id == made.id, to=topic)
    _close_down(made)
    settle({made.id: literal(MERGED)}, [topic.id])
    _restore_order(topic, datetime.fromisoformat(decision.before["last_activity_at"]))
    if decision.before["accepted"]:
        _accept_again(topic, decision.before["accepted"])
    count_notes([topic.id, made.id], -1)
    record("topic.unsplit", actor=by, topic=topic, split=made.id, source=made.board_id)


def _take_own_vote_back(decision):
    own = Vote.member_id == (decision.before["own_vote"] or 0)
    gone = delete(Vote).where(Vote.post_id == _opening_of(decision.other_id), own)
    if db.session.execute(gone.execution_options(synchronize_session=False)).rowcount:
        change_posts(and_(Post.topic_id == decision.other_id, Post.is_opening), vote_count=Post.vote_count - 1)


def _opening_of(topic_id):
    return select(Post.id).where(Post.topic_id == topic_id, Post.is_opening).scalar_subquery()


def _give_posts_back(made, topic, rows):
    _hide_opener(_opening_of(made.id), None)
    homes = [{"home": id, "parent": parent, "thread": thread, "merge": merge} for id, parent, thread, merge in rows]
    table = Post.__table__
    back = update(table).where(table.c.id == bindparam("home"))
    back = back.values(
        topic_id=topic.id, is_opening=False, parent_id=bindparam("parent"), thread_id=bindparam("thread"), merge_id=bindparam("merge")
    )
    db.session.connection().execute(back, homes)
    change_posts(Post.topic_id == made.id, topic_id=topic.id)
    _count_comments({id for row in rows for id in (row[0], row[2])} - {None})


def _bring_followers_home(made, topic):
    """Who came to the new thread since follows the old one, too."""
    known = select(TopicFollow.member_id).where(TopicFollow.topic_id == topic.id)
    came = select(literal(topic.id), TopicFollow.member_id, TopicFollow.muted, TopicFollow.created_at)
    came = came.where(TopicFollow.topic_id == made.id, TopicFollow.member_id.not_in(known))
    db.session.execute(insert(TopicFollow).from_select(["topic_id", "member_id", "muted", "created_at"], came))


def _close_down(made):
    """Nothing hangs on the emptied thread any more."""
    kind = KINDS[made.kind]
    gone = [delete(TopicFollow).where(TopicFollow.topic_id == made.id)]
    gone.append(delete(TopicLink).where(or_(TopicLink.topic_id == made.id, TopicLink.other_id == made.id)))
    if kind.part is not None:
        gone.append(delete(kind.part).where(kind.part.topic_id == made.id))
    for each in gone:
        db.session.execute(each.execution_options(synchronize_session=False))


def _restore_order(topic, moment):
    """Where it stood in lists, unless something was written since."""
    since = select(func.max(Post.created_at)).where(Post.topic_id == topic.id, Post.state == PUBLISHED, Post.created_at > moment)
    topic.last_activity_at = db.session.scalar(since) or moment


def _accept_again(topic, answer_id):
    question = db.session.get(Question, topic.id)
    set_committed_value(question, "topic", topic)
    question.regain(db.session.get(Post, answer_id))


THREAD_ACTS[SPLIT] = _unsplit
