"""Reporting a text: once, by weight, and never against the team or what a moderator has approved."""

from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.moderation.reports import Report, report, weight_of
from app.moderation.timed import forget_strangers
from app.notifications.models import Mail


@pytest.fixture
def topic(make_topic, ben):
    return make_topic("discussions", ben)


@pytest.fixture
def post(topic, ben, make_reply):
    """A reply by Ben in his own topic."""
    return make_reply(topic, ben, "Buy my watches!")


def send(browser, post, reason="spam", **more):
    return browser.post(f"/posts/{post.id}/report", {"reason": reason, **more})


def test_it_shows_the_form_with_the_text(post, gus, sign_in):
    page = sign_in(gus).get(f"/posts/{post.id}/report")
    assert page.status_code == 200
    assert "Buy my watches!" in page.text


def test_l6_every_text_of_somebody_else_offers_members_to_report_it(topic, post, make_reply, ben, gus, sign_in):
    comment, reader, author = make_reply(topic, ben, "Cheap ones.", parent=post), sign_in(gus), sign_in(ben)
    for each in (topic.opening, post, comment):
        assert f"/posts/{each.id}/acts" in reader.get(each.url).text
        assert f'href="/posts/{each.id}/report"' in reader.get(f"/posts/{each.id}/acts").text
        assert f'href="/posts/{each.id}/report"' not in author.get(f"/posts/{each.id}/acts").text


def test_it_keeps_a_report_and_opens_a_case(db, post, gus, sign_in, queue):
    assert send(sign_in(gus), post, "insult", note="See the last line.").status_code == 303
    made = db.session.scalar(db.select(Report))
    assert (made.reason, made.note, made.weight, made.reporter_id) == ("insult", "See the last line.", 1, gus.id)
    assert queue() == [(post.id, "reported")]


def test_it_counts_a_report_once(db, post, gus, sign_in, queue):
    browser = sign_in(gus)
    assert send(browser, post).status_code == send(browser, post).status_code == 303
    assert db.session.scalar(db.select(db.func.count()).select_from(Report)) == 1
    assert "already reported" in browser.get(f"/posts/{post.id}/report").text


def test_it_needs_a_reason(db, post, gus, sign_in):
    assert send(sign_in(gus), post, "").status_code == 422
    assert send(sign_in(gus), post, "because").status_code == 422
    assert db.session.scalar(db.select(Report)) is None


def test_it_asks_visitors_to_sign_in(post, visitor):
    assert visitor.post(f"/posts/{post.id}/report", {"reason": "spam"}).status_code in (401, 403)


def test_it_refuses_reports_of_ones_own_text(post, ben, sign_in):
    assert send(sign_in(ben), post).status_code == 403


@pytest.mark.parametrize(
    ("name", "weight"), [("cleo", 0.5), ("ben", 1), ("finn", 2), ("dora", 3), ("emil", 3), ("ada", 3)]
)
def test_it_weighs_by_role(people, name, weight):
    assert weight_of(getattr(people, name)) == weight


def test_it_hides_at_three(post, cleo, gus, finn, sign_in, state_of):
    send(sign_in(cleo), post)
    send(sign_in(gus), post)
    assert state_of(post) == "published"
    answer = send(sign_in(finn), post)
    assert state_of(post) == "hidden"
    # To where the reporter can still go.
    assert sign_in(finn).get(answer.location).status_code == 200


def test_it_hides_a_whole_topic_with_its_opening(topic, emil, gus, sign_in, state_of):
    answer = sign_in(emil).post(f"/posts/{topic.opening.id}/report", {"reason": "spam"})
    assert answer.location == "/boards/discussions"
    assert sign_in(gus).get(topic.url).status_code == 404


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_it_hides_at_once_for_moderators_and_team(post, people, sign_in, state_of, name):
    send(sign_in(getattr(people, name)), post)
    assert state_of(post) == "hidden"


def test_it_thanks_again_when_ones_own_report_has_hidden_the_text(post, finn, cleo, gus, sign_in, db):
    for member in (cleo, gus, finn):
        browser = sign_in(member)
        send(browser, post)
    assert send(browser, post).status_code == 303


@pytest.mark.parametrize("name", ["emil", "ada"])
def test_d6_it_never_hides_what_the_team_wrote(topic, make_reply, people, sign_in, state_of, queue, name):
    post = make_reply(topic, getattr(people, name))
    for member in (people.dora, people.finn, people.gus):
        send(sign_in(member), post)
    assert state_of(post) == "published"
    assert queue() == [(post.id, "reported")]


def test_it_never_hides_what_a_moderator_has_approved(db, topic, make_reply, cleo, dora, finn, emil, sign_in, decide, state_of):
    post = make_reply(topic, cleo)
    decide(dora, post, "approve")
    send(sign_in(finn), post)
    send(sign_in(emil), post)
    assert state_of(post) == "published"


def test_h2_it_takes_ten_reports_an_hour(db, make_app, make_topic, ben, gus, make_reply):
    from tests.conftest import Browser

    topic = make_topic("discussions", ben)
    posts = [make_reply(topic, ben, f"Number {n}") for n in range(11)]
    limited = make_app(RATELIMIT_ENABLED=True)
    browser = Browser(limited, gus)
    answers = [send(browser, post).status_code for post in posts]
    with limited.app_context():
        db.engine.dispose()
    assert answers == [303] * 10 + [429]


def test_it_writes_within_its_budget(post, gus, sign_in, count_queries):
    browser = sign_in(gus)
    browser.form_token()
    with count_queries() as queries:
        assert send(browser, post).status_code == 303
    assert len(queries) <= 10, queries


NOTICE = {"note": "It calls for violence against my neighbour.", "name": "Anna Berg", "email": "anna@example.org", "is_honest": "1"}


def test_l6_anybody_reports_what_is_against_the_law_and_hears_what_came_of_it(
    db, post, topic, visitor, dora, sign_in, queue, decide, run_readers, state_of
):
    assert f'href="/posts/{post.id}/report"' in visitor.get(topic.url).text
    assert "Buy my watches!" in visitor.get(f"/posts/{post.id}/report").text
    receipt = visitor.post(f"/posts/{post.id}/notice", NOTICE).location
    assert len(receipt.removeprefix("/notices/")) >= 22 and "It waits" in visitor.get(receipt).text
    letter = db.session.scalar(db.select(Mail).where(Mail.to == "anna@example.org"))
    assert receipt in letter.text and "Anna" not in letter.subject
    assert queue() == [(post.id, "reported")] and state_of(post) == "published"
    page = sign_in(dora).get("/moderation").text
    assert "Anna Berg" in page and "no account" in page and "calls for violence" in page
    decide(dora, post, "remove", rule="unlawful")
    for _ in range(2):
        run_readers("notifications")
    letters = list(db.session.scalars(db.select(Mail).where(Mail.to == "anna@example.org").order_by(Mail.id)))
    assert len(letters) == 2 and "It was dealt with." in letters[1].text and "Courts are open" in letters[1].text
    assert "It was dealt with." in visitor.get(receipt).text
    assert visitor.get("/notices/anything").status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [({}, 303), ({"name": ""}, 422), ({"email": ""}, 422), ({"email": "no"}, 422), ({"is_honest": ""}, 422), ({"note": "Bad."}, 422),
     ({"website": "x"}, 422), ({"name": "", "email": "", "is_abuse": "1"}, 303)],
)  # fmt: skip
def test_l6_a_notice_has_what_the_law_asks_for(db, post, visitor, change, status):
    assert visitor.post(f"/posts/{post.id}/notice", NOTICE | change).status_code == status
    assert db.session.scalar(db.select(db.func.count(Report.id))) == (status == 303)


def test_l5_who_reported_is_forgotten_when_nothing_can_come_of_it(db, post, visitor, dora, decide):
    visitor.post(f"/posts/{post.id}/notice", NOTICE)
    decide(dora, post, "approve")
    for days, name in ((180, "Anna Berg"), (190, "")):
        with time_machine.travel(now() + timedelta(days=days)):
            forget_strangers()
        assert db.session.scalar(db.select(Report.name)) == name


@pytest.mark.parametrize(("outcomes", "weight"), [([True], 1.25), ([False], 0.75), ([True] * 9, 2), ([False] * 9, 0.25)])
def test_it_weighs_a_reporter_by_what_came_of_earlier_reports(db, topic, make_reply, ben, gus, outcomes, weight):
    for n, upheld in enumerate(outcomes):
        made = report(make_reply(topic, ben, f"Number {n}."), gus, "spam")
        made.settled_at, made.upheld = now(), upheld
    db.session.flush()
    assert weight_of(gus) == weight


def test_l7_the_author_hears_that_reports_have_hidden_a_text(make_topic, make_reply, people, sign_in, run_readers):
    post = make_reply(make_topic("discussions", people.gus), people.ben, "You are all wrong.")
    sign_in(people.dora).post(f"/posts/{post.id}/report", {"reason": "insult"})
    run_readers()
    browser = sign_in(people.ben)
    assert "was reported and is hidden until a moderator has looked" in browser.get("/inbox").text
    assert "Members reported it, or a moderator saw it." in browser.get(f"/posts/{post.id}/statement").text
