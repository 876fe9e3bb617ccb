"""Leaving: what goes with a member, and what becomes of their posts.

It stands apart from the model because it touches every room that holds something of a member.
"""

from sqlalchemy import delete, false, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import OneTimeLink
from app.attributes.models import AttributeAnswer
from app.extensions import db
from app.follows.models import BoardFollow, TopicFollow
from app.groups.models import GroupMember
from app.insights.cases.models import PulseContact
from app.insights.concepts.models import ConceptRun
from app.insights.invitations.models import PulseInvitation
from app.insights.priority.models import PriorityRun
from app.insights.pulses.models import forget_whose
from app.kinds.questions.knowing import Askable, AskedAround
from app.notifications.models import Mail, MailWishes, Notice
from app.posts.hidden_authors import HiddenAuthor, is_by
from app.posts.models import Post, Revision
from app.topics.models import Topic
from app.uploads.models import remove_own_pictures
from app.web.once import SentForm

GONE = "–"


def leave(member, *, with_posts):
    """Take the member out, for good. Votes stay, without a name; posts stay too unless `with_posts`."""
    posts = list(db.session.scalars(select(Post.id).where(is_by(Post, member)))) if with_posts else None
    if with_posts:
        _remove_posts(member)
    remove_own_pictures(member, posts=posts)
    member.leave()
    # What stays without the name stays so for good: from here on nobody can know whose it was.
    told = (Notice, Mail, MailWishes, Askable, AskedAround, AttributeAnswer, ConceptRun, PriorityRun)
    for model in (HiddenAuthor, TopicFollow, BoardFollow, GroupMember, PulseContact, PulseInvitation, *told, OneTimeLink, SentForm):
        db.session.execute(delete(model).where(model.member_id == member.id))
    forget_whose(member, with_words=with_posts)
    member.unread_notices = 0


def _remove_posts(member):
    """Delete and empty every text; a topic in which others have answered keeps its title and their words."""
    for post in db.session.scalars(_posts_of(member)):
        others = post.is_opening and _others_wrote_in(post.topic_id, member)
        if not others and not post.is_gone:
            post.delete(by=member)
        post._write(GONE)
        if post.is_opening:
            post.topic.excerpt = ""
            if not others:
                post.topic.title, post.topic.slug = GONE, "topic"
        db.session.execute(delete(Revision).where(Revision.post_id == post.id))


def _posts_of(member):
    return (
        select(Post)
        .join(Post.topic)
        .join(Topic.board)
        .options(contains_eager(Post.topic).contains_eager(Topic.board))
        .where(is_by(Post, member))
        .order_by(Post.id)
    )


def _others_wrote_in(topic_id, member):
    others = select(Post.id).where(Post.topic_id == topic_id, ~func.coalesce(is_by(Post, member), false()), Post.state == "published")
    return db.session.scalar(select(others.exists()))
