"""The same pages, the same rules about who may see what, the same answers, with PostgreSQL behind the seam."""

import pytest

from app.search import reader
from app.search.here import index_of
from tests.instances import only_postgres
from tests.search.test_missed import miss, test_the_team_sees_them_with_what_looks_like_them  # noqa: F401
from tests.search.test_reader import (  # noqa: F401
    test_it_fills_a_fresh_index_from_the_posts_and_not_from_events,
    test_it_moves_every_post_of_a_topic,
    test_it_sees_an_event_twice_without_harm,
    test_it_takes_in_an_import_when_it_is_finished,
    test_it_writes_once_for_a_batch,
    test_the_makeshift_search_finds_words_and_keeps_to_the_rules,
    test_the_nightly_round_puts_right_what_is_wrong,
    test_what_happens_during_a_rebuild_is_not_lost,
    topics,
)
from tests.search.test_search import (  # noqa: F401
    oat,
    search,
    test_a_role_changes_nothing_about_hidden_texts,
    test_d2_a_board_that_became_private_is_closed_at_once,
    test_d2_private_boards_stay_private,
    test_d4_a_restored_topic_comes_back_with_its_replies,
    test_d4_deleted_text_is_gone_at_once,
    test_it_asks_in_no_words_that_one_may_not_see,
    test_it_asks_what_somebody_meant,
    test_it_filters_by_kind_board_and_author,
    test_it_follows_titles_texts_and_moves,
    test_it_narrows_by_time_language_and_what_a_kind_knows,
    test_it_turns_pages,
    test_votes_decide_between_posts_that_answer_alike,
)
from tests.search.test_similar import (  # noqa: F401
    ask,
    plan,
    test_it_finds_german_compounds_from_the_first_post_on,
    test_it_leaves_out_what_shares_only_a_common_word,
    test_it_shows_nobody_what_is_not_theirs,
)
from tests.search.test_synonyms import (  # noqa: F401
    keep,
    test_suggestions_while_typing_and_similar_topics_know_them,
    test_the_page_finds_them_at_once_in_every_process,
    test_they_show_nobody_more_than_before,
)

pytestmark = only_postgres


@pytest.fixture(autouse=True)
def in_postgres(app):
    """The app as EARSHOT_SEARCH=postgres makes it."""
    app.config["SEARCH"] = "postgres"
    before = app.readers
    app.readers = [reader.reader_for(app) if each.name == "search" else each for each in before]
    yield
    app.readers = before


def test_it_keeps_to_the_query_budget(sign_in, run_readers, people, make_topic, count_queries):
    for n in range(4):
        make_topic("ideas", people.ben, f"Oat {n}")
    run_readers("search")
    browser = sign_in(people.gus)
    with count_queries() as queries:
        browser.get("/search?q=oat&author=ben")
    assert len(queries) <= 16, queries


def test_it_needs_few_statements(sign_in, ben, gus, make_topic, run_readers, count_queries):
    for n in range(4):
        make_topic("ideas", gus, f"Vertretung {n}")
    run_readers()
    browser = sign_in(ben)
    browser.get("/")
    with count_queries() as queries:
        browser.get("/ideas/new/similar?title=Vertretung", htmx="similar")
    assert len(queries) <= 16, queries


def test_it_forgets_the_words_of_who_has_left(run_readers, make_topic, ben, db):
    from app.accounts.leaving import leave
    from app.search.rounds import Rounds

    make_topic("ideas", ben, "My mother is called Hildegunde.")
    run_readers("search")
    leave(db.session.merge(ben), with_posts=True)
    db.session.commit()
    Rounds(index_of()).begin()
    run_readers("search")
    with index_of()._reading() as tables:
        for rows in ("SELECT CAST(t AS text) FROM $posts AS t", "SELECT word FROM $words", "SELECT word FROM $grams"):
            assert not [row for row in tables.scalars(rows) if "hildegund" in row], rows


def test_another_version_starts_afresh_while_the_site_works(run_readers, make_topic, ben, visitor, monkeypatch):
    topic = make_topic("ideas", ben, "Walrus")
    run_readers("search")
    before = index_of().identity
    monkeypatch.setattr("app.search.postgres.index.VERSION", "another")
    assert not index_of().is_well()
    run_readers("search")
    assert index_of().identity != before and index_of().count() == 1
    assert topic.url in visitor.get("/search?q=walrus").text


@pytest.mark.parametrize("harm", ["DROP SCHEMA earshot_search CASCADE", "DROP TABLE earshot_search.words", "DELETE FROM earshot_search.about"])
def test_r9_lost_tables_are_made_again_while_the_site_works(run_readers, make_topic, ben, visitor, db, harm):
    topic = make_topic("ideas", ben, "Walrus")
    run_readers("search")
    db.session.execute(db.text(harm))
    db.session.commit()
    page = visitor.get("/search?q=walrus").text
    assert topic.url in page
    run_readers("search")
    page = visitor.get("/search?q=walrus").text
    assert topic.url in page and "Search is being rebuilt" not in page


def test_it_rebuilds_by_command_beside_the_one_in_use(app, run_readers, make_topic, ben, visitor):
    topic = make_topic("ideas", ben, "Walrus")
    run_readers("search")
    before = index_of().identity
    index_of().write(delete=index_of().pids())
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    assert index_of().identity != before and topic.url in visitor.get("/search?q=walrus").text
