"""What was looked for in vain: words, counts and days, nothing else; and what looks like them."""

from datetime import timedelta

import pytest
from flask import g

from app.database import now
from app.search.missed import TIMED, MissedWord, neighbours, words_to_keep
from app.search.synonyms import SynonymGroup, keep_group
from tests.factories import make_board
from tests.factories import make_topic as topic_in


def kept(db):
    return {row.word: row.times for row in db.session.scalars(db.select(MissedWord))}


@pytest.fixture
def miss(visitor, run_readers):
    """miss("WLAN"): a visitor looks for it, and for a while at the page that says that there is none."""

    def look(question, browser=visitor, htmx="missed"):
        run_readers("search")
        return browser.post("/search/missed", {"q": question}, htmx=htmx, token=False)

    return look


def test_it_counts_what_nothing_has(miss, make_topic, gus, db):
    make_topic("ideas", gus, "Parkplatz am Hof")
    assert miss("Ladesäule").status_code == 200
    miss("ladesäule für Autos")
    assert kept(db) == {"ladesäule": 2, "autos": 1}
    miss("Parkplatz")
    assert "parkplatz" not in kept(db)


def test_what_only_comes_close_was_missed_too(miss, make_topic, gus, db):
    make_topic("ideas", gus, "Vertretungsplan an der Tür")
    miss("Vertretungsplna")
    assert kept(db) == {"vertretungsplna": 1}


def test_it_keeps_nothing_personal(miss, people, boards, db):
    lines = (
        "frau@example.org", "0151 2345678", "Kundennummer 12345", "www.example.org", "https://x.example", "12-34-56",
        "Ben", "Dora", "gus", "und", "ab", '"sucht jemand Hilfe"', "DE89 3704 0044", "x" * 60,
    )  # fmt: skip
    for line in lines:
        miss(line)
    assert kept(db) == {}
    assert set(MissedWord.__table__.columns.keys()) == {"day", "word", "times"}


def test_words_beside_a_name_are_kept_without_it(people, site):
    assert words_to_keep("Ben Ladesäule 2") == ["ladesäule"]


def test_it_says_thanks_without_scripts(miss, visitor, boards):
    answer = miss("Ladesäule", htmx=None)
    assert answer.status_code == 303 and answer.location == "/search?q=Lades%C3%A4ule"
    page = visitor.get(answer.location).text
    assert "Tell the team that nothing was found" in page and 'hx-trigger="load delay:3s"' in page


def test_only_whole_searches_without_filters_are_asked_about(visitor, run_readers, make_topic, gus):
    make_topic("ideas", gus, "Parkplatz am Hof")
    run_readers("search")
    for query in ("q=parkplatz", "q=walrus&kind=ideas", "q=", "q=walrus&page=2"):
        assert "/search/missed" not in visitor.get(f"/search?{query}").text, query


def test_nothing_is_counted_while_the_index_is_built(visitor, boards, db):
    visitor.post("/search/missed", {"q": "Ladesäule"}, htmx="missed", token=False)
    assert kept(db) == {}


def test_they_are_forgotten_after_ninety_days(app, site, db):
    today = now().date()
    db.session.add_all(MissedWord(day=today - timedelta(days=age), word=f"w{age}", times=1) for age in (0, 90, 91))
    db.session.commit()
    TIMED[0].act()
    assert set(kept(db)) == {"w0", "w90"}


def test_the_team_sees_them_with_what_looks_like_them(miss, sign_in, emil, make_topic, gus, db):
    make_topic("ideas", gus, "Ladestation für Räder", "Eine Ladestation bitte.")
    miss("Ladesation")
    miss("Funknetz")
    g.pop("site", None)
    keep_group(SynonymGroup(), ["WLAN", "Funknetz"])
    db.session.commit()
    page = sign_in(emil).get("/admin/synonyms").text
    assert "ladesation" in page and "= Ladestation</button>" in page
    assert "<strong>funknetz</strong>" not in page


def test_one_tap_makes_a_synonym(miss, visitor, sign_in, emil, make_topic, gus, db):
    topic = make_topic("ideas", gus, "Ladestation für Räder", "Eine Ladestation bitte.")
    miss("Wallbox")
    browser = sign_in(emil)
    for _turn in range(2):
        assert browser.post("/admin/synonyms/missed", {"word": "wallbox", "other": "Ladestation"}).status_code == 303
    assert [group.words for group in db.session.scalars(db.select(SynonymGroup))] == [["Ladestation", "wallbox"]]
    assert topic.url in visitor.get("/search?q=Wallbox").text
    browser.post("/admin/synonyms/missed", {"word": "Stromsäule", "other": "Wallboxen"})
    words = db.session.scalar(db.select(SynonymGroup.words).execution_options(populate_existing=True))
    assert words == ["Ladestation", "wallbox", "Stromsäule"]
    assert "<strong>wallbox</strong>" not in browser.get("/admin/synonyms").text


@pytest.mark.parametrize(("word", "other"), [("", "Rad"), ("und", "Rad"), ("Rad", "Räder"), ("rad", "")])
def test_what_cannot_be_put_together_is_said(sign_in, emil, site, db, word, other):
    browser = sign_in(emil)
    assert browser.post("/admin/synonyms/missed", {"word": word, "other": other}).status_code == 303
    assert db.session.scalar(db.select(SynonymGroup.id)) is None
    assert "cannot be put together" in browser.get("/admin/synonyms").text


def test_it_can_be_forgotten(miss, sign_in, emil, boards, db):
    miss("Wallbox")
    sign_in(emil).post("/admin/synonyms/missed/removal", {"word": "wallbox"})
    assert kept(db) == {}


def test_neighbours_come_from_what_the_reader_sees(miss, sign_in, emil, ada, db):
    topic_in(make_board("ideas", "Room M", audience="members"), ada, "Ladestation intern")
    miss("Ladesation")
    assert "= Ladestation" in sign_in(emil).get("/admin/synonyms").text


def test_what_was_written_meanwhile_is_said(miss, sign_in, emil, make_topic, gus, run_readers):
    miss("Wallbox")
    make_topic("ideas", gus, "Eine Wallbox am Hof")
    run_readers("search")
    assert "By now something has it." in sign_in(emil).get("/admin/synonyms").text


def test_neighbours_are_words_as_somebody_wrote_them():
    assert neighbours("ladesation", ["Eine Ladestation und noch eine LADESTATION", "Ladung"])[0].casefold() == "ladestation"
    assert neighbours("zebra", ["Eine Ladestation"]) == []
    assert neighbours("karte", ["Die Kundenkarte"]) == ["Kundenkarte"]


def test_h2_it_has_a_limit(make_app, site):
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    codes = [client.post("/search/missed", data={"q": "x"}).status_code for _ in range(31)]
    assert codes[-1] == 429
