"""A look at the text before it is sent: the same words and marks as later, and nothing kept."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from app.events.models import Event
from app.posts.models import Post
from app.uploads.models import Upload
from tests import factories
from tests.conftest import Browser
from tests.uploads.conftest import make_picture

WORDS = "Mehr **Hafermilch**, sagte „Ben“."
SHOWN = "Mehr <strong>Hafermilch</strong>, sagte „Ben“."


@pytest.fixture
def pages(gus, ben, make_topic, make_reply):
    """(address, fields besides the text) of every form with a preview; Ben may send them all."""
    topic = make_topic("questions", ben, "An old title")
    reply, own = make_reply(topic, gus), make_reply(topic, ben)
    return {
        "new": ("/ideas/new", {"title": "Milk, please", "tags": "milk, oats", "board": "ideas"}),
        "edit": (f"/topics/{topic.id}/edit", {"title": "A new title", "tags": "doors", "version": "1"}),
        "reply": (f"/topics/{topic.id}/posts", {"form_key": "k1"}),
        "comment": (f"/posts/{reply.id}/comments", {"form_key": "k2"}),
        "edit post": (f"/posts/{own.id}/edit", {"version": "1"}),
    }


def test_it_shows_a_text_as_its_post_will_look(sign_in, ben):
    answer = sign_in(ben).post("/preview", {"body": WORDS})
    assert answer.status_code == 200
    assert SHOWN in answer.text
    assert "<html" not in answer.text


def test_it_says_why_a_text_could_not_be_posted(sign_in, ben):
    assert "Please write something." in sign_in(ben).post("/preview", {"body": " "}).text
    assert "Please write something." in sign_in(ben).post("/preview").text
    assert "Please shorten your text" in sign_in(ben).post("/preview", {"body": "a" * 20_001}).text


def test_e1_it_is_as_safe_as_a_post(sign_in, ben):
    text = sign_in(ben).post("/preview", {"body": "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://e.example/a.png)"}).text
    assert "<script" not in text
    assert "href=\"javascript" not in text
    assert "<img" not in text


def test_it_shows_own_pictures(sign_in, ben, db):
    upload = factories.make_upload(ben)
    db.session.commit()
    text = sign_in(ben).post("/preview", {"body": f"![A plate]({upload.url})"}).text
    image = BeautifulSoup(text, "html.parser").img
    assert (image["src"], image["alt"]) == (upload.url, "A plate")
    assert db.session.query(Upload.post_id).scalar() is None


@pytest.mark.parametrize("name", ["new", "edit", "reply", "comment", "edit post"])
def test_it_shows_the_page_again_with_everything_typed(sign_in, ben, boards, pages, name, db):
    address, typed = pages[name]
    if "board" in typed:
        typed["board"] = boards["ideas"].slug
    before = counts(db)
    answer = sign_in(ben).post(f"{address}/preview", {**typed, "body": WORDS, "picture_alt": "Ein Teller"})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    form = page.select_one(f'form[action="{address}"]')
    assert form.textarea.text.lstrip("\n") == WORDS
    for field, value in {**typed, "picture_alt": "Ein Teller"}.items():
        assert form.select_one(f'[name="{field}"]')["value"] == value
    assert SHOWN in answer.text
    assert answer.text.index(SHOWN) < answer.text.index("<textarea")
    assert "Preview, not saved yet" in [heading.text for heading in page.find_all("h2")]
    assert counts(db) == before


@pytest.mark.parametrize("name", ["new", "edit", "reply", "comment", "edit post"])
def test_it_offers_the_preview_where_one_writes(sign_in, ben, pages, name):
    address, _typed = pages[name]
    where = {"reply": f"{address.removesuffix('/posts')}/edit", "comment": f"{address}/new"}.get(name, address)
    page = BeautifulSoup(sign_in(ben).get(where).text, "html.parser")
    if name != "reply":
        button = page.select_one(f'button[formaction="{address}/preview"]')
        assert button.has_attr("formnovalidate")
        buttons = button.find_parent("form").find_all("button", type=False)
        assert buttons.index(button) > 0, "Enter in a field must send, not preview"


def test_it_can_be_sent_after_the_preview(sign_in, ben, pages, db):
    address, typed = pages["reply"]
    browser = sign_in(ben)
    browser.post(f"{address}/preview", {**typed, "body": WORDS})
    assert browser.post(address, {**typed, "body": WORDS}).status_code == 303
    assert db.session.query(Post).filter_by(body=WORDS).count() == 1


def test_it_asks_for_a_chosen_picture_once_more(sign_in, ben, pages, db):
    address, typed = pages["reply"]
    file = (BytesIO(make_picture()), "plate.jpg")
    answer = sign_in(ben).post(f"{address}/preview", {**typed, "body": WORDS, "picture": file, "picture_alt": "Ein Teller"})
    assert "Please choose your picture once more." in answer.text
    assert 'value="Ein Teller"' in answer.text


def test_it_keeps_a_visitors_words(visitor, pages):
    for address, typed in pages.values():
        answer = visitor.post(f"{address}/preview", {**typed, "body": WORDS})
        assert answer.status_code == 401
        assert WORDS in answer.text
    assert visitor.post("/preview", {"body": WORDS}).status_code == 401


def test_d1_it_previews_only_where_one_may_write(sign_in, gus, pages):
    stranger = sign_in(gus)
    for name in ("edit", "edit post"):
        address, typed = pages[name]
        assert stranger.post(f"{address}/preview", {**typed, "body": WORDS}).status_code == 403


def test_h2_previews_are_limited_together(make_app, ben, pages):
    browser = Browser(make_app(RATELIMIT_ENABLED=True), ben)
    codes = [browser.post("/preview", {"body": "x"}).status_code for _ in range(60)]
    assert codes == [200] * 60
    assert browser.post("/preview", {"body": "x"}).status_code == 429
    address, typed = pages["reply"]
    slow = browser.post(f"{address}/preview", {**typed, "body": WORDS})
    assert slow.status_code == 429
    assert WORDS in slow.text


def counts(db):
    db.session.rollback()
    return db.session.query(Post).count(), db.session.query(Event).count()
