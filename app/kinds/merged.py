"""Reading what was merged: which topics could be, and what was said under one that was. It stands apart from the
other queries because only moderators and the curious ask.
"""

from sqlalchemy import select

from app.extensions import db
from app.permissions import can_merge_into, visible_boards, visible_merges
from app.posts.models import Post
from app.posts.queries import page_of_merged_posts

OFFERED = 10


def mergeable(topic, wanted, reader):
    """Topics of its kind that say something similar and that this reader may merge this one into, best first."""
    from app.search.similar import find_similar

    boards = [board for board in db.session.scalars(visible_boards()) if board.kind == topic.kind]
    found = find_similar(wanted, reader, boards=boards, kinds=(topic.kind,), but=topic.id, limit=2 * OFFERED)
    return [each for each in found if can_merge_into(reader, topic, each)][:OFFERED]


def merges_of(topic, reader):
    """What was merged into this one: a query only where something was."""
    return list(db.session.scalars(visible_merges(topic, reader))) if topic.merged_count else []


def merged_place(args):
    """Where in the replies to begin: behind `?after=`, or at the reply `?post=`."""
    wanted = args.get("post", type=int)
    return {"after": wanted - 1} if wanted else {"after": args.get("after", 0, type=int)}


def merged_posts(topic, merge, reader, *, after):
    """A page of the replies that came with a merge, with the merged one's opening."""
    return page_of_merged_posts(topic, merge, reader, after=after)


def place_of_merged(topic, post_id):
    """The address of a reply that came with a merge, for it stands on a page of its own, or that was split off."""
    if not post_id or not (topic.merged_count or topic.note_count):
        return None
    query = select(Post.topic_id, Post.merge_id, Post.thread_id).where(Post.id == post_id)
    found = db.session.execute(query).first()
    if found is not None and found.topic_id != topic.id:
        return f"/posts/{post_id}"
    if found is None or found.merge_id is None:
        return None
    return f"/{topic.kind}/{topic.id}/merges/{found.merge_id}?post={found.thread_id or post_id}#post-{post_id}"
