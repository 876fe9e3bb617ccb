"""Members add options of their own where the team allows it; they are texts like all others."""

import pytest

from app.kinds.polls.asking import Asked, PollOption, PollQuestion
from app.posts.models import Post
from app.recounting import recount


@pytest.fixture
def topic(make_poll, emil):
    return make_poll(emil, asked=[Asked(options=("Oat", "Soy"), takes_own=True)], results_shown="always")


def add(browser, db, topic, text="Almond", **more):
    question = db.session.scalar(db.select(PollQuestion.id).where(PollQuestion.poll_id == topic.id))
    return browser.post(f"/polls/{topic.id}/options", {"question": str(question), "text": text} | more)


def options(db):
    return list(db.session.scalars(db.select(PollOption.text).order_by(PollOption.position)))


def test_it_is_there_for_everybody_at_once(sign_in, ben, gus, topic, db, visitor):
    browser = sign_in(ben)
    assert "Add an option of your own" in browser.get(topic.url).text
    assert add(browser, db, topic).location == f"{topic.url}#poll"
    assert options(db) == ["Oat", "Soy", "Almond"]
    page = sign_in(gus).get(topic.url).text
    assert 'class="choice"' in page and page.count("Almond") >= 2
    almond = db.session.scalar(db.select(PollOption.id).where(PollOption.text == "Almond"))
    sign_in(gus).post(f"/polls/{topic.id}/ballot", {"option": str(almond)})
    assert db.session.scalar(db.select(PollOption.ballot_count).where(PollOption.id == almond)) == 1
    assert not [name for name in recount() if name.startswith("poll")]


def test_it_is_added_after_the_first_ballot_too(sign_in, ben, gus, topic, db):
    sign_in(gus).post(f"/polls/{topic.id}/ballot", {"option": str(db.session.scalar(db.select(db.func.min(PollOption.id))))})
    add(sign_in(ben), db, topic)
    assert options(db) == ["Oat", "Soy", "Almond"]


def test_it_is_held_like_every_text_of_a_new_member(sign_in, cleo, gus, dora, topic, db, run_readers):
    add(sign_in(cleo), db, topic)
    run_readers("moderation")
    assert "Almond" not in sign_in(gus).get(topic.url).text
    almond = db.session.scalar(db.select(PollOption.id).where(PollOption.text == "Almond"))
    assert sign_in(gus).post(f"/polls/{topic.id}/ballot", {"option": str(almond)}).status_code == 422
    case = db.session.scalar(db.text("SELECT id FROM cases"))
    sign_in(dora).post(f"/moderation/cases/{case}/decision", {"act": "approve"})
    assert "Almond" in sign_in(gus).get(topic.url).text


def test_it_goes_with_its_comment(sign_in, ben, gus, topic, db):
    add(sign_in(ben), db, topic)
    sign_in(ben).post(f"/posts/{db.session.scalar(db.select(Post.id).where(Post.body == 'Almond'))}/deletion")
    assert "Almond" not in sign_in(gus).get(topic.url).text


def test_it_says_what_its_comment_says_until_somebody_chose_it(sign_in, ben, gus, topic, db, run_readers):
    browser = sign_in(ben)
    add(browser, db, topic)
    post = db.session.scalar(db.select(Post.id).where(Post.body == "Almond"))
    browser.post(f"/posts/{post}/edit", {"body": "Almonds", "version": "1"})
    run_readers("polls")
    assert options(db)[-1] == "Almonds"
    db.session.execute(db.update(PollOption).values(ballot_count=1))
    db.session.commit()
    browser.post(f"/posts/{post}/edit", {"body": "Cow", "version": "2"})
    run_readers("polls")
    assert options(db)[-1] == "Almonds"


@pytest.mark.parametrize(("text", "words"), [("oat", "there already"), ("", "fill this in"), ("x" * 121, "at most 120")])
def test_it_says_why_not(sign_in, ben, topic, db, text, words):
    browser = sign_in(ben)
    add(browser, db, topic, text)
    assert words in browser.get(topic.url).text and options(db) == ["Oat", "Soy"]


def test_it_needs_the_teams_leave_and_an_open_poll(make_poll, emil, ben, sign_in, topic, db):
    other = make_poll(emil, title="Other")
    browser = sign_in(ben)
    assert "Add an option" not in browser.get(other.url).text
    assert add(browser, db, other).status_code == 403
    own = db.session.scalar(db.select(PollQuestion.id).where(PollQuestion.poll_id == topic.id))
    assert browser.post(f"/polls/{other.id}/options", {"question": str(own), "text": "Almond"}).status_code == 403
    sign_in(emil).post(f"/polls/{topic.id}/closure")
    assert add(browser, db, topic).status_code == 403 and options(db).count("Almond") == 0
