"""Who is told what, and that nobody is told twice or what they may not see."""

import pytest

from app.accounts.models import Member, sign_up
from app.accounts.roles import MEMBER
from app.boards.models import GROUP, MEMBERS, PUBLIC, Board
from app.events.models import record
from app.events.readers import find_cursor
from app.follows.models import TopicFollow, follow_board, follow_topic
from app.groups.models import Group
from app.kinds.announcements.models import Announcement, AnnouncementSource
from app.kinds.ideas.models import DONE, PLANNED
from app.kinds.polls.voices import Participation
from app.moderation.models import APPROVE, REMOVE, RETURN, Case
from app.moderation.reports import report
from app.notifications.models import Notice
from app.notifications.telling import tell_waiting
from app.permissions import member_sees_topic, visible_topics
from app.posts.models import Post
from app.topics.models import STATES, Topic
from app.votes.models import set_vote
from tests import factories


@pytest.fixture
def notices(db, run_readers):
    """notices(ben): what Ben was told after all readers have read, as (about, count, is unread)."""

    def told(member):
        run_readers("notifications")
        tell_waiting()
        query = db.select(Notice).where(Notice.member_id == member.id).order_by(Notice.id)
        return [(n.about, n.count, n.read_at is None) for n in db.session.scalars(query)]

    return told


@pytest.fixture
def bell(db):
    return lambda member: db.session.scalar(db.select(Member.unread_notices).where(Member.id == member.id))


@pytest.fixture
def topic(make_topic, ben):
    """Ben's discussion."""
    return make_topic("discussions", ben)


def follow(db, topic, *members, muted=False):
    db.session.add_all(TopicFollow(topic_id=topic.id, member_id=m.id, muted=muted) for m in members)
    db.session.commit()


def test_it_tells_followers_of_a_reply(db, topic, ben, finn, gus, make_reply, notices, bell):
    follow(db, topic, gus)
    make_reply(topic, finn)
    assert notices(ben) == [("reply", 1, True)]
    assert notices(gus) == [("reply", 1, True)]
    assert bell(ben) == bell(gus) == 1


def test_it_never_tells_the_actor(topic, ben, make_reply, notices, bell):
    make_reply(topic, ben)
    assert notices(ben) == []
    assert bell(ben) == 0


def test_it_keeps_one_unread_line_a_topic(topic, ben, finn, gus, make_reply, notices, bell):
    make_reply(topic, finn)
    make_reply(topic, gus)
    make_reply(topic, finn)
    assert notices(ben) == [("reply", 3, True)]
    assert bell(ben) == 1


def test_it_starts_a_new_line_after_the_old_one_was_read(topic, ben, finn, make_reply, notices, sign_in, bell):
    make_reply(topic, finn)
    notices(ben)
    sign_in(ben).post("/inbox/reading")
    make_reply(topic, finn)
    assert notices(ben) == [("reply", 1, False), ("reply", 1, True)]
    assert bell(ben) == 1


def test_it_reads_every_event_twice_without_harm(db, topic, ben, finn, make_reply, notices, bell):
    make_reply(topic, finn)
    make_reply(topic, finn)
    before = notices(ben)
    find_cursor("notifications").position = 0
    db.session.commit()
    assert notices(ben) == before == [("reply", 2, True)]
    assert bell(ben) == 1


def test_it_reads_again_what_was_already_read_by_the_member(db, topic, ben, finn, make_reply, notices, sign_in, bell):
    make_reply(topic, finn)
    notices(ben)
    sign_in(ben).post("/inbox/reading")
    find_cursor("notifications").position = 0
    db.session.commit()
    assert notices(ben) == [("reply", 1, False)]
    assert bell(ben) == 0


def test_it_is_silent_for_who_muted(db, topic, ben, finn, gus, make_reply, notices):
    follow(db, topic, gus, muted=True)
    make_reply(topic, finn, "What do you say, @gus?")
    assert notices(gus) == []


def test_it_does_not_tell_who_was_blocked_or_left(db, topic, ben, ada, finn, gus, make_reply, notices):
    follow(db, topic, gus)
    gus.block(by=ada)
    ben.leave()
    db.session.commit()
    make_reply(topic, finn)
    assert notices(gus) == notices(ben) == []


def test_it_tells_who_is_mentioned(topic, finn, gus, make_reply, notices):
    make_reply(topic, finn, "What do you say, @gus and @nobody?")
    assert notices(gus) == [("mention", 1, True)]


def test_it_tells_the_asker_of_an_answer(make_topic, ben, finn, make_reply, notices):
    make_reply(make_topic("questions", ben), finn)
    assert notices(ben) == [("answer", 1, True)]


def test_it_tells_the_author_of_a_comment(topic, finn, gus, make_reply, notices):
    answer = make_reply(topic, finn)
    make_reply(topic, gus, parent=answer)
    assert notices(finn) == [("comment", 1, True)]


def test_it_tells_whose_answer_was_accepted(db, make_topic, ben, finn, make_reply, notices):
    topic = make_topic("questions", ben)
    topic.question.accept(make_reply(topic, finn), by=ben)
    db.session.commit()
    assert notices(finn) == [("accepted", 1, True)]


def test_it_tells_author_voters_and_followers_that_an_idea_moved(db, make_topic, ben, finn, gus, emil, dora, notices):
    topic = make_topic("ideas", ben)
    set_vote(topic.opening, finn, wanted=True)
    follow(db, topic, gus)
    db.session.commit()
    topic.idea.move_to(PLANNED, by=emil, because="We have ordered the wood.")
    db.session.commit()
    for member in (ben, finn, gus):
        assert notices(member) == [("status", 1, True)]
    assert notices(emil) == notices(dora) == []
    notice = db.session.scalar(db.select(Notice))
    assert (notice.detail, notice.text) == (PLANNED, "We have ordered the wood.")


def test_it_lets_a_new_status_outweigh_replies(db, make_topic, ben, emil, finn, make_reply, notices):
    topic = make_topic("ideas", ben)
    make_reply(topic, finn)
    topic.idea.move_to(DONE, by=emil, because="It stands there since Monday, come and have a look at it.")
    db.session.commit()
    make_reply(topic, finn)
    assert notices(ben) == [("status", 3, True)]


def publish(db, board, by, *sources):
    """An announcement that answers these topics."""
    topic = factories.make_topic(board, by, title="We did it")
    db.session.merge(Announcement(topic_id=topic.id, outcome="done"))
    db.session.flush()
    db.session.add_all(AnnouncementSource(announcement_id=topic.id, topic_id=s.id) for s in sources)
    record("outcome.published", actor=by, topic=topic)
    db.session.commit()
    return topic


def test_it_tells_of_an_outcome_once_however_many_sources(
    db, boards, make_topic, make_poll, ada, ben, finn, gus, dora, cleo, notices, bell
):
    one, two = make_topic("ideas", ben), make_topic("ideas", ben)
    poll = make_poll(ada)
    for idea in (one, two):
        set_vote(idea.opening, finn, wanted=True)
        follow(db, idea, gus)
    db.session.add(Participation(poll_id=poll.id, member_id=dora.id))
    db.session.commit()
    publish(db, boards["announcements"], ada, one, two, poll)
    for member in (ben, finn, gus, dora):
        assert notices(member) == [("outcome", 1, True)]
        assert bell(member) == 1
    assert notices(cleo) == []


def test_it_counts_an_announcement_once_for_who_follows_its_board_too(db, boards, make_topic, ada, ben, notices):
    follow_board(boards["announcements"], ben, wanted=True)
    publish(db, boards["announcements"], ada, make_topic("ideas", ben))
    assert notices(ben) == [("outcome", 1, True)]


def test_it_does_not_tell_of_an_outcome_by_a_muted_source(db, boards, make_topic, ada, ben, finn, notices):
    idea = make_topic("ideas", ben)
    set_vote(idea.opening, finn, wanted=True)
    follow_topic(idea, finn, wanted=True)
    follow_topic(idea, finn, wanted=False)
    publish(db, boards["announcements"], ada, idea)
    assert notices(finn) == []


def test_it_tells_followers_of_a_board_of_new_topics(db, boards, make_topic, ben, gus, notices):
    follow_board(boards["discussions"], gus, wanted=True)
    make_topic("discussions", ben)
    assert notices(gus) == [("topic", 1, True)]


def test_it_tells_of_a_held_text_only_when_it_is_approved(db, boards, make_topic, cleo, dora, gus, notices, run_readers):
    follow_board(boards["discussions"], gus, wanted=True)
    topic = make_topic("discussions", cleo)
    assert notices(gus) == []
    run_readers("moderation")
    decide(db, topic.opening, APPROVE, dora)
    assert notices(gus) == [("topic", 1, True)]
    assert notices(cleo) == [("approved", 1, True)]


def test_it_tells_once_when_the_approval_is_faster_than_the_reader(db, boards, make_topic, cleo, dora, gus, notices, run_readers):
    follow_board(boards["discussions"], gus, wanted=True)
    topic = make_topic("discussions", cleo)
    run_readers("moderation")
    decide(db, topic.opening, APPROVE, dora)
    assert notices(gus) == [("topic", 1, True)]


def test_it_does_not_tell_again_when_a_hidden_text_comes_back(db, topic, ben, finn, emil, dora, make_reply, notices, run_readers):
    post = make_reply(topic, finn)
    assert notices(ben) == [("reply", 1, True)]
    report(find_post_for(db, post), emil, "spam")
    db.session.commit()
    run_readers("moderation")
    decide(db, post, APPROVE, dora)
    assert notices(ben) == [("reply", 1, True)]
    assert notices(finn) == [("approved", 1, True)]


def find_post_for(db, post):
    """The post as a route would have it."""
    query = db.select(Post).join(Post.topic).join(Topic.board).outerjoin(Post.author)
    loads = (db.contains_eager(Post.topic).contains_eager(Topic.board), db.contains_eager(Post.author))
    return db.session.scalar(query.options(*loads).where(Post.id == post.id))


def decide(db, post, act, by, because=""):
    """A decision on the open case of this post, committed."""
    case = db.session.scalar(db.select(Case).where(Case.post_id == post.id, Case.closed_at.is_(None)))
    case.post = find_post_for(db, post)
    decision = case.decide(act, by=by, because=because)
    db.session.commit()
    return decision


@pytest.mark.parametrize(("act", "about"), [(RETURN, "returned"), (REMOVE, "removed")])
def test_it_tells_the_author_why(db, make_topic, make_reply, ben, cleo, dora, notices, run_readers, act, about):
    post = make_reply(make_topic("discussions", ben), cleo)
    run_readers("moderation")
    decide(db, post, act, dora, "Please without the price list.")
    assert notices(cleo) == [(about, 1, True)]
    notice = db.session.scalar(db.select(Notice).where(Notice.member_id == cleo.id))
    assert notice.text == "Please without the price list."
    assert notice.actor_id is None


def test_it_tells_the_author_of_a_decision_even_when_muted(db, make_topic, make_reply, ben, cleo, dora, notices, run_readers):
    topic = make_topic("discussions", ben)
    post = make_reply(topic, cleo)
    follow_topic(topic, cleo, wanted=False)
    run_readers("moderation")
    decide(db, post, REMOVE, dora, "Spam.")
    assert notices(cleo) == [("removed", 1, True)]


@pytest.mark.parametrize(("act", "about"), [(REMOVE, "report_upheld"), (APPROVE, "report_refused")])
def test_it_tells_the_reporter_what_came_of_it(db, make_topic, ben, cleo, gus, dora, notices, run_readers, act, about):
    topic = make_topic("discussions", ben)
    report(topic.opening, gus, "spam")
    report(topic.opening, cleo, "insult")
    db.session.commit()
    run_readers("moderation")
    decide(db, topic.opening, act, dora, "Because.")
    assert notices(gus) == notices(cleo) == [(about, 1, True)]
    assert notices(ben) == ([("removed", 1, True)] if act == REMOVE else [])


def test_it_tells_the_author_that_a_decision_was_taken_back(db, make_topic, make_reply, ben, cleo, dora, notices, run_readers):
    post = make_reply(make_topic("discussions", ben), cleo)
    run_readers("moderation")
    decision = decide(db, post, REMOVE, dora, "Spam.")
    assert notices(cleo) == [("removed", 1, True)]
    decision = db.session.merge(decision)
    decision.case, decision.post = db.session.get(Case, decision.case_id), find_post_for(db, post)
    decision.undo(by=dora)
    db.session.commit()
    assert notices(cleo) == [("taken_back", 2, True)]


def test_it_tells_a_new_member_that_they_are_a_member(db, cleo, notices):
    cleo.count_approved_post()
    db.session.commit()
    assert notices(cleo) == []
    db.session.merge(cleo).count_approved_post()
    db.session.commit()
    assert notices(cleo) == [("role", 1, True)]


def test_it_is_silent_about_what_came_with_an_import(db, boards, make_reply, ben, gus, notices):
    follow_board(boards["discussions"], gus, wanted=True)
    author = sign_up("Olden Days", origin="elsewhere:user:1", role=MEMBER)
    topic = factories.make_topic(boards["discussions"], author)
    topic.origin, topic.opening.origin = "elsewhere:topic:1", "elsewhere:post:1"
    db.session.commit()
    old = make_reply(topic, author)
    old.origin = "elsewhere:post:2"
    db.session.commit()
    assert notices(gus) == []
    follow(db, topic, gus)
    make_reply(topic, ben)
    assert notices(gus) == [("reply", 1, True)]
    assert notices(author) == []


def test_d2_it_never_tells_who_may_not_see_the_topic(db, site, ben, finn, gus, cleo, dora, make_reply, notices):
    group = Group(name="Testers")
    db.session.add(group)
    db.session.flush()
    for member in (ben, finn):
        group.include(member, by=None)
    board = factories.make_board("discussions", "Secret", audience=GROUP, group=group)
    topic = factories.make_topic(board, ben)
    follow(db, topic, gus, dora)
    make_reply(topic, finn, "Hello @cleo.")
    assert notices(ben) == [("reply", 1, True)]
    assert notices(gus) == notices(dora) == notices(cleo) == []


def test_d2_it_forgets_unread_lines_when_a_topic_goes_out_of_sight(
    db, site, topic, ben, finn, gus, emil, make_reply, notices, bell
):
    follow(db, topic, gus, emil)
    make_reply(topic, finn)
    assert notices(gus) == [("reply", 1, True)]
    group = Group(name="Testers")
    db.session.add(group)
    db.session.commit()
    secret = factories.make_board("discussions", "Secret", audience=GROUP, group=group)
    kept = db.session.scalar(visible_topics(emil).where(Topic.id == topic.id))
    kept.move_to(db.session.get(Board, secret.id), by=emil)
    db.session.commit()
    assert notices(gus) == notices(ben) == []
    assert bell(gus) == bell(ben) == 0
    assert notices(emil) == [("reply", 1, True)]
    assert bell(emil) == 1


@pytest.mark.parametrize("audience", [PUBLIC, MEMBERS, GROUP])
@pytest.mark.parametrize("state", STATES)
def test_d2_one_condition_for_all_says_what_seeing_says_for_each(db, people, ben, gus, audience, state):
    group = Group(name="Testers")
    db.session.add(group)
    db.session.flush()
    for member in (ben, people.dora, people.cleo):
        group.include(member, by=None)
    board = factories.make_board("discussions", audience=audience, group=group if audience == GROUP else None)
    topic = factories.make_topic(board, ben)
    topic.state = state
    people.finn.block(by=people.ada)
    db.session.commit()
    query = db.select(Member.id).join(Topic, Topic.id == topic.id).join(Board).where(member_sees_topic())
    all_at_once = set(db.session.scalars(query))
    one_by_one = {
        member.id
        for member in vars(people).values()
        if member.is_active and db.session.scalar(visible_topics(member).where(Topic.id == topic.id))
    }
    assert all_at_once == one_by_one


def test_it_tells_ten_thousand_with_a_few_statements(db, topic, finn, make_reply, run_readers, count_queries, bell):
    crowd = 10_000
    rows = [
        {"name": f"m{n}", "name_key": f"m{n}", "skeleton": f"m{n}", "handle": f"m{n}", "role": MEMBER}
        for n in range(crowd)
    ]
    db.session.execute(db.insert(Member), rows)
    members = db.session.scalars(db.select(Member.id).where(Member.name.like("m%")))
    db.session.execute(db.insert(TopicFollow), [{"topic_id": topic.id, "member_id": id} for id in members])
    db.session.commit()
    make_reply(topic, finn)
    with count_queries() as first:
        run_readers("notifications")
    make_reply(topic, finn)
    with count_queries() as second:
        run_readers("notifications")
    assert len(first) < 30 and len(second) < 30
    told = db.session.execute(db.select(db.func.count(), db.func.sum(Notice.count)).select_from(Notice)).one()
    assert told == (crowd + 1, 2 * (crowd + 1))
    assert db.session.scalar(db.select(db.func.sum(Member.unread_notices))) == crowd + 1
