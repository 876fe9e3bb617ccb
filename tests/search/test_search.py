"""The search page: what it finds, and what it never shows."""

import pytest

from app.boards.models import Board
from app.groups.models import Group
from app.posts.models import Post
from app.search.here import index_of
from app.topics.models import Topic
from tests.data import data
from tests.factories import make_board
from tests.factories import make_reply as reply_by
from tests.factories import make_topic as topic_in

ROLES = ("ada", "emil", "dora", "finn", "ben", "gus", "cleo")


@pytest.fixture
def oat(make_topic, ben):
    return make_topic("ideas", ben, "Oat milk at the till", "The **creamy** kind, <please> & soon.", tags=["Drinks"])


@pytest.fixture
def search(visitor, run_readers):
    """search("oat") as a visitor, or as somebody's browser, once the index has read what happened."""

    def ask(question, browser=visitor, htmx=None, **more):
        run_readers("search")
        answer = browser.get("/search", query_string={"q": question, **more}, htmx=htmx)
        assert answer.status_code == 200
        return answer.text

    return ask


def there(db, topic):
    """The opening of a topic as the database has it now, ready to be changed."""
    opening = db.session.get(Post, topic.opening.id)
    opening.topic = db.session.get(Topic, topic.id)
    opening.topic.board = db.session.get(Board, opening.topic.board_id)
    return opening


def test_it_finds_a_topic_and_marks_the_words(search, oat):
    page = search("oat creamy")
    assert "<mark>Oat</mark> milk at the till" in page
    assert "The <mark>creamy</mark> kind, &lt;please&gt; &amp; soon." in page
    assert f'href="{oat.url}"' in page
    assert "1 post found" in page
    assert "Search is being rebuilt" not in page


def test_it_leads_to_the_very_reply(search, oat, gus):
    reply = reply_by(oat, gus, "Almond would be nicer.")
    page = search("almond")
    assert f'href="{oat.url}?post={reply.id}#post-{reply.id}"' in page
    assert "Gus" in page


def test_it_shows_the_best_post_of_a_topic_once(search, oat, gus):
    for _ in range(3):
        reply_by(oat, gus, "Oat, oat, oat.")
    assert search("oat").count("card__link") == 1


def test_it_finds_tags_compounds_and_beginnings(search, oat, make_topic, gus):
    lent = make_topic("questions", gus, "Die Kundenkarte geht nicht", "Was nun?")
    assert oat.url in search("drinks")
    assert lent.url in search("Karte")
    assert oat.url in search("crea")


@pytest.mark.parametrize("line", ['"oat milk"', "“oat milk”", "„oat milk“", "«oat milk»"])
def test_it_knows_quotation_marks_of_every_language(search, oat, make_topic, gus, line):
    apart = make_topic("ideas", gus, "Milk of oat")
    page = search(line)
    assert oat.url in page and apart.url not in page


def test_it_answers_htmx_with_the_results_only(search, oat, visitor):
    page = search("oat", htmx="results")
    assert page.strip().startswith('<div class="stack" id="results">')
    assert "<html" not in page
    assert oat.url in page
    assert oat.url in search("cream", htmx="results")


def test_it_works_without_scripts(search, oat):
    page = search("oat", kind="ideas")
    assert '<form class="searchbar" id="search" role="search" action="/search"' in page
    assert 'type="hidden" form="search" name="kind" value="ideas"' in page


def test_it_gives_hints_for_an_empty_question(search):
    assert "Good to know" in search("")
    assert "Good to know" in search("   ")


def test_it_says_how_to_go_on_when_nothing_is_found(search, boards):
    page = search("vierzehn & mehr")
    assert "Nothing found" in page
    assert 'href="/questions/new?title=vierzehn%20%26%20mehr"' in page


def test_it_filters_by_kind_board_and_author(search, oat, make_topic, gus, ben):
    other = make_topic("questions", gus, "Is the oat milk cold?")
    board = make_board("ideas", "Drinks only")
    third = topic_in(board, ben, "Oat in bottles")
    assert {t.id for t in (oat, other, third) if t.url in search("oat")} == {oat.id, other.id, third.id}
    page = search("oat", kind="questions")
    assert other.url in page and oat.url not in page
    assert "Board: All" in search("oat", kind="ideas") and "Board: All" not in search("oat", kind="questions")
    page = search("oat", kind="ideas", board=board.slug)
    assert third.url in page and oat.url not in page and other.url not in page
    page = search("oat", author="gus")
    assert other.url in page and oat.url not in page
    assert "Nothing found" in search("oat", author="nobody")
    assert "Nothing found" in search("oat", kind="questions", board=board.slug)
    assert oat.url in search("oat", kind="cakes", board="none", page="x")


def test_it_turns_pages(search, boards, ben):
    topics = [topic_in(boards["ideas"], ben, f"Oat number {n}") for n in range(12)]
    first, second = search("oat"), search("oat", page=2)
    assert first.count("card__link") == 10 and second.count("card__link") == 2
    assert all((t.url in first) != (t.url in second) for t in topics)
    assert "page=2" in first and "page=1" in second
    assert "Nothing found" in search("oat", page=50)


def test_it_follows_titles_texts_and_moves(search, oat, ben, dora, boards, db):
    opening = there(db, oat)
    opening.edit("Now with soya.", by=ben, version=1, title="Soya milk")
    db.session.commit()
    page = search("soya")
    assert "<mark>Soya</mark> milk" in page and "now" in page.lower()
    assert "Nothing found" in search("creamy")
    reply_by(oat, dora, "Soya it is.")
    secret = make_board("ideas", "Back room", audience="members")
    there(db, oat).topic.move_to(secret, by=dora)
    db.session.commit()
    assert "Nothing found" in search("soya")


def test_a_role_changes_nothing_about_hidden_texts(search, sign_in, people, oat, make_topic, make_reply, db):
    """D4: what is held, hidden, removed or deleted is found by nobody, whatever they may see elsewhere."""
    replies = [make_reply(oat, people.gus, f"Zebra word {n}") for n in range(4)]
    held = make_topic("discussions", people.cleo, "Zebra of a new member", "zebra")
    shown = make_topic("discussions", people.gus, "Zebra in the open", "zebra")
    search("zebra")
    replies = [db.session.merge(reply) for reply in replies]
    for reply in replies:
        reply.topic = there(db, oat).topic
    replies[0].hide()
    replies[1].remove(by=people.dora)
    replies[2].delete(by=people.gus)
    replies[3].hide()
    db.session.commit()
    for name in ROLES:
        page = search("zebra", sign_in(getattr(people, name)))
        assert page.count("card__link") == 1, name
        assert shown.url in page
        assert held.url not in page


@pytest.mark.parametrize("reads", [True, False])
def test_d4_deleted_text_is_gone_at_once(visitor, run_readers, oat, ben, db, reads):
    """D4: also before the index has heard of it; and afterwards the index does not know it either."""
    run_readers("search")
    assert oat.url in visitor.get("/search?q=creamy").text
    there(db, oat).delete(by=ben)
    db.session.commit()
    if reads:
        run_readers("search")
        assert index_of().count() == 0
    page = visitor.get("/search?q=creamy").text
    assert oat.url not in page and "Oat milk" not in page


def test_d4_a_restored_topic_comes_back_with_its_replies(search, oat, ben, gus, db):
    reply_by(oat, gus, "Almond would be nicer.")
    assert oat.url in search("almond")
    there(db, oat).delete(by=ben)
    db.session.commit()
    assert "Nothing found" in search("almond")
    there(db, oat).restore(by=ben)
    db.session.commit()
    assert oat.url in search("almond")


@pytest.mark.parametrize("name", ["visitor", *ROLES])
def test_d2_private_boards_stay_private(search, sign_in, visitor, people, db, name):
    """D2: neither title, text nor board of what one may not read, and no count of it."""
    crew = Group(name="Crew", slug="crew") if hasattr(Group, "slug") else Group(name="Crew")
    db.session.add(crew)
    db.session.flush()
    members = topic_in(make_board("ideas", "Room M", audience="members"), people.ben, "Quokka for members")
    group = topic_in(make_board("ideas", "Room G", audience="group", group=crew), people.emil, "Quokka for the crew")
    public = topic_in(make_board("ideas", "Room P"), people.ben, "Quokka for all")
    browser = visitor if name == "visitor" else sign_in(getattr(people, name))
    page = search("quokka", browser)
    sees = {public.id} | ({members.id} if name != "visitor" else set()) | ({group.id} if name in ("ada", "emil") else set())
    assert {topic.id for topic in (members, group, public) if topic.url in page} == sees
    assert ("Room G" in page) == (group.id in sees)
    assert f"{len(sees)} post" in page
    for filters in ({"board": "room-g"}, {"board": "room-m"}, {"kind": "ideas"}, {"author": "emil"}):
        again = search("quokka", browser, **filters)
        assert {topic.id for topic in (members, group, public) if topic.url in again} <= sees


def test_d2_a_board_that_became_private_is_closed_at_once(visitor, run_readers, oat, boards, ada, db):
    run_readers("search")
    board = db.session.merge(boards["ideas"])
    board.change(by=ada, audience="members")
    db.session.commit()
    page = visitor.get("/search?q=oat").text
    assert "Oat milk" not in page and "0 post" not in page


def odd_lines():
    files = sorted(data("security/sqli").glob("**/*.txt")) + sorted(data("security/strings").glob("**/*.txt"))
    lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    return [line for line in lines if line.strip()]


def test_b_odd_questions_are_questions_like_any_other(visitor, run_readers, oat):
    run_readers("search")
    lines = odd_lines()
    for line in [*lines[:: max(1, len(lines) // 150)], "\x00oat", "\ud800", '"', "-", "*", '"oat', "-oat", "a" * 5000]:
        answer = visitor.get("/search", query_string={"q": line.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, line
        assert "<script>alert" not in answer.text


def test_it_keeps_to_the_query_budget(sign_in, run_readers, people, make_topic, count_queries):
    for kind in ("ideas", "questions", "discussions"):
        for n in range(4):
            make_topic(kind, people.ben, f"Oat {n}")
    run_readers("search")
    browser = sign_in(people.gus)
    with count_queries() as queries:
        browser.get("/search?q=oat&author=ben")
    assert len(queries) <= 7, queries


def test_h2_it_limits_how_often_one_may_search(make_app, site):
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    codes = [client.get("/search?q=oat").status_code for _ in range(31)]
    assert codes[:30] == [200] * 30
    assert codes[30] == 429


def test_it_narrows_by_time_language_and_what_a_kind_knows(search, make_topic, ben, gus, db, time_machine):
    time_machine.move_to("2026-03-01T12:00Z")
    old = make_topic("ideas", ben, "Walrus im Garten", "Der Walrus ist in dem Garten und nicht bei der Kasse.")
    time_machine.move_to("2026-11-20T12:00Z")
    new = make_topic("ideas", ben, "A walrus at the till", "The walrus would be at the till and not in the garden.")
    asked = make_topic("questions", gus, "Who has seen the walrus?", "It was here and it is gone.")
    there(db, new).topic.idea.move_to("planned", by=ben)
    db.session.commit()

    def found(**narrowed):
        page = search("walrus", **narrowed)
        return {topic for topic in (old, new, asked) if f'href="{topic.url}"' in page}

    assert found() == {old, new, asked}
    assert found(since="week") == found(since="month") == {new, asked}
    assert found(since="year") == {old, new, asked} == found(since="ever")
    assert found(language="de") == {old} and found(language="en") == {new, asked}
    assert found(kind="ideas", status="planned") == {new}
    assert found(kind="ideas", status="planned", language="de") == set()
    assert found(kind="questions", state="solved") == set() and found(kind="questions", state="unsolved") == {asked}
    assert found(status="planned") == {old, new, asked}
    page = search("walrus", kind="ideas", status="planned", since="week")
    for kept in ('name="status" value="planned"', 'name="since" value="week"', "Last 7 days", "status=planned"):
        assert kept in page
    assert "/search?q=walrus&amp;since=week&amp;kind=questions" in page


def test_it_asks_what_somebody_meant(search, visitor, make_topic, ben):
    topic = make_topic("ideas", ben, "Vertretungsplan an der Tür", "Wer vertritt die Chefin?")
    page = search("vertretungsplna tür")
    assert f'href="{topic.url}"' in page and "Did you mean" not in page
    page = search("Vertretungsplna")
    assert f'href="{topic.url}"' in page and "<mark>Vertretungsplan</mark>" in page
    assert "Nothing has exactly these words." in page
    assert '<a href="/search?q=vertretungsplan">vertretungsplan</a>' in page
    assert "Nothing has exactly" not in search("vertretungsplan")


def test_it_asks_in_no_words_that_one_may_not_see(search, people, db):
    group = Group(name="Team")
    db.session.add(group)
    db.session.commit()
    topic_in(make_board("ideas", "Inner", audience="group", group=group), people.emil, "Vertretungsplan geheim")
    page = search("Vertretungsplna")
    assert "Did you mean" not in page and "Nothing found" in page


def test_votes_decide_between_posts_that_answer_alike(search, make_topic, ben, db):
    few, many = (make_topic("ideas", ben, f"Walrus {word}", "Same words.") for word in ("one", "two"))
    there(db, few).vote_count, there(db, many).vote_count = 1, 40
    db.session.commit()
    page = search("walrus")
    assert page.index(many.url) < page.index(few.url)
