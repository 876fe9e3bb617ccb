"""Words that mean the same: found in every path, at once, in every form; and never more than one may see."""

import pytest
from flask import g

from app.search.asked import understand
from app.search.index import SearchIndex
from app.search.synonyms import SynonymGroup, Synonyms, keep_group, synonyms_changed
from tests.factories import make_board
from tests.factories import make_topic as topic_in
from tests.search.documents import document, pids

GROUPS = [["Handy", "Mobiltelefon", "mobile phone"], ["WLAN", "Wi-Fi", "Funknetz"], ["Müll", "Abfall"], ["Tür", "Eingang"]]


@pytest.fixture
def keep(db, site):
    """keep("Handy", "Mobiltelefon"): a group, as the team makes it."""

    def make(*entries):
        g.pop("site", None)
        keep_group(group := SynonymGroup(), list(entries))
        db.session.commit()
        return group

    return make


@pytest.fixture
def index(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.open_or_create()
    texts = {
        1: ("de", "Mein Mobiltelefon klingelt laut"),
        2: ("de", "Die Handys liegen im Regal"),
        3: ("en", "My mobile phones are broken"),
        4: ("en", "The phone is not mobile"),
        5: ("de", "Im Laden gibt es Wi-Fi für alle"),
        6: ("de", "Das WLAN ist langsam"),
        7: ("de", "Wohin mit dem Abfall?"),
        8: ("de", "Ein Mobiltelefonvertrag über zwei Jahre"),
        9: (None, "Funknetze überall"),
        10: ("de", "Der Eingang ist zu"),
    }
    index.write([document(pid, text, language=language) for pid, (language, text) in texts.items()])
    return index


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("Handy", {1, 2, 3, 8}),
        ("handys", {1, 2, 3, 8}),
        ("mobile phone", {1, 2, 3, 8}),
        ("Mobile Phones", {1, 2, 3, 8}),
        ("wlan", {5, 6, 9}),
        ("wi-fi", {5, 6, 9}),
        ("Wi Fi langsam", {5, 6, 9}),
        ("Muell", {7}),
        ("Tueren", {10}),
        ("TÜR", {10}),
        ('"Handy"', {2}),
        ("langsames Funknetz", {5, 6, 9}),
    ],
)
def test_any_word_of_a_group_finds_the_others_in_every_form(index, asked, there):
    hits = index.search(understand(asked, synonyms=Synonyms(GROUPS)), boards={1})
    assert set(pids(hits)) == there and not hits.is_loose


def test_the_word_itself_comes_first_and_exclusions_mean_only_it(index):
    synonyms = Synonyms(GROUPS)
    assert pids(index.search(understand("Handy", synonyms=synonyms), boards={1}))[0] == 2
    assert pids(index.search(understand("langsames Funknetz", synonyms=synonyms), boards={1}))[0] == 6
    assert set(pids(index.search(understand("Mobiltelefon -Handys", synonyms=synonyms), boards={1}))) == {1, 3, 8}


def test_words_side_by_side_are_not_words_somewhere(index):
    assert 4 not in pids(index.search(understand("Handy", synonyms=Synonyms(GROUPS)), boards={1}))


def test_the_page_finds_them_at_once_in_every_process(visitor, run_readers, make_topic, gus, keep, make_app, db):
    topic = make_topic("ideas", gus, "Funknetz im Garten", "Bitte.")
    run_readers("search")
    other = make_app().test_client()
    for browser in (visitor, other):
        assert topic.url not in browser.get("/search?q=WLAN").get_data(as_text=True)
    group = keep("WLAN", "Funknetz")
    for browser in (visitor, other):
        page = browser.get("/search?q=wlan").get_data(as_text=True)
        assert topic.url in page and "<mark>Funknetz</mark> im Garten" in page and "Nothing has exactly" not in page
    g.pop("site", None)
    db.session.delete(db.session.merge(group))
    synonyms_changed()
    db.session.commit()
    for browser in (visitor, other):
        assert topic.url not in browser.get("/search?q=wlan").get_data(as_text=True)


def test_the_makeshift_search_knows_them_too(visitor, make_topic, gus, keep):
    topic = make_topic("ideas", gus, "Funknetz im Garten", "Bitte.")
    keep("WLAN", "Funknetz")
    page = visitor.get("/search?q=wlan").text
    assert "Search is being rebuilt" in page and topic.url in page


@pytest.mark.parametrize("indexed", [True, False])
def test_suggestions_while_typing_and_similar_topics_know_them(sign_in, ben, gus, make_topic, keep, run_readers, indexed):
    topic = make_topic("ideas", gus, "Funknetz im Garten", "Bitte.")
    make_topic("ideas", gus, "Ein Garten für alle", "Bitte.")
    keep("WLAN", "Funknetz")
    if indexed:
        run_readers()
    found = sign_in(ben).get("/ideas/new/similar?title=WLAN im Garten", htmx="similar").text
    assert topic.url in found
    assert not indexed or found.index(topic.url) < found.index("Ein Garten")


def test_they_show_nobody_more_than_before(visitor, sign_in, ben, emil, keep, run_readers):
    topic_in(make_board("ideas", "Room M", audience="members"), emil, "Funknetz intern")
    keep("WLAN", "Funknetz")
    run_readers("search")
    page = visitor.get("/search?q=wlan").text
    assert "intern" not in page and "Nothing found" in page
    assert "Funknetz" in sign_in(ben).get("/search?q=wlan").text


def test_they_cost_a_question_no_statement_once_they_are_known(sign_in, ben, gus, make_topic, keep, run_readers, count_queries):
    make_topic("ideas", gus, "Funknetz im Garten", "Bitte.")
    browser = sign_in(ben)
    run_readers("search")
    browser.get("/search?q=garten")
    with count_queries() as before:
        browser.get("/search?q=garten")
    keep("WLAN", "Funknetz")
    browser.get("/search?q=wlan")
    with count_queries() as after:
        browser.get("/search?q=wlan")
    assert len(after) == len(before)
