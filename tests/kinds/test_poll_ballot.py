"""A member votes: once, in time, and within the rules of the poll."""

import threading
from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.events.models import Event
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.models import Poll
from app.kinds.polls.voices import OpenBallot, Participation, SecretBallot


@pytest.fixture
def poll(make_poll, emil):
    return make_poll(emil)


def ids(db, topic):
    return list(db.session.scalars(of_poll(db, PollOption.id, topic)))


def of_poll(db, column, topic):
    query = db.select(column).join(PollQuestion, PollQuestion.id == PollOption.question_id)
    return query.where(PollQuestion.poll_id == topic.id).order_by(PollOption.position)


def vote(browser, topic, *options, **more):
    return browser.post(f"/polls/{topic.id}/ballot", {"option": [str(id) for id in options]}, **more)


def counts(db, topic):
    """(ballots of the poll, ballots of each option)"""
    whole = db.session.scalar(db.select(Poll.ballot_count).where(Poll.topic_id == topic.id))
    return whole, list(db.session.scalars(of_poll(db, PollOption.ballot_count, topic)))


def rows(db, model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_it_counts_a_secret_ballot(sign_in, ben, poll, db):
    oat, _soy = ids(db, poll)
    browser = sign_in(ben)
    answer = vote(browser, poll, oat)
    assert (answer.status_code, answer.location) == (303, f"{poll.url}#poll")
    assert counts(db, poll) == (1, [1, 0])
    assert (rows(db, Participation), rows(db, SecretBallot), rows(db, OpenBallot)) == (1, 1, 0)
    page = browser.get(poll.url).text
    assert "counted" in page and "cannot be changed" in page and "100%" in page


def test_it_works_with_htmx(sign_in, ben, poll, db):
    answer = vote(sign_in(ben), poll, ids(db, poll)[0], htmx="poll")
    assert answer.headers["HX-Redirect"] == f"{poll.url}#poll" and counts(db, poll)[0] == 1


def test_it_counts_once_when_sent_again_and_keeps_the_first(sign_in, ben, poll, db):
    oat, soy = ids(db, poll)
    browser = sign_in(ben)
    assert [vote(browser, poll, id).status_code for id in (oat, oat, soy)] == [303, 303, 303]
    assert counts(db, poll) == (1, [1, 0])
    assert "cannot be changed" in browser.get(poll.url).text
    assert rows(db, SecretBallot) == 1


def test_it_tells_the_events_nothing_of_who(sign_in, ben, poll, db):
    vote(sign_in(ben), poll, ids(db, poll)[0])
    happened = db.session.scalar(db.select(Event).where(Event.name == "ballot.cast"))
    assert (happened.topic_id, happened.actor_id, happened.member_id, happened.data) == (poll.id, None, None, {})


def test_it_changes_an_open_ballot_until_the_end(make_poll, sign_in, emil, ben, gus, db):
    poll = make_poll(emil, is_secret=False)
    oat, soy = ids(db, poll)
    browser = sign_in(ben)
    vote(sign_in(gus), poll, oat)
    vote(browser, poll, oat)
    assert counts(db, poll) == (2, [2, 0])
    vote(browser, poll, soy), vote(browser, poll, soy)
    assert counts(db, poll) == (2, [1, 1])
    chosen = db.select(OpenBallot.option_id).where(OpenBallot.member_id == ben.id)
    assert list(db.session.scalars(chosen)) == [soy]
    page = browser.get(poll.url).text
    assert "Change ballot" in page and "your choice" in page
    assert db.session.scalar(db.select(Event.actor_id).where(Event.name == "ballot.cast").limit(1)) == gus.id


@pytest.mark.parametrize(("chosen", "words"), [
    ([], "at least 2"), ([0], "at least 2"), ([0, 1, 2, 3], "at most 3"),
])
def test_it_minds_how_many_may_be_chosen(make_poll, sign_in, emil, ben, db, chosen, words):
    poll = make_poll(emil, options="ABCD", choice="multiple", fewest=2, most=3)
    known = ids(db, poll)
    answer = vote(sign_in(ben), poll, *[known[n] for n in chosen])
    assert answer.status_code == 422 and words in answer.text
    assert all(f'value="{known[n]}" checked' in answer.text for n in chosen)
    assert counts(db, poll) == (0, [0, 0, 0, 0])
    assert vote(sign_in(ben), poll, known[0], known[0], known[2]).status_code == 303
    assert counts(db, poll) == (1, [1, 0, 1, 0])


def test_it_takes_one_where_one_is_asked(sign_in, ben, poll, db):
    assert "at most 1" in vote(sign_in(ben), poll, *ids(db, poll)).text
    assert "choose one" in vote(sign_in(ben), poll).text
    assert counts(db, poll) == (0, [0, 0])


def test_it_takes_only_options_of_this_poll(make_poll, sign_in, emil, ben, poll, db):
    other = make_poll(emil)
    browser = sign_in(ben)
    for option in (ids(db, other)[0], 999_999_999_999_999_999, "oat", -1):
        assert vote(browser, poll, option).status_code == 422
    assert counts(db, poll)[0] == counts(db, other)[0] == rows(db, Participation) == 0


@pytest.mark.parametrize("who", ["cleo", "ben", "finn", "dora", "emil", "ada"])
def test_it_is_for_every_member(people, sign_in, poll, db, who):
    assert vote(sign_in(getattr(people, who)), poll, ids(db, poll)[0]).status_code == 303
    assert counts(db, poll) == (1, [1, 0])


def test_it_asks_a_visitor_to_sign_in(visitor, poll, db):
    assert "Sign in to vote" in visitor.get(poll.url).text
    vote(visitor, poll, ids(db, poll)[0])
    assert counts(db, poll)[0] == 0


def test_it_is_nothing_for_whom_the_board_is_closed(sign_in, ben, emil, db):
    from app.groups.models import Group
    from tests.factories import make_board, make_poll

    group = Group(name="Staff")
    db.session.add(group)
    db.session.flush()
    poll = make_poll(make_board("polls", "Inner", audience="group", group=group), emil)
    assert vote(sign_in(ben), poll, ids(db, poll)[0]).status_code == 404
    assert vote(sign_in(emil), poll, ids(db, poll)[0]).status_code == 303


def test_it_takes_none_after_the_end_even_before_the_worker_came(sign_in, ben, poll, db):
    browser = sign_in(ben)
    oat = ids(db, poll)[0]
    with time_machine.travel(poll.poll.closes_at + timedelta(seconds=1), tick=False):
        browser.sign_in(ben)
        answer = vote(browser, poll, oat)
        assert answer.status_code == 303
        assert "came too late" in browser.get(poll.url).text
    assert counts(db, poll) == (0, [0, 0]) and rows(db, Participation) == 0


def test_it_takes_none_that_was_under_way_while_the_team_closed(ben, poll, db):
    from app.kinds.polls.ballots import PollIsOver, cast_ballot, rows_for

    oat = ids(db, poll)[0]
    asked = db.session.scalar(db.select(PollQuestion.id))
    topic_poll = db.session.get(Poll, poll.id)
    db.session.execute(db.text("UPDATE polls SET closed_at = :now").bindparams(db.bindparam("now", now(), type_=Poll.closed_at.type)))
    with pytest.raises(PollIsOver):
        cast_ballot(topic_poll, ben, rows_for(asked, [oat]))
    db.session.rollback()
    assert rows(db, Participation) == 0


def test_it_counts_once_under_parallel_requests(app, make_poll, sign_in, emil, ben, gus, db):
    poll = make_poll(emil, results_shown="always")
    oat, soy = ids(db, poll)
    path = f"/polls/{poll.id}/ballot"
    browsers = [sign_in(ben) for _ in range(4)] + [sign_in(gus) for _ in range(4)]
    for browser in browsers:
        browser.form_token()
    db.session.remove()
    ready, answers = threading.Barrier(len(browsers)), []

    def send(browser, option):
        ready.wait()
        data = {"option": str(option), "csrf_token": browser.token}
        answers.append(browser.client.post(path, data=data).status_code)

    threads = [threading.Thread(target=send, args=(b, (oat, soy)[n % 2])) for n, b in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8
    whole, each = counts(db, poll)
    assert (whole, sum(each), rows(db, Participation), rows(db, SecretBallot)) == (2, 2, 2, 2)


@pytest.mark.parametrize("is_secret", [True, False])
def test_it_needs_few_queries(make_poll, sign_in, emil, ben, db, count_queries, is_secret):
    poll = make_poll(emil, is_secret=is_secret)
    oat, soy = ids(db, poll)
    browser = sign_in(ben)
    browser.form_token()
    for option in (oat, soy):
        with count_queries() as queries:
            vote(browser, poll, option)
        assert len(queries) <= 10


def test_it_needs_few_queries_for_its_page(make_poll, sign_in, emil, ben, db, count_queries, make_reply, gus):
    poll = make_poll(emil, options=map(str, range(20)), results_shown="always")
    make_reply(poll, ben, parent=make_reply(poll, gus))
    browser = sign_in(ben)
    with count_queries() as queries:
        browser.get(poll.url)
    assert len(queries) <= 8


def test_it_shuffles_the_options_for_each_member_and_keeps_their_order(make_poll, sign_in, emil, ben, gus, finn, db):
    poll = make_poll(emil, options=[f"Option {n:02}" for n in range(12)])

    def order(browser):
        page = browser.get(poll.url).text
        return sorted(range(12), key=lambda n: page.index(f"Option {n:02}"))

    browsers = [sign_in(who) for who in (ben, gus, finn)]
    orders = [order(browser) for browser in browsers]
    assert orders == [order(browser) for browser in browsers]
    assert len({tuple(found) for found in orders}) == 3




def test_it_keeps_a_poll_with_ballots_where_it_is(sign_in, dora, ben, poll, db):
    browser = sign_in(dora)
    assert browser.get(f"/topics/{poll.id}/board").status_code == 200
    vote(sign_in(ben), poll, ids(db, poll)[0])
    assert browser.get(f"/topics/{poll.id}/board").status_code == 403
    assert counts(db, poll)[0] == 1
