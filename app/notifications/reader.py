"""What members are told: events become lines in inboxes, one unread line a topic."""

from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from app.accounts.models import Member
from app.boards.models import Board
from app.database import now
from app.events.models import Event
from app.events.readers import Reader
from app.extensions import db
from app.kinds.announcements.models import Announcement
from app.kinds.ideas.models import IdeaMove
from app.moderation.models import Decision
from app.moderation.objections import Objection
from app.moderation.sanctions import BLOCKED, DEMOTED, WARNED, Sanction
from app.notifications import recipients
from app.notifications.models import Notice
from app.notifications.of_polls import TELLING_OF_POLLS
from app.notifications.of_pulses import TELLING_OF_PULSES
from app.notifications.of_questions import TELLING_OF_QUESTIONS
from app.notifications.strangers import write_to_stranger, write_to_strangers
from app.notifications.writing import Line, forget_unseen, write_lines
from app.posts.models import Post
from app.topics.merges import Merge
from app.topics.models import MERGED, PUBLISHED, Topic

# Events after which somebody may no longer see a topic of which they have an unread line.
HIDING = ("topic.moved", "post.hidden", "post.removed", "post.deleted")


@dataclass
class Batch:
    """What a batch of events speaks of, loaded at once."""

    topics: dict = field(default_factory=dict)
    posts: dict = field(default_factory=dict)
    actors: dict = field(default_factory=dict)
    # Post id → the id of the event with which it became public.
    published_by: dict = field(default_factory=dict)


def read(events):
    """Write the notices of a batch of events."""
    batch = _load(events)
    for event in events:
        topic, post = batch.topics.get(event.topic_id), batch.posts.get(event.post_id)
        if not _came_with_import(event, topic, post, batch.actors.get(event.actor_id)):
            tell = TELLING.get(event.name)
            if tell is not None:
                tell(event, topic, post, batch)


def _tell_of_new_post(event, topic, post, batch):
    """Once per text, when it became public; not when a hidden one comes back."""
    if post is None or post.state != PUBLISHED or batch.published_by.get(post.id) != event.id:
        return
    # An approved text is its author's act, not the moderator's.
    write_lines(Line(event.id, post.author_id, topic, post.id), recipients.of_new_post(topic, post))


def _tell_of_merged_idea(event, topic, post, batch):
    merged_id = event.data["merged"]
    # Their lines lead where nothing is any more.
    forget_unseen(Topic.id == merged_id)
    # Taken back before anybody was told: then there is nothing to tell.
    merged = select(Topic.title, Merge.reason).join(Merge, Merge.merged_id == Topic.id)
    found = db.session.execute(merged.where(Merge.id == event.data["merge"], Merge.undone_at.is_(None))).first()
    if topic is None or found is None:
        return
    line = Line(event.id, event.actor_id, topic, detail=found.title, text=found.reason)
    write_lines(line, recipients.of_merged_idea(merged_id))


def _tell_of_moved_idea(event, topic, post, batch):
    if topic is None:
        return
    status = event.data.get("after", "")
    reason = select(IdeaMove.reason).where(IdeaMove.topic_id == topic.id, IdeaMove.after == status)
    reason = db.session.scalar(reason.order_by(IdeaMove.id.desc()).limit(1)) or ""
    line = Line(event.id, event.actor_id, topic, detail=status, text=reason)
    write_lines(line, recipients.of_moved_idea(topic))


def _let_outcome_be_told(event, topic, post, batch):
    """There may be ten thousand to tell, so that is done bit by bit (app/notifications/telling.py)."""
    id = event.data.get("announcement", event.topic_id)
    waits = update(Announcement).where(Announcement.topic_id == id).values(tell_since=now())
    db.session.execute(waits.execution_options(synchronize_session=False))




def _tell_of_decision(event, topic, post, batch):
    if post is None:
        return
    decision = db.session.get(Decision, event.data["decision"])
    reason = decision.reason if decision else ""
    post_id = None if post.is_opening else post.id
    # Who decided is not said: a decision is the place's, not a person's.
    author = recipients.of_decision(event, post)
    write_lines(Line(event.id, None, topic, post_id, text=reason), author)
    # Without the topic, for the reporter may not see it any more.
    write_to_strangers(event.data["decision"])
    reporters = recipients.of_settled_reports(event)
    reporters.pop(event.actor_id, None)
    write_lines(Line(event.id, None, None), reporters)


def _tell_of_settled_notice(event, topic, post, batch):
    write_to_stranger(event.data["report"])
    write_lines(Line(event.id, None, None), recipients.of_settled_notice(event))


def _tell_of_undone_decision(event, topic, post, batch):
    if post is not None:
        post_id = None if post.is_opening else post.id
        write_lines(Line(event.id, None, topic, post_id), recipients.of_undone_decision(event, post))


def _tell_of_sanction(event, topic, post, batch):
    """Who is kept out hears by letter, for they read nothing here any more."""
    if event.data["kind"] != BLOCKED:
        made = db.session.get(Sanction, event.data["sanction"])
        line = Line(event.id, None, None, text=made.reason if made else "")
        write_lines(line, {event.member_id: event.data["kind"]})


def _tell_of_lifting(event, topic, post, batch):
    if event.data["kind"] not in (BLOCKED, WARNED, DEMOTED):
        write_lines(Line(event.id, None, None), {event.member_id: "lifted"})


def _tell_of_answer(event, topic, post, batch):
    made = db.session.get(Objection, event.data["objection"])
    about = "objection_upheld" if event.data["upheld"] else "objection_refused"
    write_lines(Line(event.id, None, None, text=made.answer if made else ""), {event.member_id: about})


def _tell_of_role(event, topic, post, batch):
    write_lines(Line(event.id, event.actor_id, None), recipients.of_role(event))


def _tell_of_hiding(event, topic, post, batch):
    _forget_hidden_topic(event, topic, post, batch)
    if topic is not None and post is not None:
        write_lines(Line(event.id, None, topic, None if post.is_opening else post.id), recipients.of_hidden(post))


def _forget_hidden_topic(event, topic, post, batch):
    if topic is not None:
        forget_unseen(Topic.id == topic.id)
        if post is not None and post.is_opening and topic.state == MERGED:
            _forget_merged_titles(topic.id)


def _forget_merged_titles(topic_id):
    """What a merged idea was called is told no longer; the title may have gone already, so no line there keeps one."""
    kept = select(Merge.kept_id).where(Merge.merged_id == topic_id)
    lines = update(Notice).where(Notice.about == "merged", Notice.topic_id.in_(kept)).values(detail="")
    db.session.execute(lines.execution_options(synchronize_session=False))


def _forget_hidden_board(event, topic, post, batch):
    forget_unseen(Board.id == event.board_id)


def _forget_in_group(event, topic, post, batch):
    """Of one who was taken out, or of everybody where the rule has changed."""
    group = event.data.get("group")
    if group:
        forget_unseen(Board.group_id == group, *[Member.id == event.member_id] * bool(event.member_id))


TELLING = TELLING_OF_QUESTIONS | TELLING_OF_POLLS | TELLING_OF_PULSES | {
    "topic.opened": _tell_of_new_post,
    "post.added": _tell_of_new_post,
    "post.approved": _tell_of_new_post,
    "topic.merged": _tell_of_merged_idea,
    "idea.moved": _tell_of_moved_idea,
    "outcome.published": _let_outcome_be_told,
    "announcement.sourced": _let_outcome_be_told,
    "decision.made": _tell_of_decision,
    "decision.undone": _tell_of_undone_decision,
    "report.settled": _tell_of_settled_notice,
    "member.role_changed": _tell_of_role,
    "sanction.made": _tell_of_sanction,
    "sanction.lifted": _tell_of_lifting,
    "objection.settled": _tell_of_answer,
    "board.changed": _forget_hidden_board,
    "group.changed": _forget_in_group,
} | dict.fromkeys(HIDING, _forget_hidden_topic) | {"post.hidden": _tell_of_hiding}


def _came_with_import(event, topic, post, actor):
    """Whether it is old news brought along from another place, of which nobody here is told."""
    if event.name in ("topic.opened", "post.added") and post is not None and post.origin:
        return True
    if actor is not None and actor.is_imported:
        return True
    of_import = topic is not None and topic.origin is not None
    return of_import and (event.name == "topic.opened" or event.actor_id is None and event.name == "idea.moved")


def _load(events):
    post_ids = {event.post_id for event in events} - {None}
    topic_ids = {event.topic_id for event in events} - {None}
    actor_ids = {event.actor_id for event in events} - {None}
    # What another session has written meanwhile must be seen: this one lives as long as the worker's round.
    fresh = {"populate_existing": True}
    topics = select(Topic).join(Topic.board).options(contains_eager(Topic.board)).where(Topic.id.in_(topic_ids))
    posts = select(Post).where(Post.id.in_(post_ids))
    actors = select(Member).where(Member.id.in_(actor_ids))
    return Batch(
        topics={topic.id: topic for topic in db.session.scalars(topics.execution_options(**fresh))},
        posts={post.id: post for post in db.session.scalars(posts.execution_options(**fresh))},
        actors={member.id: member for member in db.session.scalars(actors.execution_options(**fresh))},
        published_by=_find_publications(topic_ids, post_ids),
    )


def _find_publications(topic_ids, post_ids):
    """Post id → the event with which it became public: its adding, or its approval when it was held first."""
    names = ("topic.opened", "post.held", "post.added", "post.approved")
    query = (
        select(Event.id, Event.name, Event.post_id)
        .where(Event.topic_id.in_(topic_ids), Event.post_id.in_(post_ids), Event.name.in_(names))
        .order_by(Event.id)
    )
    held, published = set(), {}
    for id, name, post_id in db.session.execute(query):
        if name == "post.held":
            held.add(post_id)
        elif name != "topic.opened" or post_id not in held:
            published.setdefault(post_id, id)
    return published


READER = Reader("notifications", read)
