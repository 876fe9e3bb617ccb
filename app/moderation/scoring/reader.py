"""Follows decisions and learns from them, and forgets what was undone; notes which sites texts link to.

Writing down a lesson is quick and happens with the event; learning from all lessons takes a second and happens by
the clock, outside of any transaction.
"""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import contains_eager

from app.database import now, reading
from app.events.readers import Reader
from app.events.schedule import TimedAct
from app.extensions import db
from app.moderation.models import ACTS, APPROVE, REMOVE, Decision
from app.moderation.reports import Report
from app.moderation.scoring.features import features_of, indexes, own_host, read_text
from app.moderation.scoring.knowledge import forget_kept
from app.moderation.scoring.learner import Learned, learn
from app.moderation.scoring.models import (
    SPAM,
    SUBJECTS,
    UNFRIENDLY,
    Knowledge,
    Lesson,
    LinkedHost,
    teach,
    unteach,
)
from app.posts.models import Post

FOLLOWED = ("post.added", "post.held", "topic.opened", "post.edited")
# The newest of each sort: enough to learn from, and no more than a small machine learns in a second or two.
MOST_LESSONS = 1000
HOSTS_KEPT = timedelta(days=90)
# Which reasons say what a text was removed for: the stored ones, and those of reports that a removal upheld.
BAD_FOR = {"advertising": SPAM, "unfriendly": UNFRIENDLY}
REPORTED_FOR = {"spam": SPAM, "insult": UNFRIENDLY}


def read(events):
    """Lessons from decisions, and the sites that new texts link to."""
    for event in events:
        if event.name == "decision.made":
            learn_from(event.data["decision"])
        elif event.name == "decision.undone" and event.post_id and event.data["act"] in ACTS:
            unlearn(event.data["decision"], event.post_id)
        elif event.name in FOLLOWED and event.post_id:
            note_hosts(event.post_id)


def learn_from(decision_id):
    """One lesson a decision: approved is good in every respect, removed is bad in the one it was removed for."""
    decision = _find_decision(decision_id)
    if decision is None or decision.undone_at or decision.act not in ACTS:
        return
    unteach(decision.post_id)
    bad = _bad_for(decision)
    subjects = SUBJECTS if decision.act == APPROVE else bad
    if subjects:
        blocks = features_in(decision.post)
        for subject in subjects:
            teach(decision.post, subject, subject in bad, blocks)


def unlearn(decision_id, post_id):
    """What was undone teaches nothing any more; what was decided about the text before counts again."""
    unteach(post_id)
    earlier = select(Decision.id).where(
        Decision.post_id == post_id, Decision.id < decision_id, Decision.undone_at.is_(None), Decision.act.in_(ACTS)
    )
    before = db.session.scalar(earlier.order_by(Decision.id.desc()).limit(1))
    if before:
        learn_from(before)


def features_in(post):
    """What this text is made of, in numbers."""
    title = post.topic.title if post.is_opening else ""
    return indexes(features_of(read_text(post.body, title), own_host()))


def note_hosts(post_id):
    """Remember for a while which sites a text links to."""
    post = db.session.get(Post, post_id)
    if post is None or "." not in post.body:
        return
    for host in read_text(post.body).hosts[:20]:
        db.session.merge(LinkedHost(post_id=post.id, host=host[:200], created_at=post.created_at))


def learn_anew():
    """Learn from the lessons of every subject in which something has changed; nobody waits meanwhile."""
    with reading():
        stale = list(db.session.scalars(select(Knowledge.subject).where(Knowledge.is_stale)))
        learned = {subject: _learn(subject) for subject in stale}
        db.session.expunge_all()
        db.session.rollback()
    for subject, packed in learned.items():
        db.session.execute(
            update(Knowledge)
            .where(Knowledge.subject == subject)
            .values(packed=packed, version=Knowledge.version + 1, is_stale=False, learned_at=now())
            .execution_options(synchronize_session=False)
        )
    db.session.execute(delete(LinkedHost).where(LinkedHost.created_at < now() - HOSTS_KEPT))
    if learned:
        forget_kept()


def _learn(subject):
    packed = db.session.scalar(select(Knowledge.packed).where(Knowledge.subject == subject))
    examples = [(lesson.blocks, lesson.is_bad) for sort in (True, False) for lesson in _newest(subject, sort)]
    learned = learn(examples, Learned.unpack(packed) if packed else None)
    return learned.pack() if learned else None


def _newest(subject, is_bad):
    query = select(Lesson).where(Lesson.subject == subject, Lesson.is_bad == is_bad)
    return db.session.scalars(query.order_by(Lesson.created_at.desc()).limit(MOST_LESSONS))


def _bad_for(decision):
    if decision.act != REMOVE:
        return set()
    reported = select(Report.reason).where(Report.decision_id == decision.id, Report.upheld.is_(True))
    named = {REPORTED_FOR.get(reason) for reason in db.session.scalars(reported)}
    return {BAD_FOR[decision.rule]} if decision.rule in BAD_FOR else named - {None}


def _find_decision(decision_id):
    query = select(Decision).join(Decision.post).join(Post.topic).where(Decision.id == decision_id)
    return db.session.scalar(
        query.options(contains_eager(Decision.post).contains_eager(Post.topic)).execution_options(populate_existing=True)
    )


READER = Reader("scoring", read)
TIMED = [TimedAct("learning", timedelta(minutes=1), learn_anew)]
