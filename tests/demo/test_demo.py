"""The demo community: built once for all tests here, and looked at from many sides."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.accounts.models import Member
from app.accounts.roles import ROLES
from app.audit.models import find_break
from app.boards.models import Board
from app.database import now
from app.demo.build import SiteExists, build_demo
from app.demo.commands import add_demo_commands
from app.demo.decisions import ANNOUNCEMENTS, DISCUSSIONS, POLLS
from app.demo.ideas import IDEAS
from app.demo.questions import QUESTIONS
from app.demo.story import PASSWORD, PEOPLE, SIGN_INS
from app.events.models import Event
from app.kinds.announcements.models import Announcement
from app.kinds.ideas.models import Idea, IdeaMove
from app.kinds.polls.models import Poll
from app.kinds.questions.models import Question
from app.moderation.models import Case
from app.notifications.models import Notice
from app.posts.models import Post
from app.recounting import recount
from app.site import Site
from app.topics.models import HELD, MERGED, Topic, TopicLink
from app.votes.models import Vote
from tests import conftest
from tests.instances import copy_instance
from tests.rounds import share


@pytest.fixture(scope="module")
def built(blank, tmp_path_factory):
    """An app with the demo in it, which the tests here only look at; and what was told."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    copy_instance(blank, folder)
    app = conftest.make_plain_app(folder)
    with app.app_context():
        told = build_demo(app)
        conftest.database.session.remove()
        yield app, told
        conftest.database.engine.dispose()


@pytest.fixture
def demo(built):
    app, _ = built
    with app.app_context():
        yield app
        conftest.database.session.remove()


@pytest.fixture
def db(demo):
    return conftest.database


def count(db, *conditions):
    return db.session.scalar(select(func.count()).where(*conditions))


def browser_of(demo, db, name=None):
    member = db.session.scalar(select(Member).where(Member.name == name)) if name else None
    return conftest.Browser(demo, member)


def test_it_tells_how_to_sign_in(built, db):
    told = "\n".join(built[1])
    assert PASSWORD in told
    for name, _ in SIGN_INS:
        assert name in told


def test_the_told_password_fits(db):
    from app.accounts.passwords import password_problem, verify_password

    jana = db.session.scalar(select(Member).where(Member.name == SIGN_INS[0][0]))
    assert verify_password(jana.password_hash, PASSWORD)
    assert password_problem(PASSWORD, site="Café Nordlicht") is None


def test_it_has_members_of_every_role(db):
    assert set(db.session.scalars(select(Member.role))) == set(ROLES)
    assert count(db, Member.id > 0) >= 25


def test_every_name_may_be_chosen(db):
    from app.accounts.names import name_problem

    assert [person.name for person in PEOPLE if name_problem(person.name, reserved=("Café Nordlicht",))] == []


def test_it_has_talk_of_all_kinds(db):
    topics = dict(db.session.execute(select(Board.kind, func.count()).join(Topic).group_by(Board.kind)).all())
    assert topics == {
        "ideas": len(IDEAS),
        "questions": len(QUESTIONS),
        "polls": len(POLLS),
        "announcements": len(ANNOUNCEMENTS),
        "discussions": len(DISCUSSIONS),
    }
    assert len(set(db.session.scalars(select(Idea.status)))) >= 6
    assert {"it_failed", "you_spared_us_this", "done", "interim", "news"} <= set(
        db.session.scalars(select(Announcement.outcome))
    )
    assert count(db, Question.accepted_id.is_not(None)) > count(db, Question.accepted_id.is_(None))
    assert count(db, TopicLink.kind == "duplicate") == 1
    assert count(db, Poll.closed_at.is_(None), Poll.closes_at > now()) == 3
    assert count(db, Poll.closed_at.is_not(None), Poll.electorate > 20) == 3
    assert set(db.session.scalars(select(Topic.language))) >= {"de", "en"}


def test_its_votes_are_those_of_the_story(db):
    # A merged idea brings its votes to the one that is kept.
    kept = {talk.merged_into[0] for talk in IDEAS if talk.merged_into}
    told = {talk.title: talk.votes for talk in (*IDEAS, *QUESTIONS, *DISCUSSIONS) if talk.key not in kept}
    found = dict(db.session.execute(select(Topic.title, Topic.vote_count)).all())
    assert {title: found[title] for title, votes in told.items() if votes} == {t: v for t, v in told.items() if v}


def test_every_counter_is_right(db):
    assert recount() == {}


def test_the_dates_are_consistent(db):
    site = db.session.scalar(select(Site))
    assert 40 < (now() - site.opened_at).days < 50
    moments = list(db.session.scalars(select(Event.created_at).where(Event.name != "case.opened").order_by(Event.id)))
    assert moments == sorted(moments)
    assert moments[-1] <= now()
    assert count(db, Post.created_at > now()) == 0
    rows = db.session.execute(
        select(Post.created_at, Topic.created_at, Topic.last_activity_at).join(Topic, Topic.id == Post.topic_id)
    )
    for written, opened, active in rows:
        assert opened <= written <= active
    joined = select(Post.id).join(Member, Member.id == Post.author_id).where(Post.created_at < Member.created_at)
    assert db.session.scalars(joined).all() == []
    early = select(Vote.post_id).join(Post, Post.id == Vote.post_id).where(Vote.created_at < Post.created_at)
    assert db.session.scalars(early).all() == []


def test_its_events_and_notices_are_as_old_as_the_story(built, db):
    days = [(now() - moment).days for moment in db.session.scalars(select(Event.created_at))]
    assert max(days) > 40
    assert sum(day < 1 for day in days) < len(days) / 4
    assert db.session.scalar(select(func.count()).where(Notice.read_at.is_not(None))) > 100


def test_nobody_votes_after_the_final_status(db):
    late = (
        select(Topic.title)
        .join(Post, (Post.topic_id == Topic.id) & Post.is_opening)
        .join(Vote, Vote.post_id == Post.id)
        .join(Idea, Idea.topic_id == Topic.id)
        .where(Idea.status.in_(("done", "not_now", "already_there")), Vote.created_at > Idea.moved_at)
    )
    assert set(db.session.scalars(late)) == set()
    assert count(db, IdeaMove.id > 0) >= 15


def test_the_queue_holds_two_texts_and_a_report(demo, db):
    waiting = db.session.execute(select(Case.why, func.count()).where(Case.closed_at.is_(None)).group_by(Case.why))
    assert dict(waiting.all()) == {"first_posts": 2, "reported": 1}
    assert count(db, Topic.state == HELD) == 2
    assert find_break() is None


def test_every_sign_in_but_the_newest_has_unread_notices(db):
    unread = dict(db.session.execute(select(Member.name, Member.unread_notices)).all())
    for name, _ in SIGN_INS[:-1]:
        assert 0 < unread[name] < 40, name


@pytest.mark.parametrize("name", [None, *(name for name, _ in SIGN_INS)])
def test_every_page_opens(demo, db, name):
    browser = browser_of(demo, db, name)
    pages = ["/", "/ideas", "/questions", "/polls", "/announcements", "/discussions", "/boards", "/feed.atom", "/imprint"]
    pages += [topic.url for topic in db.session.scalars(select(Topic).join(Topic.board).options(
        db.contains_eager(Topic.board)).where(Topic.state.not_in((HELD, MERGED))))]
    pages = share(pages, of=3, start=len(name or ""))
    assert {path: status for path in pages if (status := browser.get(path).status_code) != 200} == {}


def test_it_can_be_searched(demo, db):
    page = browser_of(demo, db).get("/search?q=Pfandbecher")
    if page.status_code == 404:
        pytest.skip("the search page has not been built yet")
    assert "Pfandbecher statt Pappe" in BeautifulSoup(page.text, "html.parser").get_text()


def test_it_refuses_a_site_that_exists(app, site):
    with pytest.raises(SiteExists):
        build_demo(app)
    add_demo_commands(app)
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "already" in result.output


def test_the_texts_are_german_as_it_should_be():
    for talk in (*IDEAS, *QUESTIONS, *POLLS, *ANNOUNCEMENTS, *DISCUSSIONS):
        text = talk.text + "".join(reply.text for reply in talk.replies)
        assert '"' not in text
        assert text.count("„") == text.count("“")
        assert not any(word in text for word in ("fuer", "ueber ", "moecht", "koenn", " waer"))
