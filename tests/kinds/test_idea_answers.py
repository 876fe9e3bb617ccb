"""The team prepares answers in private, publishes them together, and shares out who looks after what."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine

from app.accounts.roles import MEMBER
from app.audit.models import AuditEntry, audit
from app.database import now
from app.events.models import Event
from app.events.schedule import run_due_acts
from app.kinds.ideas.models import Idea, IdeaMove
from app.kinds.ideas.prepared import IdeaCare, PreparedAnswer, publish_due_answers
from app.kinds.ideas.timed import TIMED
from tests.instances import only_postgres

REASON = "We looked at the numbers of last winter, and it pays for itself within a year."
LIST, PUBLISH = "/ideas/answers", "/ideas/answers/publication"


@pytest.fixture
def ideas(make_topic, ben):
    return [make_topic("ideas", ben, f"Idea {n}") for n in range(3)]


@pytest.fixture
def prepare():
    return lambda browser, idea, status="planned", reason=REASON, **more: browser.post(
        f"/ideas/{idea.id}/prepared", {"status": status, "reason": reason} | more
    )


def statuses(db, ideas):
    db.session.remove()
    found = dict(db.session.execute(db.select(Idea.topic_id, Idea.status)).all())
    return [found[idea.id] for idea in ideas]


def count(db, model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_it_keeps_an_answer_among_the_team(sign_in, visitor, emil, ben, dora, ideas, prepare, db, run_readers):
    answer = prepare(sign_in(emil), ideas[0])
    assert (answer.status_code, answer.location) == (303, LIST)
    run_readers()
    for reader in (visitor, sign_in(ben), sign_in(dora)):
        for path in (ideas[0].url, "/ideas", "/roadmap", "/", "/search?q=winter", "/ideas/feed.atom"):
            assert "numbers of last winter" not in reader.get(path).text
    assert statuses(db, ideas) == ["new"] * 3
    page = sign_in(emil).get(LIST).text
    assert "Idea 0" in page and "Planned" in page and REASON in page and "Emil" in page
    page = sign_in(emil).get(f"/ideas/{ideas[0].id}/status").text
    assert REASON in page and "prepared and not published yet" in page


def test_it_publishes_together_what_is_ticked(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    for idea, status in zip(ideas, ("planned", "done", "checking"), strict=True):
        prepare(browser, idea, status)
    answer = browser.post(PUBLISH, {"topic": [ideas[0].id, ideas[1].id], "now": "1"})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert statuses(db, ideas) == ["planned", "done", "new"]
    moves = db.session.scalars(db.select(IdeaMove)).all()
    assert [(move.after, move.reason, move.by_id) for move in moves] == [
        ("planned", REASON, emil.id), ("done", REASON, emil.id)]
    assert count(db, PreparedAnswer) == 1
    assert "published" not in browser.post(PUBLISH, {"now": "1"}).text


def test_it_publishes_nothing_twice(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    prepare(browser, ideas[0])
    for _turn in range(2):
        assert browser.post(PUBLISH, {"topic": ideas[0].id, "now": "1"}).status_code == 303
    publish_due_answers()
    assert count(db, IdeaMove) == 1
    assert db.session.scalar(db.select(db.func.count()).where(Event.name == "idea.moved")) == 1


def test_it_publishes_together_at_a_moment(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    for idea in ideas[:2]:
        prepare(browser, idea)
    at = now().replace(second=0, microsecond=0) + timedelta(days=2)
    from zoneinfo import ZoneInfo

    typed = at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(PUBLISH, {"topic": [idea.id for idea in ideas], "publish_at": typed}).status_code == 303
    assert "published by itself" in browser.get(LIST).text
    with time_machine.travel(at - timedelta(minutes=1), tick=False):
        publish_due_answers()
        db.session.commit()
        assert statuses(db, ideas) == ["new"] * 3
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        for _turn in range(2):
            # Of ideas alone: what else is due by then takes its time.
            run_due_acts(SimpleNamespace(timed_acts=TIMED))
        assert statuses(db, ideas) == ["planned", "planned", "new"]
    assert count(db, IdeaMove) == 2 and count(db, PreparedAnswer) == 0


def test_it_can_be_told_not_to_come_by_itself(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    prepare(browser, ideas[0])
    db.session.execute(db.update(PreparedAnswer).values(publish_at=now() + timedelta(days=1)))
    db.session.commit()
    browser.post(PUBLISH, {"topic": ideas[0].id, "publish_at": ""})
    assert db.session.scalar(db.select(PreparedAnswer.publish_at)) is None


@pytest.mark.parametrize("typed", ["2001-01-01T10:00", "2099-01-01T10:00"])
def test_it_wants_a_moment_to_come(sign_in, emil, ideas, prepare, db, typed):
    browser = sign_in(emil)
    prepare(browser, ideas[0])
    answer = browser.post(PUBLISH, {"topic": ideas[0].id, "publish_at": typed})
    assert answer.status_code == 422 and "within the next year" in answer.text
    assert db.session.scalar(db.select(PreparedAnswer.publish_at)) is None


def test_it_wants_the_same_reasons_as_a_status(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    assert prepare(browser, ideas[0], "done", "Short.").status_code == 422
    assert prepare(browser, ideas[0], "not_now").status_code == 422
    assert prepare(browser, ideas[0], "merged").status_code == 422
    assert count(db, PreparedAnswer) == 0


def test_it_keeps_one_answer_an_idea_and_throws_it_away(sign_in, emil, ada, ideas, prepare, db):
    prepare(sign_in(emil), ideas[0])
    prepare(sign_in(ada), ideas[0], "checking", "We ask around.")
    assert db.session.execute(db.select(PreparedAnswer.status, PreparedAnswer.by_id)).all() == [("checking", ada.id)]
    assert sign_in(emil).post(f"/ideas/{ideas[0].id}/prepared/removal").status_code == 303
    assert count(db, PreparedAnswer) == 0


def test_it_waits_while_an_idea_is_merged(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    prepare(browser, ideas[0])
    browser.post(f"/ideas/{ideas[0].id}/merge", {"into": ideas[1].id, "reason": REASON})
    assert "Idea 0" not in browser.get(LIST).text
    db.session.execute(db.update(PreparedAnswer).values(publish_at=now() - timedelta(days=1)))
    publish_due_answers()
    db.session.commit()
    assert statuses(db, ideas)[0] == "merged" and count(db, PreparedAnswer) == 1


def test_it_forgets_what_was_prepared_when_another_answer_is_given(sign_in, emil, ideas, prepare, db):
    browser = sign_in(emil)
    for idea in ideas[:2]:
        prepare(browser, idea)
    browser.post(f"/ideas/{ideas[0].id}/status", {"status": "checking", "reason": "We ask around."})
    assert list(db.session.scalars(db.select(PreparedAnswer.topic_id))) == [ideas[1].id]


@pytest.mark.parametrize("who", ["ben", "finn", "dora"])
def test_it_is_for_the_team_alone(people, sign_in, ideas, prepare, db, who):
    browser = sign_in(getattr(people, who))
    assert browser.get(LIST).status_code == 403
    assert prepare(browser, ideas[0]).status_code == 403
    assert browser.post(PUBLISH, {"topic": ideas[0].id, "now": "1"}).status_code == 403
    assert browser.post(f"/ideas/{ideas[0].id}/care", {"owner_id": "0"}).status_code == 403
    assert count(db, PreparedAnswer) == count(db, IdeaCare) == 0


def test_it_says_who_looks_after_what_to_the_team_only(sign_in, visitor, emil, ben, ideas, db):
    browser = sign_in(emil)
    form = {"owner_id": emil.id, "due_on": "2031-03-04"}
    assert browser.post(f"/ideas/{ideas[0].id}/care", form).status_code == 303
    page = browser.get(LIST).text
    assert "Idea 0" in page and "Emil, " in page and "2031" in page and "Idea 1" not in page
    assert 'value="2031-03-04"' in browser.get(f"/ideas/{ideas[0].id}/status").text
    for reader in (visitor, sign_in(ben)):
        page = reader.get(ideas[0].url).text
        assert "Emil" not in page and "2031" not in page
    browser.post(f"/ideas/{ideas[0].id}/care", {"owner_id": "0", "due_on": ""})
    assert "Who looks after what" not in browser.get(LIST).text


def test_it_gives_ideas_only_to_the_team(sign_in, emil, ben, ideas, db):
    answer = sign_in(emil).post(f"/ideas/{ideas[0].id}/care", {"owner_id": ben.id})
    assert answer.status_code == 422 and count(db, IdeaCare) == 0


def test_it_needs_few_statements(sign_in, emil, ideas, prepare, db, count_queries):
    browser = sign_in(emil)
    browser.get("/")
    with count_queries() as queries:
        prepare(browser, ideas[0])
    assert len(queries) <= 10
    for idea in ideas[1:]:
        prepare(browser, idea)
    with count_queries() as queries:
        browser.get(LIST)
    assert len(queries) <= 7
    # The very first entry of a site's log makes its head.
    audit("site.opened")
    db.session.commit()
    with count_queries() as queries:
        browser.post(PUBLISH, {"topic": [idea.id for idea in ideas], "now": "1"})
    assert len(queries) <= 10, "\n".join(queries)


@pytest.mark.parametrize("why", ["demoted", "blocked", "erased"])
def test_it_says_nothing_by_itself_for_somebody_who_is_not_on_the_team_any_more(
    sign_in, emil, ada, ideas, prepare, db, why
):
    prepare(sign_in(emil), ideas[0])
    prepare(sign_in(ada), ideas[1])
    db.session.execute(db.update(PreparedAnswer).values(publish_at=now() - timedelta(minutes=1)))
    member = db.session.merge(emil)
    if why == "demoted":
        member.change_role(MEMBER, by=ada)
    elif why == "blocked":
        member.block(by=ada)
    else:
        db.session.execute(db.update(PreparedAnswer).where(PreparedAnswer.by_id == emil.id).values(by_id=None))
    db.session.commit()
    db.session.remove()
    publish_due_answers()
    db.session.commit()
    assert statuses(db, ideas) == ["new", "planned", "new"]
    assert db.session.execute(db.select(PreparedAnswer.topic_id, PreparedAnswer.publish_at)).all() == [(ideas[0].id, None)]
    page = sign_in(ada).get(LIST).text
    assert "Idea 0" in page and "published by itself:" not in page


@pytest.mark.parametrize("typed", ["tomorrow noon", "2026-13-40T10:00"])
def test_it_keeps_the_moment_when_a_date_cannot_be_read(sign_in, emil, ideas, prepare, db, typed):
    browser = sign_in(emil)
    prepare(browser, ideas[0])
    db.session.execute(db.update(PreparedAnswer).values(publish_at=now() + timedelta(days=1)))
    db.session.commit()
    answer = browser.post(PUBLISH, {"topic": ideas[0].id, "publish_at": typed})
    assert answer.status_code == 422
    assert "Please write day and time like" in answer.text and f'value="{typed}"' in answer.text
    assert db.session.scalar(db.select(PreparedAnswer.publish_at)) is not None


@only_postgres
def test_it_may_be_prepared_anew_while_it_is_published(app, sign_in, emil, ideas, prepare, db):
    browser, idea = sign_in(emil), ideas[0]
    prepare(browser, idea)
    db.session.remove()
    answers = []

    def work():
        with app.app_context():
            answers.append(prepare(browser, idea, "checking", "We ask around.").status_code)

    working = threading.Thread(target=work)
    with db.engine.connect() as publishing:
        publishing.execute(db.delete(PreparedAnswer))
        working.start()
        working.join(0.5)
        assert working.is_alive(), "it did not wait"
        publishing.commit()
    working.join()
    assert answers == [303]
    assert db.session.scalar(db.select(PreparedAnswer.status)) == "checking"


def test_the_page_names_who_wrote_and_the_log_who_published(sign_in, ada, emil, ideas, prepare, db):
    writer, publisher = sign_in(emil), sign_in(ada)
    for idea in ideas[:2]:
        prepare(writer, idea)
    publisher.post(PUBLISH, {"topic": [ideas[0].id], "now": "1"})
    assert "Emil" in publisher.get(ideas[0].url).text
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.act == "answers.published")).one()
    assert (entry.actor_id, entry.after) == (ada.id, f"topic {ideas[0].id}: planned")
    # Nobody speaks for the team who is not on it any more.
    db.session.merge(emil).change_role(MEMBER, by=ada)
    db.session.commit()
    publisher.post(PUBLISH, {"topic": [ideas[1].id], "now": "1"})
    moves = db.session.scalars(db.select(IdeaMove).order_by(IdeaMove.id)).all()
    assert [move.by_id for move in moves] == [emil.id, ada.id]
