"""Looking changes nothing (security C3), and shows nobody what is not theirs to see (D2, D4)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.accounts.models import Member
from app.boards.models import GROUP, MEMBERS, PUBLIC, Board
from app.database import now
from app.groups.models import Group
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.ideas.models import Idea
from app.posts.models import Post
from app.topics.models import DELETED, HELD, HIDDEN, PUBLISHED, REMOVED, RETURNED, Topic
from app.votes.models import set_vote
from tests import factories
from tests.access_matrix import MATRIX, ROLES
from tests.conftest import Browser
from tests.rounds import share
from tests.world import address_of, browser_of, build_world, world_of

CHANGING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
# Stands in every title and text that is not for all; the other word is what is searched for.
SECRET, WORD = "Zanzibar", "marzipan"
TEXT = f"The {SECRET} plan with {WORD}."


def addresses(app, world, method="GET"):
    return [address_of(app, line, world)[1] for line in MATRIX if line[0].startswith(f"{method} ")]


# --- C3 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_c3_looking_writes_nothing(app, people, count_queries, role):
    browser, world = browser_of(app, role, people), world_of(role, people)
    for n, path in enumerate(addresses(app, world), start=ROLES.index(role)):
        for htmx in share((None, "main"), of=2, start=n):
            with count_queries() as queries:
                answer = browser.get(path, htmx=htmx)
            assert answer.status_code < 500 or path == "/healthz", path
            assert not [sql for sql in queries if sql.lstrip().upper().startswith(CHANGING)], path


def test_c3_a_view_that_writes_all_the_same_is_stopped_by_the_database(make_app, site, db):
    app = make_app()

    def rename():
        site_now = db.session.merge(site)
        site_now.name = "Renamed"
        db.session.commit()
        return ""

    app.add_url_rule("/renames", view_func=rename)
    assert Browser(app).get("/renames").status_code in (500, 503)
    db.session.rollback()
    assert db.session.scalar(db.text("SELECT name FROM site")) == "Café Nordlicht"


# --- D2, D4 ----------------------------------------------------------------------------------------------


class Hidden:
    """A topic of every kind with SECRET in its title and texts, and what stands beside it in the open."""

    def __init__(self, people, *, audience=PUBLIC, group=None):
        self.people, gus, emil = people, people.gus, people.emil
        given = {"audience": audience, "group": group}
        self.boards = {kind: factories.make_board(kind, f"Back room {kind}", **given) for kind in KINDS}
        of, title = self.boards, f"{SECRET} plan"
        self.topics = [
            factories.make_topic(of["discussions"], gus, title, TEXT, tags=["zanzitag"]),
            factories.make_topic(of["ideas"], gus, title, TEXT, tags=["zanzitag"]),
            factories.make_topic(of["questions"], gus, title, TEXT),
            factories.make_poll(of["polls"], emil, title=title, options=(SECRET, "Soy"), results_shown="always"),
            factories.make_topic(of["announcements"], emil, title, TEXT, outcome="done"),
        ]
        self.replies = [factories.make_reply(topic, gus, TEXT) for topic in self.topics]
        self._tie_to_the_open()

    def _tie_to_the_open(self):
        """An open idea that the secret announcement answers, and an open announcement of the secret idea."""
        board, open_news = factories.make_board("ideas", "Front ideas"), factories.make_board("announcements", "Front news")
        self.open_idea = factories.make_topic(board, self.people.ben, "An open idea")
        self.open_news = factories.make_topic(open_news, self.people.emil, "Open news", outcome="planned")
        db.session.add_all([
            AnnouncementSource(announcement_id=self.topics[4].id, topic_id=self.open_idea.id),
            AnnouncementSource(announcement_id=self.open_news.id, topic_id=self.topics[1].id),
        ])
        db.session.execute(update(Idea).where(Idea.topic_id == self.topics[1].id).values(status="planned"))
        db.session.commit()

    def meet(self, member):
        """The member has voted for, follows and was told of all of it, while it could still be seen."""
        from app.follows.models import follow_topic
        from app.notifications.models import Notice, count_unread

        for topic, reply in zip(self.topics, self.replies, strict=True):
            follow_topic(topic, member, wanted=True)
            set_vote(reply, member, wanted=True)
            db.session.add(Notice(member_id=member.id, about="reply", topic_id=topic.id, post_id=reply.id))
        count_unread(member.id, len(self.topics))
        db.session.commit()

    def addresses(self):
        """Every address at which any of it could show."""
        yield from (self.open_idea.url, self.open_news.url, f"/search?q={WORD}", "/search?q=plan&author=gus", "/inbox")
        yield from ("/tags/zanzitag", "/members/gus", "/account/data", "/account/data.json", "/feed.atom", "/?before=x")
        for board in self.boards.values():
            yield from (board.url, f"{board.url}/feed.atom", f"{board.url}?sort=new", f"/search?q={WORD}&board={board.slug}")
            yield from (f"/{board.kind}?board={board.slug}", f"/{board.kind}?tag=zanzitag&sort=new", f"/{board.kind}/new")
        for topic, reply in zip(self.topics, self.replies, strict=True):
            yield from (topic.url, f"/{topic.kind}/{topic.id}", f"{topic.url}/feed.atom", f"{topic.url}?post={reply.id}")
            yield from (f"/topics/{topic.id}/edit", f"/topics/{topic.id}/board", f"/ideas/{topic.id}/status")
            yield f"/questions/{topic.id}/duplicate"
            for post in (topic.opening.id, reply.id):
                yield from (f"/posts/{post}{rest}" for rest in ("", "/acts", "/history", "/edit", "/report", "/comments/new"))


def put(state, posts):
    """Bring posts into a state, from whatever session they were loaded in."""
    for post in posts:
        post = db.session.get(Post, post.id)
        post.topic = db.session.get(Topic, post.topic_id)
        post._set_state(state)
    db.session.commit()


KINDS = ("ideas", "questions", "polls", "announcements", "discussions")


@pytest.fixture(autouse=True)
def know_database(app):
    global db
    from app.extensions import db


def shows(app, browser, hidden, people, *, start):
    """The addresses at which this browser gets to see the secret, by page or by where it is led.

    Without EARSHOT_THOROUGH each address is asked for as a page or as a fragment, and only a share of those that
    have nothing to do with the secret: another one for each `start`.
    """
    paths = dict.fromkeys([*hidden.addresses(), *share(addresses(app, build_world(people)), of=4, start=start)])
    ways = {path: share((None, "main"), of=2, start=n) for n, path in enumerate(paths, start=start)}
    return [path for path in paths if any(_shows(browser.get(path, htmx=way)) for way in ways[path])]


def _shows(answer):
    # Some addresses give pictures.
    said = answer.get_data().decode(errors="replace") + (answer.location or "")
    return SECRET.casefold() in said.casefold()


STAFF_PAGES = ("/moderation", "/admin", "/account/data")


STATES = (HELD, RETURNED, HIDDEN, REMOVED, DELETED)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["visitor", "ben", "finn"])
def test_d4_a_topic_that_is_not_published_shows_nowhere(app, people, run_readers, state, who):
    hidden = Hidden(people)
    if who != "visitor":
        hidden.meet(getattr(people, who))
    run_readers()
    put(state, [topic.opening for topic in hidden.topics])
    browser = Browser(app, None if who == "visitor" else getattr(people, who))
    assert shows(app, browser, hidden, people, start=STATES.index(state) + len(who)) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["visitor", "ben"])
def test_d4_a_reply_that_is_not_published_shows_nowhere(app, people, run_readers, state, who):
    board = factories.make_board("discussions")
    topic = factories.make_topic(board, people.ben, "An open topic")
    reply = factories.make_reply(topic, people.gus, TEXT)
    comment = factories.make_reply(topic, people.finn, "A comment below.", parent=reply)
    reply.edit(f"{TEXT} Now better.", by=people.gus, version=1)
    run_readers()
    put(state, [reply])
    browser = Browser(app, None if who == "visitor" else people.ben)
    paths = [topic.url, f"{topic.url}?post={reply.id}", f"{topic.url}/feed.atom", f"/search?q={WORD}", "/inbox", "/members/gus"]
    for post in (reply.id, comment.id):
        paths += [f"/posts/{post}{rest}" for rest in ("", "/acts", "/history", "/edit", "/report", "/comments/new")]
    assert [path for path in paths if _shows(browser.get(path))] == []


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (MEMBERS, "visitor"),
        *((GROUP, who) for who in ("visitor", "ben", "finn", "dora")),
        ("ended group", "gus"),
        ("left group", "ben"),
    ],
)
def test_d2_a_board_of_others_shows_nowhere(app, people, run_readers, audience, who):
    group = Group(name="Back room people") if audience != MEMBERS else None
    if group:
        db.session.add(group)
        db.session.flush()
        for member in {people.gus, people.ben if audience == "left group" else people.gus}:
            group.include(member, by=people.ada)
    hidden = Hidden(people, audience=GROUP if group else MEMBERS, group=group)
    if who in ("ben", "finn"):
        hidden.meet(getattr(people, who))
    run_readers()
    group = db.session.merge(group) if group else None
    if audience == "ended group":
        group.ends_at = now()
    if audience == "left group":
        group.exclude(people.ben, by=people.ada)
    db.session.commit()
    run_readers()
    browser = Browser(app, None if who == "visitor" else getattr(people, who))
    found = shows(app, browser, hidden, people, start=len(audience + who))
    # What somebody wrote is theirs to take along, wherever it stands.
    assert [path for path in found if not (who == "gus" and path.startswith("/account/data"))] == []
    assert "Back room" not in browser.get("/").text + browser.get("/boards").text + browser.get("/search").text


@pytest.mark.parametrize("who", ["dora", "emil"])
def test_d4_who_moderates_sees_what_waits(app, people, run_readers, who):
    hidden = Hidden(people)
    put(HELD, [topic.opening for topic in hidden.topics])
    browser = Browser(app, getattr(people, who))
    assert [browser.get(topic.url).status_code for topic in hidden.topics] == [200] * 5


def test_d2_numbers_count_only_what_all_see(app, people, run_readers):
    hidden = Hidden(people)
    board, gus = hidden.boards["discussions"].id, people.gus.id
    factories.make_topic(hidden.boards["discussions"], people.gus, "Another one")
    run_readers()
    opening = db.session.get(Post, hidden.topics[0].opening.id)
    opening.topic = db.session.get(Topic, opening.topic_id)
    opening.remove(by=people.dora)
    db.session.commit()
    run_readers()
    assert db.session.get(Board, board).topic_count == 1
    published = db.select(db.func.count()).where(Post.author_id == gus, Post.state == PUBLISHED)
    assert db.session.get(Member, gus).post_count == db.session.scalar(published)


def test_d2_the_bell_forgets_what_may_not_be_seen_any_more(app, people, run_readers):
    hidden = Hidden(people)
    hidden.meet(people.ben)
    for board in hidden.boards.values():
        board.change(by=people.ada, audience=GROUP)
    db.session.commit()
    run_readers()
    assert db.session.get(Member, people.ben.id).unread_notices == 0


def test_d2_a_form_finds_nothing_that_its_reader_does_not_see(app, people, sign_in):
    group = Group(name="Back room people")
    db.session.add(group)
    db.session.commit()
    hidden = Hidden(people, audience=GROUP, group=group)
    asked = factories.make_topic(factories.make_board("questions"), people.ben, "Where are the oats?")
    secret, replies = hidden.topics[2], [reply.id for reply in hidden.replies]
    helper, ben = sign_in(people.finn), sign_in(people.ben)
    answer = helper.post(f"/questions/{asked.id}/duplicate", {"kept": str(secret.id)})
    assert answer.status_code == 422 and not _shows(answer)
    for id in replies:
        for act in ("vote", "report", "comments", "deletion", "restoration", "edit", "acceptance"):
            answer = ben.post(f"/posts/{id}/{act}", {"on": "1", "reason": "spam", "body": "x"})
            assert answer.status_code == 404, act
    for topic in hidden.topics:
        for act in ("follow", "vote", "posts", "reading", "closure", "pin", "edit", "board"):
            assert ben.post(f"/topics/{topic.id}/{act}", {"on": "1", "body": "x"}).status_code == 404, act
    answer = ben.post("/discussions/new", {"board": hidden.boards["discussions"].slug, "title": "Let me in", "body": "x"})
    assert answer.status_code in (403, 422) and "Back room" not in answer.text


# --- Pages kept in memory ----------------------------------------------------------------------------------


@pytest.fixture
def remembering(make_app, site):
    """A visitor of an app that keeps pages."""
    return Browser(make_app(PAGE_MEMORY_BYTES=4_000_000))


@pytest.mark.parametrize("change", ["members", "group", "held", "hidden", "removed", "deleted", "moved", "left"])
def test_d4_a_kept_page_is_not_shown_when_it_is_not_for_all_any_more(remembering, people, change):
    board = factories.make_board("discussions", "Front room")
    topic = factories.make_topic(board, people.gus, f"{SECRET} plan", TEXT)
    paths = ["/", "/discussions", board.url, topic.url, "/feed.atom", f"{topic.url}/feed.atom", f"{board.url}/feed.atom"]
    for _turn in range(2):
        assert all(_shows(remembering.get(path)) for path in paths)
    board, topic, opening = (db.session.merge(each) for each in (board, topic, topic.opening))
    opening.topic, topic.board = topic, board
    if change == "members":
        board.change(by=people.ada, audience=MEMBERS)
    elif change == "group":
        group = Group(name="Back room people")
        db.session.add(group)
        db.session.flush()
        board.change(by=people.ada, audience=GROUP, group_id=group.id)
    elif change == "held":
        opening.return_to_author(by=people.dora)
    elif change == "hidden":
        opening.hide()
    elif change == "removed":
        opening.remove(by=people.dora)
    elif change == "deleted":
        opening.delete(by=people.gus)
    elif change == "moved":
        topic.move_to(factories.make_board("discussions", "Back room", audience=MEMBERS), by=people.dora)
    elif change == "left":
        from app.accounts.leaving import leave

        leave(db.session.merge(people.gus), with_posts=True)
    db.session.commit()
    assert [path for path in paths if _shows(remembering.get(path))] == []


def test_d4_a_member_is_never_shown_a_visitors_page_nor_the_other_way(remembering, people):
    board = factories.make_board("discussions", "Back room", audience=MEMBERS)
    factories.make_topic(board, people.gus, f"{SECRET} plan", TEXT)
    member = Browser(remembering.app, people.ben)
    for _turn in range(2):
        assert _shows(member.get("/"))
        assert not _shows(remembering.get("/"))
        assert "sign-out" not in remembering.get("/").text


def test_d4_what_a_visitor_asks_for_by_htmx_is_not_kept_for_all(remembering, boards):
    fragment = remembering.get("/", htmx="main").text
    assert remembering.get("/").text.startswith("<!doctype")
    assert remembering.get("/", htmx="main").text == fragment


# --- Queries that are built once a role --------------------------------------------------------------------


def test_d2_members_of_one_role_do_not_see_with_each_others_eyes(app, people):
    topic = factories.make_topic(factories.make_board("discussions"), people.gus, f"{SECRET} plan", TEXT)
    put(HELD, [topic.opening])
    gus, ben = Browser(app, people.gus), Browser(app, people.ben)
    for _turn in range(2):
        assert _shows(gus.get(topic.url)) and _shows(gus.get("/discussions"))
        assert ben.get(topic.url).status_code == 404 and not _shows(ben.get("/discussions"))


def test_d2_a_group_closes_its_boards_while_we_run(app, people):
    group = Group(name="Back room people", ends_at=now() + timedelta(hours=1))
    db.session.add(group)
    db.session.flush()
    group.include(people.gus, by=people.ada)
    board = factories.make_board("discussions", audience=GROUP, group=group)
    topic = factories.make_topic(board, people.gus, f"{SECRET} plan", TEXT)
    browser = Browser(app, people.gus)
    paths = (topic.url, board.url, "/discussions", "/")
    assert all(_shows(browser.get(path)) for path in paths)
    with time_machine.travel(now() + timedelta(hours=2)):
        assert not [path for path in paths if _shows(browser.get(path))]
