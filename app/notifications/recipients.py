"""Who hears of an event: member id → what about.

It stands apart from the reader because it decides whom to tell, while the reader writes it down.
"""

from typing import NamedTuple

from sqlalchemy import select, union

from app.accounts.models import Member
from app.accounts.names import handle
from app.accounts.roles import MEMBER
from app.extensions import db
from app.follows.models import BoardFollow, TopicFollow
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.polls.voices import Participation
from app.moderation.models import APPROVE, REMOVE, RETURN
from app.moderation.reports import Report
from app.moderation.threads.acts import CLOSE, MOVE, REOPEN, RETITLE, REWORD, SPLIT
from app.notifications.models import ABOUT_ONESELF
from app.posts.hidden_authors import HiddenAuthor, writer_id
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import HELD, HIDDEN, PUBLISHED, RETURNED, Topic
from app.votes.models import Vote
from app.web.text import render_markdown

APPROVED, RETURNED_TO, REMOVED_FROM, TAKEN_BACK = ("approved", "returned", "removed", "taken_back")
# What the author of a thread hears of; who wrote what was split off hears of it in the new thread.
ABOUT_THREAD = {
    CLOSE: "closed",
    REOPEN: "reopened",
    MOVE: "moved",
    RETITLE: "retitled",
    REWORD: "reworded",
    SPLIT: "split",
}
TOLD = {APPROVE: APPROVED, RETURN: RETURNED_TO, REMOVE: REMOVED_FROM} | ABOUT_THREAD
UPHELD, REFUSED = ("report_upheld", "report_refused")
# What was decided about one's own words reaches also who has muted the topic.
PERSONAL = ABOUT_ONESELF | {*TOLD.values(), TAKEN_BACK, "hidden", UPHELD, REFUSED, "accepted", "role", "solved", "doubted", "suggested", "with_team", "yours", "asked", "invited", "vote_soon"}


class Asked(NamedTuple):
    """Who asked for what came of it, who of them wants to hear, and who else does: sets of member ids."""

    everybody: set
    told: set
    followers: set


def of_new_post(topic, post):
    """A text that has just become public: an opening, a reply, an answer or a comment.

    What says most about a member comes last and wins: their question, their post, their name, their follow.
    """
    about = {}
    if post.is_opening:
        about |= dict.fromkeys(_followers_of_board(topic.board_id), "topic")
    else:
        about |= dict.fromkeys(_followers(topic.id), "reply")
    about |= dict.fromkeys(_mentioned(post.body), "mention")
    if post.parent_id:
        parent = select(Post.id, Post.topic_id, Post.author_id, Post.is_anonymous).where(Post.id == post.parent_id)
        about[writer_id(db.session.execute(parent).one())] = "comment"
    elif not post.is_opening and topic.board.kind == "questions":
        about[writer_id(topic)] = "answer"
    if post.is_anonymous:
        about.pop(writer_id(post), None)
    return about


def of_moved_idea(topic):
    """Everybody who has to do with an idea: author, voters, followers."""
    return dict.fromkeys({writer_id(topic), *_voters([topic.id]), *_followers(topic.id)}, "status")


def of_merged_idea(merged_id):
    """Who had to do with the idea that was taken up; for those of the kept one nothing has changed."""
    merged = db.session.execute(select(Topic.id, Topic.author_id, Topic.is_anonymous).where(Topic.id == merged_id)).one()
    hearers = {writer_id(merged), *_voters([merged_id]), *_followers(merged_id)} - muted(merged_id)
    return dict.fromkeys(hearers, "merged")


def of_outcome(announcement_id):
    """Who has to do with what an announcement answers."""
    sources = select(AnnouncementSource.topic_id).where(AnnouncementSource.announcement_id == announcement_id)
    return of_sources(db.session.scalars(sources))


def of_sources(topic_ids):
    """Who has to do with these ideas, questions and polls.

    Who asked are authors, voters and participants: who wrote there, and who has voted in a poll, which is all
    that is known of a secret one. Who has muted a source is not told because of that source.
    """
    sources = _with_merged(set(topic_ids))
    mine = Post.topic_id.in_(sources)
    asked = union(
        select(Topic.id, Topic.author_id).where(Topic.id.in_(sources)),
        select(HiddenAuthor.topic_id, HiddenAuthor.member_id).where(HiddenAuthor.topic_id.in_(sources)),
        select(Post.topic_id, Vote.member_id).join(Vote, Vote.post_id == Post.id).where(mine),
        select(Post.topic_id, Post.author_id).where(mine, Post.state == PUBLISHED),
        select(Participation.poll_id, Participation.member_id).where(Participation.poll_id.in_(sources)),
    )
    follow = select(TopicFollow.topic_id, TopicFollow.member_id).where(TopicFollow.topic_id.in_(sources))
    silent = {tuple(row) for row in db.session.execute(follow.where(TopicFollow.muted))}
    asked = {tuple(row) for row in db.session.execute(asked)}
    follow = {tuple(row) for row in db.session.execute(follow.where(~TopicFollow.muted))}
    everybody = {member for _source, member in asked} - {None}
    told = {member for _source, member in asked - silent} - {None}
    return Asked(everybody, told, {member for _source, member in follow} - told)


def _with_merged(topic_ids):
    """These topics and all that were taken up into them: whoever opened one of those has asked, too."""
    found = further = topic_ids
    while further:
        query = select(Merge.merged_id).where(Merge.kept_id.in_(further), Merge.undone_at.is_(None))
        further = set(db.session.scalars(query)) - found
        found = found | further
    return found


def of_decision(event, post):
    """The author of the text; nothing when a text that was public all along stays public."""
    act, before = event.data["act"], event.data["before"]
    if act == SPLIT:
        return dict.fromkeys(_writers_in(event.topic_id), ABOUT_THREAD[SPLIT])
    if act == APPROVE and before not in (HELD, RETURNED, HIDDEN) or act not in TOLD:
        return {}
    return {writer_id(post): TOLD[act]}


def _writers_in(topic_id):
    return db.session.scalars(select(Post.author_id).where(Post.topic_id == topic_id).distinct())


def of_hidden(post):
    """Whose text has gone out of sight because of reports (security L7)."""
    return {writer_id(post): "hidden"} if post.state == HIDDEN else {}


def of_undone_decision(event, post):
    """The author, unless they had not been told of the decision either."""
    act = event.data["act"]
    unseen = act == APPROVE and event.data["before"] == PUBLISHED or act not in TOLD
    return {} if unseen else {writer_id(post): TAKEN_BACK}


def of_settled_reports(event):
    """Whoever had reported the text."""
    query = select(Report.reporter_id, Report.upheld).where(Report.decision_id == event.data["decision"])
    return {id: UPHELD if upheld else REFUSED for id, upheld in db.session.execute(query)}


def of_settled_notice(event):
    """Whoever reported what is no text, where they have an account."""
    return {event.member_id: UPHELD if event.data["upheld"] else REFUSED}


def of_role(event):
    """A new member who is now a member."""
    return {event.member_id: "role"} if event.data.get("role") == MEMBER else {}


def muted(topic_id):
    """Who has said to hear no more of a topic."""
    query = select(TopicFollow.member_id).where(TopicFollow.topic_id == topic_id, TopicFollow.muted)
    return set(db.session.scalars(query))


def _followers(topic_id):
    query = select(TopicFollow.member_id).where(TopicFollow.topic_id == topic_id, ~TopicFollow.muted)
    return db.session.scalars(query)


def _followers_of_board(board_id):
    return db.session.scalars(select(BoardFollow.member_id).where(BoardFollow.board_id == board_id))


def _voters(topic_ids):
    query = select(Vote.member_id).join(Post, Post.id == Vote.post_id)
    return db.session.scalars(query.where(Post.topic_id.in_(topic_ids), Post.is_opening))


def _mentioned(body):
    # Most texts name nobody, and parsing costs more than looking.
    handles = {handle(name) for name in render_markdown(body).mentions} if "@" in body else ()
    return db.session.scalars(select(Member.id).where(Member.handle.in_(handles))) if handles else ()
