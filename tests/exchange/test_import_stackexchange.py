"""What becomes of a small Stack Exchange dump."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Member, sign_up
from app.exchange import writing
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.tags.models import Tag
from app.topics.models import Topic, TopicLink
from tests.exchange.dumps import POSTS, USERS, write_dump


@pytest.fixture
def dump(tmp_path):
    return write_dump(tmp_path / "beer.example.com-2016-12")


def post_by(db, key):
    query = select(Post).options(joinedload(Post.author), joinedload(Post.topic).joinedload(Topic.question))
    return db.session.scalars(query.where(Post.origin == f"stackexchange:beer.example.com:{key}")).one()


def test_a_question_keeps_text_dates_tags_and_author(bring_in, dump, db, site):
    assert bring_in("stackexchange", dump).exit_code == 0
    opening = post_by(db, "post:1")
    assert opening.body == "Why is it *flat*?" and "<em>flat</em>" in opening.html
    assert opening.created_at == datetime(2014, 1, 21, 20, 26, 5, 383000, tzinfo=UTC)
    assert opening.edited_at == datetime(2014, 1, 22, 10, tzinfo=UTC)
    assert opening.topic.title == "Why is my beer flat?" and opening.topic.tag_names == ["hops", "storage"]
    assert opening.topic.closed_at == datetime(2015, 2, 1, tzinfo=UTC)
    assert (
        opening.author.name == "Jeff" and opening.author.is_imported and opening.author.password_hash is None
    )
    assert set(db.session.scalars(select(Tag.name))) == {"hops", "storage"}


def test_the_accepted_answer_is_the_asker_s_choice(bring_in, dump, db, site):
    bring_in("stackexchange", dump)
    answer = post_by(db, "post:3")
    question = db.session.get(Question, answer.topic_id)
    assert question.accepted_id == answer.id and question.accepted_by_id == answer.topic.author_id
    assert question.accepted_at == datetime(2014, 1, 22, tzinfo=UTC)


def test_comments_hang_under_what_they_are_about(bring_in, dump, db, site):
    bring_in("stackexchange", dump)
    on_question, on_answer = post_by(db, "comment:1"), post_by(db, "comment:2")
    assert on_question.parent_id == on_question.thread_id == post_by(db, "post:1").id
    assert on_answer.parent_id == on_answer.thread_id == post_by(db, "post:3").id
    assert on_question.body == "See *this* [page](http://a.org/b)." and on_question.carried_up == 3
    assert on_answer.author is None


def test_votes_are_carried_and_counted(bring_in, dump, db, site):
    bring_in("stackexchange", dump)
    opening = post_by(db, "post:1")
    assert (opening.carried_up, opening.carried_down, opening.vote_count, opening.topic.vote_count) == (
        3,
        1,
        2,
        2,
    )


def test_a_duplicate_still_points_at_its_original(bring_in, dump, db, site):
    bring_in("stackexchange", dump)
    link = db.session.scalars(select(TopicLink)).one()
    ends = (post_by(db, "post:2").topic_id, post_by(db, "post:1").topic_id)
    assert (link.topic_id, link.other_id, link.kind) == (*ends, "duplicate")


def test_names_that_are_taken_get_a_number_and_are_reported(bring_in, dump, db, site):
    sign_up("JEFF")
    db.session.commit()
    result = bring_in("stackexchange", dump)
    assert set(db.session.scalars(select(Member.name))) == {"JEFF", "Jeff 2", "Jeff 3"}
    assert "Jeff → Jeff 2" in result.output


def test_a_name_kept_for_the_team_is_not_handed_out(bring_in, tmp_path, db, site):
    users = [*USERS[:1], USERS[1] | {"DisplayName": "Admin"}, *USERS[2:]]
    bring_in("stackexchange", write_dump(tmp_path / "dump", Users=users))
    assert "Admin" not in set(db.session.scalars(select(Member.name)))


def test_it_counts_what_it_leaves_out(bring_in, dump, site):
    said = " ".join(bring_in("stackexchange", dump).output.split())
    for line in (
        "1 votes on missing posts",
        "1 links to missing posts",
        "1 posts of other types",
        "1 comments on missing",
        "1 answers to missing questions",
        "1 questions and answers without owner",
    ):
        assert line in said


def test_a_board_of_another_kind_is_refused(bring_in, dump, boards, count_rows):
    before = count_rows()
    result = bring_in("stackexchange", dump, board="Ideas")
    assert result.exit_code == 1 and "Ideas" in result.output and count_rows() == before


def test_the_same_source_does_not_go_into_a_second_board(bring_in, dump, site, count_rows):
    bring_in("stackexchange", dump)
    before = count_rows()
    result = bring_in("stackexchange", dump, board="Another")
    assert result.exit_code == 1 and "Beer" in result.output and count_rows() == before


def test_a_stopped_import_goes_on_where_it_was(bring_in, dump, db, site, count_rows, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 1)
    steps = iter(range(1, 4))
    count = writing.Writer._count
    monkeypatch.setattr(
        writing.Writer, "_count", lambda self, drafts: count(self, drafts) if next(steps, None) else stop()
    )
    assert bring_in("stackexchange", dump).exit_code == 1
    db.session.rollback()
    part = count_rows()
    monkeypatch.undo()
    assert bring_in("stackexchange", dump).exit_code == 0
    whole = count_rows()
    assert 0 < part["posts"] < whole["posts"] == 2 + 1 + 2
    assert (whole["topics"], whole["questions"], whole["members"]) == (2, 2, 2)
    assert bring_in("stackexchange", dump).exit_code == 0 and count_rows() == whole


def stop():
    raise KeyboardInterrupt


def test_a_text_longer_than_ours_may_be_comes_in_whole(bring_in, tmp_path, db, site):
    long = "".join(f"<p>Paragraph {n} of a very long text.</p>" for n in range(1500))
    bring_in(
        "stackexchange",
        write_dump(tmp_path / "beer.example.com", Posts=[POSTS[0] | {"Body": long}, *POSTS[1:]]),
    )
    assert "Paragraph 1499 " in post_by(db, "post:1").html


def test_the_imported_page_can_be_read(bring_in, dump, db, visitor):
    bring_in("stackexchange", dump)
    page = visitor.get(f"/questions/{post_by(db, 'post:1').topic_id}", follow_redirects=True).text
    assert "It is old." in page and "Thank you" in page and "http://a.org/b" in page
