"""Often asked: the team chooses and orders from what was asked again and again and from what was solved."""

import json

import pytest
from bs4 import BeautifulSoup

from app.kinds.questions.faq import FaqEntry
from app.kinds.questions.models import close_as_duplicate
from app.posts.models import Post
from tests.factories import make_board
from tests.factories import make_topic as make_topic_in


@pytest.fixture
def solve(make_topic, make_reply, ben, gus, db):
    """solve("Where is the key?", "Under the mat."): a solved question; `voices` found the answer helpful."""

    def act(title, text="Under the mat.", voices=0, board=None):
        topic = make_topic_in(board, ben, title) if board else make_topic("questions", ben, title)
        topic.answer = make_reply(topic, gus, text)
        topic.question.accept(topic.answer, by=ben)
        db.session.execute(db.update(Post).where(Post.id == topic.answer.id).values(vote_count=voices))
        db.session.commit()
        return topic

    return act


@pytest.fixture
def choose(sign_in, emil):
    browser = sign_in(emil)
    return lambda topic, on=True: browser.post(f"/faq/entries/{topic.id}", {"on": "1"} if on else {})


def titles(browser, path="/faq"):
    page = BeautifulSoup(browser.get(path).text, "html.parser")
    return [heading.get_text(strip=True) for heading in page.select("main section h2")]


def proposed(browser):
    page = BeautifulSoup(browser.get("/faq/edit").text, "html.parser")
    return [link.get_text() for link in page.select("section[aria-labelledby=proposed] li > span > a")]


def test_it_is_empty_first(visitor, site):
    assert "The team chooses what stands here" in visitor.get("/faq").text


def test_it_proposes_what_was_asked_three_times_more_or_helped_many(
    solve, make_topic, sign_in, emil, finn, gus, ben, choose, db
):
    asked, helped, quiet = solve("Asked again and again"), solve("Helped many", voices=5), solve("Quiet", voices=4)
    unsolved = make_topic("questions", ben, "Asked and never solved")
    for kept, times in ((asked, 3), (unsolved, 4), (quiet, 2)):
        for n in range(times):
            close_as_duplicate(make_topic("questions", gus, f"{kept.title} {n}"), kept, by=finn)
    db.session.commit()
    browser = sign_in(emil)
    assert proposed(browser) == ["Asked and never solved", "Asked again and again", "Helped many"]
    assert "not solved yet" in browser.get("/faq/edit").text
    choose(asked), choose(helped, on=False), choose(unsolved)
    assert proposed(browser) == ["Asked and never solved"]
    assert titles(browser) == ["Asked again and again"]


def test_it_keeps_the_teams_order(solve, choose, sign_in, emil, visitor, db):
    first, second, third = (solve(title) for title in ("One", "Two", "Three"))
    for topic in (first, second, third, third):
        choose(topic)
    assert titles(visitor) == ["One", "Two", "Three"]
    browser = sign_in(emil)
    for _turn in range(2):
        browser.post(f"/faq/entries/{third.id}/place", {"place": "1"})
    assert titles(visitor) == ["Three", "One", "Two"]
    browser.post(f"/faq/entries/{third.id}/place", {"place": "99"})
    assert titles(visitor) == ["One", "Two", "Three"]
    choose(second, on=False)
    assert titles(visitor) == ["One", "Three"]
    assert db.session.scalar(db.select(FaqEntry.is_listed).where(FaqEntry.topic_id == second.id)) is False


def test_it_shows_only_what_is_solved_and_may_be_seen(solve, choose, sign_in, visitor, ben, dora, emil, db):
    open_again, gone, inner = solve("Open again"), solve("Answer gone"), solve(
        "For members", board=make_board("questions", "Inner", audience="members")
    )
    for topic in (open_again, gone, inner):
        choose(topic)
    assert titles(visitor) == ["Open again", "Answer gone"]
    assert titles(sign_in(ben)) == ["Open again", "Answer gone", "For members"]
    sign_in(ben).post(f"/questions/{open_again.id}/doubt")
    sign_in(dora).post(f"/posts/{gone.answer.id}/removal", {"rule": "untrue"})
    assert titles(visitor) == []
    assert choose(open_again).location == "/faq/edit"


# --- What search engines read -----------------------------------------------------------------------------

# What the guidelines for rich results ask of each type, and what each property may hold.
NEEDED = {
    "QAPage": {"mainEntity"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "Person": {"name"},
}
IN_QA = {"Question": {"answerCount", "text", "author", "datePublished"}, "Answer": {"url", "upvoteCount", "author"}}


def structured(browser, path):
    page = BeautifulSoup(browser.get(path).text, "html.parser")
    blocks = page.find_all("script", type="application/ld+json")
    return json.loads(blocks[0].string) if blocks else None


def check(thing, parent=None):
    """Every typed thing in it has what it needs, and no empty words."""
    if isinstance(thing, list):
        return [check(each, parent) for each in thing]
    if not isinstance(thing, dict):
        return None
    kind = thing["@type"]
    wanted = NEEDED[kind] | (IN_QA.get(kind, set()) if parent == "QAPage" else set())
    assert wanted <= set(thing), (kind, wanted - set(thing))
    assert all(value not in ("", None) for value in thing.values()), thing
    return [check(value, parent or kind) for name, value in thing.items() if not name.startswith("@")]


def test_a_solved_question_carries_qapage(solve, make_reply, visitor, sign_in, ben, finn):
    topic = solve("Where is the key?", "Under **the** mat & left.", voices=3)
    make_reply(topic, finn, "Or on the hook.")
    said = structured(visitor, topic.url)
    check(said)
    question = said["mainEntity"]
    assert (said["@type"], question["name"], question["answerCount"]) == ("QAPage", "Where is the key?", 2)
    assert question["acceptedAnswer"]["text"] == "Under the mat & left."
    assert question["acceptedAnswer"]["url"] == f"http://localhost{topic.url}?post={topic.answer.id}#post-{topic.answer.id}"
    assert [answer["text"] for answer in question["suggestedAnswer"]] == ["Or on the hook."]
    assert structured(sign_in(ben), topic.url) is None


def test_an_open_question_and_other_kinds_carry_nothing(make_topic, make_reply, visitor, ben, gus):
    question = make_topic("questions", ben)
    make_reply(question, gus)
    assert structured(visitor, question.url) is None
    assert structured(visitor, make_topic("ideas", ben).url) is None


def test_the_faq_carries_faqpage(solve, choose, visitor):
    assert structured(visitor, "/faq") is None
    topic = solve("Where is the key?")
    choose(topic)
    said = structured(visitor, "/faq")
    check(said)
    assert said["mainEntity"][0]["name"] == "Where is the key?"
    assert said["mainEntity"][0]["acceptedAnswer"]["text"] == "Under the mat."


EVIL = "</script><script>alert(1)</script><!-- ]]> \u2028 '\" & <b>"


def test_e1_words_cannot_leave_the_block_of_data(solve, choose, visitor):
    topic = solve(EVIL[:140], EVIL)
    choose(topic)
    for path in (topic.url, "/faq"):
        page = visitor.get(path).text
        assert "<script>alert" not in page
        block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
        assert not set("<>&'") & set(block)
        check(json.loads(block))
