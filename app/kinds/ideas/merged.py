"""Reading what was merged: which ideas could be, and what was said under one that was. It stands apart from the
other queries because only moderators and the curious ask.
"""

from sqlalchemy import select

from app.extensions import db
from app.permissions import can_merge_into, visible_boards
from app.posts.models import Post
from app.posts.queries import page_of_merged_posts

OFFERED = 10


def mergeable(topic, wanted, reader):
    """Ideas that say something similar and that this reader may merge this one into, best first."""
    from app.search.similar import find_similar

    boards = [board for board in db.session.scalars(visible_boards()) if board.kind == "ideas"]
    found = find_similar(wanted, reader, boards=boards, kinds=("ideas",), but=topic.id, limit=2 * OFFERED)
    return [idea for idea in found if can_merge_into(reader, topic, idea)][:OFFERED]


def merged_place(args):
    """Where in the replies to begin: behind `?after=`, or at the reply `?post=`."""
    wanted = args.get("post", type=int)
    return {"after": wanted - 1} if wanted else {"after": args.get("after", 0, type=int)}


def merged_posts(topic, merge, reader, *, after):
    """A page of the replies that came with a merge, with the merged idea's opening."""
    return page_of_merged_posts(topic, merge, reader, after=after)


def place_of_merged(topic, post_id):
    """The address of a reply that came with a merge: it stands on a page of its own."""
    if not post_id or not topic.idea.merged_count:
        return None
    found = db.session.execute(
        select(Post.merge_id, Post.thread_id).where(
            Post.id == post_id, Post.topic_id == topic.id, Post.merge_id.is_not(None)
        )
    ).first()
    if found is None:
        return None
    return f"/ideas/{topic.id}/merges/{found.merge_id}?post={found.thread_id or post_id}#post-{post_id}"
