"""What else a tap can do: trust, edit, keep out, several at once; and the order in which texts come."""

import pytest

from app.accounts.models import Member
from app.moderation.marking import mark
from app.moderation.models import Decision
from app.posts.holding import Reason, why_held
from app.posts.models import Post


@pytest.fixture
def topic(make_topic, ben):
    return make_topic("discussions", ben, title="Longer evenings")


@pytest.fixture
def held(topic, make_reply, cleo):
    return make_reply(topic, cleo, "I am new here.")


def member(db, id):
    return db.session.get(Member, id, populate_existing=True)


def test_it_trusts_at_once_and_not_any_more_when_undone(app, db, held, topic, cleo, dora, sign_in, decide):
    browser = sign_in(cleo)
    id = decide(dora, held, "trust")
    trusted = member(db, cleo.id)
    assert (trusted.role, trusted.approved_posts) == ("member", 1) and trusted.trusted_at
    browser.post(f"/topics/{topic.id}/posts", {"body": "The second one."})
    assert db.session.scalar(db.select(Post.state).order_by(Post.id.desc()).limit(1)) == "published"
    sign_in(dora).post(f"/moderation/decisions/{id}/undo")
    again = member(db, cleo.id)
    assert (again.role, again.approved_posts, again.trusted_at) == ("new", 0, None)


def test_it_keeps_the_author_out_and_lets_them_in_again(db, held, cleo, dora, sign_in, decide, audited):
    id = decide(dora, held, "block", rule="advertising")
    assert member(db, cleo.id).blocked_at and audited() == ["post.block"]
    sign_in(dora).post(f"/moderation/decisions/{id}/undo")
    assert member(db, cleo.id).blocked_at is None


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_d6_a_moderator_keeps_out_nobody_of_their_own_height(db, topic, make_reply, people, finn, dora, sign_in, case_of, name):
    post = make_reply(topic, getattr(people, name))
    sign_in(finn).post(f"/posts/{post.id}/report", {"reason": "insult"})
    people.gus.role = "moderator"
    answer = sign_in(people.gus if name == "dora" else dora).post(f"/moderation/cases/{case_of(post)}/decision", {"act": "block", "rule": "unfriendly"})
    assert answer.status_code == 403
    assert member(db, getattr(people, name).id).blocked_at is None


def test_it_publishes_other_words_and_gives_the_old_ones_back(db, held, topic, cleo, dora, gus, sign_in, case_of):
    case, browser = case_of(held), sign_in(dora)
    assert "I am new here." in browser.get(f"/moderation/cases/{case}/words").text
    assert browser.post(f"/moderation/cases/{case}/words", {"body": " "}).status_code == 422
    assert browser.post(f"/moderation/cases/{case}/words", {"body": "I am here."}).status_code == 303
    page = sign_in(gus).get(topic.url).text
    assert "I am here." in page and "I am new here." not in page and "edited by a moderator" in page
    id = db.session.scalar(db.select(Decision.id))
    browser.post(f"/moderation/decisions/{id}/undo")
    post = db.session.get(Post, held.id, populate_existing=True)
    assert (post.body, post.state, post.edited_for_author) == ("I am new here.", "held", False)


def test_it_decides_on_several_and_undoes_them_together(db, topic, make_reply, cleo, dora, sign_in, case_of, state_of, queue):
    posts = [make_reply(topic, cleo, f"Number {n}.") for n in range(3)]
    cases, browser = [case_of(post) for post in posts], sign_in(dora)
    sent = {"act": "remove", "rule": "advertising", "case": cases[:2]}
    assert browser.post("/moderation/decisions", {**sent, "rule": ""}).location == "/moderation"
    assert len(queue()) == 3
    back = browser.post("/moderation/decisions", sent).location
    assert [state_of(post) for post in posts] == ["removed", "removed", "held"]
    page = browser.get(back).text
    assert "Undo what I just decided" in page
    browser.post("/moderation/decisions/undo", {"decision": back.partition("undo=")[2]})
    assert [state_of(post) for post in posts] == ["held"] * 3 and len(queue()) == 3


def test_it_decides_on_no_text_together_that_it_may_not_alone(topic, make_reply, ben, dora, emil, finn, sign_in, case_of, state_of):
    post = make_reply(topic, emil)
    sign_in(finn).post(f"/posts/{post.id}/report", {"reason": "insult"})
    sign_in(dora).post("/moderation/decisions", {"act": "remove", "rule": "unfriendly", "case": [case_of(post)]})
    assert state_of(post) == "published"


def test_it_puts_the_worst_first_and_then_the_oldest(topic, make_reply, cleo, ben, gus, finn, dora, sign_in, queue):
    first, second = make_reply(topic, cleo, "First."), make_reply(topic, cleo, "Second.")
    third, fourth = make_reply(topic, gus, "Third."), make_reply(topic, gus, "Fourth.")
    queue()
    sign_in(finn).post(f"/posts/{third.id}/report", {"reason": "off_topic"})
    sign_in(finn).post(f"/posts/{fourth.id}/report", {"reason": "unlawful"})
    queue()
    page = sign_in(dora).get("/moderation").text
    places = [page.index(post.body) for post in (fourth, third, first, second)]
    assert places == sorted(places)
    # What waits already moves up when it has become worse.
    sign_in(ben).post(f"/posts/{third.id}/report", {"reason": "insult"})
    queue()
    page = sign_in(dora).get("/moderation?after=9-999").text
    assert page.index("Third.") < page.index("First.") and "Fourth." not in page


def test_it_is_claimed_by_opening_without_leaving_the_page(db, held, dora, emil, sign_in, case_of):
    id = case_of(held)
    assert sign_in(dora).post(f"/moderation/cases/{id}/claim", htmx=f"case-{id}").status_code == 204
    assert "Dora is looking at it right now" in sign_in(emil).get("/moderation").text


def test_it_says_why_and_marks_what_matched(app, db, topic, ben, dora, sign_in, monkeypatch, queue):
    def watch(writing):
        return [Reason("a_rule", {}, ("cheap <b>watches</b>",))] if "watches" in writing.body else []

    monkeypatch.setattr(app, "watchers", [watch])
    browser = sign_in(ben)
    browser.post(f"/topics/{topic.id}/posts", {"body": "Buy cheap <b>watches</b> here."})
    browser.post(f"/topics/{topic.id}/posts", {"body": "Nothing to see."})
    assert len(queue()) == 1
    page = sign_in(dora).get("/moderation").text
    assert "A rule holds it." in page and "<mark>cheap &lt;b&gt;watches&lt;/b&gt;</mark>" in page


def test_it_looks_again_at_what_an_edit_brings(app, db, topic, make_reply, ben, gus, sign_in, monkeypatch, queue, state_of):
    monkeypatch.setattr(app, "watchers", [lambda writing: [Reason("a_rule")] if "watches" in writing.body else []])
    reply = make_reply(topic, ben, "A fine evening.")
    sign_in(ben).post(f"/posts/{reply.id}/edit", {"body": "Buy watches.", "version": "1"})
    assert state_of(reply) == "held" and queue() == [(reply.id, "held_for")]
    # Others have written below: their texts do not go, but somebody looks.
    make_reply(topic, gus, "Indeed.")
    sign_in(ben).post(f"/topics/{topic.id}/edit", {"title": "Longer evenings", "body": "Buy watches.", "version": "1"})
    assert queue() == [(reply.id, "held_for"), (topic.opening.id, "edited")]


def test_it_holds_nothing_of_those_who_help(app, db, people, topic):
    from app.posts.holding import Writing

    with app.test_request_context():
        held = {name: why_held(Writing(getattr(people, name), topic.board, "A text.")) for name in ("cleo", "ben", "finn")}
    assert [bool(reasons) for reasons in held.values()] == [True, False, False]


@pytest.mark.parametrize(
    ("source", "pieces", "marked"),
    [
        ("<p>Buy it &amp; go</p>", ["it & go"], "<p>Buy <mark>it &amp; go</mark></p>"),
        ('<p><img alt="a > it" src="/it"> it</p>', ["it"], '<p><img alt="a > it" src="/it"> <mark>it</mark></p>'),
        ('<p><a href="https://x.example/it">here</a> x</p>', ["x.example"],
         '<p><a href="https://x.example/it"><mark>here</mark></a> x</p>'),
        ("<p>IT</p>", ["", " "], "<p>IT</p>"),
    ],
)  # fmt: skip
def test_e1_it_marks_words_and_never_breaks_a_tag(source, pieces, marked):
    assert mark(source, pieces) == marked
