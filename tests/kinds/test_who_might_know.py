"""Who might know: up to three members who solved similar questions and agreed to be asked."""

from datetime import timedelta

import pytest

from app.database import now
from app.kinds.questions.knowing import Askable, AskedAround, ask_around
from app.notifications.models import Notice


@pytest.fixture
def solve(make_topic, make_reply, ada, db):
    """solve(gus, "Which grinder?"): Gus has solved a question of that title."""

    def act(member, title, agreed=True):
        topic = make_topic("questions", ada, title)
        topic.question.accept(make_reply(topic, member, "This one."), by=ada)
        if agreed and db.session.get(Askable, member.id) is None:
            db.session.add(Askable(member_id=member.id))
        db.session.commit()

    return act


@pytest.fixture
def question(make_topic, ben):
    return make_topic("questions", ben, "Which grinder for coarse coffee?")


@pytest.fixture
def proposed(sign_in, ben, question, run_readers):
    def act(member=None):
        run_readers("search")
        page = sign_in(member or ben).get(f"/questions/{question.id}/people").text
        return [name for name in ("Gus", "Finn", "Dora", "Emil", "Cleo", "Ada") if f">{name}</a>" in page]

    return act


def test_it_proposes_who_solved_the_most_alike(solve, proposed, gus, finn, dora, emil):
    for member, times in ((gus, 3), (finn, 2), (dora, 1), (emil, 1)):
        for n in range(times):
            solve(member, f"Which coffee grinder, number {n}?")
    assert proposed() == ["Gus", "Finn", "Emil"]


def test_it_proposes_only_who_agreed(solve, proposed, gus, finn, cleo):
    solve(gus, "Which coffee grinder?")
    solve(finn, "Which coffee grinder is good?", agreed=False)
    solve(cleo, "Where is the key?")
    assert proposed() == ["Gus"]


def test_it_leaves_out_who_wrote_there_who_asks_and_who_is_gone(
    solve, proposed, question, make_reply, gus, finn, dora, ada, ben, db
):
    for member in (gus, finn, dora, ben):
        solve(member, "Which coffee grinder?")
    make_reply(question, finn, "I have no idea.")
    dora.block(by=ada)
    db.session.commit()
    assert proposed() == ["Gus"]


def test_it_asks_once_and_tells_them(solve, proposed, question, sign_in, ben, gus, finn, run_readers, db):
    solve(gus, "Which coffee grinder?")
    assert proposed() == ["Gus"]
    asker, path = sign_in(ben), f"/questions/{question.id}/people"
    assert f'href="{path}"' in asker.get(question.url).text
    for _turn in range(2):
        assert asker.post(path, {"member": str(gus.id)}).location == question.url
    asker.post(path, {"member": str(finn.id)})
    assert db.session.scalars(db.select(AskedAround.member_id)).all() == [gus.id]
    run_readers()
    assert db.session.scalars(db.select(Notice.about).where(Notice.member_id == gus.id)).all().count("asked") == 1
    assert "thinks that you might know" in sign_in(gus).get("/inbox").text
    assert "asked already" in asker.get(path).text


def test_nobody_is_asked_too_often(solve, proposed, make_topic, gus, ben, db):
    solve(gus, "Which coffee grinder?")
    for n in range(3):
        ask_around(make_topic("questions", ben, f"Something else {n}"), gus, by=ben)
    db.session.commit()
    assert proposed() == []
    db.session.execute(db.update(AskedAround).values(created_at=now() - timedelta(days=8)))
    db.session.commit()
    assert proposed() == ["Gus"]


def test_it_asks_no_more_than_three(make_topic, people, question, db):
    members = (people.gus, people.finn, people.dora, people.cleo)
    assert [ask_around(question, member, by=people.ben) for member in members] == [True, True, True, False]
    assert ask_around(question, people.gus, by=people.ben) is False


@pytest.mark.parametrize(("who", "status"), [("ben", 200), ("finn", 200), ("dora", 200), ("gus", 403), ("cleo", 403)])
def test_it_is_for_the_asker_and_helpers(people, sign_in, question, who, status):
    browser = sign_in(getattr(people, who))
    assert browser.get(f"/questions/{question.id}/people").status_code == status
    assert ("Who might know?" in browser.get(question.url).text) == (status == 200)
    if status == 200:
        assert "<html" not in browser.get(f"/questions/{question.id}/people", htmx="people").text


def test_it_is_only_for_open_questions(sign_in, ben, gus, question, make_reply, db):
    question.question.accept(make_reply(question, gus), by=ben)
    db.session.commit()
    assert sign_in(ben).get(f"/questions/{question.id}/people").status_code == 404


def test_one_agrees_and_takes_it_back(sign_in, gus, db):
    browser = sign_in(gus)
    assert "checked" not in browser.get("/account/asking").text
    for _turn in range(2):
        assert browser.post("/account/asking", {"on": "1"}).status_code == 303
    assert db.session.get(Askable, gus.id) is not None
    assert "checked" in browser.get("/account/asking").text
    browser.post("/account/asking")
    db.session.expire_all()
    assert db.session.get(Askable, gus.id) is None
