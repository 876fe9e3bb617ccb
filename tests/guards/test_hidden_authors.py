"""Who posted an idea without a name is on no page, feed, index, letter or list; only a logged reason shows it."""

import re

import pytest
from sqlalchemy import select

from app.accounts.leaving import leave
from app.accounts.models import Member
from app.accounts.roles import MEMBER, NEW
from app.audit.models import AuditEntry
from app.events.models import Event
from app.extensions import db
from app.kinds.merging import merge_topic
from app.kinds.unmerging import undo_merge
from app.moderation.models import APPROVE, REPORTED, open_case
from app.notifications.models import Notice
from app.posts.hidden_authors import HiddenAuthor
from app.posts.models import Post, Revision
from app.topics.merges import Merge
from app.topics.models import HELD, PUBLISHED, REMOVED, Topic
from tests import factories
from tests.access_matrix import MATRIX
from tests.conftest import Browser
from tests.world import address_of, build_world

SECRET, NAME, HANDLE, NUMBER = "quintessence", "Zacharias Zoll", "zacharias-zoll", 987654
BECAUSE = "The police asks for it, see the letter of this morning in the office."


@pytest.fixture
def zach(people):
    """Somebody whose name, address and number are found wherever they stand."""
    from app.accounts.models import sign_up

    member = sign_up(NAME, email="zacharias@example.org", role=MEMBER)
    db.session.execute(db.update(Member).where(Member.id == member.id).values(id=NUMBER).execution_options(synchronize_session=False))
    db.session.execute(db.delete(Event).where(Event.member_id == member.id))
    db.session.info.pop("happened", None)
    db.session.commit()
    db.session.expunge_all()
    return db.session.get(Member, NUMBER)


@pytest.fixture
def board(site):
    board = factories.make_board("ideas", "Wishes")
    board.allows_anonymous = True
    db.session.commit()
    return board


@pytest.fixture
def post_hidden(app, board, zach):
    """post_hidden(title): posts an idea without a name by the form, as Zacharias; returns its topic."""

    def post(title=f"A {SECRET} plan", by=zach):
        sent = {"board": board.slug, "title": title, "body": f"What the {SECRET} is.", "tags": "rare", "without_name": "1"}
        answer = Browser(app, by).post("/ideas/new", sent)
        assert answer.status_code == 303, answer.text
        return load(db.session.scalar(select(Topic.id).order_by(Topic.id.desc())))

    return post


def load(id):
    query = select(Topic).options(db.joinedload(Topic.board), db.joinedload(Topic.idea)).where(Topic.id == id)
    topic = db.session.scalar(query)
    topic.opening = db.session.scalar(select(Post).where(Post.topic_id == id, Post.is_opening))
    topic.opening.topic = topic
    return topic


def tells(answer):
    """Whether an answer names Zacharias beside what he wrote without a name."""
    said = answer.get_data().decode(errors="replace") + (answer.location or "")
    names = re.search(rf"zachar|zoll|{NUMBER}", said, re.IGNORECASE)
    return bool(names) and SECRET in said.casefold()


def live(app, topic, zach, people):
    """He replies, comments, edits, closes and opens again; others answer him, and it goes into a report."""
    own, ben = Browser(app, zach), Browser(app, people.ben)
    own.post(f"/topics/{topic.id}/posts", {"body": f"More of the {SECRET}."})
    ben.post(f"/topics/{topic.id}/posts", {"body": "Who are you?"})
    reply, asked = db.session.scalars(select(Post.id).where(Post.topic_id == topic.id, ~Post.is_opening).order_by(Post.id))
    own.post(f"/posts/{asked}/comments", {"body": f"Nobody but {SECRET}."})
    sent = {"title": topic.title, "body": f"Even more {SECRET}.", "tags": "rare, odd", "version": "1"}
    assert own.post(f"/topics/{topic.id}/edit", sent).status_code == 303
    assert own.post(f"/posts/{reply}/edit", {"body": f"Much more {SECRET}.", "version": "1"}).status_code == 303
    for on in ({"on": "1"}, {}):
        own.post(f"/topics/{topic.id}/closure", on)
    ben.post(f"/posts/{reply}/report", {"reason": "spam", "note": "x"})
    ben.post(f"/topics/{topic.id}/follow", {"on": "1"})
    reported = db.session.scalar(select(Post).options(db.joinedload(Post.topic).joinedload(Topic.board)).where(Post.id == reply))
    open_case(reported, REPORTED)
    db.session.commit()
    return reply


def addresses(app, topic, reply, world):
    yield from (f"/search?q={SECRET}", f"/search?author={HANDLE}", f"/members/{HANDLE}", "/feed.atom", "/?before=x")
    yield from (topic.url, f"{topic.url}/feed.atom", f"{topic.url}?post={reply}", f"/ideas/{topic.id}/author", "/tags/rare", "/tags/odd")
    yield from ("/ideas?sort=new", "/ideas/feed.atom", "/boards/wishes", "/boards/wishes/feed.atom", "/boards/wishes/ideas.csv", "/listened")
    yield from (f"/ideas/new/similar?title={SECRET}", f"/ideas/{topic.id}/merge?q={SECRET}", f"/ideas/{topic.id}/status", "/inbox", "/log")
    yield from (f"/mentions?q=za&topic={topic.id}", f"/topics/{topic.id}/edit", f"/topics/{topic.id}/board", "/admin/members", f"/admin/members/{HANDLE}")
    for post in (topic.opening.id, reply):
        yield from (f"/posts/{post}{rest}" for rest in ("", "/acts", "/history", "/edit", "/report", "/comments/new"))
    for case in range(1, 4):
        yield f"/moderation/cases/{case}"
    for line in MATRIX:
        if line[0].startswith("GET "):
            yield address_of(app, line, world)[1]


def test_d2_who_posted_without_a_name_is_nowhere(app, people, post_hidden, zach, run_readers):
    world = build_world(people)
    topic = post_hidden()
    reply = live(app, topic, zach, people)
    kept = post_hidden(f"Another {SECRET}")
    news = factories.make_topic(factories.make_board("announcements", "News"), people.emil, f"{SECRET} is done", outcome="done")
    from app.kinds.announcements.models import AnnouncementSource

    db.session.add(AnnouncementSource(announcement_id=news.id, topic_id=topic.id))
    merged = post_hidden(f"A third {SECRET}")
    merge_topic(merged, load(kept.id), by=people.dora, because=BECAUSE)
    db.session.commit()
    run_readers()
    topic = load(topic.id)
    paths = list(dict.fromkeys([*addresses(app, topic, reply, world), news.url, kept.url, f"/ideas/{kept.id}/merges/2"]))
    for who in (None, people.ben, people.finn, people.dora, people.emil, people.ada):
        browser = Browser(app, who)
        answers = {path: browser.get(path) for path in paths}
        assert sum(SECRET.encode() in answer.get_data() for answer in answers.values()) > 10
        assert [path for path, answer in answers.items() if tells(answer)] == [], who
    assert topic.url not in Browser(app, people.ben).get(f"/search?q={SECRET}&author={HANDLE}").text


def test_d2_no_row_but_one_says_who_it_was(app, people, post_hidden, zach):
    topic = post_hidden()
    live(app, topic, zach, people)
    assert db.session.scalar(select(Topic.author_id).where(Topic.id == topic.id)) is None
    assert set(db.session.scalars(select(Post.author_id).where(Post.topic_id == topic.id))) == {None, people.ben.id}
    assert db.session.scalars(select(Revision.editor_id)).all() == [None, None]
    about_it = select(Event.name).where(Event.topic_id == topic.id, Event.actor_id == NUMBER)
    assert db.session.scalars(about_it).all() == []
    assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.member_id == NUMBER)) is None
    hidden = select(db.func.count()).select_from(HiddenAuthor).where(HiddenAuthor.member_id == NUMBER)
    assert db.session.scalar(hidden) == 3


def test_d2_the_author_keeps_every_right_and_is_called_the_author(app, people, post_hidden, zach, run_readers):
    topic = post_hidden()
    reply = live(app, topic, zach, people)
    run_readers()
    own, ben = Browser(app, zach), Browser(app, people.ben)
    page = own.get(topic.url).text
    assert "without your name" in page and "Close for replies" in page
    assert "The author of this idea" in ben.get(topic.url).text and "without your name" not in ben.get(topic.url).text
    assert own.get(f"/posts/{reply}/history").status_code == 200 and ben.get(f"/posts/{reply}/history").status_code == 403
    assert own.post(f"/posts/{reply}/report", {"reason": "spam"}).status_code == 403
    assert own.post(f"/posts/{reply}/vote", {"on": "1"}).status_code == 403
    for path in ("/account/told", "/account/data", "/account/data.json"):
        assert SECRET in own.get(path).text, path
    heard = set(db.session.scalars(select(Notice.about).where(Notice.member_id == NUMBER)))
    assert heard and "topic" not in heard
    assert own.post(f"/posts/{reply}/deletion").status_code == 303
    assert SECRET in own.get(f"/members/{HANDLE}").text and SECRET not in ben.get(f"/members/{HANDLE}").text
    assert own.post(f"/posts/{reply}/restoration").status_code == 303


@pytest.mark.parametrize("state", [HELD, REMOVED])
def test_d2_what_waits_is_seen_by_its_author_and_judged_by_others(app, people, post_hidden, zach, state):
    topic = post_hidden()
    db.session.execute(db.update(Member).where(Member.id == zach.id).values(role="moderator"))
    topic.opening._set_state(state)
    case = open_case(topic.opening, REPORTED)
    db.session.commit()
    assert Browser(app, zach).get(topic.url).status_code == 200
    assert Browser(app, people.ben).get(topic.url).status_code == 404
    sent = {"act": APPROVE}
    assert Browser(app, zach).post(f"/moderation/cases/{case.id}/decision", sent).status_code == 403
    assert Browser(app, people.dora).post(f"/moderation/cases/{case.id}/decision", sent).status_code == 303


def test_d2_a_new_members_idea_is_held_and_they_hear_of_the_decision(app, people, board, post_hidden, run_readers):
    topic = post_hidden(by=people.cleo)
    run_readers()
    assert topic.state == HELD and "Cleo" not in Browser(app, people.dora).get("/moderation").text
    from app.moderation.models import Case

    case = db.session.scalar(select(Case.id))
    Browser(app, people.dora).post(f"/moderation/cases/{case}/decision", {"act": APPROVE})
    run_readers()
    assert load(topic.id).state == PUBLISHED
    assert "approved" in set(db.session.scalars(select(Notice.about).where(Notice.member_id == people.cleo.id)))
    # Otherwise the new role would say who it was.
    assert db.session.get(Member, people.cleo.id).role == NEW


def test_d2_the_team_sees_the_name_with_a_reason_that_is_kept(app, people, post_hidden, zach):
    topic = post_hidden()
    emil, page = Browser(app, people.emil), f"/ideas/{topic.id}/author"
    assert emil.post(page, {"reason": "curious"}).status_code == 422
    assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.act == "idea.unveiled")) is None
    answer = emil.post(page, {"reason": BECAUSE})
    assert NAME in answer.text and NAME not in emil.get(page).text and NAME not in emil.get(topic.url).text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "idea.unveiled")).one()
    assert (entry.actor_id, entry.topic_id, entry.reason, entry.member_id) == (people.emil.id, topic.id, BECAUSE, None)
    assert answer.headers["Cache-Control"].startswith(("no-store", "private"))
    for who in (people.dora, people.ben, zach):
        assert Browser(app, who).post(page, {"reason": BECAUSE}).status_code == 403
    named = factories.make_topic(topic.board, people.ben)
    assert emil.post(f"/ideas/{named.id}/author", {"reason": BECAUSE}).status_code == 403


@pytest.mark.parametrize("with_posts", [False, True])
def test_d2_leaving_cuts_the_last_thread(app, people, post_hidden, zach, with_posts):
    topic = post_hidden()
    leave(db.session.merge(zach), with_posts=with_posts)
    db.session.commit()
    assert db.session.scalar(select(HiddenAuthor.post_id)) is None
    assert load(topic.id).state == ("deleted" if with_posts else PUBLISHED)
    if not with_posts:
        assert "Nobody can know" in Browser(app, people.emil).post(f"/ideas/{topic.id}/author", {"reason": BECAUSE}).text


def test_d2_merging_and_undoing_tell_nobody_and_reach_the_author(app, people, post_hidden, zach, board, run_readers):
    kept, topic = factories.make_topic(board, people.ben, "Kept"), post_hidden()
    merge_topic(topic, load(kept.id), by=people.dora, because=BECAUSE)
    db.session.commit()
    run_readers()
    assert "merged" in set(db.session.scalars(select(Notice.about).where(Notice.member_id == NUMBER)))
    merge = db.session.scalar(select(Merge).options(db.joinedload(Merge.merged).joinedload(Topic.board)))
    undo_merge(merge, by=people.dora)
    db.session.commit()
    assert "without your name" in Browser(app, zach).get(topic.url).text


def test_only_boards_that_allow_it_take_ideas_without_a_name(app, people, board, post_hidden):
    ben, ada = Browser(app, people.ben), Browser(app, people.ada)
    assert "without_name" in ben.get("/ideas/new").text
    sent = {"name": "Wishes", "audience": "public", "position": "0", "group_id": "0"}
    assert "allows_anonymous" in ada.get("/admin/boards/wishes").text
    topic = post_hidden()
    assert ada.post("/admin/boards/wishes", sent).status_code == 303
    assert "without_name" not in ben.get("/ideas/new").text
    factories.make_board("ideas", "Other")
    sent = {"board": "wishes", "title": "A plan", "body": "Some text", "without_name": "1"}
    # Who has ticked it is refused, never named instead.
    assert ben.post("/ideas/new", sent).status_code == 422
    assert ben.post("/ideas/new", {**sent, "without_name": ""}).status_code == 303
    assert load(topic.id).is_anonymous and not load(topic.id + 1).is_anonymous
