"""An announcement before it is published: seen by the team alone, who will hear of it, published once."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from app.accounts.roles import MEMBER
from app.database import now
from app.events.models import Event
from app.kinds.announcements.drafts import AnnouncementDraft
from app.kinds.announcements.models import AnnouncementSource
from app.kinds.announcements.timed import publish_due_drafts
from app.kinds.merging import merge_topic
from app.notifications.audience import audience_of
from app.notifications.models import keep_wishes
from app.topics.models import Topic
from app.votes.models import set_vote
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in
from tests.instances import only_postgres

FIELDS = {"title": "Oat milk is here", "body": "From **Monday** on.", "outcome": "done"}


@pytest.fixture
def idea(make_topic, ben):
    return make_topic("ideas", ben, "More oat milk")


@pytest.fixture
def write(sign_in, emil, boards, db):
    """write(source lines, …): a draft of Emil's; returns the answer."""

    def act(lines="", **fields):
        sent = FIELDS | {"board": boards["announcements"].slug, "source_lines": lines} | fields
        return sign_in(emil).post("/announcements/drafts", sent)

    return act


@pytest.fixture
def draft(write, idea, db):
    write(idea.url)
    return db.session.scalar(db.select(AnnouncementDraft))


def announcements(db):
    db.session.rollback()
    return list(db.session.scalars(db.select(Topic).join(Topic.board).where(db.text("boards.kind = 'announcements'"))))


def test_it_is_seen_by_the_team_alone(draft, sign_in, visitor, people, db, run_readers):
    run_readers()
    page = sign_in(people.ada).get(draft.url).text
    assert "<strong>Monday</strong>" in page and "More oat milk" in page
    for browser in (visitor, *(sign_in(getattr(people, name)) for name in ("ben", "dora", "finn"))):
        assert browser.get(draft.url).status_code in (303, 404)
        for path in ("/", "/announcements", "/listened", "/search?q=oat", "/feed.atom"):
            assert "Oat milk is here" not in browser.get(path).text
    assert announcements(db) == []


def test_it_may_leave_open_what_it_answers(write, db):
    assert write("", outcome="it_failed").status_code == 303
    assert write("no such thing").status_code == 422
    assert len(list(db.session.scalars(db.select(AnnouncementDraft)))) == 1


def test_a_double_tap_writes_one_draft(write, idea, db):
    assert len({write(idea.url).location for _ in range(2)}) == 1
    assert len(list(db.session.scalars(db.select(AnnouncementDraft)))) == 1


def test_it_says_who_will_hear_and_how(app, db, site, write, idea, boards, people, sign_in):
    app.config["BASE_URL"], site.smtp_url = "https://cafe.example", "smtp://127.0.0.1:9"
    for member in (people.finn, people.gus, people.dora, people.emil):
        set_vote(idea.opening, member, wanted=True)
    keep_wishes(people.finn.id, daily=False)
    people.gus.set_email(None)
    people.dora.block(by=people.ada)
    db.session.commit()
    audience = audience_of([idea.id], boards["announcements"], people.emil)
    assert (audience.asked, audience.told, audience.by_mail, audience.stopped, audience.out_of_reach) == (4, 3, 1, 1, 1)
    url, browser = write(idea.url).location, sign_in(people.emil)
    for page in (browser.get(url).text, browser.get(f"/announcements/new?source={idea.url}").text):
        text = " ".join(page.split())
        for words in ("3 people hear of it", "1 of them also by mail", "1 has stopped mails", "4 people asked"):
            assert words in text


def test_it_counts_only_who_may_read_that_board(db, people, idea):
    from app.groups.models import Group

    group = Group(name="Tasters")
    db.session.add(group)
    db.session.flush()
    board = make_board("announcements", "Inner", audience="group", group=group)
    assert audience_of([idea.id], board, people.emil).told == 0
    group.include(people.ben, by=people.ada)
    db.session.commit()
    assert audience_of([idea.id], board, people.emil).told == 1


def test_it_is_published_once(draft, sign_in, ada, emil, idea, db):
    browser = sign_in(ada)
    answers = [browser.post(f"{draft.url}/publication") for _ in range(2)]
    (topic,) = announcements(db)
    assert [answer.location.split("-")[0] for answer in answers] == [f"/announcements/{topic.id}"] * 2
    assert topic.author_id == emil.id
    assert "Oat milk is here" in browser.get(idea.url).text
    names = [e.name for e in db.session.scalars(db.select(Event)) if e.name == "outcome.published"]
    assert len(names) == 1
    assert browser.get(f"{draft.url}/edit").status_code == 404
    assert browser.get(draft.url).location.startswith(f"/announcements/{topic.id}")


def test_it_is_changed_and_thrown_away(draft, sign_in, emil, boards, idea, db):
    browser = sign_in(emil)
    page = browser.get(f"{draft.url}/edit").text
    assert idea.url in page and "From **Monday** on." in page
    sent = FIELDS | {"title": "Another title", "board": boards["announcements"].slug, "source_lines": idea.url}
    assert browser.post(f"{draft.url}/edit", sent).status_code == 303
    assert "Another title" in browser.get("/announcements/drafts").text
    assert browser.post(f"{draft.url}/removal").status_code == 303
    assert "Another title" not in browser.get("/announcements/drafts").text


def test_a_picture_that_a_colleague_adds_is_published_with_it(draft, sign_in, ada, emil, visitor, boards, idea, db):
    from app.uploads.models import Upload
    from tests.uploads.conftest import make_picture

    browser = sign_in(ada)
    assert browser.post("/uploads", {"picture": (BytesIO(make_picture()), "photo.jpg")}).status_code < 400
    url = db.session.scalar(db.select(Upload)).url
    sent = FIELDS | {"board": boards["announcements"].slug, "source_lines": idea.url, "body": f"![Milk]({url})"}
    assert browser.post(f"{draft.url}/edit", sent).status_code == 303
    assert browser.post(f"{draft.url}/publication").status_code == 303
    (topic,) = announcements(db)
    assert db.session.scalar(db.select(Upload.post_id)) is not None
    assert url in visitor.get(f"/announcements/{topic.id}-{topic.slug}").text
    assert visitor.get(url).status_code == 200


@pytest.mark.parametrize("act", ["publication", "edit", "schedule", "schedule/removal", "removal"])
def test_a_draft_that_was_thrown_away_meanwhile_is_not_found(draft, sign_in, ada, emil, act, db):
    assert sign_in(emil).post(f"{draft.url}/removal").status_code == 303
    assert sign_in(ada).post(f"{draft.url}/{act}", FIELDS).status_code == 404


@pytest.fixture
def act_meanwhile(app, db):
    """act_meanwhile(statement, request): the answer to a request that comes while a statement is not committed."""

    def act(statement, request):
        db.session.remove()
        answers = []

        def ask():
            with app.app_context():
                answers.append(request())

        asking = threading.Thread(target=ask)
        with db.engine.connect() as other:
            other.execute(statement)
            asking.start()
            asking.join(0.5)
            assert asking.is_alive(), "it did not wait"
            other.commit()
        asking.join()
        return answers[0]

    return act


@only_postgres
def test_it_is_published_as_it_is_once_the_lock_is_there(draft, sign_in, ada, act_meanwhile, db):
    browser, url = sign_in(ada), draft.url
    act_meanwhile(db.update(AnnouncementDraft).values(title="A later title"), lambda: browser.post(f"{url}/publication"))
    assert [topic.title for topic in announcements(db)] == ["A later title"]


@only_postgres
@pytest.mark.parametrize("act", ["publication", "edit", "removal"])
def test_a_draft_that_is_thrown_away_at_this_moment_is_not_found(draft, sign_in, ada, boards, act, act_meanwhile, db):
    browser, url = sign_in(ada), draft.url
    sent = FIELDS | {"board": boards["announcements"].slug, "source_lines": ""}
    answer = act_meanwhile(db.delete(AnnouncementDraft), lambda: browser.post(f"{url}/{act}", sent))
    assert answer.status_code == 404 and announcements(db) == []


# --- At a chosen moment -----------------------------------------------------------------------------------


def schedule(db, draft, *, days=1):
    found = db.session.get(AnnouncementDraft, draft.id)
    found.schedule(now() + timedelta(days=days))
    db.session.commit()
    return found


def tick(db):
    db.session.remove()
    publish_due_drafts()
    db.session.commit()


def test_it_is_published_at_its_moment_and_once(draft, sign_in, emil, db):
    answer = sign_in(emil).post(f"{draft.url}/schedule", {"publish_at": "2099-01-01T10:00"})
    assert answer.status_code == 422
    schedule(db, draft)
    tick(db)
    assert announcements(db) == []
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        tick(db)
        tick(db)
    assert len(announcements(db)) == 1


def test_it_takes_a_moment_in_the_time_of_the_place(draft, sign_in, emil, db):
    with time_machine.travel("2026-06-09T10:00:00+00:00", tick=False):
        answer = sign_in(emil).post(f"{draft.url}/schedule", {"publish_at": "2026-06-10T09:00"})
        assert answer.status_code == 303
        found = db.session.scalar(db.select(AnnouncementDraft.publish_at))
        assert found.isoformat() == "2026-06-10T07:00:00+00:00"
        sign_in(emil).post(f"{draft.url}/schedule/removal")
    assert db.session.scalar(db.select(AnnouncementDraft.publish_at)) is None


def test_it_is_published_once_by_two_workers_at_once(app, draft, db):
    schedule(db, draft, days=-1)
    db.session.remove()

    def work():
        with app.app_context():
            tick(db)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(announcements(db)) == 1


@pytest.mark.parametrize("why", ["source", "audience", "archived", "left the team"])
def test_it_is_not_published_when_it_may_not_be_and_says_why(draft, idea, boards, emil, ada, db, sign_in, why):
    if why == "source":
        db.session.merge(idea).state = "removed"
    elif why == "audience":
        db.session.merge(boards["ideas"]).change(by=ada, audience="members")
    elif why == "archived":
        db.session.merge(boards["announcements"]).archive(by=ada)
    else:
        db.session.merge(emil).change_role(MEMBER, by=ada)
    db.session.commit()
    schedule(db, draft, days=-1)
    tick(db)
    assert announcements(db) == []
    assert "It was not published." in sign_in(ada).get(draft.url).text
    assert sign_in(ada).post(f"{draft.url}/publication").location == draft.url
    assert announcements(db) == []


def test_a_source_that_was_merged_meanwhile_is_the_one_that_took_it_up(draft, make_topic, idea, gus, dora, db, sign_in, emil):
    kept = make_topic("ideas", gus, "Oat milk for everybody")
    merge_topic(db.session.merge(idea), kept, by=dora, because="Both wish for the same milk, so they belong together.")
    db.session.commit()
    assert "Oat milk for everybody" in sign_in(emil).get(draft.url).text
    answer = sign_in(emil).post(f"{draft.url}/publication")
    assert answer.location.startswith("/announcements/") and "drafts" not in answer.location
    sent = FIELDS | {"board": "announcements", "source_lines": f"{idea.id}\n{kept.id}"}
    assert sign_in(emil).post("/announcements/new", sent).status_code == 303
    assert set(db.session.scalars(db.select(AnnouncementSource.topic_id))) == {kept.id}


def test_an_open_source_becomes_a_narrower_one(write, emil, db):
    inner = make_topic_in(make_board("ideas", "Inner", audience="members"), emil, "A quiet idea")
    assert write(inner.url).status_code == 422
