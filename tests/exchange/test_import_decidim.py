"""What becomes of a small Decidim export."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kinds.ideas.models import Idea
from app.posts.models import Post
from app.topics.models import Topic
from tests.exchange.dumps import PROPOSALS, write_proposals


@pytest.fixture
def export(tmp_path):
    return write_proposals(tmp_path / "city")


def post_by(db, key):
    query = select(Post).options(joinedload(Post.topic).joinedload(Topic.idea), joinedload(Post.author))
    return db.session.scalars(query.where(Post.origin == f"decidim:city:{key}")).one()


def test_an_idea_keeps_status_votes_tags_and_date(bring_in, export, db, site):
    assert bring_in("decidim", export).exit_code == 0
    opening = post_by(db, "proposal:4")
    assert opening.body == "One line.\n\nAnother." and opening.created_at == datetime(2016, 1, 22, tzinfo=UTC)
    assert opening.topic.idea.status == "planned" and opening.topic.vote_count == opening.carried_up == 26
    assert opening.topic.tag_names == ["Green", "Gràcia"]
    assert opening.author.name == "City"
    assert set(db.session.scalars(select(Idea.status))) == {"planned", "not_now", "new"}


def test_comments_become_threads_in_the_order_of_time(bring_in, export, db, site):
    bring_in("decidim", export)
    first, reply, deeper = (post_by(db, f"comment:{id}") for id in (10, 20, 30))
    assert first.id < reply.id < deeper.id
    assert (first.parent_id, first.thread_id) == (None, None)
    assert (reply.parent_id, reply.thread_id) == (first.id, first.id)
    assert (deeper.parent_id, deeper.thread_id) == (reply.id, first.id)
    assert first.comment_count == 2 and (first.vote_count, deeper.vote_count) == (4, -2)


def test_an_answer_of_the_city_becomes_the_reason(bring_in, tmp_path, db, site):
    answered = PROPOSALS[1] | {"answer": "There is no money for it this year."}
    bring_in("decidim", write_proposals(tmp_path / "city", [answered], []))
    assert post_by(db, "proposal:5").topic.idea.reason == "There is no money for it this year."


def test_a_second_run_adds_nothing(bring_in, export, site, count_rows):
    bring_in("decidim", export)
    before = count_rows()
    assert bring_in("decidim", export).exit_code == 0 and count_rows() == before
