"""In which language a text is, for whoever has it read to them (security X5)."""

import pytest
from bs4 import BeautifulSoup

from app.posts.models import Post
from app.web.language import guess_language

TITLE = "Ein längerer Tresen für den Morgen"
BODY = "Morgens ist es sehr voll, und wir warten lange auf den Kaffee."
REPLY = "Das finde ich auch, und der Kuchen ist dann schon weg."


def unmarked(html, text, language="de"):
    """The places where this text stands without its language, or under another one."""
    found = BeautifulSoup(html, "html.parser").find("main").find_all(string=lambda said: text in said)
    assert found, text
    spoken = [next(each["lang"] for each in said.parents if each.get("lang")) for said in found if "visually-hidden" not in (said.parent.get("class") or ())]
    return [said for said in spoken if said != language]


@pytest.fixture
def topic(make_topic, make_reply, ben, gus):
    topic = make_topic("ideas", ben, TITLE, BODY, tags=["Morgen"], status="planned")
    topic.reply = make_reply(topic, ben, REPLY)
    return topic


def test_x5_texts_say_their_language_wherever_they_stand(sign_in, visitor, ben, boards, topic, run_readers):
    run_readers("tags", "search")
    browser = sign_in(ben)
    for address in (topic.url, "/ideas", "/", boards["ideas"].url, "/tags/morgen", "/roadmap", "/search?q=Kaffee", ben.url):
        assert unmarked(visitor.get(address).text, TITLE) == [], address
    for address in (topic.url, f"/topics/{topic.id}/edit"):
        assert BODY in browser.get(address).text
    assert unmarked(visitor.get(topic.url).text, BODY) == unmarked(visitor.get(topic.url).text, REPLY) == []
    for address in (f"/posts/{topic.reply.id}/acts", f"/posts/{topic.reply.id}/history"):
        assert unmarked(browser.get(address).text, REPLY) == [], address


def test_x5_so_do_earlier_versions_each_its_own(sign_in, ben, topic, db):
    browser = sign_in(ben)
    words = "I think so too, and the cake is gone by then."
    browser.post(f"/posts/{topic.reply.id}/edit", {"body": words, "version": "1"})
    page = browser.get(f"/posts/{topic.reply.id}/history").text
    assert unmarked(page, REPLY) == [] and unmarked(page, words, "en") == []
    assert db.session.get(Post, topic.reply.id, populate_existing=True).language == "en"


def test_x5_so_do_the_words_of_another_editor(sign_in, ben, dora, topic):
    for path, words in ((f"/posts/{topic.reply.id}/edit", {}), (f"/topics/{topic.id}/edit", {"title": TITLE})):
        theirs = {"body": "Das finde ich nicht, und der Kuchen ist noch da.", "version": "1"}
        assert sign_in(dora).post(path, words | theirs).status_code == 303
        answer = sign_in(ben).post(path, words | {"body": "Mine.", "version": "1"})
        assert answer.status_code == 409 and unmarked(answer.text, "noch da.") == []


def test_x5_a_text_in_the_language_of_the_page_needs_no_mark(sign_in, ben, topic, db):
    ben.language = "de"
    db.session.commit()
    page = BeautifulSoup(sign_in(ben).get(topic.url).text, "html.parser")
    assert page.html["lang"] == "de" and not page.find("main").find_all(lang=True)


@pytest.mark.parametrize(("text", "language"), [(BODY, "de"), ("I like it here, and the cake is good.", "en"), ("42 :-)", None)])
def test_x5_the_language_is_guessed_from_the_words(text, language):
    assert guess_language(text) == language
