"""The inbox: what it shows, what reading does, and that it is nobody else's."""

import pytest

from app.accounts.models import Member
from app.kinds.ideas.models import PLANNED
from app.notifications.models import Notice


@pytest.fixture
def told(db, make_topic, make_reply, ben, finn, run_readers):
    """Ben has been told of a reply in each of these topics, and of one twice."""
    topics = [make_topic("discussions", ben, title=f"Topic {n}") for n in range(3)]
    for topic in (*topics, topics[0]):
        make_reply(topic, finn)
    run_readers("notifications")
    return topics


@pytest.fixture
def bell(db):
    def look(member):
        db.session.rollback()
        return db.session.scalar(db.select(Member.unread_notices).where(Member.id == member.id))

    return look


@pytest.fixture
def notice_of(db):
    def find(member, topic):
        query = db.select(Notice.id).where(Notice.member_id == member.id, Notice.topic_id == topic.id)
        return db.session.scalar(query)

    return find


def test_it_says_that_nothing_is_new(ben, sign_in):
    page = sign_in(ben).get("/inbox")
    assert page.status_code == 200
    assert "nothing missed" in page.text


def test_it_shows_what_happened(told, ben, sign_in):
    page = sign_in(ben).get("/inbox").text
    assert "Finn replied in “Topic 1”" in page
    assert "2 replies in “Topic 0”" in page
    assert page.count("notice--unread") == 3


def test_it_counts_at_the_bell(told, ben, sign_in):
    assert "Inbox, 3 new" in sign_in(ben).get("/").text


def test_it_opens_a_notice_by_a_form(db, told, ben, sign_in, notice_of, bell):
    browser = sign_in(ben)
    answer = browser.post(f"/inbox/{notice_of(ben, told[1])}/reading")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/discussions/{told[1].id}-topic-1?post=")
    assert browser.get(answer.location).status_code == 200
    assert bell(ben) == 2
    assert browser.get("/inbox").text.count("notice--unread") == 2


def test_it_reads_once(told, ben, sign_in, notice_of, bell):
    browser = sign_in(ben)
    for _ in range(2):
        assert browser.post(f"/inbox/{notice_of(ben, told[1])}/reading").status_code == 303
    assert bell(ben) == 2


def test_it_reads_everything(told, ben, sign_in, bell):
    browser = sign_in(ben)
    assert browser.post("/inbox/reading").location == "/inbox"
    assert bell(ben) == 0
    assert "notice--unread" not in browser.get("/inbox").text


def test_it_reads_a_topic_by_looking_at_it(told, ben, sign_in, bell):
    browser = sign_in(ben)
    assert f'hx-post="/topics/{told[0].id}/reading"' in browser.get(told[0].url).text
    assert browser.post(f"/topics/{told[0].id}/reading", htmx="main").status_code == 200
    assert bell(ben) == 2


def test_it_shows_unread_ones_first(told, ben, sign_in, notice_of):
    browser = sign_in(ben)
    browser.post(f"/inbox/{notice_of(ben, told[0])}/reading")
    page = browser.get("/inbox").text
    assert page.index("Topic 2") < page.index("Topic 1") < page.index("Topic 0")


def test_it_pages(db, make_topic, make_reply, ben, finn, run_readers, sign_in):
    for n in range(35):
        make_reply(make_topic("discussions", ben, title=f"Topic {n:02}"), finn)
    run_readers("notifications")
    browser = sign_in(ben)
    first = browser.get("/inbox").text
    older = first.split('href="/inbox?before=')[1].split('"')[0]
    second = browser.get(f"/inbox?before={older}").text
    shown = [n for n in range(35) if f"Topic {n:02}" in first], [n for n in range(35) if f"Topic {n:02}" in second]
    assert (len(shown[0]), len(shown[1])) == (30, 5)
    assert sorted(shown[0] + shown[1]) == list(range(35))


@pytest.mark.parametrize("key", ["x", "1", "1_2", "1_2_x", "1_2_²", "1_9999999999999999999999_3"])
def test_it_shows_the_first_page_for_a_key_that_is_none(told, ben, sign_in, key):
    assert "Topic 2" in sign_in(ben).get(f"/inbox?before={key}").text


def test_it_says_status_and_reason(db, make_topic, ben, emil, sign_in, run_readers):
    make_topic("ideas", ben, title="Oat milk").idea.move_to(PLANNED, by=emil, because="We have found a dairy.")
    db.session.commit()
    run_readers("notifications")
    page = sign_in(ben).get("/inbox").text
    assert "“Oat milk” is now: Planned" in page and "We have found a dairy." in page


def test_it_escapes_what_people_wrote(db, make_topic, make_reply, ben, finn, run_readers, sign_in):
    make_reply(make_topic("discussions", ben, title="<b>100 % %(who)s</b>"), finn)
    run_readers("notifications")
    page = sign_in(ben).get("/inbox").text
    assert "&lt;b&gt;100 % %(who)s&lt;/b&gt;" in page


def test_d2_it_is_nobody_elses(told, ben, gus, sign_in, visitor, notice_of, bell):
    id = notice_of(ben, told[0])
    assert sign_in(gus).post(f"/inbox/{id}/reading").status_code == 404
    assert "Topic 0" not in sign_in(gus).get("/inbox").text
    assert visitor.get("/inbox").location.startswith("/sign-in")
    assert visitor.post("/inbox/reading").status_code == 401
    assert bell(ben) == 3


def test_d2_it_hides_a_topic_that_went_out_of_sight(db, told, ben, sign_in, boards):
    db.session.merge(told[0]).state = "deleted"
    db.session.commit()
    page = sign_in(ben).get("/inbox").text
    assert "Topic 0" not in page and "Topic 1" in page


def test_it_keeps_within_its_budgets(db, told, make_topic, make_reply, ben, finn, sign_in, run_readers, count_queries, notice_of):
    browser = sign_in(ben)
    browser.form_token()
    counts = []
    for n in range(2):
        with count_queries() as queries:
            browser.get("/inbox")
        counts.append(len(queries))
        for m in range(5):
            make_reply(make_topic("discussions", db.session.merge(ben), title=f"More {n} {m}"), db.session.merge(finn))
        run_readers("notifications")
    assert counts[0] == counts[1] <= 7
    id = notice_of(ben, told[0])
    with count_queries() as queries:
        browser.post(f"/inbox/{id}/reading")
    assert len(queries) <= 10
