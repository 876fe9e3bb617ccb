"""A form changes what it shows and nothing else (security D3), and nobody acts on who stands above (D6)."""

import contextlib

import pytest
import time_machine
from sqlalchemy import Boolean, Integer

from app.accounts import own_account
from app.accounts.models import Member
from app.database import UTCDateTime, now
from app.extensions import db
from app.posts.models import Post
from app.topics.models import Topic
from tests import factories
from tests.conftest import Browser
from tests.instances import only_sqlite

pytestmark = only_sqlite("undoes what was sent by putting the database file back")

# Who sends what where: each form whole, as its page has it.
TOPIC = {"title": "A longer counter, please", "body": "It is crowded.", "tags": "counter", "version": "1"}
FORMS = {
    "new topic": ("ben", "/discussions/new", {**TOPIC, "board": "discussions"}),
    "new idea": ("ben", "/ideas/new", {**TOPIC, "board": "ideas"}),
    "new question": ("ben", "/questions/new", {**TOPIC, "board": "questions"}),
    "topic of a new member": ("cleo", "/discussions/new", {**TOPIC, "board": "discussions"}),
    "edit a topic": ("gus", "/topics/{idea}/edit", {**TOPIC, "title": "Another title"}),
    "reply": ("ben", "/topics/{idea}/posts", {"body": "Yes, please."}),
    "comment": ("ben", "/posts/{reply}/comments", {"body": "Yes, please."}),
    "edit a reply": ("gus", "/posts/{reply}/edit", {"body": "Another text", "version": "1"}),
    "vote": ("ben", "/posts/{reply}/vote", {"on": "1"}),
    "vote in a list": ("ben", "/topics/{idea}/vote", {"on": "1"}),
    "follow": ("ben", "/topics/{idea}/follow", {"on": "1"}),
    "report": ("ben", "/posts/{reply}/report", {"reason": "spam", "note": "Look"}),
    "delete": ("gus", "/posts/{reply}/deletion", {}),
    "accept": ("gus", "/posts/{answer}/acceptance", {"on": "1"}),
    "profile": ("ben", "/account", {"name": "Benno", "about": "Me", "language": "de", "theme": "dark"}),
    "e-mail": ("ben", "/account/email", {"email": "new@example.org", "password": "x"}),
    "close": ("gus", "/topics/{idea}/closure", {"on": "1"}),
    "pin": ("dora", "/topics/{idea}/pin", {"on": "1"}),
    "move": ("dora", "/topics/{idea}/board", {"board": "discussions", "rule": "", "because": ""}),
    "status": ("emil", "/ideas/{idea}/status", {"status": "planned", "reason": "Soon.", "what_would_change": ""}),
    "language": ("ben", "/language", {"language": "de"}),
    "group": ("emil", "/admin/groups", {"name": "Inner circle", "ends_on": ""}),
    "role": ("emil", "/admin/members/gus/role", {"role": "helper"}),
}


@pytest.fixture
def samples(people, boards):
    idea, question = (factories.make_topic(boards[kind], people.gus) for kind in ("ideas", "questions"))
    reply, answer = factories.make_reply(idea, people.gus), factories.make_reply(question, people.finn)
    return {"idea": idea.id, "reply": reply.id, "answer": answer.id}


@pytest.mark.parametrize("name", FORMS)
def test_d3_a_form_changes_nothing_but_what_it_shows(app, people, samples, monkeypatch, name):
    monkeypatch.setattr(own_account, "_knows_password", lambda field: True)
    who, path, data = FORMS[name]
    browser, path = Browser(app, getattr(people, who)), path.format(**samples)
    browser.form_token()
    more = {key: value for key, value in every_column().items() if key not in data}
    assert {"role", "author_id", "state", "vote_count", "created_at", "pinned_at"} - set(data) <= set(more)
    results, at = [], now()
    for sent in (data, {**data, **more}):
        with frozen_database(app), time_machine.travel(at, tick=False):
            before = everything()
            answer = browser.post(path, sent)
            assert answer.status_code in (200, 303), f"{answer.status_code} {answer.text[-3000:]}"
            results.append(everything())
            assert results[-1] != before
    assert results[0] == results[1]


def every_column():
    """A value for every column of every table that an attacker might like."""
    found = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            found[column.name] = _wished(column)
            found[f"{table.name}.{column.name}"] = found[f"{table.name.rstrip('s')}-{column.name}"] = found[column.name]
    return found


def _wished(column):
    if isinstance(column.type, Boolean):
        return "on"
    if isinstance(column.type, Integer):
        return "1"
    if isinstance(column.type, UTCDateTime):
        return "2001-02-03T04:05:06"
    return {"role": "owner", "state": "published", "kind": "polls"}.get(column.name, "owner")


# Random or chained, and so never the same twice.
VARYING = {"digest", "previous", "shuffle_key", "token_hash", "key", "text", "html"}


def everything():
    """Every row of every table, without what is random."""
    rows = {}
    for table in db.metadata.sorted_tables:
        varies = VARYING if table.name in ("audit_entries", "polls", "one_time_links", "sent_forms", "mails") else set()
        columns = [column for column in table.columns if column.name not in varies]
        rows[table.name] = [tuple(row) for row in db.session.execute(db.select(*columns).order_by(*columns))]
    db.session.remove()
    return rows


@contextlib.contextmanager
def frozen_database(app):
    """Whatever happens within the block is undone after it."""
    file = app.config["INSTANCE"] / "earshot.sqlite3"
    close()
    kept = file.read_bytes()
    try:
        yield
    finally:
        close()
        file.write_bytes(kept)


def close():
    """Write the log into the file and leave it."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


# --- D6 --------------------------------------------------------------------------------------------------


def test_d6_a_moderator_touches_nothing_of_the_team(people, boards, sign_in):
    topic = factories.make_topic(boards["discussions"], people.emil)
    post = factories.make_reply(topic, people.ada).id
    topic, browser = topic.id, sign_in(people.dora)
    for path in (f"/posts/{post}/deletion", f"/posts/{post}/edit", f"/topics/{topic}/edit"):
        assert browser.post(path, {"body": "Mine now", "title": "Mine now", "version": "1"}).status_code == 403, path
    for path in ("role", "block", "unblock", "link"):
        assert browser.post(f"/admin/members/emil/{path}", {"role": "new", "reason": "Because"}).status_code == 403
    assert db.session.get(Post, post).body != "Mine now"


@pytest.mark.parametrize("role", ["team", "owner"])
def test_d6_the_team_lifts_nobody_to_itself(people, sign_in, role):
    assert sign_in(people.emil).post("/admin/members/ben/role", {"role": role}).status_code == 403
    assert db.session.get(Member, people.ben.id).role == "member"


def test_d6_nobody_lifts_themselves(people, sign_in):
    for name in ("ben", "dora", "emil", "ada"):
        answer = sign_in(getattr(people, name)).post(f"/admin/members/{name}/role", {"role": "owner"})
        assert answer.status_code == 403


def test_d6_the_last_owner_stays(people, sign_in):
    ada = sign_in(people.ada)
    for path, data in (
        ("/admin/members/ada/role", {"role": "member"}),
        ("/admin/members/ada/block", {"reason": "Because"}),
        ("/account/leaving", {"posts": "keep", "password": "x"}),
    ):
        assert ada.post(path, data).status_code == 403
    assert db.session.get(Member, people.ada.id).role == "owner"


def test_d6_of_two_owners_one_may_go_but_never_both(people, sign_in):
    second = sign_in(people.ada).post("/admin/members/emil/role", {"role": "owner"})
    assert second.status_code == 303
    ada, emil = sign_in(people.ada), sign_in(db.session.get(Member, people.emil.id))
    assert emil.post("/admin/members/ada/role", {"role": "member", "because": "We agreed on it."}).status_code == 303
    assert ada.post("/admin/members/emil/role", {"role": "member"}).status_code in (401, 403)
    assert db.session.get(Member, people.emil.id).role == "owner"


def test_d6_a_moderators_own_text_is_judged_by_another(people, boards, sign_in):
    topic = factories.make_topic(boards["discussions"], people.dora)
    assert db.session.get(Topic, topic.id).author_id == people.dora.id
    assert sign_in(people.dora).post(f"/posts/{topic.opening.id}/report", {"reason": "spam"}).status_code == 403
