"""Few statements, however much there is: a list 7, a topic's page 8, a write 10, and ten more rows add none."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.audit.models import audit
from app.database import now
from app.follows.models import follow_board, follow_topic
from app.kinds.announcements.models import AnnouncementSource
from app.moderation.models import open_case
from app.moderation.reports import report
from app.votes.models import set_vote
from tests import factories
from tests.conftest import Browser
from tests.instances import only_sqlite

LIST, PAGE, WRITE = 7, 8, 10
# Moving an idea to another kind also reads what its undoing brings back: its care, moves and prepared answer.
KEPT = {"move": 14}
KINDS = ("ideas", "questions", "polls", "announcements", "discussions")
# Who may look at what; the visitor may look at all but these.
NEEDS = {"/inbox": "ben", "/account": "ben", "/moderation": "dora", "/moderation/log": "dora", "/admin": "emil", "/questions/due": "dora"}
LISTS = (
    *("/", "/boards", "/roadmap", "/listened", "/log", "/tags/sampled", "/members/gus", "/inbox"),
    *("/moderation", "/moderation/log", "/search?q=sample", "/feed.atom", "/sitemap.xml"),
    *(f"/{kind}" for kind in KINDS),
    *("/questions/unanswered", "/questions/unanswered?state=unsolved", "/questions/due", "/faq"),
    *(f"/{kind}?sort=new&tag=sampled" for kind in KINDS),
    *(f"/boards/{kind}" for kind in KINDS),
    *(f"/{kind}/feed.atom" for kind in KINDS),
)


class Full:
    """A community with something of everything, and with ten more of it whenever asked."""

    def __init__(self, people, boards):
        self.people, self.boards, self.count = people, boards, 0
        self.topics = {kind: self.open(kind) for kind in KINDS}
        for member in (people.ben, people.dora):
            for topic in self.topics.values():
                follow_topic(topic, member, wanted=True)
            for board in boards.values():
                follow_board(board, member, wanted=True)
        self.add()

    def open(self, kind):
        author = self.people.emil if kind in ("polls", "announcements") else self.people.gus
        self.count += 1
        title = f"Sample number {self.count}"
        if kind == "polls":
            topic = factories.make_poll(self.boards[kind], author, title=title)
        else:
            topic = factories.make_topic(self.boards[kind], author, title, tags=["sampled", f"tag {self.count}"])
        return topic

    def add(self):
        """Three more of everything: topics, replies with comments, votes, held texts, reports, answers of the team."""
        people = self.people
        for _n in range(3):
            more = {kind: self.open(kind) for kind in KINDS}
            more["ideas"].idea.status = "planned"
            more["announcements"].announcement.outcome = "done"
            factories.db.session.add(
                AnnouncementSource(announcement_id=more["announcements"].id, topic_id=more["ideas"].id)
            )
            for kind, topic in self.topics.items():
                topic = factories.db.session.merge(topic)
                reply = factories.make_reply(topic, people.finn, f"A sample reply to {kind}.")
                factories.make_reply(topic, people.gus, "A sample comment.", parent=reply)
                set_vote(reply, people.ben, wanted=True)
                factories.make_reply(topic, people.cleo, "A held sample.")
            report(reply, people.ben, "spam")
            open_case(reply, "reported")
            factories.db.session.commit()
        factories.db.session.commit()


@pytest.fixture
def full(people, boards, run_readers):
    full = Full(people, boards)
    run_readers()
    return full


def count(browser, path, count_queries, status=200, **sent):
    """The statements that one request needs, when what is kept for the process has been filled."""
    with count_queries() as queries:
        answer = browser.post(path, **sent) if sent else browser.get(path)
    assert answer.status_code in (status, 200), f"{path}: {answer.status_code} {answer.text[-500:]}"
    return queries


def said(queries):
    return "\n".join(sql[:150].replace("\n", " ") for sql in queries)


@pytest.mark.parametrize("who", ["visitor", "ben", "dora"])
def test_it_shows_lists_with_few_statements_and_no_more_for_more_rows(app, people, full, run_readers, count_queries, who):
    browser = Browser(app, None if who == "visitor" else getattr(people, who))
    paths = [path for path in LISTS if path not in NEEDS or who == NEEDS[path] or who == "dora"]
    browser.get("/")
    before = {path: count(browser, path, count_queries) for path in paths}
    too_many = {path: said(queries) for path, queries in before.items() if len(queries) > LIST}
    assert not too_many, "\n\n".join(f"{path}\n{queries}" for path, queries in too_many.items())
    for _turn in range(4):
        full.add()
    run_readers()
    browser.get("/")
    for path in paths:
        after = count(browser, path, count_queries)
        assert len(after) <= len(before[path]), f"{path}\n{said(after)}"


@pytest.mark.parametrize("who", ["visitor", "ben", "dora", "emil"])
def test_it_shows_topics_with_few_statements_and_no_more_for_more_rows(app, people, full, run_readers, count_queries, who):
    browser = Browser(app, None if who == "visitor" else getattr(people, who))
    paths = [topic.url for topic in full.topics.values()]
    paths += [f"{path}/feed.atom" for path in paths]
    browser.get("/")
    before = {path: count(browser, path, count_queries) for path in paths}
    too_many = {path: said(queries) for path, queries in before.items() if len(queries) > PAGE}
    assert not too_many, "\n\n".join(f"{path}\n{queries}" for path, queries in too_many.items())
    for _turn in range(3):
        full.add()
    run_readers()
    browser.get("/")
    for path in paths:
        after = count(browser, path, count_queries)
        assert len(after) <= len(before[path]), f"{path}\n{said(after)}"
        assert len(count(browser, f"{path}?page=2", count_queries)) <= PAGE, path


@only_sqlite("asks SQLite for its plan")
@pytest.mark.parametrize("who", ["visitor", "ben", "dora"])
def test_it_reads_no_list_whole_to_sort_it(app, people, full, who, db):
    browser, asked = Browser(app, None if who == "visitor" else getattr(people, who)), []

    def note(conn, cursor, statement, parameters, context, executemany):
        # What a home of one's own gathers from many corners is short by its dates.
        if "LIMIT" in statement and "FROM topics JOIN boards" in statement and "UNION" not in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    for path in ("/", *(f"/{kind}" for kind in KINDS), *(f"/ideas?sort={sort}" for sort in ("new", "votes", "trending"))):
        browser.get(path)
    event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            # Up to five pins of a board are few.
            if "pinned_at IS NOT NULL" not in statement:
                assert "USE TEMP B-TREE FOR ORDER BY" not in {line[3] for line in plan}, statement
    assert len(asked) >= 6


@only_sqlite("SQLite prepares a statement anew whenever a bound limit is set")
@pytest.mark.parametrize("who", ["visitor", "ben"])
def test_it_writes_limits_into_what_pages_ask_again_and_again(app, people, full, who, count_queries):
    browser = Browser(app, None if who == "visitor" else getattr(people, who))
    pages = ["/", *(f"/{kind}" for kind in KINDS), "/boards/ideas", *(topic.url for topic in full.topics.values())]
    limited = {path: [sql for sql in count(browser, path, count_queries) if "LIMIT" in sql] for path in pages}
    assert {path: said(sql for sql in queries if "LIMIT ?" in sql) for path, queries in limited.items()} == dict.fromkeys(pages, "")
    assert sum(map(len, limited.values())) >= len(pages)


TOPIC = {"title": "A longer counter", "body": "It is crowded.", "tags": "counter, crowd, morning"}
POLL = {
    "options": "Oat\nSoy", "choice": "single", "fewest": "1", "most": "1", "secrecy": "secret",
    "results_shown": "after_ballot", "closes_at": f"{now() + timedelta(days=9):%Y-%m-%dT%H:%M}", "decides": "Which milk",
    "decided_by": "The team", "decided_until": "Friday",
}
WRITES = {
    "open a discussion": ("ben", lambda at: "/discussions/new", {**TOPIC, "board": "discussions"}),
    "open an idea": ("ben", lambda at: "/ideas/new", {**TOPIC, "board": "ideas"}),
    "ask": ("ben", lambda at: "/questions/new", {**TOPIC, "board": "questions"}),
    "open a held idea": ("cleo", lambda at: "/ideas/new", {**TOPIC, "board": "ideas"}),
    "open a poll": ("emil", lambda at: "/polls/new", {**TOPIC, **POLL, "board": "polls"}),
    "announce": ("emil", lambda at: "/announcements/new", {**TOPIC, "board": "announcements", "outcome": "news"}),
    "edit a topic": ("gus", lambda at: f"/topics/{at['ideas'].id}/edit", {**TOPIC, "version": "1"}),
    **{
        f"reply to {kind}": ("ben", lambda at, kind=kind: f"/topics/{at[kind].id}/posts", {"body": "Yes, please."})
        for kind in KINDS
    },
    "comment": ("ben", lambda at: f"/posts/{at['reply']}/comments", {"body": "Yes, please."}),
    "edit a reply": ("finn", lambda at: f"/posts/{at['reply']}/edit", {"body": "Another text", "version": "1"}),
    "vote for an idea": ("ben", lambda at: f"/topics/{at['ideas'].id}/vote", {"on": "1"}),
    "vote for a reply": ("dora", lambda at: f"/posts/{at['reply']}/vote", {"on": "1"}),
    "take a vote back": ("ben", lambda at: f"/posts/{at['reply']}/vote", {}),
    "stop following": ("ben", lambda at: f"/topics/{at['ideas'].id}/follow", {}),
    "follow a board": ("gus", lambda at: "/boards/ideas/follow", {"on": "1"}),
    "report": ("gus", lambda at: f"/posts/{at['reply']}/report", {"reason": "spam"}),
    "report and hide": ("dora", lambda at: f"/posts/{at['reply']}/report", {"reason": "spam"}),
    "delete": ("finn", lambda at: f"/posts/{at['reply']}/deletion", {}),
    "close": ("gus", lambda at: f"/topics/{at['ideas'].id}/closure", {"on": "1"}),
    "pin": ("dora", lambda at: f"/topics/{at['ideas'].id}/pin", {"on": "1"}),
    "move": ("dora", lambda at: f"/topics/{at['ideas'].id}/board", {"board": "discussions"}),
    "status": ("emil", lambda at: f"/ideas/{at['ideas'].id}/status", {"status": "planned", "reason": "Soon."}),
    "accept": ("gus", lambda at: f"/posts/{at['answer']}/acceptance", {"on": "1"}),
    "vote in a poll": ("ben", lambda at: f"/polls/{at['polls'].id}/ballot", "option"),
    "read all": ("ben", lambda at: "/inbox/reading", {}),
    "read a topic": ("ben", lambda at: f"/topics/{at['ideas'].id}/reading", {}),
    "approve": ("dora", lambda at: f"/moderation/cases/{at['case']}/decision", {"act": "approve"}),
    "remove": ("dora", lambda at: f"/moderation/cases/{at['case']}/decision", {"act": "remove", "because": "A rule."}),
    "change the profile": ("ben", lambda at: "/account", {"name": "Ben", "about": "Me", "language": "de", "theme": "dark"}),
}


@pytest.mark.parametrize("htmx", [None, "main"], ids=["page", "htmx"])
@pytest.mark.parametrize("name", WRITES)
def test_it_writes_with_few_statements(app, db, people, boards, run_readers, count_queries, name, htmx):
    who, path, data = WRITES[name]
    topics = {kind: factories.make_topic(boards[kind], people.gus) for kind in KINDS if kind != "polls"}
    topics["polls"] = factories.make_poll(boards["polls"], people.emil)
    reply = factories.make_reply(topics["ideas"], people.finn)
    set_vote(reply, people.ben, wanted=True)
    follow_topic(topics["ideas"], people.ben, wanted=True)
    case = open_case(reply, "reported")
    # The first entry ever also begins the chain of the audit log.
    audit("settings.changed", actor=people.emil)
    db.session.commit()
    at = {**topics, "reply": reply.id, "case": case.id, "answer": factories.make_reply(topics["questions"], people.finn).id}
    if data == "option":
        data = {"option": db.session.scalar(db.text("SELECT min(id) FROM poll_options"))}
    run_readers("notifications")
    browser = Browser(app, getattr(people, who))
    browser.get("/")
    queries = count(browser, path(at), count_queries, 303, data=data, htmx=htmx)
    assert len(queries) <= KEPT.get(name, WRITE), f"{len(queries)}\n{said(queries)}"
    assert name.startswith("read") or [sql for sql in queries if not sql.lstrip().startswith("SELECT")], "nothing was written"
