"""The start page: what is new for a member, what the place is for a visitor."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.database import now
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.polls.voices import Participation
from app.notifications.models import Notice, count_unread
from app.posts.models import Post
from app.topics.models import Topic
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in

REASON = "We have thought about it for a long time and it is done."


@pytest.fixture
def sections(sign_in):
    """sections(ben): the start page's sections for Ben, heading's id → the titles in it."""

    def read(browser):
        browser = browser if hasattr(browser, "get") else sign_in(browser)
        page = BeautifulSoup(browser.get("/").text, "html.parser")
        return {
            section["aria-labelledby"].removeprefix("new-"): [
                " ".join(row.get_text(" ").split()) for row in section.select("li")
            ]
            for section in page.select("main section.panel")
        }

    return read


@pytest.fixture
def move(db, emil):
    def act(topic, status, **more):
        topic.idea.move_to(status, by=emil, because=REASON, **more)
        db.session.commit()

    return act


def test_it_says_that_nothing_waits(sign_in, ben, make_topic, sections):
    make_topic("discussions", ben)
    assert sections(ben) == {}
    assert "Nothing waits for you" in sign_in(ben).get("/").text


def test_it_invites_where_nothing_has_been_written(sign_in, visitor, ben, boards):
    assert "Post the first idea" in sign_in(ben).get("/").text
    page = visitor.get("/").text
    assert "A quiet place, still" in page and "/ideas/new" not in page


def test_it_shows_unread_notices(sections, ben, gus, make_topic, db):
    topic = make_topic("discussions", ben, "Longer hours")
    for read_at in (None, now()):
        db.session.add(Notice(member_id=ben.id, about="reply", topic_id=topic.id, actor_id=gus.id, read_at=read_at))
    db.session.flush()
    count_unread(ben.id, 1)
    db.session.commit()
    (line,) = sections(ben)["unread"]
    assert "Gus replied in “Longer hours”" in line


def test_it_shows_polls_that_wait_for_a_ballot(sections, ben, gus, emil, make_poll, db):
    open_poll = make_poll(emil, title="Which milk?")
    make_poll(emil, title="Over", closes_at=now() - timedelta(hours=1))
    make_poll(emil, title="Closed", closed_at=now())
    make_poll(emil, options=(), title="Empty")
    soon = make_poll(emil, title="Which bread?", closes_at=now() + timedelta(hours=2))
    assert [row.split("?")[0] for row in sections(ben)["polls"]] == ["Which bread", "Which milk"]
    db.session.add_all(Participation(poll_id=poll.id, member_id=ben.id) for poll in (open_poll, soon))
    db.session.commit()
    assert "polls" not in sections(ben)
    assert len(sections(gus)["polls"]) == 2


def test_it_shows_what_became_of_my_ideas(sections, ben, gus, make_topic, move):
    mine, others, untouched = (make_topic("ideas", who, title) for who, title in ((ben, "Oat"), (gus, "Soy"), (ben, "Rye")))
    move(mine, "done")
    move(others, "planned")
    assert sections(ben)["answers"] == ["Oat Done"]
    assert sections(gus)["answers"] == ["Soy Planned"]
    assert untouched.idea.status == "new"


def test_it_shows_announcements_that_answer_me(sections, ben, gus, emil, make_topic, db):
    asked = make_topic("questions", ben, "Why so loud?")
    told = make_topic("announcements", emil, "It did not work", outcome="it_failed")
    db.session.add(AnnouncementSource(announcement_id=told.id, topic_id=asked.id))
    db.session.commit()
    assert sections(ben)["answers"] == ["It did not work It failed"]
    assert "answers" not in sections(gus)


def test_it_shows_answers_of_others_for_thirty_days(sections, ben, gus, make_topic, make_reply, db):
    question = make_topic("questions", ben, "Where is the key?")
    make_reply(question, ben, "I looked everywhere.")
    assert "answers" not in sections(ben)
    answer = make_reply(question, gus, "Under the mat.")
    assert sections(ben)["answers"] == ["Where is the key? 2 answers"]
    then = now() - timedelta(days=31)
    db.session.execute(db.update(Post).where(Post.id == answer.id).values(created_at=then))
    db.session.execute(db.update(Topic).where(Topic.id == question.id).values(last_activity_at=then))
    db.session.commit()
    assert "answers" not in sections(ben)


def test_it_shows_new_ideas_of_others(sections, ben, gus, make_topic, db):
    make_topic("ideas", ben, "My own")
    new, old = make_topic("ideas", gus, "Fresh"), make_topic("ideas", gus, "Stale")
    old.created_at = now() - timedelta(days=8)
    db.session.commit()
    assert sections(ben)["ideas"] == [f"{new.title} 1 vote"]


def test_it_shows_older_ideas_to_whom_was_away(sections, sign_in, ben, gus, make_topic, db):
    from app.accounts.models import SignIn

    idea = make_topic("ideas", gus, "Meanwhile")
    idea.created_at = now() - timedelta(days=20)
    browser = sign_in(ben)
    for seen, shown in ((timedelta(days=19), False), (timedelta(days=21), True)):
        db.session.execute(db.update(SignIn).values(seen_at=now() - seen))
        db.session.commit()
        assert ("ideas" in sections(browser)) is shown


def test_it_asks_for_answers_first_where_somebody_waits_for_a_day(sections, ben, gus, make_topic, make_reply, db):
    young, waiting, older, answered = (make_topic("questions", gus, title) for title in ("Young", "Day", "Days", "Known"))
    waiting.created_at, older.created_at = now() - timedelta(hours=25), now() - timedelta(days=3)
    make_topic("questions", ben, "My own")
    make_reply(answered, ben)
    db.session.commit()
    assert [row.split()[0] for row in sections(ben)["questions"]] == ["Day", "Days", young.title]


def test_it_stops_at_five(sections, ben, gus, make_topic):
    for number in range(7):
        make_topic("ideas", gus, f"Idea {number}")
        make_topic("questions", gus, f"Question {number}")
    found = sections(ben)
    assert [row.split()[1] for row in found["ideas"]] == ["6", "5", "4", "3", "2"]
    assert len(found["questions"]) == 5


def test_it_shows_nobody_what_is_not_theirs(sections, visitor, people, ben, gus, cleo, emil, make_topic, db):
    inner = {kind: make_board(kind, f"Team {kind}", audience="group") for kind in ("ideas", "questions", "announcements")}
    for kind, board in inner.items():
        topic = make_topic_in(board, emil, "Secret plan")
        if kind == "announcements":
            topic.announcement.outcome = "done"
    make_topic("ideas", cleo, "Held words")
    db.session.commit()
    for browser in (ben, gus, visitor):
        found = str(sections(browser))
        assert "Secret" not in found and "Held words" not in found
    assert "Secret plan" in str(sections(people.ada))


def test_it_tells_visitors_what_was_promised_and_kept(sections, visitor, ben, emil, make_topic, make_reply, move, db):
    done, planned, popular = (make_topic("ideas", ben, title) for title in ("Oat", "Soy", "Rye"))
    move(done, "done")
    move(planned, "planned")
    solved, open_one = make_topic("questions", ben, "Where?"), make_topic("questions", ben, "When?")
    solved.question.accept(make_reply(solved, emil, "Here."), by=ben)
    for title, outcome in (("It works", "done"), ("It does not", "it_failed"), ("We are open", "news")):
        make_topic("announcements", emil, title, outcome=outcome)
    db.session.commit()
    found = sections(visitor)
    assert found["listened"] == ["It does not It failed", "It works Done"]
    assert {row.split()[0] for row in found["popular"]} == {planned.title, popular.title}
    assert found["solved"] == ["Where? 1 answer"] and open_one.title not in str(found)
    facts = BeautifulSoup(visitor.get("/").text, "html.parser").select(".facts__item")
    assert [fact.get_text(" ", strip=True) for fact in facts] == [
        "idea done 1",
        "planned or in work 1",
        "of 2 questions answered 50%",
    ]


def test_it_counts_figures_once_a_minute_for_the_same_boards(visitor, ben, make_topic, move, db):
    from unittest.mock import patch

    idea = make_topic("ideas", ben)
    make_topic("ideas", ben, "Soy")
    move(idea, "done")
    with patch("app.home.figures._count") as count:
        count.return_value.done = count.return_value.active = count.return_value.answered = 0
        visitor.get("/")
        visitor.get("/")
        assert count.call_count == 1
        make_board("ideas", "More ideas")
        visitor.get("/")
        assert count.call_count == 2


def test_it_leaves_the_sections_out_further_down(sign_in, visitor, ben, gus, make_topic):
    for number in range(11):
        make_topic("ideas", gus, f"Idea {number}")
    older = BeautifulSoup(sign_in(ben).get("/").text, "html.parser").select_one("a[rel=next]")["href"]
    for browser in (sign_in(ben), visitor):
        page = browser.get(older).text
        assert "Idea 0" in page and "New ideas" not in page and "Popular ideas" not in page


@pytest.mark.parametrize("who", ["visitor", "ben", "emil"])
def test_it_needs_seven_statements_at_most_however_much_there_is(request, people, sign_in, who, make_topic, make_poll, make_reply, count_queries, db, emil, gus, ben):
    browser = request.getfixturevalue("visitor") if who == "visitor" else sign_in(getattr(people, who))

    def fill(times):
        for number in range(times):
            make_topic("ideas", gus, f"Idea {number}").idea.move_to("done", by=emil, because=REASON)
            make_topic("ideas", ben, f"Mine {number}").idea.move_to("planned", by=emil)
            make_reply(make_topic("questions", ben, f"Mine {number}"), gus)
            make_topic("questions", gus, f"Question {number}")
            topic = make_topic("announcements", emil, f"Told {number}", outcome="done")
            db.session.add(Notice(member_id=ben.id, about="outcome", topic_id=topic.id, detail="done"))
            make_poll(emil, title=f"Poll {number}")
        count_unread(ben.id, times)
        db.session.commit()

    counts = []
    for times in (1, 10):
        fill(times)
        with count_queries() as queries:
            assert browser.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 7
