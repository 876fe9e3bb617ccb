"""The team invites; members hear of it, others vote with the link of a letter; who has not voted is reminded once."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.accounts.models import token_hash
from app.groups.models import Group
from app.kinds.polls.asking import PollOption
from app.kinds.polls.invitations import Invitation
from app.kinds.polls.models import Poll
from app.kinds.polls.timed import remind_of_polls
from app.kinds.polls.voices import Participation, SecretBallot
from app.notifications.models import Mail, Notice
from app.recounting import recount
from tests.factories import make_poll as make_poll_on


@pytest.fixture
def poll(make_poll, emil):
    return make_poll(emil)


@pytest.fixture
def invite(sign_in, emil, run_readers, db):
    browser = sign_in(emil)

    def act(topic, **fields):
        answer = browser.post(f"/polls/{topic.id}/invitations", fields)
        db.session.remove()
        run_readers("notifications")
        return answer

    act.browser = browser
    return act


def notices(db, about):
    return set(db.session.scalars(db.select(Notice.member_id).where(Notice.about == about)))


def letters(db):
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def link_in(mail):
    return re.search(r"/polls/by-mail/\S+", mail.text)[0]


def first_option(db):
    return str(db.session.scalar(db.select(db.func.min(PollOption.id))))


def test_it_invites_every_member_who_is_asked_once(invite, poll, people, db):
    assert invite(poll, members="y").status_code == 303
    everybody = {m.id for m in (people.ada, people.dora, people.finn, people.ben, people.gus, people.cleo)}
    assert notices(db, "invited") == everybody
    invite(poll, members="y")
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 6
    page = invite.browser.get(f"/polls/{poll.id}/invitations").text
    assert 'facts__number">6<' in page and 'facts__number">0<' in page


@pytest.mark.parametrize(("fields", "words"), [
    ({}, "whom to invite"), ({"addresses": "nobody"}, "no mail address: nobody"),
    ({"addresses": "\n".join(f"a{n}@example.org" for n in range(501))}, "at most 500"),
])
def test_it_says_what_to_mend(invite, poll, db, fields, words):
    answer = invite(poll, **fields)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_it_lets_somebody_without_an_account_vote_once(invite, poll, visitor, db):
    invite(poll, addresses="Uwe@example.org\nuwe@example.org \nelif@example.org", language="de")
    uwe = next(mail for mail in letters(db) if mail.to == "uwe@example.org")
    assert len(letters(db)) == 2 and "ohne Konto" in uwe.text
    link = link_in(uwe)
    page = visitor.get(link)
    assert "Which milk we buy" in page.text and page.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.post(f"{link}/ballot", {}).status_code == 422
    done = visitor.post(f"{link}/ballot", {"option": first_option(db)})
    assert done.status_code == 303 and re.search(r"shown this once: \w{4}-\w{4}-\w{4}", visitor.get(link).text)
    again = visitor.post(f"{link}/ballot", {"option": first_option(db)})
    assert again.status_code == 409 and "with this link already" in again.text
    counted = [db.session.scalar(db.select(db.func.count()).select_from(each)) for each in (SecretBallot, Participation)]
    assert counted == [1, 0] and db.session.scalar(db.select(Poll.ballot_count)) == 1
    assert not [name for name in recount() if name.startswith("poll")]
    assert "1 of 9 members took part" in " ".join(visitor.get(link).text.split())


def test_it_keeps_no_token_and_nothing_between_link_and_ballot(invite, poll, visitor, db):
    invite(poll, addresses="uwe@example.org", language="en")
    token = link_in(letters(db)[0]).rpartition("/")[2]
    kept = db.session.execute(db.text("SELECT * FROM poll_invitations")).mappings().one()
    assert kept["token_hash"] == token_hash(token) and token not in str(dict(kept))
    visitor.post(f"/polls/by-mail/{token}/ballot", {"option": first_option(db)})
    assert set(kept) == {"id", "poll_id", "member_id", "email", "language", "token_hash", "reminder_hash", "has_voted", "has_declined", "invited_at"}
    [ballot] = db.session.execute(db.text("SELECT * FROM secret_ballots")).mappings()
    assert not {str(value) for value in kept.values() if len(str(value)) > 4} & {str(value) for value in ballot.values()}


@pytest.mark.parametrize("token", ["x", "x" * 32, "%00"])
def test_it_knows_only_its_own_links(visitor, poll, token):
    assert visitor.get(f"/polls/by-mail/{token}").status_code == 404
    assert visitor.post(f"/polls/by-mail/{token}/ballot", {}).status_code == 404


def test_it_takes_no_ballot_by_mail_after_the_end(invite, poll, visitor, db):
    invite(poll, addresses="uwe@example.org", language="en")
    link = link_in(letters(db)[0])
    with time_machine.travel(poll.poll.closes_at + timedelta(seconds=1), tick=False):
        assert visitor.post(f"{link}/ballot", {"option": first_option(db)}).status_code == 409
        assert "has closed" in visitor.get(link).text
    assert db.session.scalar(db.select(Poll.ballot_count)) == 0


def test_it_invites_no_strangers_to_an_open_poll_and_opens_none_with_them(invite, make_poll, poll, emil, db):
    assert "only in a secret poll" in invite(make_poll(emil, is_secret=False), addresses="a@example.org").text
    invite(poll, addresses="a@example.org", language="en")
    from tests.kinds.test_poll_new import edit

    assert "can only be secret" in edit(invite.browser, poll, secrecy="open").text


def test_it_reminds_once_a_day_before_the_end_and_only_who_has_not_voted(invite, poll, sign_in, ben, gus, visitor, db, run_readers):
    invite(poll, members="y", addresses="uwe@example.org\nelif@example.org\nomar@example.org", language="en")
    uwe, omar = (next(mail for mail in letters(db) if mail.to.startswith(name)) for name in ("uwe", "omar"))
    sign_in(ben).post(f"/polls/{poll.id}/ballot", {"option": first_option(db)})
    visitor.post(f"{link_in(uwe)}/ballot", {"option": first_option(db)})
    visitor.post(f"{link_in(omar)}/stop", {"on": "1"})
    ends = db.session.scalar(db.select(Poll.closes_at))
    for before, reminded in ((25, False), (23, True), (22, True)):
        with time_machine.travel(ends - timedelta(hours=before), tick=False):
            remind_of_polls()
            db.session.commit()
            run_readers("notifications")
            assert (gus.id in notices(db, "vote_soon")) == reminded
    assert ben.id not in notices(db, "vote_soon")
    [reminder] = [mail for mail in letters(db) if mail.key.startswith("poll-reminder")]
    assert reminder.to == "elif@example.org" and "only reminder" in reminder.text
    for mail in (reminder, next(mail for mail in letters(db) if mail.to == "elif@example.org")):
        assert visitor.get(link_in(mail)).status_code == 200


def test_it_asks_only_whom_it_is_for(boards, sign_in, emil, ben, gus, cleo, db):
    group = Group(name="Regulars")
    db.session.add(group)
    db.session.flush()
    group.include(ben, by=emil)
    for_group = make_poll_on(boards["polls"], emil, title="Group?", audience="group", group_id=group.id)
    for_members = make_poll_on(boards["polls"], emil, title="Members?", audience="members")

    def may(who, topic):
        option = db.session.scalar(db.text(f"SELECT max(o.id) FROM poll_options o JOIN poll_questions q ON q.id = o.question_id WHERE q.poll_id = {topic.id}"))  # noqa: S608
        browser = sign_in(who)
        shown = 'class="choice"' in browser.get(topic.url).text
        waiting = browser.get("/").text.partition("The latest")[0]
        assert shown == (topic.title in waiting)
        answer = browser.post(f"/polls/{topic.id}/ballot", {"option": str(option)})
        assert (answer.status_code == 303) == shown and answer.status_code in (303, 403)
        return shown

    assert [may(who, for_group) for who in (ben, gus, emil)] == [True, False, False]
    assert [may(who, for_members) for who in (ben, cleo)] == [True, False]
    page = sign_in(emil).get(f"/polls/{for_group.id}/invitations").text
    assert 'facts__number">1<' in page


@pytest.mark.parametrize("who", ["ben", "dora", "cleo", None])
def test_it_is_for_the_team(people, sign_in, visitor, poll, who):
    browser = sign_in(getattr(people, who)) if who else visitor
    for answer in (browser.get(f"/polls/{poll.id}/invitations"), browser.post(f"/polls/{poll.id}/invitations", {"members": "y"})):
        assert answer.status_code in (403, 303, 401)
        assert "asked in all" not in answer.text


def test_it_needs_few_statements(invite, poll, visitor, db, count_queries):
    invite(poll, addresses="uwe@example.org", language="en")
    link = link_in(letters(db)[0])
    visitor.get(link)
    sent = {"option": first_option(db)}
    with count_queries() as queries:
        visitor.post(f"{link}/ballot", sent)
    assert len(queries) <= 10, queries
