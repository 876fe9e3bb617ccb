"""What the tests of moderation share: the queue, and a look at what the database holds."""

import pytest

from app.accounts.models import Member
from app.audit.models import AuditEntry
from app.moderation.models import Case, Decision
from app.posts.models import Post
from app.topics.models import Topic


@pytest.fixture
def queue(db, run_readers):
    """queue(): the open cases after the reader has read, as (post id, why)."""

    def waiting():
        run_readers("moderation")
        query = db.select(Case.post_id, Case.why).where(Case.closed_at.is_(None)).order_by(Case.id)
        return [tuple(row) for row in db.session.execute(query)]

    return waiting


@pytest.fixture
def case_of(db, run_readers):
    """case_of(post): the id of its open case."""

    def find(post):
        run_readers("moderation")
        return db.session.scalar(db.select(Case.id).where(Case.post_id == post.id, Case.closed_at.is_(None)))

    return find


@pytest.fixture
def decide(sign_in, case_of, db):
    """decide(dora, post, "remove", rule="advertising"): as by the page; returns the decision's id."""

    def act(by, post, act, **data):
        browser = sign_in(by)
        response = browser.post(f"/moderation/cases/{case_of(post)}/decision", {"act": act, **data})
        assert response.status_code == 303
        return db.session.scalar(db.select(db.func.max(Decision.id)))

    return act


@pytest.fixture
def snapshot(db):
    """snapshot(): everything about posts, topics, boards and members that a decision may move."""

    def look():
        db.session.rollback()
        posts = db.select(Post.id, Post.state, Post.earlier_state, Post.approved_at, Post.comment_count)
        topics = db.select(Topic.id, Topic.state, Topic.reply_count)
        members = db.select(Member.id, Member.role, Member.post_count, Member.approved_posts)
        return [sorted(db.session.execute(query).all()) for query in (posts, topics, members)]

    return look


@pytest.fixture
def audited(db):
    """audited(): the acts in the audit log, oldest first."""
    return lambda: list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.fixture
def state_of(db):
    return lambda post: db.session.scalar(db.select(Post.state).where(Post.id == post.id))
